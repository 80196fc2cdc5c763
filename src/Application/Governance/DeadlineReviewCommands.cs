using System.Security.Claims;
using Hangfire;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Engine;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.MigrationImpact;
using NodaTime;

namespace JieSuJiBan.Application.Governance;

/// <summary>Has worked out which deadlines of running tickets a published policy changes, and takes what people decide about them. Each command checks that the account may.</summary>
public sealed class DeadlineReviewCommands(DeadlineStore reports, PublishedStore catalog, IBackgroundJobClient jobs, IClock clock)
{
    /// <summary>The files that deadlines are computed from.</summary>
    private static readonly string[] Files = ["calendar.json", "time-limits.json", "city.json", "organisation.json", "classes.json"];

    /// <summary>Asks for a list by a published policy; null: by the one in force.</summary>
    /// <returns>The list, or why there is none.</returns>
    public async Task<(DeadlineReport? Report, Rejection? Refusal)> ReportAsync(ClaimsPrincipal by, string? policyHash, CancellationToken ct)
    {
        if (by.RefusalOf(Permissions.EditPolicy) is { } refusal) return (null, refusal);
        if (policyHash is not null && catalog.PolicyByHash(policyHash) is null) return (null, GovernanceRefusals.NotFound("这个政策版本", "policy"));
        return (await BeginAsync(policyHash, by.AccountId(), ct), null);
    }

    private async Task<DeadlineReport> BeginAsync(string? policyHash, string by, CancellationToken ct)
    {
        var report = await reports.CreateAsync(policyHash ?? catalog.Policy.Hash, by, ct);
        jobs.Enqueue<DeadlineJob>(job => job.SurveyAsync(report.ReportId, CancellationToken.None));
        return report;
    }

    /// <summary>A policy came into force that computes deadlines otherwise: who published it gets the report without asking.</summary>
    public async Task FollowAsync(CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var inForce = catalog.Policies.Where(policy => policy.EffectiveFrom <= now).ToArray();
        if (inForce is not [.., var last] || inForce.LastOrDefault(policy => policy.Policy.Hash != last.Policy.Hash) is not { } before || !Files.Any(file => Differs(before, last, file))) return;
        var since = Instant.Max(last.EffectiveFrom, last.PublishedAt);
        if ((await reports.AllAsync(ct)).Any(report => report.PolicyHash == last.Policy.Hash && report.CreatedAt >= since)) return;
        await BeginAsync(last.Policy.Hash, last.PublishedBy, ct);
    }

    /// <summary>Takes what somebody decided about a group: to compute the deadlines anew, or to keep them. Bringing them forward is said expressly.</summary>
    public async Task<(int Clocks, Rejection? Refusal)> DecideAsync(ClaimsPrincipal by, Guid reportId, bool isEarlier, bool recompute, bool allowsEarlier, IReadOnlyCollection<Guid>? cases, CancellationToken ct)
    {
        if (by.RefusalOf(Permissions.MigrateTickets) is { } refusal) return (0, refusal);
        if (await reports.FindAsync(reportId, ct) is not { } report) return (0, GovernanceRefusals.NotFound("这份清单", "list"));
        if (report.State == "running") return (0, new(RejectionKind.State, "deadline.reportRunning", "清单还没有算完：请等它完成，看过再决定。", "Expected a finished list, but it is still being worked out: wait for it, read it, then decide."));
        if (recompute && report.PolicyHash != catalog.Policy.Hash)
        {
            return (0, new(RejectionKind.State, "deadline.otherPolicy", "清单所依据的政策现在不在施行：请按现行政策重新生成清单。", "Expected a list by the policy in force, but it is by another one: have the list made anew."));
        }

        if (isEarlier && recompute && !allowsEarlier)
        {
            return (0, new(RejectionKind.Content, "deadline.earlier", "这一组的届满时间会提前，承办单位的时间会变少：确要提前的，请明确选择（allowEarlier）。", "The deadlines of this group would be brought forward: choose that expressly (allowEarlier) if it is meant.", Field: "allowEarlier"));
        }

        var clocks = await reports.DecideAsync(report.ReportId, isEarlier, recompute, cases, by.AccountId(), ct);
        if (clocks == 0) return (0, new(RejectionKind.State, "deadline.nothing", "所选范围内没有待决定的时限：请刷新查看。", "Nothing in that group waits for a decision: reload to see where it stands."));
        if (recompute) jobs.Enqueue<DeadlineJob>(job => job.RenewAsync(report.ReportId, CancellationToken.None));
        return (clocks, null);
    }

    private static bool Differs(PublishedPolicy before, PublishedPolicy after, string file) =>
        !Equals(before.Policy.Content.GetValueOrDefault(file), after.Policy.Content.GetValueOrDefault(file));
}

/// <summary>Works lists of deadlines out and computes chosen ones anew; another host goes on where this one broke.</summary>
public sealed class DeadlineJob(DeadlineSurvey survey, DeadlineRenewals renewals)
{
    /// <summary>Runs until the list is complete.</summary>
    [Queue(MigrationImpactJob.Queue)]
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Fail)]
    public Task SurveyAsync(Guid reportId, CancellationToken ct) => survey.RunAsync(reportId, ct);

    /// <summary>Runs until nothing is left to compute anew.</summary>
    [Queue(MigrationImpactJob.Queue)]
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Fail)]
    public Task RenewAsync(Guid reportId, CancellationToken ct) => renewals.RunAsync(reportId, ct);
}
