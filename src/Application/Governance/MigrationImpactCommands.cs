using Hangfire;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Flight;
using JieSuJiBan.Runtime.Schema;
using Quartz;

namespace JieSuJiBan.Application.Governance;

/// <summary>Has reports about the cases under way worked out, and chosen cases moved, both in the background and on any host.</summary>
public sealed class MigrationImpactCommands(FlightStore reports, CaseMoves moves, CatalogStore catalog, DraftStore drafts, IBackgroundJobClient jobs)
{
    /// <summary>The published version of that hash, or the newest text of that draft; null where there is none of that definition.</summary>
    public async Task<(WorkflowDefinition Target, (Guid DraftId, long Revision)? Draft)?> TargetAsync(string definitionId, string? hash, Guid? draftId, CancellationToken ct)
    {
        if (draftId is { } id)
        {
            if (await drafts.FindAsync(id, ct) is not { Kind: DraftKind.Workflow } draft || draft.Name != definitionId) return null;
            return await drafts.ContentAsync(id, draft.Revision, ct) is { } content && WorkflowDefinition.Read(content).Definition is { } text ? (text, (id, draft.Revision)) : null;
        }

        return hash is not null && catalog.Definitions.ByHash(hash) is { } version && version.DefinitionId == definitionId ? (version, null) : null;
    }

    /// <summary>Asks for a report; one that is being worked out already is the answer.</summary>
    public async Task<FlightReport> ReportAsync(WorkflowDefinition target, (Guid DraftId, long Revision)? draft, string by, CancellationToken ct)
    {
        var report = await reports.CreateAsync(target, draft, by, ct);
        jobs.Enqueue<FlightJob>(job => job.RunAsync(report.ReportId, CancellationToken.None));
        return report;
    }

    /// <summary>Moves those cases of a report that can move: all, those that fit the query, or those named.</summary>
    /// <returns>The batch, or why there is none.</returns>
    public async Task<(Guid? BatchId, Rejection? Refusal)> MoveAsync(FlightReport report, FlightQuery query, IReadOnlyCollection<Guid>? named, string by, CancellationToken ct)
    {
        if (report.DraftId is not null || catalog.Definitions.ByHash(report.TargetHash) is null) return (null, OnlyPublished());
        if (report.State == FlightState.Running) return (null, StillRunning());
        if (await moves.CreateAsync(report, query, named, by, ct) is not { } batchId) return (null, NothingToMove());
        jobs.Enqueue<MoveJob>(job => job.RunAsync(batchId, CancellationToken.None));
        return (batchId, null);
    }

    /// <summary>Pauses a batch or lets it go on; false where there is nothing to pause or to go on with.</summary>
    public async Task<bool> SetAsync(Guid batchId, bool isPaused, string by, CancellationToken ct)
    {
        if (!await moves.SetAsync(batchId, isPaused, by, ct)) return false;
        if (!isPaused) jobs.Enqueue<MoveJob>(job => job.RunAsync(batchId, CancellationToken.None));
        return true;
    }

    private static Rejection OnlyPublished() => new(
        RejectionKind.State, "move.notPublished", "草稿还没有发布，不能迁移在办工单：请先审核、发布，再对发布的版本出报告。",
        "Expected a published version, but this is a draft, so nothing was moved: have it reviewed and published, then run a report about the version.");

    private static Rejection StillRunning() => new(
        RejectionKind.State, "move.reportRunning", "影响报告还没有算完：请等它完成（或先停止它），看过结果再迁移。",
        "Expected a finished report, but it is still being worked out: wait for it (or stop it), read it, then move.");

    private static Rejection NothingToMove() => new(
        RejectionKind.State, "move.nothing", "所选范围内没有可以迁移的工单：请换一个筛选，或重新出报告。",
        "None of the chosen cases can move, so no batch was made: choose others, or run the report anew.");
}

/// <summary>Works a report out; another host goes on where this one broke.</summary>
public sealed class FlightJob(FlightSurvey survey)
{
    /// <summary>The queue of work that takes minutes, so that messages to the outside never wait for it.</summary>
    public const string Queue = "long";

    /// <summary>Runs until the report is done or stopped. <see cref="FlightWatch"/> has it begun again where it broke.</summary>
    [Queue(Queue)]
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Fail)]
    public Task RunAsync(Guid reportId, CancellationToken ct) => survey.RunAsync(reportId, ct);
}

/// <summary>Moves the cases of a batch; another host goes on where this one broke.</summary>
public sealed class MoveJob(CaseMoves moves)
{
    /// <summary>Runs until the batch is done, paused or given up. <see cref="FlightWatch"/> has it begun again where it broke.</summary>
    [Queue(FlightJob.Queue)]
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Fail)]
    public Task RunAsync(Guid batchId, CancellationToken ct) => moves.RunAsync(batchId, ct);
}

/// <summary>Looks for reports and batches whose host has died or was stopped, and has them taken up; and for a policy in force that computes deadlines otherwise.</summary>
[DisallowConcurrentExecution]
public sealed class FlightWatch(FlightSurvey survey, CaseMoves moves, DeadlineSurvey deadlines, DeadlineRenewals renewals, DeadlineReviewCommands reviews, IBackgroundJobClient jobs) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        foreach (var reportId in await survey.AbandonedAsync(cancellationToken)) jobs.Enqueue<FlightJob>(job => job.RunAsync(reportId, CancellationToken.None));
        foreach (var batchId in await moves.AbandonedAsync(cancellationToken)) jobs.Enqueue<MoveJob>(job => job.RunAsync(batchId, CancellationToken.None));
        foreach (var reportId in await deadlines.AbandonedAsync(cancellationToken)) jobs.Enqueue<DeadlineJob>(job => job.SurveyAsync(reportId, CancellationToken.None));
        foreach (var reportId in await renewals.PendingAsync(cancellationToken)) jobs.Enqueue<DeadlineJob>(job => job.RenewAsync(reportId, CancellationToken.None));
        await reviews.FollowAsync(cancellationToken);
    }
}
