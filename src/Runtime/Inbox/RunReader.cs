using JieSuJiBan.Engine.Serialization;
using JieSuJiBan.Engine.State;
using Npgsql;

namespace JieSuJiBan.Runtime.Inbox;

/// <summary>A run of a workflow: a case with its state.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="DefinitionId">The workflow that its root runs.</param>
/// <param name="DefinitionHash">The version of it.</param>
/// <param name="Number">The ticket's number, or null.</param>
/// <param name="State">The state at its newest step.</param>
public sealed record Run(Guid CaseId, string DefinitionId, string DefinitionHash, string? Number, CaseState State);

/// <summary>Which runs are looked for. All conditions hold together; null asks nothing.</summary>
public sealed record RunQuery
{
    /// <summary>Workflows; empty: all.</summary>
    public IReadOnlyList<string> DefinitionIds { get; init; } = [];

    /// <summary>Versions, by hash; empty: all.</summary>
    public IReadOnlyList<string> DefinitionHashes { get; init; } = [];

    /// <summary>Statuses; empty: all.</summary>
    public IReadOnlyList<string> Statuses { get; init; } = [];

    /// <summary>Sub-statuses; empty: all.</summary>
    public IReadOnlyList<string> SubStatuses { get; init; } = [];

    /// <summary>A ticket's number, a part of it from the start, or a case id.</summary>
    public string? Search { get; init; }

    /// <summary>Those in which something went wrong that nobody has mended, or those without.</summary>
    public bool? HasIncidents { get; init; }

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

    // Members that are empty are not written, so that the member's name says that there is one. Keys within texts are escaped.
    private const string Incidents = "position(convert_to('\"incidents\":[', 'UTF8') in c.state) > 0";

    /// <summary>A page of runs that the viewer may know of, and how many there are, counted up to <see cref="CountedAtMost"/>.</summary>
    public async Task<(IReadOnlyList<Run> Runs, long Count)> SearchAsync(RunQuery query, Viewer viewer, CancellationToken ct)
    {
        if (viewer.Scope == TicketScope.None) return ([], 0);
        var conditions = new List<string>();
        var values = new List<object>();
        void Where(string condition, object value)
        {
            values.Add(value);
            conditions.Add(condition.Replace("?", "$" + values.Count, StringComparison.Ordinal));
        }

        if (viewer.Scope == TicketScope.OwnUnit) Where("t.lead_unit = ?", viewer.UnitCode!);
        if (query.DefinitionIds.Count > 0) Where("c.definition_id = any(?)", query.DefinitionIds.ToArray());
        if (query.DefinitionHashes.Count > 0) Where("c.definition_hash = any(?)", query.DefinitionHashes.ToArray());
        if (query.Statuses.Count > 0) Where("c.status = any(?)", query.Statuses.ToArray());
        if (query.SubStatuses.Count > 0) Where("c.sub_status = any(?)", query.SubStatuses.ToArray());
        if (query.HasIncidents is { } has) conditions.Add(has ? Incidents : "not " + Incidents);
        if (query.Search is { Length: > 0 } search)
        {
            if (Guid.TryParse(search, out var caseId)) Where("c.case_id = ?", caseId);
            else Where("starts_with(t.number, ?)", search.Replace("\0", "", StringComparison.Ordinal));
        }

        var from = $"from jsjb.case_state c left join jsjb.ticket t using (case_id){(conditions.Count > 0 ? " where " + string.Join(" and ", conditions) : "")}";
        var direction = query.Ascending ? "asc" : "desc";
        await using var list = Command($"select c.case_id, c.definition_id, c.definition_hash, t.number, c.state {from} order by {(query.OrderByUpdated ? "c.updated_at " + direction + ", " : "")}c.case_id {direction} offset {Math.Max(query.Skip, 0)} limit {Math.Clamp(query.Take, 1, 100)}", values);
        var runs = await Rows.ListAsync(list, Read, ct);
        await using var count = Command($"select count(*) from (select {from} limit {CountedAtMost}) counted", values);
        return (runs, (long)(await count.ExecuteScalarAsync(ct))!);
    }

    /// <summary>One run; null where there is none or the viewer may not know of it.</summary>
    public async Task<Run?> GetAsync(Guid caseId, Viewer viewer, CancellationToken ct)
    {
        var (runs, _) = await SearchAsync(new() { Search = caseId.ToString(), Take = 1 }, viewer, ct);
        return runs is [var run] ? run : null;
    }

    private static Run Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetString(1), reader.GetString(2), Rows.Text(reader, 3), CaseStateSerializer.FromBytes(reader.GetFieldValue<byte[]>(4)));

    private NpgsqlCommand Command(string sql, List<object> values)
    {
#pragma warning disable CA2100 // Made of the constants above and whole numbers; every value is a parameter.
        var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }
}
