using JieSuJiBan.Activities.Clocks;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Sql;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace JieSuJiBan.Runtime.MigrationImpact;

/// <summary>
/// Works a report about deadlines out: reads the cases under way a page at a time, in the order of their ids, and writes what differs with
/// the place it has come to in one statement. So memory does not grow with the cases, and the next host goes on where one broke.
/// </summary>
public sealed class DeadlineSurvey(NpgsqlDataSource database, PublishedStore catalog, IClock clock)
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
            // A state that this program cannot read is not corrected by trying again.
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
        await using var command = database.Command(DeadlineSql.PolicyOfDeadlineReport).With(reportId);
        var hash = (string)(await command.ExecuteScalarAsync(ct))!;
        if (catalog.PolicyByHash(hash) is { } known) return known;
        await catalog.RefreshAsync(ct);
        return catalog.PolicyByHash(hash) ?? throw new InvalidOperationException($"The policy {hash} of report {reportId} is not published.");
    }

    private async Task<List<CaseState>> PageAsync(Guid reportId, CancellationToken ct)
    {
        await using var command = database.Command(DeadlineSql.NextCases).With(reportId).With(PageSize);
        return (await command.RowsAsync<StoredStateRow>(ct)).ConvertAll(row => row.Fold());
    }

    private async Task WriteAsync(Guid reportId, List<CaseState> page, (CaseState State, DeadlineChange Change)[] found, CancellationToken ct)
    {
        await using var command = database.Command(DeadlineSql.WriteDeadlines).With(reportId).With(page[^1].CaseId.Value).With((long)page.Count);
        void Column<T>(NpgsqlDbType type, Func<(CaseState State, DeadlineChange Change), T> read) =>
            command.With<T[]>([.. found.Select(read)], NpgsqlDbType.Array | type);
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
        await using var command = database.Command(DeadlineSql.EndDeadlineReport).With(reportId).With(state).With(failure).With(clock.GetCurrentInstant());
        await command.ExecuteNonQueryAsync(ct);
    }
}
