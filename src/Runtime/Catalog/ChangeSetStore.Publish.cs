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

/// <content>Publication: definitions, policies, log and the new base in one transaction, or nothing.</content>
public sealed partial class ChangeSetStore
{
    /// <summary>Publishes an approved set.</summary>
    /// <param name="setId">The set.</param>
    /// <param name="effectiveFrom">From this instant it is in force, now or later; null: now.</param>
    /// <param name="by">Account id.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<ChangeSetAnswer> PublishAsync(Guid setId, Instant? effectiveFrom, string by, CancellationToken ct = default)
    {
        ChangeSetAnswer answer;
        await using (var context = await contexts.CreateDbContextAsync(ct))
        {
            await using var transaction = await context.Database.BeginTransactionAsync(ct);
            await AdvisoryLocks.Publication.HoldInTransactionAsync(context, ct);
            await catalog.RefreshAsync(ct);
            if (await context.ChangeSets.SingleOrDefaultAsync(one => one.SetId == setId, ct) is not { } set) return new(null, ChangeSetRefusals.Unknown());
            var now = Now;
            var from = effectiveFrom ?? now;
            if (set.State != ChangeSetState.Approved) return new(set, ChangeSetRefusals.WrongState(set, "发布", "publish it"));
            if (from < now) return new(set, DraftRejections.Backdated(now, Zone));
            var files = await context.ChangeSetFiles.Where(file => file.SetId == setId).ToListAsync(ct);
            if (Overtaken(files) is { } overtaken) return new(set, ChangeSetRefusals.Overtaken(overtaken));
            List<FileChange> changes = [.. files.Where(file => !file.LeavesAsIs).Select(file => new FileChange(file.Kind, file.Name, file.Result))];
            List<DraftFinding> findings = [.. await checks.RunAsync(changes, from, ct), .. await FaultOfPoliciesAsync(changes, from, ct)];
            if (findings.Any(finding => finding.IsError)) return new(set, DraftRejections.HasErrors([.. findings.OrderByDescending(finding => finding.IsError)]), findings);

            await AddPoliciesAsync(context, changes, from, by, setId, ct);
            foreach (var file in files) PublishFile(context, set, file, from, by);
            await MoveBaseAsync(context, files, ct);
            var published = set with { State = ChangeSetState.Published, Revision = set.Revision + 1, ChangedAt = now, EffectiveFrom = from, PublishedBy = by, PublishedAt = now };
            context.Entry(set).CurrentValues.SetValues(published);
            try
            {
                await context.SaveChangesAsync(ct);
                await transaction.CommitAsync(ct);
                answer = new(published, null, findings);
            }
            catch (DbUpdateConcurrencyException)
            {
                // Somebody took it back while it was published: nothing of the publication is written.
                return await FindAsync(setId, ct) is { } newest ? new(newest, ChangeSetRefusals.WrongState(newest, "发布", "publish it")) : new(null, ChangeSetRefusals.Unknown());
            }
        }

        await catalog.LearnAsync(ct);
        return answer;
    }

    private void PublishFile(JsjbDbContext context, ChangeSet set, ChangeSetFile file, Instant from, string by)
    {
        var note = $"{Word(file.Outcome)}{(file.ResolvedBy is null ? "" : $" ({file.ResolvedBy})")}";
        if (file.LeavesAsIs)
        {
            if (file.Standing != FileStanding.Kept) context.Add(Entry(file.Kind, file.Name, GovernanceActions.Kept, by, set.SetId, set.Revision, file.CityHash, file.CityHash, note));
            return;
        }

        var hash = file.Result is null ? null : file.Kind == DraftKind.Policy ? CanonicalJson.Hash(CanonicalJson.Parse(file.Result)) : AddVersions(context, file.Name, file.Result, from, by);
        context.Add(Entry(file.Kind, file.Name, GovernanceActions.Published, by, set.SetId, set.Revision, hash, file.CityHash, note));
    }

    /// <summary>The next version, and one more for each version planned for later: what was planned was looked at when the set was decided.</summary>
    private string AddVersions(JsjbDbContext context, string name, string text, Instant from, string by)
    {
        var versions = catalog.Definitions.All.Where(version => version.Definition.DefinitionId == name).ToList();
        var read = WorkflowDefinition.Read(text).Definition!;
        var number = Math.Max(versions.Select(version => version.Definition.Version).DefaultIfEmpty().Max() + 1, versions.Count == 0 ? 1 : read.Version);
        string? first = null;
        foreach (var at in versions.Where(version => version.EffectiveFrom > from && version.RetiredFrom is null).Select(version => version.EffectiveFrom).Distinct().Order().Prepend(from))
        {
            var id = first is null && read.Id.Length > 0 && catalog.Definitions.ByVersionId(read.Id) is null ? null : Guid.CreateVersion7(Now.ToDateTimeOffset()).ToString("N");
            var hash = AddDefinition(context, DraftText.Stamp(text, name, number++, id, isPublished: true), at, by);
            first ??= hash;
        }

        return first!;
    }

    private async Task MoveBaseAsync(JsjbDbContext context, IReadOnlyList<ChangeSetFile> files, CancellationToken ct)
    {
        var bases = await context.PackFiles.ToDictionaryAsync(file => (file.Kind, file.Name), ct);
        foreach (var file in files)
        {
            if (file.PackContent is { } content) SetBase(context, bases, new(file.Kind, file.Name, content));
            else if (bases.TryGetValue((file.Kind, file.Name), out var gone)) context.Remove(gone);
        }
    }

    /// <summary>What of the policies, in force at that instant and planned for later, cannot be read with the changes.</summary>
    private async Task<IReadOnlyList<DraftFinding>> FaultOfPoliciesAsync(IReadOnlyList<FileChange> changes, Instant from, CancellationToken ct)
    {
        foreach (var (_, load, _) in await SnapshotsAsync(changes, from, ct))
        {
            if (load.Policy is not null) continue;
            return [.. load.Findings.Where(finding => finding.Severity == FindingSeverity.Error).Select(finding => new DraftFinding(true, finding.Code, null, $"{finding.File} {finding.Path}", finding.Chinese, finding.English))];
        }

        return [];
    }

    private async Task AddPoliciesAsync(JsjbDbContext context, IReadOnlyList<FileChange> changes, Instant from, string by, Guid setId, CancellationToken ct)
    {
        var known = catalog.Policies.Select(policy => policy.Policy.Hash).ToHashSet(StringComparer.Ordinal);
        foreach (var (files, load, at) in await SnapshotsAsync(changes, from, ct))
        {
            var policy = load.Policy ?? throw new InvalidOperationException("A policy that passed its checks cannot be read.");
            if (known.Add(policy.Hash)) context.Add(new PolicyRecord(policy.Hash, JsonSerializer.Serialize(files), at, by, Now));
            context.Add(new PolicyPublicationRecord(0, policy.Hash, at, setId, by, Now));
        }
    }

    /// <summary>The policy in force at that instant and every later one, with the changes; none where no policy file changes.</summary>
    private async Task<IReadOnlyList<(Dictionary<string, string> Files, PolicyLoad Load, Instant From)>> SnapshotsAsync(IReadOnlyList<FileChange> changes, Instant from, CancellationToken ct)
    {
        if (changes.All(change => change.Kind != DraftKind.Policy)) return [];
        var snapshots = new List<(Dictionary<string, string>, PolicyLoad, Instant)>();
        foreach (var (policy, at) in catalog.Policies.Where(policy => policy.EffectiveFrom > from).Select(policy => (policy.Policy, policy.EffectiveFrom)).Prepend((catalog.PolicyAt(from), from)))
        {
            var files = ChangeSetChecks.Apply(await catalog.PolicyFilesAsync(policy.Hash, ct) ?? throw new InvalidOperationException($"Policy {policy.Hash} has no files."), changes);
            snapshots.Add((files, CityPolicies.Load(files), at));
        }

        return snapshots;
    }
}
