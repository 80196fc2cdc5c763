using JieSuJiBan.Engine.State;
using JieSuJiBan.Runtime.Cases;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Inbox;

/// <summary>A run of a workflow: a case with its state.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="DefinitionId">The workflow that its root runs.</param>
/// <param name="DefinitionHash">The version of it.</param>
/// <param name="Number">The ticket's number, or null.</param>
/// <param name="State">The state at its newest step.</param>
public sealed record Run(Guid CaseId, string DefinitionId, string DefinitionHash, string? Number, CaseState State);

/// <summary>Which instant of a run a condition is about.</summary>
public enum RunMoment
{
    /// <summary>When it began.</summary>
    Created,

    /// <summary>When it made its latest step.</summary>
    Updated,

    /// <summary>When it ended; one that runs never fits.</summary>
    Finished,
}

/// <summary>A condition on an instant of a run.</summary>
/// <param name="Moment">Which instant.</param>
/// <param name="Comparison">One of <c>=</c>, <c>&lt;&gt;</c>, <c>&gt;</c>, <c>&gt;=</c>, <c>&lt;</c>, <c>&lt;=</c>.</param>
/// <param name="At">The instant to compare with (UTC). The beginning of a run is compared by the millisecond.</param>
public sealed record RunTime(RunMoment Moment, string Comparison, Instant At);

/// <summary>Which runs are looked for. All conditions hold together; null asks nothing.</summary>
public sealed record RunQuery
{
    /// <summary>Versions, by hash; null: all. Empty: none.</summary>
    public IReadOnlyList<string>? DefinitionHashes { get; init; }

    /// <summary>Statuses; empty: all.</summary>
    public IReadOnlyList<string> Statuses { get; init; } = [];

    /// <summary>Sub-statuses; empty: all.</summary>
    public IReadOnlyList<string> SubStatuses { get; init; } = [];

    /// <summary>A ticket's number, a part of it from the start, or a case id.</summary>
    public string? Search { get; init; }

    /// <summary>Those in which something went wrong that nobody has mended, or those without.</summary>
    public bool? HasIncidents { get; init; }

    /// <summary>Conditions on when they began, went on or ended.</summary>
    public IReadOnlyList<RunTime> Times { get; init; } = [];

    /// <summary>By the latest step, not by the start.</summary>
    public bool OrderByUpdated { get; init; }

    /// <summary>The oldest first.</summary>
    public bool Ascending { get; init; }

    /// <summary>Rows to pass over.</summary>
    public int Skip { get; init; }

    /// <summary>Rows wanted, at most 100.</summary>
    public int Take { get; init; } = 20;
}

/// <summary>Reads runs for those who look after workflows.</summary>
public sealed class RunReader(NpgsqlDataSource database)
{
    /// <summary>Counting stops here: a list of more is not leafed through.</summary>
    public const int CountedAtMost = 10_000;

    private static readonly string[] Running = [nameof(WorkflowSubStatus.Pending), nameof(WorkflowSubStatus.Executing), nameof(WorkflowSubStatus.Suspended)];
    private static readonly string[] Over = [nameof(WorkflowSubStatus.Finished), nameof(WorkflowSubStatus.Cancelled), nameof(WorkflowSubStatus.Faulted)];

    /// <summary>A page of runs that the viewer may know of, and how many there are, counted up to <see cref="CountedAtMost"/>.</summary>
    public async Task<(IReadOnlyList<Run> Runs, long Count)> SearchAsync(RunQuery query, Viewer viewer, CancellationToken ct)
    {
        if (viewer.Scope == TicketScope.None) return ([], 0);
        var (list, count, values) = Statements(query, viewer);
        await using var listing = Command(list, values);
        var runs = await Rows.ListAsync(listing, Read, ct);
        await using var counting = Command(count, values);
        return (runs, (long)(await counting.ExecuteScalarAsync(ct))!);
    }

    /// <summary>The statement that reads a page, the one that counts, and their parameters.</summary>
    internal static (string List, string Count, List<object> Values) Statements(RunQuery query, Viewer viewer)
    {
        var conditions = new List<string>();
        var values = new List<object>();
        void Where(string condition, object value)
        {
            values.Add(value);
            conditions.Add(condition.Replace("?", "$" + values.Count, StringComparison.Ordinal));
        }

        if (Sight.Of(viewer, "c.case_id", "?") is { } sight)
        {
            if (viewer.Scope == TicketScope.OwnUnit) Where(sight, viewer.UnitCode!);
            else conditions.Add(sight);
        }

        if (query.DefinitionHashes is { } hashes) Where("c.definition_hash = any(?)", hashes.ToArray());
        if (SubStatuses(query) is { } subStatuses) Where("c.sub_status = any(?)", subStatuses);
        if (query.HasIncidents is { } has) conditions.Add(has ? "c.incidents > 0" : "c.incidents = 0");
        foreach (var time in query.Times) Add(time, Where, conditions);
        if (query.Search is { Length: > 0 } search)
        {
            if (Guid.TryParse(search, out var caseId)) Where("c.case_id = ?", caseId);
            else Where("t.number ^@ any(?)", TypedNumber.Forms(search));
        }

        var from = $"from jsjb.case_state c left join jsjb.ticket t using (case_id){(conditions.Count > 0 ? " where " + string.Join(" and ", conditions) : "")}";
        var direction = query.Ascending ? "asc" : "desc";
        return (
            $"select c.case_id, c.definition_id, c.definition_hash, t.number, {StoredState.Columns("c")} {from} order by {(query.OrderByUpdated ? $"c.updated_hour {direction}, c.updated_at {direction}, " : "")}c.case_id {direction} offset {Math.Max(query.Skip, 0)} limit {Math.Clamp(query.Take, 1, 100)}",
            $"select count(*) from (select {from} limit {CountedAtMost}) counted",
            values);
    }

    /// <summary>One run; null where there is none or the viewer may not know of it.</summary>
    public async Task<Run?> GetAsync(Guid caseId, Viewer viewer, CancellationToken ct)
    {
        var (runs, _) = await SearchAsync(new() { Search = caseId.ToString(), Take = 1 }, viewer, ct);
        return runs is [var run] ? run : null;
    }

    /// <summary>The sub-statuses that both lists allow; null: all.</summary>
    private static string[]? SubStatuses(RunQuery query)
    {
        if (query.Statuses.Count == 0) return query.SubStatuses.Count == 0 ? null : [.. query.SubStatuses];
        var wanted = query.Statuses.SelectMany(status => status == nameof(WorkflowStatus.Running) ? Running : status == nameof(WorkflowStatus.Finished) ? Over : []);
        return query.SubStatuses.Count == 0 ? [.. wanted] : [.. wanted.Intersect(query.SubStatuses)];
    }

    private static void Add(RunTime time, Action<string, object> where, List<string> conditions)
    {
        if (time.Comparison is not ("=" or "<>" or ">" or ">=" or "<" or "<=")) throw new ArgumentException($"Expected a comparison, but got '{time.Comparison}'.", nameof(time));
        if (time.Moment == RunMoment.Created)
        {
            AddCreated(time, where, conditions);
            return;
        }

        // The end of a run is its latest step, and the hour is what the index knows.
        if (time.Moment == RunMoment.Finished) where("c.sub_status = any(?)", Over);
        where($"c.updated_at {time.Comparison} ?", time.At);
        if (time.Comparison != "<>") where($"c.updated_hour {(time.Comparison is "=" ? "=" : time.Comparison[0] == '<' ? "<=" : ">=")} date_trunc('hour', ?::timestamptz at time zone 'UTC')", time.At);
    }

    /// <summary>Case ids are UUIDv7: a span of time is a span of ids.</summary>
    private static void AddCreated(RunTime time, Action<string, object> where, List<string> conditions)
    {
        var (first, next) = (FirstId(time.At), FirstId(time.At + Duration.FromMilliseconds(1)));
        switch (time.Comparison)
        {
            case "=":
                where("c.case_id >= ?", first);
                where("c.case_id < ?", next);
                break;
            case "<>":
                conditions.Add($"not (c.case_id >= '{first}' and c.case_id < '{next}')");
                break;
            case ">":
                where("c.case_id >= ?", next);
                break;
            case ">=":
                where("c.case_id >= ?", first);
                break;
            case "<":
                where("c.case_id < ?", first);
                break;
            default:
                where("c.case_id < ?", next);
                break;
        }
    }

    private static Guid FirstId(Instant at)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, Math.Max(0, at.ToUnixTimeMilliseconds()) << 16);
        return new(bytes, bigEndian: true);
    }

    private static Run Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetString(1), reader.GetString(2), Rows.Text(reader, 3), StoredState.Read(reader, 4));

    private NpgsqlCommand Command(string sql, List<object> values)
    {
#pragma warning disable CA2100 // Made of the constants above and whole numbers; every value is a parameter.
        var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }
}
