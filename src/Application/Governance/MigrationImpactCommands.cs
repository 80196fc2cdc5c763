using System.Security.Claims;
using Hangfire;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.MigrationImpact;
using Quartz;

namespace JieSuJiBan.Application.Governance;

/// <summary>
/// Has reports about the cases under way worked out, and chosen cases moved, both in the background and on any host. Each command checks that the
/// account may; whoever may not is refused, and nothing is changed.
/// </summary>
public sealed class MigrationImpactCommands(MigrationImpactStore reports, MigrationBatches moves, PublishedStore catalog, IBackgroundJobClient jobs)
{
    /// <summary>Asks for a report; one that is being worked out already is the answer.</summary>
    /// <returns>The report, or why there is none.</returns>
    public async Task<(MigrationImpactReport? Report, Rejection? Refusal)> ReportAsync(ClaimsPrincipal by, WorkflowDefinition target, (Guid DraftId, long Revision)? draft, CancellationToken ct)
    {
        if (by.RefusalOf(Permissions.EditPolicy) is { } refusal) return (null, refusal);
        var report = await reports.CreateAsync(target, draft, by.AccountId(), ct);
        jobs.Enqueue<MigrationImpactJob>(job => job.RunAsync(report.ReportId, CancellationToken.None));
        return (report, null);
    }

    /// <summary>Stops a report; what was looked at until then stays. Null: done.</summary>
    public async Task<Rejection?> CancelReportAsync(ClaimsPrincipal by, Guid reportId, CancellationToken ct) =>
        by.RefusalOf(Permissions.EditPolicy) ?? (await reports.CancelAsync(reportId, ct) ? null : NotRunning());

    /// <summary>Moves those cases of a report that can move: all, those that fit the query, or those named.</summary>
    /// <returns>The batch, or why there is none.</returns>
    public async Task<(Guid? BatchId, Rejection? Refusal)> MoveAsync(ClaimsPrincipal by, Guid reportId, MigrationImpactQuery query, IReadOnlyCollection<Guid>? named, CancellationToken ct)
    {
        if (by.RefusalOf(Permissions.MigrateTickets) is { } refusal) return (null, refusal);
        if (await reports.FindAsync(reportId, ct) is not { } report) return (null, GovernanceRefusals.NotFound("这份影响报告", "report"));
        if (report.DraftId is not null || catalog.Definitions.ByHash(report.TargetHash) is null) return (null, OnlyPublished());
        if (report.State == MigrationImpactState.Running) return (null, StillRunning());
        if (await moves.CreateAsync(report, query, named, by.AccountId(), ct) is not { } batchId) return (null, NothingToMove());
        jobs.Enqueue<MigrationBatchJob>(job => job.RunAsync(batchId, CancellationToken.None));
        return (batchId, null);
    }

    /// <summary>Pauses a batch after the cases at hand, or lets it go on where it was. Null: done.</summary>
    public async Task<Rejection?> SetAsync(ClaimsPrincipal by, Guid batchId, bool isPaused, CancellationToken ct)
    {
        if (by.RefusalOf(Permissions.MigrateTickets) is { } refusal) return refusal;
        if (!await moves.SetAsync(batchId, isPaused, by.AccountId(), ct)) return NothingToDo();
        if (!isPaused) jobs.Enqueue<MigrationBatchJob>(job => job.RunAsync(batchId, CancellationToken.None));
        return null;
    }

    /// <summary>Gives a batch up: what has moved stays moved, the rest is left alone. Null: done.</summary>
    public async Task<Rejection?> CancelAsync(ClaimsPrincipal by, Guid batchId, CancellationToken ct) =>
        by.RefusalOf(Permissions.MigrateTickets) ?? (await moves.CancelAsync(batchId, by.AccountId(), ct) ? null : NothingToDo());

    private static Rejection NotRunning() => new(
        RejectionKind.State, "report.state", "这份报告不在计算中，无需停止：请刷新查看。", "The report is not being worked out, so there is nothing to stop: reload to see where it stands.");

    private static Rejection NothingToDo() => new(
        RejectionKind.State, "move.state", "该批次现在不能这样操作：请刷新查看它的状态。", "That cannot be done with the batch now: reload to see where it stands.");

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
public sealed class MigrationImpactJob(MigrationImpactSurvey survey)
{
    /// <summary>The queue of work that takes minutes, so that messages to the outside never wait for it.</summary>
    public const string Queue = "long";

    /// <summary>Runs until the report is done or stopped. <see cref="MigrationImpactWatch"/> has it begun again where it broke.</summary>
    [Queue(Queue)]
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Fail)]
    public Task RunAsync(Guid reportId, CancellationToken ct) => survey.RunAsync(reportId, ct);
}

/// <summary>Moves the cases of a batch; another host goes on where this one broke.</summary>
public sealed class MigrationBatchJob(MigrationBatches moves)
{
    /// <summary>Runs until the batch is done, paused or given up. <see cref="MigrationImpactWatch"/> has it begun again where it broke.</summary>
    [Queue(MigrationImpactJob.Queue)]
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Fail)]
    public Task RunAsync(Guid batchId, CancellationToken ct) => moves.RunAsync(batchId, ct);
}

/// <summary>Looks for reports and batches whose host has died or was stopped, and has them taken up; and for a policy in force that computes deadlines otherwise.</summary>
[DisallowConcurrentExecution]
public sealed class MigrationImpactWatch(MigrationImpactSurvey survey, MigrationBatches moves, DeadlineSurvey deadlines, DeadlineRenewals renewals, DeadlineReviewCommands reviews, IBackgroundJobClient jobs) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        foreach (var reportId in await survey.AbandonedAsync(cancellationToken)) jobs.Enqueue<MigrationImpactJob>(job => job.RunAsync(reportId, CancellationToken.None));
        foreach (var batchId in await moves.AbandonedAsync(cancellationToken)) jobs.Enqueue<MigrationBatchJob>(job => job.RunAsync(batchId, CancellationToken.None));
        foreach (var reportId in await deadlines.AbandonedAsync(cancellationToken)) jobs.Enqueue<DeadlineJob>(job => job.SurveyAsync(reportId, CancellationToken.None));
        foreach (var reportId in await renewals.PendingAsync(cancellationToken)) jobs.Enqueue<DeadlineJob>(job => job.RenewAsync(reportId, CancellationToken.None));
        await reviews.FollowAsync(cancellationToken);
    }
}
