using System.Security.Claims;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Host.Endpoints;
using JieSuJiBan.Host.Security;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Security;

namespace JieSuJiBan.Host.Door;

/// <summary>
/// Bounds how many people's data one account opens in a stretch of time, as the city's policy says. One opening is: a ticket's words in full, on
/// whatever page or address, and a search by phone. Lists of titles and masked words open no person; an export has a bound of its own.
/// </summary>
internal sealed class PersonOpenings(OpeningLimits limits, CatalogStore catalog, ISecurityLog log)
{
    /// <summary>Admits one opening, or says how long to wait.</summary>
    /// <param name="user">Who opens.</param>
    /// <param name="subject">What is opened, for the security log.</param>
    /// <param name="address">Where from.</param>
    /// <param name="ct">Cancels.</param>
    public Task<TimeSpan?> AdmitAsync(ClaimsPrincipal user, string subject, string address, CancellationToken ct) =>
        AdmitAsync("opening", catalog.Policy.Privacy.Openings, user, subject, address, ct);

    /// <summary>Admits one export with words, or says how long to wait.</summary>
    public Task<TimeSpan?> AdmitExportAsync(ClaimsPrincipal user, string subject, string address, CancellationToken ct) =>
        AdmitAsync("export", catalog.Policy.Privacy.Exports, user, subject, address, ct);

    /// <summary>The refusal while it is paused.</summary>
    public static ProblemResult Paused(TimeSpan wait) => Problems.Of(
        429, "opening.paused",
        $"短时间内查看个人信息过多，已暂停，并已记入安全日志：请 {Minutes(wait)} 分钟后再试；确需连续查看的，请联系系统管理员。",
        $"Too much personal data was opened in a short time: it is paused for {Minutes(wait)} minutes, and the security log has an entry. If your work needs more, ask a system administrator.",
        retryAfter: wait);

    private static int Minutes(TimeSpan wait) => Math.Max(1, (int)Math.Ceiling(wait.TotalMinutes));

    private async Task<TimeSpan?> AdmitAsync(string kind, OpeningLimit limit, ClaimsPrincipal user, string subject, string address, CancellationToken ct)
    {
        var wait = await limits.AdmitAsync(AttemptLimits.Key(kind, user.AccountId()), limit.Most, TimeSpan.FromMinutes(limit.Minutes), ct);
        // Whoever goes on asking makes one line a minute, not one a request.
        if (wait is not null) log.Count(new(SecurityEvents.Opening, "paused") { Account = user.AccountId(), Address = address, Subject = kind, Detail = new Dictionary<string, string> { ["most"] = $"{limit.Most}", ["minutes"] = $"{limit.Minutes}" } });
        return wait;
    }
}
