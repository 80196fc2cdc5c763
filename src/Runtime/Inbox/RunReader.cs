using JieSuJiBan.Engine.State;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Sql;
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

    /// <summary>Those in which something went wrong that nobody has corrected, or those without.</summary>
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
        await using var listing = List(query, viewer).Command(database);
        var runs = (await listing.RowsAsync<RunRow>(ct)).ConvertAll(row => new Run(row.CaseId, row.DefinitionId, row.DefinitionHash, row.Number, row.Stored.Fold()));
        await using var counting = Asked(InboxSql.CountRuns, query, viewer).With("most", CountedAtMost).Command(database);
        return (runs, (long)(await counting.ExecuteScalarAsync(ct))!);
    }

    /// <summary>The statement that reads a page.</summary>
    internal static SqlTemplate List(RunQuery query, Viewer viewer) => Asked(InboxSql.ListRuns, query, viewer)
        .When("by_update", query.OrderByUpdated)
        .Fill("direction", query.Ascending ? "asc" : "desc")
        .With("skip", Math.Max(query.Skip, 0))
        .With("take", Math.Clamp(query.Take, 1, 100));

    private static SqlTemplate Asked(SqlStatement statement, RunQuery query, Viewer viewer)
    {
        var caseId = Guid.TryParse(query.Search, out var known) ? known : (Guid?)null;
        return new SqlTemplate(statement)
            .SeenBy(viewer, "c.case_id")
            .With("definition_hashes", query.DefinitionHashes?.ToArray())
            .With("sub_statuses", SubStatuses(query))
            .When("incidents", query.HasIncidents == true)
            .When("no_incidents", query.HasIncidents == false)
            .Repeat("times", "\n    ", InboxSql.RunTime, query.Times.Select(time => (Action<SqlTemplate>)(part => Add(time, part))))
            .With("case_id", caseId)
            .With("numbers", query.Search is { Length: > 0 } search && caseId is null ? TypedNumber.Forms(search) : null);
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

    private static void Add(RunTime time, SqlTemplate part)
    {
        if (time.Comparison is not ("=" or "<>" or ">" or ">=" or "<" or "<=")) throw new ArgumentException($"Expected a comparison, but got '{time.Comparison}'.", nameof(time));
        if (time.Moment == RunMoment.Created)
        {
            // Case ids are UUIDv7: a span of time is a span of ids.
            Guid? first = FirstId(time.At), next = FirstId(time.At + Duration.FromMilliseconds(1));
            part.When("outside", time.Comparison == "<>")
                .With("from_id", time.Comparison is "=" or "<>" or ">=" ? first : time.Comparison == ">" ? next : null)
                .With("before_id", time.Comparison is "=" or "<>" or "<=" ? next : time.Comparison == "<" ? first : null);
            return;
        }

        // The end of a run is its latest step, and the hour is what the index knows.
        part.With("over", time.Moment == RunMoment.Finished ? Over : null)
            .With("at", time.At)
            .Fill("comparison", time.Comparison)
            .When("hour", time.Comparison != "<>")
            .Fill("hour_comparison", time.Comparison is "=" ? "=" : time.Comparison[0] == '<' ? "<=" : ">=");
    }

    private static Guid FirstId(Instant at)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, Math.Max(0, at.ToUnixTimeMilliseconds()) << 16);
        return new(bytes, bigEndian: true);
    }

    private sealed record RunRow(Guid CaseId, string DefinitionId, string DefinitionHash, string? Number, StoredStateRow Stored);
}
