using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Schema;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace JieSuJiBan.Runtime.Catalog;

/// <summary>
/// The pack published last, and the change set that a changed pack brings: compared file by file, resolved, reviewed by somebody who
/// resolved nothing of it, and published in one transaction. Every change has its lines in the governance log, one for each file.
/// </summary>
public sealed partial class ChangeSetStore(IDbContextFactory<JsjbDbContext> contexts, PublishedStore catalog, ChangeSetChecks checks, IClock clock)
{
    /// <summary>Who published what came with the program, in the log and in lists of versions.</summary>
    public const string Pack = "pack";

    /// <summary>The set of that id, or null.</summary>
    public async Task<ChangeSet?> FindAsync(Guid setId, CancellationToken ct = default)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        return await context.ChangeSets.AsNoTracking().SingleOrDefaultAsync(set => set.SetId == setId, ct);
    }

    /// <summary>The set that waits, or null.</summary>
    public async Task<ChangeSet?> OpenAsync(CancellationToken ct = default)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        return await OpenOf(context).AsNoTracking().SingleOrDefaultAsync(ct);
    }

    /// <summary>Sets, the newest first, at most 50.</summary>
    public async Task<IReadOnlyList<ChangeSet>> ListAsync(CancellationToken ct = default)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        return await context.ChangeSets.AsNoTracking().OrderByDescending(set => set.CreatedAt).ThenBy(set => set.SetId).Take(50).ToListAsync(ct);
    }

    /// <summary>The files of a set: those to be decided first, then those taken, then those kept.</summary>
    public async Task<IReadOnlyList<ChangeSetFile>> FilesAsync(Guid setId, CancellationToken ct = default)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var files = await context.ChangeSetFiles.AsNoTracking().Where(file => file.SetId == setId).ToListAsync(ct);
        return [.. files.OrderByDescending(file => file.Standing == FileStanding.Conflicting).ThenBy(file => file.Standing).ThenBy(file => file.Kind).ThenBy(file => file.Name, StringComparer.Ordinal)];
    }

    /// <summary>Whose decisions stand, and whoever wrote a text for it, at any time: none of them reviews it.</summary>
    public async Task<IReadOnlyList<string>> AuthorsAsync(Guid setId, CancellationToken ct = default)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        return await AuthorsAsync(context, setId, ct);
    }

    private async Task<IReadOnlyList<string>> AuthorsAsync(JsjbDbContext context, Guid setId, CancellationToken ct)
    {
        var authors = await context.ChangeSetAuthors.Where(row => row.SetId == setId).Select(row => row.Author)
            .Union(context.ChangeSetFiles.Where(file => file.SetId == setId && file.ResolvedBy != null).Select(file => file.ResolvedBy!))
            .ToListAsync(ct);
        // A text of its own may hold words of somebody else's draft.
        foreach (var file in await context.ChangeSetFiles.AsNoTracking().Where(file => file.SetId == setId && file.Choice == FileChoice.Own && file.OwnContent != null).ToListAsync(ct))
        {
            var before = await CityTextAsync(file.Kind, file.Name, ct);
            authors.AddRange(await TakenWords.WritersAsync(context, file.Kind, file.Name, null, before, file.OwnContent!, authors, Now, Now, ct));
        }

        return [.. authors.Order(StringComparer.Ordinal)];
    }

    /// <summary>What the city has of that file now; null where it has none.</summary>
    public async Task<string?> CityTextAsync(DraftKind kind, string name, CancellationToken ct = default)
    {
        if (kind == DraftKind.Workflow) return catalog.Definitions.Published(name, Instant.MaxValue)?.ToJson();
        return Policies(Now).LastOrDefault() is { } last && await catalog.PolicyFilesAsync(last.Hash, ct) is { } files ? files.GetValueOrDefault(name) : null;
    }

    /// <summary>What the checks say of everything that the set would put in force, together.</summary>
    public async Task<IReadOnlyList<DraftFinding>> CheckAsync(Guid setId, CancellationToken ct = default) =>
        await checks.RunAsync([.. (await FilesAsync(setId, ct)).Where(file => !file.LeavesAsIs).Select(file => new FileChange(file.Kind, file.Name, file.Result))], Now, ct);

    private static IQueryable<ChangeSet> OpenOf(JsjbDbContext context) =>
        context.ChangeSets.Where(set => set.State == ChangeSetState.Open || set.State == ChangeSetState.InReview || set.State == ChangeSetState.Approved);

    private Instant Now => Instant.FromUnixTimeTicks(clock.GetCurrentInstant().ToUnixTimeTicks() / 10 * 10);

    private DateTimeZone Zone => catalog.Policies.Count == 0 ? DateTimeZone.Utc : catalog.Policy.City.Zone;

    /// <summary>What the city has of a file, in force and planned for later.</summary>
    private CityText CityOf(DraftKind kind, string name)
    {
        var now = Now;
        if (kind == DraftKind.Workflow)
        {
            var later = catalog.Definitions.All.Where(one => one.Definition.DefinitionId == name && one.EffectiveFrom > now && one.RetiredFrom is null).Select(one => one.Definition);
            return new([.. later.Prepend(catalog.Definitions.Published(name, now)).Select(one => PackComparison.Fingerprint(kind, one?.ToJson()))]);
        }

        return new([.. Policies(now).Select(policy => policy.Content.GetValueOrDefault(name) is { } content ? CanonicalJson.Hash(content) : null).DefaultIfEmpty()]);
    }

    private IEnumerable<CityPolicy> Policies(Instant now) => catalog.Policies.Count == 0 ? [] : catalog.Policies.Where(one => one.EffectiveFrom > now).Select(one => one.Policy).Prepend(catalog.PolicyAt(now));

    private GovernanceEntry Entry(DraftKind kind, string name, string action, string by, Guid? setId, long? revision, string? hash, string? before, string? note) => new()
    {
        At = Now,
        Actor = by,
        Action = action,
        Kind = kind,
        Name = name,
        DraftId = setId,
        Revision = revision,
        Hash = hash,
        Before = before,
        Note = note,
    };
}
