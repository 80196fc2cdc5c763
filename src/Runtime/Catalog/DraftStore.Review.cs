using JieSuJiBan.Runtime.Schema;
using Microsoft.EntityFrameworkCore;

namespace JieSuJiBan.Runtime.Catalog;

/// <content>The way of a draft through its review.</content>
public sealed partial class DraftStore
{
    /// <summary>What the checks say of the draft's newest text.</summary>
    public async Task<DraftAnswer> CheckAsync(Guid draftId, CancellationToken ct = default)
    {
        if (await FindAsync(draftId, ct) is not { } draft) return new(null, DraftRejections.Unknown());
        var content = await ContentAsync(draftId, draft.Revision, ct) ?? "";
        return new(draft, null, await checks.RunAsync(draft.Kind, draft.Name, content, ct));
    }

    /// <summary>Sends a draft without errors to a second person.</summary>
    /// <param name="draftId">The draft.</param>
    /// <param name="expectedRevision">The revision that was read, or null: whatever it is.</param>
    /// <param name="note">What the reviewer should know, or null.</param>
    /// <param name="by">Account id.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<DraftAnswer> SubmitAsync(Guid draftId, long? expectedRevision, string? note, string by, CancellationToken ct = default)
    {
        var check = await CheckAsync(draftId, ct);
        if (check.Draft is not { } known) return check;
        var isOvertaken = (await VersionsAsync(known.Kind, known.Name, ct)).FirstOrDefault()?.Hash != known.BasedOn;
        var answer = await ChangeAsync(draftId, (context, draft) =>
        {
            if (draft.State != DraftState.Draft) return new(draft, DraftRejections.WrongState(draft, "送审", "send it for review"));
            if (draft.Revision != (expectedRevision ?? known.Revision)) return new(draft, DraftRejections.Moved(draft, expectedRevision ?? known.Revision));
            if (isOvertaken) return new(draft, DraftRejections.Overtaken(draft.Title));
            if (check.Findings!.Any(finding => finding.IsError)) return new(draft, DraftRejections.HasErrors(check.Findings!));
            var sent = draft with { State = DraftState.InReview, SubmittedBy = by, SubmittedAt = Now, Note = note };
            context.Add(Entry(sent, GovernanceActions.Submitted, by, draft.Hash, note));
            return new(sent);
        }, ct);
        return answer with { Findings = check.Findings };
    }

    /// <summary>A second person agrees.</summary>
    public Task<DraftAnswer> ApproveAsync(Guid draftId, long? expectedRevision, string? note, string by, CancellationToken ct = default) =>
        ReviewAsync(draftId, expectedRevision, note, by, DraftState.Approved, GovernanceActions.Approved, ct);

    /// <summary>A second person sends it back; the reason is required.</summary>
    public Task<DraftAnswer> RejectAsync(Guid draftId, long? expectedRevision, string? note, string by, CancellationToken ct = default) =>
        ReviewAsync(draftId, expectedRevision, note, by, DraftState.Rejected, GovernanceActions.Rejected, ct);

    /// <summary>Takes a draft out of review, or an approved one back: it can be edited again.</summary>
    public Task<DraftAnswer> ReopenAsync(Guid draftId, string? note, string by, CancellationToken ct = default) => ChangeAsync(draftId, (context, draft) =>
    {
        if (draft.State is not (DraftState.InReview or DraftState.Rejected or DraftState.Approved)) return new(draft, DraftRejections.WrongState(draft, "退回修改", "reopen it"));
        var open = Unreviewed(draft) with { State = DraftState.Draft, Note = note };
        context.Add(Entry(open, GovernanceActions.Reopened, by, draft.Hash, note));
        return new(open);
    }, ct);

    /// <summary>Says that the draft takes the newest published version into account.</summary>
    public async Task<DraftAnswer> RebaseAsync(Guid draftId, string by, CancellationToken ct = default)
    {
        if (await FindAsync(draftId, ct) is not { } known) return new(null, DraftRejections.Unknown());
        var newest = (await VersionsAsync(known.Kind, known.Name, ct)).FirstOrDefault()?.Hash;
        return await ChangeAsync(draftId, async (context, draft) =>
        {
            if (!draft.IsOpen) return new(draft, DraftRejections.NotEditable(draft));
            if (draft.BasedOn == newest) return new(draft);
            var rebased = Unreviewed(draft) with { State = DraftState.Draft, BasedOn = newest };
            // What was a copy of the version before differs from the newest one.
            var authors = await context.DraftAuthors.Where(author => author.DraftId == draftId).Select(author => author.Author).ToListAsync(ct);
            foreach (var author in new[] { draft.CreatedBy, by }.Distinct(StringComparer.Ordinal)) NoteAuthor(context, authors, draftId, author, Now);
            context.Add(Entry(rebased, GovernanceActions.Rebased, by, draft.BasedOn, null) with { Hash = newest });
            return new(rebased);
        }, ct);
    }

    /// <summary>Gives a draft up. Its texts and its log stay.</summary>
    public Task<DraftAnswer> DiscardAsync(Guid draftId, string? note, string by, CancellationToken ct = default) => ChangeAsync(draftId, (context, draft) =>
    {
        if (!draft.IsOpen) return new(draft, DraftRejections.WrongState(draft, "放弃", "discard it"));
        var discarded = draft with { State = DraftState.Discarded, Note = note };
        context.Add(Entry(discarded, GovernanceActions.Discarded, by, draft.Hash, note));
        return new(discarded);
    }, ct);

    private static Draft Unreviewed(Draft draft) => draft with { SubmittedBy = null, SubmittedAt = null, ReviewedBy = null, ReviewedAt = null };

    private Task<DraftAnswer> ReviewAsync(Guid draftId, long? expectedRevision, string? note, string by, DraftState to, string action, CancellationToken ct) => ChangeAsync(draftId, async (context, draft) =>
    {
        if (draft.State != DraftState.InReview) return new(draft, DraftRejections.WrongState(draft, "审核", "review it"));
        if (draft.Revision != (expectedRevision ?? draft.Revision)) return new(draft, DraftRejections.Moved(draft, expectedRevision!.Value));
        if (await NotSecondAsync(context, draft, by, ct) is { } notSecond) return new(draft, notSecond);
        if (to == DraftState.Rejected && string.IsNullOrWhiteSpace(note)) return new(draft, DraftRejections.NoReason());
        var reviewed = draft with { State = to, ReviewedBy = by, ReviewedAt = Now, Note = note };
        context.Add(Entry(reviewed, action, by, draft.Hash, note));
        return new(reviewed);
    }, ct);
}
