using Hangfire;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Migration;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Workflows.Migration;

namespace JieSuJiBan.Host.Governance;

/// <summary>What moving the running cases to a version would mean.</summary>
/// <param name="Report">Counts, obstacles and a bounded list.</param>
/// <param name="Movable">The cases that can move, with the version each runs.</param>
/// <param name="IsCut">Whether there are more open cases than were looked at.</param>
internal sealed record InFlightReport(MigrationReport Report, IReadOnlyList<(Guid CaseId, string FromHash)> Movable, bool IsCut);

/// <summary>Looks, by dry run, what a version means for the cases under way, and has chosen ones moved in the background.</summary>
internal sealed class InFlight(OpenCases open, CaseMoves moves, CatalogStore catalog, WorkflowEngine engine, IBackgroundJobClient jobs)
{
    /// <summary>Most cases that one report looks at.</summary>
    public const int MostCases = 20_000;

    /// <summary>What the target means for every open case of the definition's other versions. The target may be a draft.</summary>
    public async Task<InFlightReport> ReportAsync(WorkflowDefinition target, CancellationToken ct)
    {
        var definitions = catalog.Definitions.ByHash(target.Hash) is null ? catalog.Definitions.With(new(target, NodaTime.Instant.MaxValue)) : catalog.Definitions;
        var report = new MigrationReport();
        var movable = new List<(Guid, string)>();
        foreach (var version in catalog.Definitions.All.Where(version => version.Definition.DefinitionId == target.DefinitionId && version.Definition.Hash != target.Hash).Select(version => version.Definition.Hash).Distinct())
        {
            await foreach (var state in open.OfDefinitionAsync(version, Guid.Empty, ct))
            {
                if (report.Counts.Total == MostCases) return new(report, movable, true);
                var plan = MigrationPlan.For(engine, definitions, state, new MigrateCase(version, target.Hash, Value.EmptyObject, Value.EmptyObject));
                report.Add(state, plan);
                if (plan.Verdict != MigrationVerdict.Blocked) movable.Add((state.CaseId.Value, version));
            }
        }

        return new(report, movable, false);
    }

    /// <summary>Moves those of the chosen cases that can move; null: all that can. Null where the version is not published.</summary>
    public async Task<Guid?> MoveAsync(string definitionId, string toHash, IReadOnlyCollection<Guid>? chosen, string by, CancellationToken ct)
    {
        if (catalog.Definitions.ByHash(toHash) is not { } target || target.DefinitionId != definitionId) return null;
        var report = await ReportAsync(target, ct);
        var batchId = await moves.CreateAsync(definitionId, toHash, [.. report.Movable.Where(one => chosen is null || chosen.Contains(one.CaseId))], by, ct);
        jobs.Enqueue<MoveJob>(job => job.RunAsync(batchId, CancellationToken.None));
        return batchId;
    }

    /// <summary>Pauses a batch or lets it go on; false where there is nothing to pause or to go on with.</summary>
    public async Task<bool> SetAsync(Guid batchId, bool isPaused, string by, CancellationToken ct)
    {
        if (!await moves.SetAsync(batchId, isPaused, by, ct)) return false;
        if (!isPaused) jobs.Enqueue<MoveJob>(job => job.RunAsync(batchId, CancellationToken.None));
        return true;
    }
}

/// <summary>Moves the cases of a batch; Hangfire tries it again where it broke, and it goes on where it was.</summary>
public sealed class MoveJob(CaseMoves moves)
{
    /// <summary>Runs until the batch is done or paused.</summary>
    public Task RunAsync(Guid batchId, CancellationToken ct) => moves.RunAsync(batchId, ct);
}
