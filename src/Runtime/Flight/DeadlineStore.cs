using System.Globalization;
using JieSuJiBan.Runtime.Inbox;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace JieSuJiBan.Runtime.Flight;

/// <summary>Reports about deadlines that a policy would change, with their rows and what people decided.</summary>
public sealed class DeadlineStore(NpgsqlDataSource database, IClock clock)
{
    /// <summary>Reports that are kept; older ones go when a new one begins.</summary>
    public const int Kept = 6;

    private const string Columns = "report_id, policy_hash, state, total, seen, failure, created_by, created_at, finished_at";

    /// <summary>Asks for a report about that policy. One that is being worked out already is the answer.</summary>
    public async Task<DeadlineReport> CreateAsync(string policyHash, string by, CancellationToken ct = default)
    {
        var now = clock.GetCurrentInstant();
        await using (var forget = database.CreateCommand("select jsjb.prune_deadline_reports($1)"))
        {
            forget.Parameters.Add(new() { Value = Kept - 1 });
            await forget.ExecuteNonQueryAsync(ct);
        }

        await using (var command = database.CreateCommand(
            """
            insert into jsjb.deadline_report (report_id, policy_hash, state, total, created_by, created_at)
            select $1, $2, 'running', count(*), $3, $4 from jsjb.case_state where status = 'Running' or sub_status = 'Faulted'
            on conflict (policy_hash) where state = 'running' do nothing
            """))
        {
            command.Parameters.Add(new() { Value = Guid.CreateVersion7(now.ToDateTimeOffset()) });
            command.Parameters.Add(new() { Value = policyHash });
            command.Parameters.Add(new() { Value = by });
            command.Parameters.Add(new() { Value = now });
            await command.ExecuteNonQueryAsync(ct);
        }

        return (await ListAsync("where policy_hash = $1 order by created_at desc, report_id desc limit 1", ct, policyHash))[0];
    }

    /// <summary>The report, or null.</summary>
    public async Task<DeadlineReport?> FindAsync(Guid reportId, CancellationToken ct = default) => (await ListAsync("where report_id = $1", ct, reportId)).FirstOrDefault();

    /// <summary>The reports, the newest first.</summary>
    public Task<IReadOnlyList<DeadlineReport>> AllAsync(CancellationToken ct = default) => ListAsync("order by created_at desc, report_id desc limit 20", ct);

    /// <summary>How many deadlines of each group there are.</summary>
    public async Task<IReadOnlyList<DeadlineCount>> CountsAsync(Guid reportId, CancellationToken ct = default)
    {
        await using var command = database.CreateCommand("select is_earlier, state, count(*) from jsjb.deadline_row where report_id = $1 group by 1, 2 order by 1, 2");
        command.Parameters.Add(new() { Value = reportId });
        return await Rows.ListAsync(command, row => new DeadlineCount(row.GetBoolean(0), Enum.Parse<DeadlineStanding>(row.GetString(1), ignoreCase: true), row.GetInt64(2)), ct);
    }

    /// <summary>A page of the deadlines that the viewer may know of, by case; all clocks of its last case are on it.</summary>
    /// <param name="reportId">The report.</param>
    /// <param name="viewer">Who looks.</param>
    /// <param name="isEarlier">Only those that would be brought forward, or only the others; null: all.</param>
    /// <param name="state">Only those that stand so; null: all.</param>
    /// <param name="after">The last case of the page before.</param>
    /// <param name="size">Rows wanted, at most 200; there are a few more where the last case has several clocks.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<DeadlineRow>> RowsAsync(Guid reportId, Viewer viewer, bool? isEarlier, DeadlineStanding? state, Guid after, int size, CancellationToken ct = default)
    {
        await using var command = database.CreateCommand();
        foreach (var value in (object[])[reportId, after, Math.Clamp(size, 1, 200)]) command.Parameters.Add(new() { Value = value });
        var condition = "r.report_id = $1 and r.case_id > $2";
        void And(string text, object value)
        {
            command.Parameters.Add(new() { Value = value });
            condition += string.Create(CultureInfo.InvariantCulture, $" and {text} = ${command.Parameters.Count}");
        }

        if (isEarlier is { } earlier) And("r.is_earlier", earlier);
        if (state is { } standing) And("r.state", standing.ToString().ToLowerInvariant());
        if (Sight.Of(viewer, "r.case_id", "$" + (command.Parameters.Count + 1).ToString(CultureInfo.InvariantCulture)) is { } sight)
        {
            condition += " and " + sight;
            if (viewer.Scope == TicketScope.OwnUnit) command.Parameters.Add(new() { Value = viewer.UnitCode! });
        }

#pragma warning disable CA2100 // Constants of this class; every value is a parameter.
        command.CommandText =
            $"""
            select r.case_id, r.clock, r.step_name, r.number, r.unit, r.was, r.becomes, r.limit_was, r.limit_becomes, r.state, r.chinese, r.english, r.decided_by, r.decided_at
            from jsjb.deadline_row r where {condition} order by r.case_id fetch first $3 rows with ties
            """;
#pragma warning restore CA2100
        return await Rows.ListAsync(command, row => new DeadlineRow(
            row.GetGuid(0), row.GetString(1), row.GetString(2), Rows.Text(row, 3), row.GetString(4), row.GetFieldValue<Instant>(5), row.GetFieldValue<Instant>(6), row.GetString(7), row.GetString(8),
            Enum.Parse<DeadlineStanding>(row.GetString(9), ignoreCase: true), Rows.Text(row, 10), Rows.Text(row, 11), Rows.Text(row, 12), row.IsDBNull(13) ? null : row.GetFieldValue<Instant>(13)), ct);
    }

    /// <summary>Decides about a group of which nobody has decided, or about those cases of it: to compute the deadlines anew, or to keep them.</summary>
    /// <returns>How many deadlines were decided about.</returns>
    public async Task<int> DecideAsync(Guid reportId, bool isEarlier, bool recompute, IReadOnlyCollection<Guid>? cases, string by, CancellationToken ct = default)
    {
        await using var command = database.CreateCommand(
            """
            update jsjb.deadline_row set state = $3, decided_by = $4, decided_at = $5
            where report_id = $1 and is_earlier = $2 and state = 'open' and ($6 is null or case_id = any($6))
            """);
        foreach (var value in (object[])[reportId, isEarlier, recompute ? "pending" : "kept", by, clock.GetCurrentInstant()]) command.Parameters.Add(new() { Value = value });
        command.Parameters.Add(new() { Value = cases?.ToArray() ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        command.CommandTimeout = 300;
        return await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<IReadOnlyList<DeadlineReport>> ListAsync(string condition, CancellationToken ct, params object[] values)
    {
#pragma warning disable CA2100 // Constants of this class only.
        await using var command = database.CreateCommand($"select {Columns} from jsjb.deadline_report {condition}");
#pragma warning restore CA2100
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return await Rows.ListAsync(command, row => new DeadlineReport(
            row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4), Rows.Text(row, 5), row.GetString(6), row.GetFieldValue<Instant>(7), row.IsDBNull(8) ? null : row.GetFieldValue<Instant>(8)), ct);
    }
}
