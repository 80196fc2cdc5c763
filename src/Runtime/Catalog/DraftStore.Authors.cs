using JieSuJiBan.Engine;
using JieSuJiBan.Runtime.Schema;
using Microsoft.EntityFrameworkCore;

namespace JieSuJiBan.Runtime.Catalog;

/// <content>Who wrote any of a draft: none of them reviews it.</content>
public sealed partial class DraftStore
{
    /// <summary>Other drafts that are looked through for the one which something new is a copy of.</summary>
    private const int MostTextsBeside = 40;

    /// <summary>
    /// Everybody who wrote any of what the draft changes: whose text it ever held, and whoever wrote words that it took over from a text kept
    /// aside, or from a draft of the same name that was discarded.
    /// </summary>
    public async Task<IReadOnlyList<string>> AuthorsAsync(Draft draft, CancellationToken ct = default)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        return await AuthorsAsync(context, draft, ct);
    }

    /// <summary>Drafts that wait for a second person, and that this account may review.</summary>
    public async Task<IReadOnlyList<Draft>> ForReviewAsync(string account, CancellationToken ct = default)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var waiting = await context.Drafts.AsNoTracking()
            .Where(draft => draft.State == DraftState.InReview && draft.SubmittedBy != account && draft.ChangedBy != account && !context.DraftAuthors.Any(row => row.DraftId == draft.DraftId && row.Author == account))
            .OrderBy(draft => draft.SubmittedAt).ThenBy(draft => draft.DraftId)
            .Take(100)
            .ToListAsync(ct);
        var own = new List<Draft>();
        foreach (var draft in waiting)
        {
            if (!(await AuthorsAsync(context, draft, ct)).Contains(account, StringComparer.Ordinal)) own.Add(draft);
        }

        return own;
    }

    private async Task<IReadOnlyList<string>> AuthorsAsync(JsjbDbContext context, Draft draft, CancellationToken ct)
    {
        var authors = await context.DraftAuthors.Where(row => row.DraftId == draft.DraftId).OrderBy(row => row.At).ThenBy(row => row.Author).Select(row => row.Author).ToListAsync(ct);
        var newest = (await VersionsAsync(draft.Kind, draft.Name, ct)).FirstOrDefault();
        var since = newest?.PublishedAt ?? NodaTime.Instant.MinValue;
        if (newest is null && draft.Kind == DraftKind.Workflow) authors.AddRange(await OfOriginalAsync(context, draft, authors, ct));
        var before = newest is null ? null : await TextOfAsync(draft.Kind, draft.Name, newest, ct);
        var text = await ContentAsync(draft.DraftId, draft.Revision, ct) ?? "";
        authors.AddRange(await TakenWords.WritersAsync(context, draft.Kind, draft.Name, draft.DraftId, before, text, authors, since, Now, ct));
        return authors;
    }

    /// <summary>Whoever wrote the draft of which something new is a copy: more than half of what it says is said there.</summary>
    private async Task<IReadOnlyList<string>> OfOriginalAsync(JsjbDbContext context, Draft draft, IReadOnlyList<string> known, CancellationToken ct)
    {
        var others = await context.Drafts.AsNoTracking()
            .Where(other => other.Kind == DraftKind.Workflow && other.Name != draft.Name && other.State != DraftState.Published && other.CreatedAt <= draft.ChangedAt)
            .OrderByDescending(other => other.ChangedAt)
            .Take(MostTextsBeside)
            .ToListAsync(ct);
        var own = DraftWords.Changed(DraftKind.Workflow, null, await ContentAsync(draft.DraftId, draft.Revision, ct) ?? "");
        var found = new List<string>();
        foreach (var other in others)
        {
            // What the original took from something published was reviewed then.
            var before = other.BasedOn is null ? null : catalog.Definitions.ByHash(other.BasedOn)?.ToJson();
            var words = DraftWords.Changed(DraftKind.Workflow, before, await ContentAsync(other.DraftId, other.Revision, ct) ?? "");
            words.IntersectWith(own);
            if (words.Count * 2 <= own.Count) continue;
            found.AddRange(await context.DraftAuthors.Where(row => row.DraftId == other.DraftId).Select(row => row.Author).ToListAsync(ct));
        }

        return [.. found.Distinct(StringComparer.Ordinal).Except(known, StringComparer.Ordinal)];
    }

    private static void NoteAuthor(JsjbDbContext context, IEnumerable<string> known, Guid draftId, string by, NodaTime.Instant at)
    {
        if (!known.Contains(by, StringComparer.Ordinal)) context.Add(new DraftAuthorRecord(draftId, by, at));
    }

    /// <summary>Why this account does not review the draft, or null.</summary>
    private async Task<Rejection?> NotSecondAsync(JsjbDbContext context, Draft draft, string by, CancellationToken ct) =>
        by == draft.SubmittedBy ? DraftRejections.FourEyes(isAuthor: by == draft.ChangedBy)
        : by == draft.ChangedBy || (await AuthorsAsync(context, draft, ct)).Contains(by, StringComparer.Ordinal) ? DraftRejections.FourEyes(isAuthor: true)
        : null;
}
