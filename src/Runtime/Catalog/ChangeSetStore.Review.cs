using JieSuJiBan.Runtime.Schema;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace JieSuJiBan.Runtime.Catalog;

/// <content>The way of a set through people: resolved file by file, sent, reviewed by somebody who resolved nothing of it.</content>
public sealed partial class ChangeSetStore
{
    private const int MaxAttempts = 8;

    /// <summary>Decides whose text of a file becomes the next version.</summary>
    /// <param name="setId">The set.</param>
    /// <param name="kind">Definition or policy file.</param>
    /// <param name="name">Definition id, or file name.</param>
    /// <param name="choice">The pack's, the city's, or a text of its own.</param>
    /// <param name="own">The text; only where it is one of its own.</param>
    /// <param name="expectedRevision">The revision that was read, or null: whatever it is.</param>
    /// <param name="by">Account id.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<ChangeSetAnswer> ResolveAsync(Guid setId, DraftKind kind, string name, FileChoice choice, string? own, long? expectedRevision, string by, CancellationToken ct = default)
    {
        if (!Enum.IsDefined(choice)) return new(await FindAsync(setId, ct), ChangeSetRefusals.NoChoice());
        if (choice == FileChoice.Own)
        {
            if (string.IsNullOrWhiteSpace(own)) return new(await FindAsync(setId, ct), ChangeSetRefusals.NoText());
            if (DraftText.Refuse(kind, name, own) is { } refused) return new(await FindAsync(setId, ct), refused);
        }
        else if (own is not null)
        {
            return new(await FindAsync(setId, ct), ChangeSetRefusals.TextWithoutOwn());
        }

        return await ChangeAsync(setId, async (context, set) =>
        {
            if (set.State != ChangeSetState.Open) return new(set, ChangeSetRefusals.WrongState(set, "修改", "change it"));
            if (set.Revision != (expectedRevision ?? set.Revision)) return new(set, ChangeSetRefusals.Moved(set, expectedRevision!.Value));
            if (await context.ChangeSetFiles.SingleOrDefaultAsync(one => one.SetId == setId && one.Kind == kind && one.Name == name, ct) is not { } file) return new(set, ChangeSetRefusals.NoFile(name));
            if (file.Standing == FileStanding.Kept) return new(set, ChangeSetRefusals.NothingToDecide(name));
            // Whose decision is replaced by another has no part in it any more; who wrote a text has, whatever was made of it.
            if (choice == FileChoice.Own && await context.ChangeSetAuthors.FindAsync([setId, by], ct) is null) context.Add(new ChangeSetAuthorRecord(setId, by, Now));
            context.Entry(file).CurrentValues.SetValues(file with { Choice = choice, OwnContent = own ?? file.OwnContent, ResolvedBy = by, ResolvedAt = Now, IsStale = false });
            var changed = set with { Revision = set.Revision + 1, ChangedAt = Now };
            var result = choice switch { FileChoice.Pack => file.PackContent, FileChoice.Own => own, _ => null };
            context.Add(Entry(kind, name, GovernanceActions.Resolved, by, setId, changed.Revision, result is null ? file.CityHash : DraftText.Hash(result), file.CityHash, Word(choice)));
            return new(changed);
        }, ct);
    }

    /// <summary>Sends a set in which everything is decided, and that the checks find sound, to a second person.</summary>
    public async Task<ChangeSetAnswer> SubmitAsync(Guid setId, long? expectedRevision, string? note, string by, CancellationToken ct = default)
    {
        if (await FindAsync(setId, ct) is not { } known) return new(null, ChangeSetRefusals.Unknown());
        var findings = await CheckAsync(setId, ct);
        var answer = await ChangeAsync(setId, async (context, set) =>
        {
            if (set.State != ChangeSetState.Open) return new(set, ChangeSetRefusals.WrongState(set, "送审", "send it for review"));
            if (set.Revision != (expectedRevision ?? known.Revision)) return new(set, ChangeSetRefusals.Moved(set, expectedRevision ?? known.Revision));
            var files = await context.ChangeSetFiles.Where(file => file.SetId == setId).ToListAsync(ct);
            if (files.Where(file => file.IsUnresolved).Select(file => file.Name).ToArray() is { Length: > 0 } open) return new(set, ChangeSetRefusals.Unresolved(open));
            if (Overtaken(files) is { } overtaken) return new(set, ChangeSetRefusals.Overtaken(overtaken));
            if (findings.Any(finding => finding.IsError)) return new(set, DraftRejections.HasErrors(findings));
            var sent = set with { State = ChangeSetState.InReview, Revision = set.Revision + 1, ChangedAt = Now, SubmittedBy = by, SubmittedAt = Now, Note = note };
            Say(context, sent, files, GovernanceActions.Submitted, by, note);
            return new(sent);
        }, ct);
        return answer with { Findings = findings };
    }

    /// <summary>A second person agrees: nobody who decided about a file of it, nor who sent it.</summary>
    public Task<ChangeSetAnswer> ApproveAsync(Guid setId, long? expectedRevision, string? note, string by, CancellationToken ct = default) =>
        ReviewAsync(setId, expectedRevision, note, by, ChangeSetState.Approved, GovernanceActions.Approved, ct);

    /// <summary>A second person sends it back; the reason is required.</summary>
    public Task<ChangeSetAnswer> RejectAsync(Guid setId, long? expectedRevision, string? note, string by, CancellationToken ct = default) =>
        ReviewAsync(setId, expectedRevision, note, by, ChangeSetState.Open, GovernanceActions.Rejected, ct);

    /// <summary>Takes it out of review, or an approved one back.</summary>
    public Task<ChangeSetAnswer> ReopenAsync(Guid setId, string? note, string by, CancellationToken ct = default) => ChangeAsync(setId, async (context, set) =>
    {
        if (set.State is not (ChangeSetState.InReview or ChangeSetState.Approved)) return new(set, ChangeSetRefusals.WrongState(set, "退回修改", "reopen it"));
        var open = Unreviewed(set) with { State = ChangeSetState.Open, Revision = set.Revision + 1, ChangedAt = Now, Note = note };
        Say(context, open, await context.ChangeSetFiles.Where(file => file.SetId == setId).ToListAsync(ct), GovernanceActions.Reopened, by, note);
        return new(open);
    }, ct);

    private Task<ChangeSetAnswer> ReviewAsync(Guid setId, long? expectedRevision, string? note, string by, ChangeSetState to, string action, CancellationToken ct) => ChangeAsync(setId, async (context, set) =>
    {
        if (set.State != ChangeSetState.InReview) return new(set, ChangeSetRefusals.WrongState(set, "审核", "review it"));
        if (set.Revision != (expectedRevision ?? set.Revision)) return new(set, ChangeSetRefusals.Moved(set, expectedRevision!.Value));
        if (by == set.SubmittedBy) return new(set, ChangeSetRefusals.FourEyes(false));
        if ((await AuthorsAsync(context, setId, ct)).Contains(by, StringComparer.Ordinal)) return new(set, ChangeSetRefusals.FourEyes(true));
        if (action == GovernanceActions.Rejected && string.IsNullOrWhiteSpace(note)) return new(set, DraftRejections.NoReason());
        var files = await context.ChangeSetFiles.Where(file => file.SetId == setId).ToListAsync(ct);
        if (to == ChangeSetState.Approved && Overtaken(files) is { } overtaken) return new(set, ChangeSetRefusals.Overtaken(overtaken));
        var reviewed = set with { State = to, Revision = set.Revision + 1, ChangedAt = Now, ReviewedBy = by, ReviewedAt = Now, Note = note };
        // Sent back it is as it was before it was sent: whoever sends it again is written down then.
        if (to == ChangeSetState.Open) reviewed = Unreviewed(reviewed);
        Say(context, reviewed, files, action, by, note);
        return new(reviewed);
    }, ct);

    /// <summary>The first file that the city changed since the comparison, or null.</summary>
    private string? Overtaken(IEnumerable<ChangeSetFile> files) => files.FirstOrDefault(file => file.Standing != FileStanding.Kept && CityOf(file.Kind, file.Name).Mark != file.CityHash)?.Name;

    /// <summary>Decides over the set as it stands and writes what was decided, unless somebody was quicker: then it decides anew.</summary>
    private async Task<ChangeSetAnswer> ChangeAsync(Guid setId, Func<JsjbDbContext, ChangeSet, Task<ChangeSetAnswer>> decide, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var context = await contexts.CreateDbContextAsync(ct);
            if (await context.ChangeSets.SingleOrDefaultAsync(set => set.SetId == setId, ct) is not { } set) return new(null, ChangeSetRefusals.Unknown());
            var answer = await decide(context, set);
            if (answer is not { IsDone: true, Set: { } changed }) return answer;
            context.Entry(set).CurrentValues.SetValues(changed);
            try
            {
                await context.SaveChangesAsync(ct);
                return answer;
            }
            catch (DbUpdateException quicker) when (attempt < MaxAttempts && (quicker is DbUpdateConcurrencyException || quicker.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.RestrictViolation }))
            {
                // Somebody changed it between our reading and our writing: what he did decides what we may.
            }
        }
    }

    private static string Word(FileChoice choice) => choice switch { FileChoice.Pack => "pack", FileChoice.City => "city", _ => "own" };
}
