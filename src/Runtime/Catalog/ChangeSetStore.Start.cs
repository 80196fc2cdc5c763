using System.Text.Json;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Schema;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace JieSuJiBan.Runtime.Catalog;

/// <summary>What a start did with the pack it found.</summary>
/// <param name="IsFirst">The database was empty: the pack was published as it is.</param>
/// <param name="Taken">Files that the database never had, and that were taken.</param>
/// <param name="Waiting">The set that waits for people, or null.</param>
/// <param name="Files">How many files of it wait: taken and conflicting.</param>
/// <param name="Conflicts">How many of them a person has to decide.</param>
public sealed record PackStart(bool IsFirst, IReadOnlyList<PackFile> Taken, ChangeSet? Waiting, int Files, int Conflicts);

/// <content>What a start does with the pack.</content>
public sealed partial class ChangeSetStore
{
    /// <summary>The first version of anything is in force from the beginning: histories older than the service need one too.</summary>
    private static readonly Instant Beginning = Instant.FromUtc(2000, 1, 1, 0, 0);

    /// <summary>
    /// Publishes the pack where nothing was ever published; else takes what the database never had, and puts everything else that the pack
    /// changed into the change set. Nothing of what two people published is touched.
    /// </summary>
    /// <param name="pack">Its files.</param>
    /// <param name="serves">False for a command beside the service: it publishes into an empty database, and else leaves the pack to the service.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="InvalidOperationException">The pack cannot be read, or its files contradict each other.</exception>
    public async Task<PackStart> StartAsync(IReadOnlyList<PackFile> pack, bool serves = true, CancellationToken ct = default)
    {
        PackStart start;
        bool isNew;
        await using (var context = await contexts.CreateDbContextAsync(ct))
        {
            await using var transaction = await context.Database.BeginTransactionAsync(ct);
            await AdvisoryLocks.Publication.HoldInTransactionAsync(context, ct);
            await catalog.RefreshAsync(ct);
            if (catalog.Policies.Count == 0 && !catalog.Definitions.All.Any())
            {
                PublishFirst(context, pack);
                (start, isNew) = (new(true, pack, null, 0, 0), true);
            }
            else if (!serves)
            {
                return new(false, [], null, 0, 0);
            }
            else
            {
                var bases = await context.PackFiles.ToDictionaryAsync(file => (file.Kind, file.Name), ct);
                var taken = await TakeNewAsync(context, pack, bases, ct);
                var (set, files) = await OfferAsync(context, pack, [.. taken], bases, ct);
                start = new(false, taken, set, files.Count(file => file.Standing != FileStanding.Kept), files.Count(file => file.Standing == FileStanding.Conflicting));
                isNew = taken.Count > 0;
            }

            await context.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        if (isNew) await catalog.LearnAsync(ct);
        return start;
    }

    private void PublishFirst(JsjbDbContext context, IReadOnlyList<PackFile> pack)
    {
        var now = Now;
        var files = pack.Where(file => file.Kind == DraftKind.Policy).ToDictionary(file => file.Name, file => file.Content, StringComparer.Ordinal);
        var policy = CityPolicies.Load(files).Policy ?? throw new InvalidOperationException("The policies of the pack contradict each other.");
        context.Add(new PolicyRecord(policy.Hash, JsonSerializer.Serialize(files), Beginning, Pack, now));
        foreach (var file in pack)
        {
            var hash = file.Kind == DraftKind.Workflow ? AddDefinition(context, file.Content, Beginning, Pack) : HashOf(policy, file.Name);
            context.Add(Entry(file.Kind, file.Name, GovernanceActions.Published, Pack, null, null, hash, null, null));
            SetBase(context, [], file);
        }
    }

    /// <summary>Files that no version of the database ever had: those are in nobody's way. Where they do not fit what is in force they wait with the rest.</summary>
    private async Task<IReadOnlyList<PackFile>> TakeNewAsync(JsjbDbContext context, IReadOnlyList<PackFile> pack, Dictionary<(DraftKind, string), PackBaseRecord> bases, CancellationToken ct)
    {
        var fresh = pack.Where(file => !bases.ContainsKey((file.Kind, file.Name)) && (file.Kind == DraftKind.Workflow
            ? catalog.Definitions.All.All(version => !string.Equals(version.Definition.DefinitionId, file.Name, StringComparison.OrdinalIgnoreCase))
            : catalog.Policies.All(policy => !policy.Policy.Content.ContainsKey(file.Name)))).ToList();
        if (fresh.Count == 0) return [];
        var now = Now;
        var fitting = await FitsAsync(fresh) ? fresh : [];
        // Together they do not fit: then each that fits by itself.
        if (fitting.Count == 0)
        {
            foreach (var one in fresh)
            {
                if (await FitsAsync([.. fitting, one])) fitting.Add(one);
            }
        }

        if (fitting.Count == 0) return [];
        var changes = fitting.Select(Change).ToList();
        foreach (var file in fitting)
        {
            var hash = file.Kind == DraftKind.Workflow ? AddDefinition(context, file.Content, Beginning, Pack) : CanonicalJson.Hash(CanonicalJson.Parse(file.Content));
            context.Add(Entry(file.Kind, file.Name, GovernanceActions.TakenAtStart, Pack, null, null, hash, null, null));
            SetBase(context, bases, file);
        }

        await AddPoliciesAsync(context, changes, now, Pack, Guid.Empty, ct);
        return fitting;

        static FileChange Change(PackFile file) => new(file.Kind, file.Name, file.Content);

        async Task<bool> FitsAsync(List<PackFile> files) =>
            !(await checks.RunAsync([.. files.Select(Change)], now, ct)).Any(finding => finding.IsError) && (await FaultOfPoliciesAsync([.. files.Select(Change)], now, ct)).Count == 0;
    }

    private static string HashOf(CityPolicy policy, string file) => CanonicalJson.Hash(policy.Content[file]);

    private void SetBase(JsjbDbContext context, Dictionary<(DraftKind, string), PackBaseRecord> bases, PackFile file)
    {
        var record = new PackBaseRecord(file.Kind, file.Name, file.Content, DraftText.Hash(file.Content), Now);
        if (bases.TryGetValue((file.Kind, file.Name), out var known)) context.Entry(known).CurrentValues.SetValues(record);
        else context.Add(record);
    }

    private string AddDefinition(JsjbDbContext context, string text, Instant from, string by)
    {
        var definition = WorkflowDefinition.Read(text).Definition ?? throw new InvalidOperationException("A definition that passed its checks cannot be read.");
        context.Add(new DefinitionRecord(definition.Hash, definition.DefinitionId, definition.Version, definition.ToJson(), from, by, Now));
        return definition.Hash;
    }
}
