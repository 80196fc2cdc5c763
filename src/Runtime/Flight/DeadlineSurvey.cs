using JieSuJiBan.Activities;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Commit;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace JieSuJiBan.Runtime.Flight;

/// <summary>
/// Works a report about deadlines out: reads the cases under way a page at a time, in the order of their ids, and writes what differs with
/// the place it has come to in one statement. So memory does not grow with the cases, and the next host goes on where one broke.
/// </summary>
public sealed class DeadlineSurvey(NpgsqlDataSource database, CatalogStore catalog, IClock clock)
{
    private const int PageSize = 100;

    private readonly WorkLease lease = new(database, "deadline_report", "report_id");

    /// <summary>Reports that nobody works out.</summary>
    public Task<IReadOnlyList<Guid>> AbandonedAsync(CancellationToken ct = default) => lease.AbandonedAsync(ct);

    /// <summary>Works until the report is done, or taken over by another host.</summary>
    public async Task RunAsync(Guid reportId, CancellationToken ct = default)
    {
        var worker = Guid.NewGuid();
        try
        {
            while (await lease.HoldAsync(reportId, worker, ct))
            {
                var policy = await PolicyAsync(reportId, ct);
                var page = await PageAsync(reportId, ct);
                if (page.Count == 0)
                {
                    await EndAsync(reportId, "done", null, ct);
                    return;
                }

                await WriteAsync(reportId, page, [.. page.SelectMany(state => Changes(policy, state))], ct);
            }
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or NpgsqlException))
        {
            // A state that this program cannot read is not mended by trying again.
            await EndAsync(reportId, "failed", failure.Message, CancellationToken.None);
            throw;
        }
        finally
        {
            await lease.ReleaseAsync(reportId, worker);
        }
    }

    private IEnumerable<(CaseState State, DeadlineChange Change)> Changes(CityPolicy policy, CaseState state) =>
        state.IsClosed ? [] : DeadlineChanges.Of(policy, state.Facts, clock.GetCurrentInstant()).Select(change => (state, change));

    private async Task<CityPolicy> PolicyAsync(Guid reportId, CancellationToken ct)
    {
        await using var command = database.CreateCommand("select policy_hash from jsjb.deadline_report where report_id = $1");
        command.Parameters.Add(new() { Value = reportId });
        var hash = (string)(await command.ExecuteScalarAsync(ct))!;
        if (catalog.PolicyByHash(hash) is { } known) return known;
        await catalog.RefreshAsync(ct);
        return catalog.PolicyByHash(hash) ?? throw new InvalidOperationException($"The policy {hash} of report {reportId} is not published.");
    }

    private async Task<List<CaseState>> PageAsync(Guid reportId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            $"""
            select {StoredState.Columns("s")} from (
                select c.* from jsjb.case_state c, jsjb.deadline_report r
                where r.report_id = $1 and c.case_id > r.after_case and (c.status = 'Running' or c.sub_status = 'Faulted')
                order by c.case_id limit $2) s
            order by s.case_id
            """);
        command.Parameters.Add(new() { Value = reportId });
        command.Parameters.Add(new() { Value = PageSize });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var page = new List<CaseState>(PageSize);
        while (await reader.ReadAsync(ct)) page.Add(StoredState.Read(reader, 0));
        return page;
    }

    private async Task WriteAsync(Guid reportId, List<CaseState> page, (CaseState State, DeadlineChange Change)[] found, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            with written as (
                insert into jsjb.deadline_row (report_id, case_id, clock, step_name, number, unit, was, becomes, limit_was, limit_becomes)
                select $1, f.* from unnest($4, $5, $6, $7, $8, $9, $10, $11, $12) as f
                on conflict do nothing
            )
            update jsjb.deadline_report set after_case = $2, seen = seen + $3 where report_id = $1 and after_case < $2
            """);
        command.Parameters.Add(new() { Value = reportId });
        command.Parameters.Add(new() { Value = page[^1].CaseId.Value });
        command.Parameters.Add(new() { Value = (long)page.Count });
        void Column<T>(NpgsqlDbType type, Func<(CaseState State, DeadlineChange Change), T> read) =>
            command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = [.. found.Select(read)], NpgsqlDbType = NpgsqlDbType.Array | type });
        Column(NpgsqlDbType.Uuid, one => one.State.CaseId.Value);
        Column(NpgsqlDbType.Text, one => one.Change.Clock);
        Column(NpgsqlDbType.Text, one => one.Change.StepName);
        Column(NpgsqlDbType.Text, one => SafeText.For(new TicketFacts(one.State.Facts).Number));
        Column(NpgsqlDbType.Text, one => SafeText.For(new TicketFacts(one.State.Facts).LeadUnit ?? ""));
        Column(NpgsqlDbType.TimestampTz, one => one.Change.Was);
        Column(NpgsqlDbType.TimestampTz, one => one.Change.Becomes);
        Column(NpgsqlDbType.Text, one => one.Change.LimitWas);
        Column(NpgsqlDbType.Text, one => one.Change.LimitBecomes);
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task EndAsync(Guid reportId, string state, string? failure, CancellationToken ct)
    {
        await using var command = database.CreateCommand("update jsjb.deadline_report set state = $2, failure = $3, finished_at = $4 where report_id = $1 and state = 'running'");
        command.Parameters.Add(new() { Value = reportId });
        command.Parameters.Add(new() { Value = state });
        command.Parameters.Add(new() { Value = failure ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = clock.GetCurrentInstant() });
        await command.ExecuteNonQueryAsync(ct);
    }
}
