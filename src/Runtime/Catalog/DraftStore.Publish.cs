using System.Text.Json;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Schema;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace JieSuJiBan.Runtime.Catalog;

/// <content>Publishing, and what was published.</content>
public sealed partial class DraftStore
{
    /// <summary>Publishes an approved draft.</summary>
    /// <param name="draftId">The draft.</param>
    /// <param name="effectiveFrom">From this instant it is in force, now or later; null: now.</param>
    /// <param name="by">Account id.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<DraftAnswer> PublishAsync(Guid draftId, Instant? effectiveFrom, string by, CancellationToken ct = default)
    {
        var check = await CheckAsync(draftId, ct);
        if (check.Draft is null) return check;
        await using (var context = await contexts.CreateDbContextAsync(ct))
        {
            await using var transaction = await context.Database.BeginTransactionAsync(ct);
            await AdvisoryLocks.Publication.HoldInTransactionAsync(context, ct);
            await catalog.RefreshAsync(ct);
            var draft = await context.Drafts.SingleAsync(one => one.DraftId == draftId, ct);
            var now = Now;
            var from = effectiveFrom ?? now;
            var versions = await VersionsAsync(draft.Kind, draft.Name, ct);
            if (draft.State != DraftState.Approved) return new(draft, DraftRejections.WrongState(draft, "发布", "publish it"));
            if (draft.Revision != check.Draft.Revision) return new(draft, DraftRejections.Moved(draft, check.Draft.Revision));
            // Approved by a program that asked for the last hand only.
            if (await NotSecondAsync(context, draft, draft.ReviewedBy!, ct) is not null) return new(draft, DraftRejections.ReviewedByAuthor(draft.ReviewedBy!));
            if (from < now) return new(draft, DraftRejections.Backdated(now, Zone));
            if (versions.FirstOrDefault()?.Hash != draft.BasedOn) return new(draft, DraftRejections.Overtaken(draft.Title));
            if (check.Findings!.Any(finding => finding.IsError)) return new(draft, DraftRejections.HasErrors(check.Findings!), check.Findings);
            var content = await ContentAsync(draftId, draft.Revision, ct) ?? throw new InvalidOperationException($"Draft {draftId} has no text.");
            string hash;
            if (draft.Kind == DraftKind.Workflow)
            {
                hash = AddDefinition(context, draft, content, (versions.FirstOrDefault()?.Version ?? 0) + 1, from, by);
            }
            else
            {
                var (snapshot, findings) = await AddPoliciesAsync(context, draft, content, from, by, ct);
                if (snapshot is null) return new(draft, DraftRejections.HasErrors(findings), findings);
                hash = snapshot;
            }

            var published = draft with { State = DraftState.Published, PublishedHash = hash, EffectiveFrom = from, PublishedBy = by, PublishedAt = now };
            context.Entry(draft).CurrentValues.SetValues(published);
            context.Add(Entry(published, GovernanceActions.Published, by, draft.BasedOn, null));
            try
            {
                await context.SaveChangesAsync(ct);
                await transaction.CommitAsync(ct);
                check = new(published, null, check.Findings);
            }
            catch (DbUpdateConcurrencyException)
            {
                // Somebody changed the draft while it was published: nothing of the publication is written.
                var newest = await FindAsync(draftId, ct);
                return new(newest, newest is null ? DraftRejections.Unknown() : DraftRejections.WrongState(newest, "发布", "publish it"));
            }
        }

        await catalog.LearnAsync(ct);
        return check;
    }

    /// <summary>The published versions of that name, the newest first.</summary>
    public async Task<IReadOnlyList<PublishedVersion>> VersionsAsync(DraftKind kind, string name, CancellationToken ct = default)
    {
        var now = Now;
        return kind == DraftKind.Workflow ? await DefinitionVersionsAsync(name, now, ct) : PolicyFileVersions(name, now);
    }

    /// <summary>The text of a published version, or null.</summary>
    public async Task<string?> TextOfAsync(DraftKind kind, string name, PublishedVersion version, CancellationToken ct = default) => kind == DraftKind.Workflow
        ? catalog.Definitions.ByHash(version.Hash)?.ToJson()
        : (await catalog.PolicyFilesAsync(version.SnapshotHash, ct))?.GetValueOrDefault(name);

    private async Task<IReadOnlyList<PublishedVersion>> DefinitionVersionsAsync(string definitionId, Instant now, CancellationToken ct)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        var rows = await context.Definitions.AsNoTracking()
            .Where(row => row.DefinitionId == definitionId)
            .OrderByDescending(row => row.Version)
            .Select(row => new { row.Hash, row.Version, row.EffectiveFrom, row.PublishedBy, row.PublishedAt })
            .ToListAsync(ct);
        var retired = await context.Retirements.AsNoTracking().Where(row => row.DefinitionId == definitionId).ToDictionaryAsync(row => row.Hash, row => row.RetiredFrom, ct);
        Instant? RetiredFrom(string hash) => retired.TryGetValue(hash, out var at) ? at : null;
        var inForce = rows.Where(row => row.EffectiveFrom <= now && !(RetiredFrom(row.Hash) <= now)).MaxBy(row => (row.EffectiveFrom, row.Version))?.Hash;
        return [.. rows.Select(row => new PublishedVersion(
            row.Hash,
            row.Hash,
            row.Version,
            row.EffectiveFrom,
            row.PublishedBy,
            row.PublishedAt,
            RetiredFrom(row.Hash),
            row.Hash == inForce ? VersionState.InForce
                : RetiredFrom(row.Hash) is { } at && (at <= now || at <= row.EffectiveFrom) ? VersionState.Retired
                : row.EffectiveFrom > now ? VersionState.Scheduled : VersionState.Superseded))];
    }

    /// <summary>A file has a new version wherever a snapshot holds other content than the one in force before it.</summary>
    private List<PublishedVersion> PolicyFileVersions(string file, Instant now)
    {
        var versions = new List<PublishedVersion>();
        string? before = null;
        // Of several with the same start only the last published one ever counts.
        foreach (var policy in catalog.Policies.GroupBy(policy => policy.EffectiveFrom, (_, same) => same.Last()))
        {
            if (policy.Policy.Content.GetValueOrDefault(file) is not { } content) continue;
            var hash = CanonicalJson.Hash(content);
            if (hash == before) continue;
            before = hash;
            versions.Add(new(hash, policy.Policy.Hash, versions.Count + 1, policy.EffectiveFrom, policy.PublishedBy, policy.PublishedAt, null, VersionState.Superseded));
        }

        var inForce = versions.FindLastIndex(version => version.EffectiveFrom <= now);
        for (var at = 0; at < versions.Count; at++)
        {
            if (at == inForce) versions[at] = versions[at] with { State = VersionState.InForce };
            else if (at > inForce) versions[at] = versions[at] with { State = VersionState.Scheduled };
        }

        versions.Reverse();
        return versions;
    }

    private string AddDefinition(JsjbDbContext context, Draft draft, string content, int version, Instant from, string by)
    {
        var text = DraftText.Stamp(content, draft.Name, version, null, isPublished: true);
        var definition = WorkflowDefinition.Read(text).Definition!;
        context.Add(new DefinitionRecord(definition.Hash, draft.Name, version, text, from, by, Now));
        return definition.Hash;
    }

    /// <summary>
    /// The snapshot in force at that instant with the new file, and every later one that holds the file as it was before: what was planned
    /// for later keeps this change too.
    /// </summary>
    private async Task<(string? Hash, IReadOnlyList<DraftFinding> Findings)> AddPoliciesAsync(JsjbDbContext context, Draft draft, string content, Instant from, string by, CancellationToken ct)
    {
        var start = catalog.PolicyAt(from);
        var old = start.Content.GetValueOrDefault(draft.Name);
        string? first = null;
        var known = catalog.Policies.Select(policy => policy.Policy.Hash).ToHashSet(StringComparer.Ordinal);
        IEnumerable<(CityPolicy Policy, Instant From)> later = catalog.Policies
            .Where(policy => policy.EffectiveFrom > from && Equals(policy.Policy.Content.GetValueOrDefault(draft.Name), old))
            .Select(policy => (policy.Policy, policy.EffectiveFrom));
        foreach (var (policy, at) in later.Prepend((start, from)))
        {
            var files = new Dictionary<string, string>(await catalog.PolicyFilesAsync(policy.Hash, ct) ?? throw new InvalidOperationException($"Policy {policy.Hash} has no files."), StringComparer.Ordinal)
            {
                [draft.Name] = content,
            };
            var load = CityPolicies.Load(files);
            if (load.Policy is null)
            {
                return (null, [.. load.Findings.Where(finding => finding.Severity == FindingSeverity.Error)
                    .Select(finding => new DraftFinding(true, finding.Code, null, $"{finding.File} {finding.Path}", finding.Chinese, finding.English))]);
            }

            if (known.Add(load.Policy.Hash)) context.Add(new PolicyRecord(load.Policy.Hash, JsonSerializer.Serialize(files), at, by, Now));
            context.Add(new PolicyPublicationRecord(0, load.Policy.Hash, at, draft.DraftId, by, Now));
            first ??= load.Policy.Hash;
        }

        return (first, []);
    }
}
