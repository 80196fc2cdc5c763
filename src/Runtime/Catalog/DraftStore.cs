using JieSuJiBan.Engine;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Runtime.Sql;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Catalog;

/// <summary>
/// Drafts of definitions and policy files on their way: written, checked, reviewed by a second person, published. One open draft per name;
/// each save names the revision it saw, so of two writers the later is told, and his text is kept aside. Every change has its line in
/// the governance log, in the same transaction.
/// </summary>
public sealed partial class DraftStore(IDbContextFactory<JsjbDbContext> contexts, PublishedStore catalog, DraftChecks checks, IClock clock)
{
    private const int MaxAttempts = 8;

    /// <summary>Older texts of a draft are dropped when it has more than these.</summary>
    private const int RevisionsKept = 100;

    /// <summary>The draft, or null.</summary>
    public async Task<Draft?> FindAsync(Guid draftId, CancellationToken ct = default)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        return await context.Drafts.AsNoTracking().SingleOrDefaultAsync(draft => draft.DraftId == draftId, ct);
    }

    /// <summary>The open draft of that name, or null.</summary>
    public async Task<Draft?> OpenAsync(DraftKind kind, string name, CancellationToken ct = default)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        return await OpenOf(context, kind, name).AsNoTracking().SingleOrDefaultAsync(ct);
    }

    /// <summary>Drafts, the last changed first.</summary>
    public async Task<IReadOnlyList<Draft>> ListAsync(DraftKind? kind = null, string? name = null, bool openOnly = false, int skip = 0, int take = 100, CancellationToken ct = default)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        return await context.Drafts.AsNoTracking()
            .Where(draft => (kind == null || draft.Kind == kind) && (name == null || draft.Name == name))
            .Where(draft => !openOnly || (draft.State != DraftState.Published && draft.State != DraftState.Discarded))
            .OrderByDescending(draft => draft.ChangedAt).ThenBy(draft => draft.DraftId)
            .Skip(skip).Take(take)
            .ToListAsync(ct);
    }

    /// <summary>The text of a draft: the newest, or of that revision; null where there is none (any more).</summary>
    public async Task<string?> ContentAsync(Guid draftId, long? revision = null, CancellationToken ct = default)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        return await context.DraftRevisions
            .Where(saved => saved.DraftId == draftId && saved.Accepted && (revision == null || saved.Revision == revision))
            .OrderByDescending(saved => saved.Revision)
            .Select(saved => saved.Content)
            .FirstOrDefaultAsync(ct);
    }

    /// <summary>Texts that came too late and were kept aside, the newest first.</summary>
    public async Task<IReadOnlyList<DraftRevision>> LateAsync(Guid draftId, CancellationToken ct = default)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        return await context.DraftRevisions.AsNoTracking().Where(saved => saved.DraftId == draftId && !saved.Accepted).OrderByDescending(saved => saved.RevisionId).Take(20).ToListAsync(ct);
    }

    /// <summary>The governance log of a draft, or of a name, or of everything; the newest first.</summary>
    public async Task<IReadOnlyList<GovernanceEntry>> LogAsync(Guid? draftId = null, DraftKind? kind = null, string? name = null, int take = 200, CancellationToken ct = default)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        return await context.GovernanceLog.AsNoTracking()
            .Where(entry => (draftId == null || entry.DraftId == draftId) && (kind == null || entry.Kind == kind) && (name == null || entry.Name == name))
            .OrderByDescending(entry => entry.EntryId)
            .Take(take)
            .ToListAsync(ct);
    }

    /// <summary>Makes a draft from the newest published version, or from that one.</summary>
    /// <param name="kind">Definition or policy file.</param>
    /// <param name="name">Definition id or file name.</param>
    /// <param name="fromHash">Hash of the version to start from (<see cref="PublishedVersion.Hash"/>), or null: the newest.</param>
    /// <param name="by">Account id.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<DraftAnswer> CreateFromAsync(DraftKind kind, string name, string? fromHash, string by, CancellationToken ct = default)
    {
        var versions = await VersionsAsync(kind, name, ct);
        var version = fromHash is null ? versions.Count > 0 ? versions[0] : null : versions.FirstOrDefault(one => one.Hash == fromHash);
        if (version is null || await TextOfAsync(kind, name, version, ct) is not { } content) return new(null, DraftRejections.UnknownVersion());
        return await CreateAsync(kind, name, content, by, fromHash is null ? null : $"v{version.Version}", ct);
    }

    /// <summary>Makes a draft with that text: of something new, or of something published.</summary>
    public async Task<DraftAnswer> CreateAsync(DraftKind kind, string name, string content, string by, string? note = null, CancellationToken ct = default)
    {
        if (!DraftText.IsName(kind, name)) return new(null, DraftRejections.BadName(name));
        if (DraftText.Refuse(kind, name, content) is { } refused) return new(null, refused);
        var newest = (await VersionsAsync(kind, name, ct)).FirstOrDefault();
        var now = Now;
        var draftId = Guid.CreateVersion7(now.ToDateTimeOffset());
        if (kind == DraftKind.Workflow) content = DraftText.Stamp(content, name, (newest?.Version ?? 0) + 1, draftId.ToString("N"), isPublished: false);
        var draft = new Draft
        {
            DraftId = draftId,
            Kind = kind,
            Name = name,
            Title = DraftText.Title(kind, name, content),
            Hash = DraftText.Hash(content),
            Revision = 1,
            State = DraftState.Draft,
            BasedOn = newest?.Hash,
            CreatedBy = by,
            CreatedAt = now,
            ChangedBy = by,
            ChangedAt = now,
        };
        await using var context = await contexts.CreateDbContextAsync(ct);
        await using var transaction = await context.Database.BeginTransactionAsync(ct);
        // Two at once whose ids differ by the case of letters: the index of open drafts takes them for two, and a stricter one would not stand over what exists.
        if (kind == DraftKind.Workflow) await AdvisoryLocks.NewDefinition.HoldInTransactionAsync(context, name, ct);
        if (await OpenOf(context, kind, name).AsNoTracking().SingleOrDefaultAsync(ct) is { } open) return new(open, DraftRejections.Exists(open));
        if (kind == DraftKind.Workflow && await OtherCaseAsync(context, name, ct) is { } other) return new(null, DraftRejections.OtherCase(name, other));
        context.Add(draft);
        context.Add(Saved(draft, content));
        // Who only opens what is published has written nothing of it.
        if (newest is null || PackComparison.Fingerprint(kind, await TextOfAsync(kind, name, newest, ct)) != PackComparison.Fingerprint(kind, content)) context.Add(new DraftAuthorRecord(draftId, by, now));
        context.Add(Entry(draft, GovernanceActions.Created, by, newest?.Hash, note));
        try
        {
            await context.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return new(draft) { Content = content };
        }
        catch (DbUpdateException taken) when (taken.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            var quicker = await OpenAsync(kind, name, ct);
            return new(quicker, DraftRejections.Exists(quicker ?? draft));
        }
    }

    /// <summary>Saves a text. The very text that the draft has already is no change and no error, whatever revision is named.</summary>
    /// <param name="draftId">The draft.</param>
    /// <param name="expectedRevision">The revision that the writer started from.</param>
    /// <param name="content">The new text.</param>
    /// <param name="by">Account id.</param>
    /// <param name="note">A word for the log, or null.</param>
    /// <param name="ct">Cancels.</param>
    public Task<DraftAnswer> SaveAsync(Guid draftId, long expectedRevision, string content, string by, string? note = null, CancellationToken ct = default) =>
        SaveAsync(draftId, expectedRevision, content, by, note, ct, _ => null);

    private async Task<DraftAnswer> SaveAsync(Guid draftId, long expectedRevision, string content, string by, string? note, CancellationToken ct, Func<Draft, Rejection?> objects)
    {
        if (await FindAsync(draftId, ct) is not { } known) return new(null, DraftRejections.Unknown());
        if (DraftText.Refuse(known.Kind, known.Name, content) is { } refused) return new(known, refused);
        if (known.Kind == DraftKind.Workflow)
        {
            var newest = (await VersionsAsync(known.Kind, known.Name, ct)).FirstOrDefault();
            content = DraftText.Stamp(content, known.Name, (newest?.Version ?? 0) + 1, known.DraftId.ToString("N"), isPublished: false);
        }

        var hash = DraftText.Hash(content);
        var title = DraftText.Title(known.Kind, known.Name, content);
        return await ChangeAsync(draftId, (context, draft) =>
        {
            if (draft.Hash == hash && draft.IsOpen) return new(draft) { Content = content };
            if (draft.State is not (DraftState.Draft or DraftState.Rejected)) return KeepAside(context, draft, DraftRejections.NotEditable(draft), expectedRevision, content, by);
            if (draft.Revision != expectedRevision) return KeepAside(context, draft, DraftRejections.CameTooLate(draft, expectedRevision, Zone), expectedRevision, content, by);
            if (objects(draft) is { } objection) return KeepAside(context, draft, objection, expectedRevision, content, by);
            var saved = draft with { Hash = hash, Title = title, Revision = draft.Revision + 1, State = DraftState.Draft, ChangedBy = by, ChangedAt = Now };
            saved = saved with { SubmittedBy = null, SubmittedAt = null, ReviewedBy = null, ReviewedAt = null, Note = draft.State == DraftState.Rejected ? draft.Note : null };
            context.Add(Saved(saved, content));
            context.Add(Entry(saved, GovernanceActions.Saved, by, draft.Hash, note));
            return new(saved) { Content = content };
        }, ct, (context, _) => PruneAsync(context, draftId, ct));
    }

    /// <summary>
    /// Brings a text in: into the open draft of that name where there is one, else into a new draft. A draft that somebody else changed last is
    /// not written over unless that is said: the text is kept aside, as one that came too late.
    /// </summary>
    /// <param name="kind">Definition or policy file.</param>
    /// <param name="name">Definition id or file name.</param>
    /// <param name="content">The text.</param>
    /// <param name="by">Account id.</param>
    /// <param name="overwrite">True: whoever changed it last.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<DraftAnswer> ImportAsync(DraftKind kind, string name, string content, string by, bool overwrite, CancellationToken ct = default)
    {
        var open = await OpenAsync(kind, name, ct);
        if (open is null) return await CreateAsync(kind, name, content, by, "import", ct);
        return await SaveAsync(open.DraftId, open.Revision, content, by, "import", ct, draft => overwrite || draft.ChangedBy == by ? null : DraftRejections.OfSomebodyElse(draft, Zone));
    }

    /// <summary>Puts the text of a published version into the open draft, or into a new one.</summary>
    public async Task<DraftAnswer> RevertAsync(DraftKind kind, string name, string toHash, long? expectedRevision, string by, CancellationToken ct = default)
    {
        if (await OpenAsync(kind, name, ct) is not { } open) return await CreateFromAsync(kind, name, toHash, by, ct);
        var version = (await VersionsAsync(kind, name, ct)).FirstOrDefault(one => one.Hash == toHash);
        if (version is null || await TextOfAsync(kind, name, version, ct) is not { } content) return new(open, DraftRejections.UnknownVersion());
        return await SaveAsync(open.DraftId, expectedRevision ?? open.Revision, content, by, $"v{version.Version}", ct, draft => expectedRevision is not null || draft.ChangedBy == by ? null : DraftRejections.OfSomebodyElse(draft, Zone));
    }

    /// <summary>A definition's id that differs from the name by the case of its letters only: people and file systems take both for one.</summary>
    private async Task<string?> OtherCaseAsync(JsjbDbContext context, string name, CancellationToken ct)
    {
        bool IsOther(string known) => known != name && string.Equals(known, name, StringComparison.OrdinalIgnoreCase);
        if (catalog.Definitions.All.Select(published => published.Definition.DefinitionId).FirstOrDefault(IsOther) is { } published) return published;
#pragma warning disable CA1304, CA1311, CA1862 // Translated to SQL, where the names are ASCII.
        var drafts = await context.Drafts.AsNoTracking().Where(draft => draft.Kind == DraftKind.Workflow && draft.State != DraftState.Discarded && draft.Name.ToLower() == name.ToLower()).Select(draft => draft.Name).ToListAsync(ct);
#pragma warning restore CA1304, CA1311, CA1862
        return drafts.FirstOrDefault(IsOther);
    }

    private static async Task PruneAsync(JsjbDbContext context, Guid draftId, CancellationToken ct)
    {
        await using var command = (await context.CommandAsync(CatalogSql.PruneRevisions, ct)).With(draftId).With(RevisionsKept);
        await command.ExecuteNonQueryAsync(ct);
    }

    private Instant Now => Instant.FromUnixTimeTicks(clock.GetCurrentInstant().ToUnixTimeTicks() / 10 * 10);

    private DateTimeZone Zone => catalog.Policies.Count == 0 ? DateTimeZone.Utc : catalog.Policy.City.Zone;

    private static IQueryable<Draft> OpenOf(JsjbDbContext context, DraftKind kind, string name) =>
        context.Drafts.Where(draft => draft.Kind == kind && draft.Name == name && draft.State != DraftState.Published && draft.State != DraftState.Discarded);

    private static DraftRevision Saved(Draft draft, string content) => new()
    {
        DraftId = draft.DraftId,
        Revision = draft.Revision,
        Accepted = true,
        Content = content,
        Hash = draft.Hash,
        SavedBy = draft.ChangedBy,
        SavedAt = draft.ChangedAt,
    };

    private DraftAnswer KeepAside(JsjbDbContext context, Draft draft, Rejection refusal, long expectedRevision, string content, string by)
    {
        var hash = DraftText.Hash(content);
        context.Add(new DraftRevision { DraftId = draft.DraftId, Revision = expectedRevision, Accepted = false, Content = content, Hash = hash, SavedBy = by, SavedAt = Now });
        context.Add(Entry(draft, GovernanceActions.SaveCameTooLate, by, draft.Hash, refusal.Code) with { Hash = hash });
        return new(draft, refusal);
    }

    private GovernanceEntry Entry(Draft draft, string action, string by, string? before, string? note) => new()
    {
        At = Now,
        Actor = by,
        Action = action,
        Kind = draft.Kind,
        Name = draft.Name,
        DraftId = draft.DraftId,
        Revision = draft.Revision,
        Hash = draft.PublishedHash ?? draft.Hash,
        Before = before,
        Note = note,
    };

    private Task<DraftAnswer> ChangeAsync(
        Guid draftId, Func<JsjbDbContext, Draft, DraftAnswer> decide, CancellationToken ct, Func<JsjbDbContext, Draft, Task>? afterwards = null) =>
        ChangeAsync(draftId, (context, draft) => Task.FromResult(decide(context, draft)), ct, afterwards);

    /// <summary>
    /// Decides over the draft as it stands and writes what was decided, unless somebody was quicker: then it decides anew.
    /// Whatever the decision added to the context is written too, also where it is a refusal.
    /// </summary>
    private async Task<DraftAnswer> ChangeAsync(
        Guid draftId, Func<JsjbDbContext, Draft, Task<DraftAnswer>> decide, CancellationToken ct, Func<JsjbDbContext, Draft, Task>? afterwards = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var context = await contexts.CreateDbContextAsync(ct);
            if (await context.Drafts.SingleOrDefaultAsync(draft => draft.DraftId == draftId, ct) is not { } draft) return new(null, DraftRejections.Unknown());
            var answer = await decide(context, draft);
            if (answer is { IsDone: true, Draft: { } changed }) context.Entry(draft).CurrentValues.SetValues(changed);
            try
            {
                await context.SaveChangesAsync(ct);
                if (afterwards is not null && answer is { IsDone: true, Draft: { } saved }) await afterwards(context, saved);
                return answer;
            }
            catch (DbUpdateException quicker) when (attempt < MaxAttempts && (quicker is DbUpdateConcurrencyException || quicker.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.RestrictViolation }))
            {
                // Somebody changed it, or wrote the revision that was to be ours, between our reading and our writing: what he did decides what we may.
            }
        }
    }
}
