using System.Security.Claims;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Schema;
using NodaTime;

namespace JieSuJiBan.Application.Governance;

/// <summary>What waits for a second person.</summary>
public enum ReviewSubject
{
    /// <summary>A draft in review.</summary>
    Draft,

    /// <summary>A change set in review.</summary>
    ChangeSet,

    /// <summary>A version that somebody proposed to retire.</summary>
    Retirement,
}

/// <summary>Something that waits for the caller's review.</summary>
/// <param name="Subject">What it is.</param>
/// <param name="Id">Of the draft, the set or the proposal.</param>
/// <param name="Kind">Workflow or Policy; null for a change set.</param>
/// <param name="Name">Definition id or file name; of a change set the number of its files.</param>
/// <param name="Title">Name for people, where it has one.</param>
/// <param name="By">Who sent it.</param>
/// <param name="At">When.</param>
/// <param name="Note">What was said with it.</param>
/// <param name="Address">The page on which it is reviewed.</param>
public sealed record ReviewItem(ReviewSubject Subject, Guid Id, DraftKind? Kind, string Name, string? Title, string By, Instant At, string? Note, string Address);

/// <summary>Gathers what an account may review, and nothing that it has a hand in.</summary>
public sealed class ReviewList(DraftStore drafts, ChangeSetStore sets, RetirementStore retirements)
{
    /// <summary>What waits for that account, the longest waiting first; empty for one that may not publish.</summary>
    public async Task<IReadOnlyList<ReviewItem>> OfAsync(ClaimsPrincipal user, CancellationToken ct)
    {
        if (!user.May(Permissions.PublishPolicy)) return [];
        var account = user.AccountId();
        var items = new List<ReviewItem>();
        items.AddRange((await drafts.ForReviewAsync(account, ct)).Select(draft => new ReviewItem(
            ReviewSubject.Draft, draft.DraftId, draft.Kind, draft.Name, draft.Title, draft.SubmittedBy!, draft.SubmittedAt!.Value, draft.Note, $"/changes/{draft.DraftId}")));
        if (await sets.OpenAsync(ct) is { State: ChangeSetState.InReview, SubmittedBy: { } sender } set && sender != account && !(await sets.AuthorsAsync(set.SetId, ct)).Contains(account, StringComparer.Ordinal))
        {
            var files = (await sets.FilesAsync(set.SetId, ct)).Count(file => file.Standing != FileStanding.Kept);
            items.Add(new(ReviewSubject.ChangeSet, set.SetId, null, files.ToString(System.Globalization.CultureInfo.InvariantCulture), null, sender, set.SubmittedAt!.Value, set.Note, $"/changes/sets/{set.SetId}"));
        }

        items.AddRange((await retirements.ListAsync(null, openOnly: true, ct)).Where(one => one.ProposedBy != account).Select(one => new ReviewItem(
            ReviewSubject.Retirement, one.ProposalId, DraftKind.Workflow, one.DefinitionId, $"v{one.Version}", one.ProposedBy, one.ProposedAt, one.Note, $"/changes/versions/Workflow/{Uri.EscapeDataString(one.DefinitionId)}")));
        return [.. items.OrderBy(item => item.At)];
    }
}
