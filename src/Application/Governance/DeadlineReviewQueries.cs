using System.Security.Claims;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Runtime.MigrationImpact;

namespace JieSuJiBan.Application.Governance;

/// <summary>
/// Reads lists of the deadlines that a policy changes. An account that may not read policies gets null, or an empty list; of the deadlines each sees
/// those of tickets that it may know of.
/// </summary>
public sealed class DeadlineReviewQueries(DeadlineStore reports)
{
    /// <summary>The lists, the newest first; the last six are kept.</summary>
    public async Task<IReadOnlyList<DeadlineReport>> AllAsync(ClaimsPrincipal user, CancellationToken ct) => May(user) ? await reports.AllAsync(ct) : [];

    /// <summary>A list, or null.</summary>
    public async Task<DeadlineReport?> FindAsync(ClaimsPrincipal user, Guid reportId, CancellationToken ct) => May(user) ? await reports.FindAsync(reportId, ct) : null;

    /// <summary>How many deadlines of each group there are.</summary>
    public async Task<IReadOnlyList<DeadlineCount>> CountsAsync(ClaimsPrincipal user, Guid reportId, CancellationToken ct) => May(user) ? await reports.CountsAsync(reportId, ct) : [];

    /// <summary>The deadlines that fit, old and new instant, by case id after the given one; all clocks of the last case are on the page.</summary>
    public async Task<IReadOnlyList<DeadlineRow>> RowsAsync(ClaimsPrincipal user, Guid reportId, bool? isEarlier, DeadlineStanding? state, Guid after, int size, CancellationToken ct) =>
        May(user) ? await reports.RowsAsync(reportId, user.ToViewer(), isEarlier, state, after, size, ct) : [];

    private static bool May(ClaimsPrincipal user) => user.May(Permissions.ReadPolicy);
}
