using JieSuJiBan.Runtime.Schema;
using Microsoft.EntityFrameworkCore;

namespace JieSuJiBan.Runtime.Catalog;

/// <content>What a changed pack brings becomes one change set; what people decided about it is kept.</content>
public sealed partial class ChangeSetStore
{
    /// <summary>Compares anew what the city published since; decisions about files that did not change stay.</summary>
    public async Task<ChangeSetAnswer> RecompareAsync(Guid setId, string by, CancellationToken ct = default)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        await using var transaction = await context.Database.BeginTransactionAsync(ct);
        await AdvisoryLocks.Publication.HoldInTransactionAsync(context, ct);
        await catalog.RefreshAsync(ct);
        if (await OpenOf(context).SingleOrDefaultAsync(one => one.SetId == setId, ct) is not { } set) return await FindAsync(setId, ct) is { } closed ? new(closed, ChangeSetRefusals.Closed(closed)) : new(null, ChangeSetRefusals.Unknown());
        var old = await context.ChangeSetFiles.Where(file => file.SetId == setId).ToListAsync(ct);
        var bases = await context.PackFiles.ToDictionaryAsync(file => (file.Kind, file.Name), ct);
        var files = new List<ChangeSetFile>();
        foreach (var file in old)
        {
            var city = CityOf(file.Kind, file.Name);
            var before = bases.GetValueOrDefault((file.Kind, file.Name))?.Content;
            if (PackComparison.Compare(file.Kind, before, file.PackContent, city) is { } standing) files.Add(NewFile(setId, file.Kind, file.Name, standing, before, file.PackContent, city));
        }

        var changed = Merge(context, set, set.PackHash, old, files, by);
        await context.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return new(changed);
    }

    private async Task<(ChangeSet? Set, IReadOnlyList<ChangeSetFile> Files)> OfferAsync(
        JsjbDbContext context, IReadOnlyList<PackFile> pack, HashSet<PackFile> taken, Dictionary<(DraftKind, string), PackBaseRecord> bases, CancellationToken ct)
    {
        var (offered, byName) = (new List<ChangeSetFile>(), pack.Except(taken).ToDictionary(file => (file.Kind, file.Name)));
        var setId = Guid.CreateVersion7(Now.ToDateTimeOffset());
        foreach (var (kind, name) in byName.Keys.Union(bases.Keys).Except(taken.Select(file => (file.Kind, file.Name))).Order())
        {
            var (content, before, city) = (byName.GetValueOrDefault((kind, name))?.Content, bases.GetValueOrDefault((kind, name)), CityOf(kind, name));
            if (PackComparison.Compare(kind, before?.Content, content, city) is { } standing) offered.Add(NewFile(setId, kind, name, standing, before?.Content, content, city));
            // City and pack say the same: nothing to decide, and the next pack is compared with that.
            else if (content is not null && content != before?.Content) SetBase(context, bases, byName[(kind, name)]);
            else if (content is null && before is not null && city.Mark is null) context.Remove(before);
        }

        var isWorthwhile = offered.Any(file => file.Standing != FileStanding.Kept);
        var last = await OpenOf(context).SingleOrDefaultAsync(ct)
            ?? await context.ChangeSets.OrderByDescending(set => set.CreatedAt).ThenBy(set => set.SetId).FirstOrDefaultAsync(ct);
        // One that was withdrawn comes back with everything that was decided about it.
        if (last?.State == ChangeSetState.Published) last = null;
        if (!isWorthwhile)
        {
            if (last is { IsOpen: true }) await WithdrawAsync(context, last, ct);
            return (null, []);
        }

        if (last is null)
        {
            var now = Now;
            last = new() { SetId = setId, State = ChangeSetState.Open, PackHash = PackComparison.HashOf(pack), Revision = 1, CreatedAt = now, ChangedAt = now };
            context.Add(last);
            context.AddRange(offered);
            Say(context, last, offered, GovernanceActions.Offered, Pack, null);
            return (last, offered);
        }

        var old = await context.ChangeSetFiles.Where(file => file.SetId == last.SetId).ToListAsync(ct);
        var files = offered.ConvertAll(file => file with { SetId = last.SetId });
        return (Merge(context, last, PackComparison.HashOf(pack), old, files, Pack), files);
    }

    private static ChangeSetFile NewFile(Guid setId, DraftKind kind, string name, FileStanding standing, string? before, string? pack, CityText city) =>
        new() { SetId = setId, Kind = kind, Name = name, Standing = standing, BaseContent = before, PackContent = pack, CityHash = city.Mark };

    /// <summary>Puts a new comparison into a set. A decision stays; where one of the texts it was about has changed, it has to be confirmed.</summary>
    private ChangeSet Merge(JsjbDbContext context, ChangeSet set, string packHash, IReadOnlyList<ChangeSetFile> old, IReadOnlyList<ChangeSetFile> files, string by)
    {
        var moved = new List<ChangeSetFile>();
        var known = old.ToDictionary(file => (file.Kind, file.Name));
        foreach (var file in files)
        {
            if (!known.Remove((file.Kind, file.Name), out var before))
            {
                context.Add(file);
                moved.Add(file);
                continue;
            }

            if (before.Standing == file.Standing && before.CityHash == file.CityHash && before.PackContent == file.PackContent && before.BaseContent == file.BaseContent) continue;
            var merged = file with { Choice = before.Choice, OwnContent = before.OwnContent, ResolvedBy = before.ResolvedBy, ResolvedAt = before.ResolvedAt, IsStale = before.Choice is not null };
            context.Entry(before).CurrentValues.SetValues(merged);
            moved.Add(merged);
        }

        // What this pack brings no more. A text that somebody wrote is not thrown away: the file stays as kept.
        foreach (var gone in known.Values)
        {
            if (gone.OwnContent is null) context.Remove(gone);
            else if (gone.Standing != FileStanding.Kept) context.Entry(gone).CurrentValues.SetValues(gone with { Standing = FileStanding.Kept, Choice = FileChoice.City, IsStale = false });
            if (gone.Standing != FileStanding.Kept) moved.Add(gone);
        }

        if (moved.Count == 0 && set.IsOpen && set.PackHash == packHash) return set;
        var changed = Unreviewed(set) with { State = ChangeSetState.Open, PackHash = packHash, Revision = set.Revision + 1, ChangedAt = Now };
        context.Entry(set).CurrentValues.SetValues(changed);
        Say(context, changed, moved, GovernanceActions.Offered, by, null);
        return changed;
    }

    private async Task WithdrawAsync(JsjbDbContext context, ChangeSet set, CancellationToken ct)
    {
        var withdrawn = Unreviewed(set) with { State = ChangeSetState.Withdrawn, Revision = set.Revision + 1, ChangedAt = Now };
        context.Entry(set).CurrentValues.SetValues(withdrawn);
        Say(context, withdrawn, await context.ChangeSetFiles.Where(file => file.SetId == set.SetId).ToListAsync(ct), GovernanceActions.Withdrawn, Pack, null);
    }

    private static ChangeSet Unreviewed(ChangeSet set) => set with { SubmittedBy = null, SubmittedAt = null, ReviewedBy = null, ReviewedAt = null };

    /// <summary>A line for each file that is in play; the note tells how it stands.</summary>
    private void Say(JsjbDbContext context, ChangeSet set, IEnumerable<ChangeSetFile> files, string action, string by, string? note)
    {
        foreach (var file in files.Where(file => file.Standing != FileStanding.Kept))
        {
            context.Add(Entry(file.Kind, file.Name, action, by, set.SetId, set.Revision, file.PackContent is null ? null : DraftText.Hash(file.PackContent), file.BaseContent is null ? null : DraftText.Hash(file.BaseContent), note));
        }
    }
}
