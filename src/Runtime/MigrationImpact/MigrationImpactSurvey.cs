using System.Text.Json;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Migration;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Sql;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace JieSuJiBan.Runtime.MigrationImpact;

/// <summary>
/// Works a report out: lists the cases concerned by index, then reads them a page at a time, plans each and writes the page with its
/// counts in one transaction. So memory does not grow with the cases, and after a crash the next host goes on where it was.
/// </summary>
public sealed class MigrationImpactSurvey(NpgsqlDataSource database, PublishedStore catalog, WorkflowEngine engine, IClock clock)
{
    private const int PageSize = 100;

    private readonly WorkLease lease = new(database, "flight_report", "report_id");

    /// <summary>Reports that nobody works out.</summary>
    public Task<IReadOnlyList<Guid>> AbandonedAsync(CancellationToken ct = default) => lease.AbandonedAsync(ct);

    /// <summary>Works until the report is done, stopped, or taken over by another host.</summary>
    public async Task RunAsync(Guid reportId, CancellationToken ct = default)
    {
        var worker = Guid.NewGuid();
        if (!await lease.HoldAsync(reportId, worker, ct)) return;
        try
        {
            if (await TargetAsync(reportId, ct) is not var (target, isListed)) return;
            var definitions = catalog.Definitions.ByHash(target.Hash) is null ? catalog.Definitions.With(new(target, Instant.MaxValue)) : catalog.Definitions;
            if (!isListed) await ListAsync(reportId, target, ct);
            while (await lease.HoldAsync(reportId, worker, ct))
            {
                var page = await PageAsync(reportId, ct);
                if (page.Count == 0)
                {
                    await EndAsync(reportId, "done", null, ct);
                    return;
                }

                await WriteAsync(reportId, [.. page.Select(one => Plan(one, target, definitions))], ct);
            }
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or NpgsqlException))
        {
            // A state or a definition that this program cannot read is not corrected by trying again.
            await EndAsync(reportId, "failed", failure.Message, CancellationToken.None);
            throw;
        }
        finally
        {
            await lease.ReleaseAsync(reportId, worker);
        }
    }

    private async Task<(WorkflowDefinition Target, bool IsListed)?> TargetAsync(Guid reportId, CancellationToken ct)
    {
        await catalog.RefreshAsync(ct);
        await using var command = database.Command(MigrationImpactSql.ReportTarget).With(reportId);
        if (await command.FirstRowAsync<TargetRow>(ct) is not { } row) return null;
        var target = row.TargetJson is null ? catalog.Definitions.ByHash(row.TargetHash) : WorkflowDefinition.Read(row.TargetJson).Definition;
        return (target ?? throw new InvalidOperationException($"The target {row.TargetHash} of report {reportId} cannot be read by this program."), row.IsListed);
    }

    /// <summary>Lists the open cases whose root or a child workflow runs another version, and forgets reports that nobody needs any more.</summary>
    private async Task ListAsync(Guid reportId, WorkflowDefinition target, CancellationToken ct)
    {
        var sources = catalog.Definitions.All.Select(version => version.Definition).Where(version => version.DefinitionId == target.DefinitionId && version.Hash != target.Hash).Select(version => version.Hash).Distinct().ToArray();
        await using var command = database.Command(MigrationImpactSql.ListCases).With(reportId).With(sources).With(target.DefinitionId).With(MigrationImpactStore.Kept - 1).Within(600);
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<List<(Guid CaseId, string FromHash, CaseState? State)>> PageAsync(Guid reportId, CancellationToken ct)
    {
        await using var command = database.Command(MigrationImpactSql.PendingRows).With(reportId).With(PageSize);
        return (await command.RowsAsync<PendingRow>(ct)).ConvertAll(row => (row.CaseId, row.FromHash, row.Version is null ? null : row.Stored.Fold()));
    }

    private Surveyed Plan((Guid CaseId, string FromHash, CaseState? State) one, WorkflowDefinition target, DefinitionSet definitions)
    {
        // What has ended or moved on since it was listed is not under way on that version any more.
        if (one.State is not { IsClosed: false } state || !state.Instances.Any(instance => instance.DefinitionHash == one.FromHash)) return new(one.CaseId, one.FromHash);
        var plan = engine.PlanMigration(definitions, state, new MigrateCase(one.FromHash, target.Hash, Value.EmptyObject, Value.EmptyObject));
        if (plan.Instances.Count == 0 && plan.Refusal?.Code == "migration.nothingToMove") return new(one.CaseId, one.FromHash);
        var facts = new TicketFacts(state.Facts);
        var blocks = plan.Instances.SelectMany(instance => instance.Blocks).DistinctBy(block => (block.Code, block.ActivityId)).ToArray();
        if (blocks.Length == 0 && plan.Refusal is { } refusal) blocks = [new(refusal.Code, null, null, refusal.Chinese, refusal.English)];
        var places = plan.Instances.SelectMany(instance => instance.Places).Where(place => place.Waits.Count > 0 || place.Status != ActivityStatus.Running).Select(place => place.From).Distinct();
        return new(one.CaseId, one.FromHash)
        {
            Verdict = MigrationImpactStore.Word(plan.Verdict),
            Version = state.Sequence,
            Number = facts.Number,
            Status = facts.Status ?? "",
            Unit = facts.LeadUnit ?? "",
            Places = [.. places],
            Blocks = blocks,
        };
    }

    /// <summary>Writes what a page found. Only rows that were still waiting count, so a page that is written twice is counted once.</summary>
    private async Task WriteAsync(Guid reportId, IReadOnlyList<Surveyed> page, CancellationToken ct)
    {
        await using var command = database.Command(MigrationImpactSql.WriteRows).With(reportId);
        Column(command, NpgsqlDbType.Uuid, page, one => one.CaseId);
        Column(command, NpgsqlDbType.Text, page, one => one.FromHash);
        Column(command, NpgsqlDbType.Text, page, one => one.Verdict);
        Column(command, NpgsqlDbType.Bigint, page, one => one.Version);
        Column(command, NpgsqlDbType.Text, page, one => SafeText.For(one.Number));
        Column(command, NpgsqlDbType.Text, page, one => SafeText.For(one.Status));
        Column(command, NpgsqlDbType.Text, page, one => SafeText.For(one.Unit));
        Column(command, NpgsqlDbType.Text, page, one => string.Join('\x1f', one.Places));
        Column(command, NpgsqlDbType.Jsonb, page, one => one.Blocks.Count == 0 ? null : SafeText.ForJson(JsonSerializer.Serialize(one.Blocks)));
        await command.ExecuteNonQueryAsync(ct);
    }

    private static void Column<T>(NpgsqlCommand command, NpgsqlDbType type, IReadOnlyList<Surveyed> page, Func<Surveyed, T> read) =>
        command.With<T[]>([.. page.Select(read)], NpgsqlDbType.Array | type);

    private async Task EndAsync(Guid reportId, string state, string? failure, CancellationToken ct)
    {
        await using var command = database.Command(MigrationImpactSql.EndReport).With(reportId).With(state).With(failure).With(clock.GetCurrentInstant());
        await command.ExecuteNonQueryAsync(ct);
    }

    private sealed record TargetRow(string TargetHash, string? TargetJson, bool IsListed);

    private sealed record PendingRow(Guid CaseId, string FromHash, long? Version, StoredStateRow Stored);

    /// <summary>What was found of one case; without a verdict it is not under way any more.</summary>
    private sealed record Surveyed(Guid CaseId, string FromHash)
    {
        public string? Verdict { get; init; }

        public long Version { get; init; }

        public string? Number { get; init; }

        public string Status { get; init; } = "";

        public string Unit { get; init; } = "";

        public string[] Places { get; init; } = [];

        public IReadOnlyList<MigrationBlock> Blocks { get; init; } = [];
    }
}
