using System.Security.Claims;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Security;

namespace JieSuJiBan.Application.Tickets;

/// <summary>
/// Bounds how many people's data one account opens in a stretch of time, as the city's policy says. One opening is: a ticket's words in full, on
/// whatever page or address, and a search by phone. Lists of titles and masked words open no person; an export has a bound of its own.
/// </summary>
public sealed class PersonOpenings(OpeningLimits limits, PublishedStore catalog, ISecurityLog log)
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

    private async Task<TimeSpan?> AdmitAsync(string kind, OpeningLimit limit, ClaimsPrincipal user, string subject, string address, CancellationToken ct)
    {
        var wait = await limits.AdmitAsync(AttemptLimits.Key(kind, user.AccountId()), limit.Most, TimeSpan.FromMinutes(limit.Minutes), ct);
        // Whoever goes on asking makes one line a minute, not one a request.
        if (wait is not null) log.Count(new(SecurityEvents.Opening, "paused") { Account = user.AccountId(), Address = address, Subject = kind, Detail = new Dictionary<string, string> { ["most"] = $"{limit.Most}", ["minutes"] = $"{limit.Minutes}" } });
        return wait;
    }
}
