using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Runtime.Schema;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Catalog;

/// <summary>Takes definition versions out of force: one person proposes, another confirms. Cases that run on a version keep it.</summary>
public sealed class RetirementStore(IDbContextFactory<JsjbDbContext> contexts, PublishedStore catalog, IClock clock)
{
    /// <summary>A definition with activities of the case domain is one that tickets run or call: it always has a version in force.</summary>
    private const string CaseActivityPrefix = "Jsjb.";

    /// <summary>The proposal of that id, or null.</summary>
    public async Task<RetirementProposal?> FindAsync(Guid proposalId, CancellationToken ct = default)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        return await context.RetirementProposals.AsNoTracking().SingleOrDefaultAsync(one => one.ProposalId == proposalId, ct);
    }

    /// <summary>Proposals, the newest first, at most 100.</summary>
    public async Task<IReadOnlyList<RetirementProposal>> ListAsync(string? definitionId = null, bool openOnly = false, CancellationToken ct = default)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        return await context.RetirementProposals.AsNoTracking()
            .Where(one => (definitionId == null || one.DefinitionId == definitionId) && (!openOnly || one.State == RetirementState.Open))
            .OrderByDescending(one => one.ProposedAt).ThenBy(one => one.ProposalId)
            .Take(100)
            .ToListAsync(ct);
    }

    /// <summary>Proposes to retire a version; nothing changes until somebody else confirms it.</summary>
    /// <param name="definitionId">The definition.</param>
    /// <param name="hash">The version.</param>
    /// <param name="from">From when on it starts nothing new; null: from the confirmation.</param>
    /// <param name="note">Why, or null.</param>
    /// <param name="by">Account id.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<RetirementAnswer> ProposeAsync(string definitionId, string hash, Instant? from, string? note, string by, CancellationToken ct = default)
    {
        try
        {
            await using var context = await contexts.CreateDbContextAsync(ct);
            await using var transaction = await context.Database.BeginTransactionAsync(ct);
            // Looked at under the lock: whoever retires the version meanwhile is waited for.
            await AdvisoryLocks.Publication.HoldInTransactionAsync(context, ct);
            await catalog.RefreshAsync(ct);
            var now = Now;
            if (Refuse(definitionId, hash, from, now, out var version) is { } refused) return new(null, refused);
            var proposal = new RetirementProposal
            {
                ProposalId = Guid.CreateVersion7(now.ToDateTimeOffset()),
                DefinitionId = definitionId,
                Hash = hash,
                Version = version!.Definition.Version,
                RetiredFrom = from,
                Note = note,
                State = RetirementState.Open,
                ProposedBy = by,
                ProposedAt = now,
            };
            context.Add(proposal);
            context.Add(Entry(proposal, GovernanceActions.RetirementProposed, by, note));
            await context.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            return new(proposal);
        }
        catch (DbUpdateException taken) when (taken.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            var open = (await ListAsync(definitionId, openOnly: true, ct)).FirstOrDefault(one => one.Hash == hash);
            return new(open, RetirementRejections.AlreadyProposed(open?.ProposedBy ?? ""));
        }
    }

    /// <summary>A second person confirms: the version is retired.</summary>
    public async Task<RetirementAnswer> ConfirmAsync(Guid proposalId, string? note, string by, CancellationToken ct = default)
    {
        RetirementProposal confirmed;
        await using (var context = await contexts.CreateDbContextAsync(ct))
        {
            await using var transaction = await context.Database.BeginTransactionAsync(ct);
            await AdvisoryLocks.Publication.HoldInTransactionAsync(context, ct);
            await catalog.RefreshAsync(ct);
            var now = Now;
            if (await context.RetirementProposals.SingleOrDefaultAsync(one => one.ProposalId == proposalId, ct) is not { } proposal) return new(null, RetirementRejections.Unknown());
            if (proposal.State != RetirementState.Open) return new(proposal, RetirementRejections.Decided(proposal));
            if (proposal.ProposedBy == by) return new(proposal, RetirementRejections.FourEyes());
            if (Refuse(proposal.DefinitionId, proposal.Hash, proposal.RetiredFrom, now, out _) is { } refused) return new(proposal, refused.Code == "draft.backdated" ? RetirementRejections.Late(proposal.RetiredFrom!.Value, Zone) : refused);
            confirmed = proposal with { State = RetirementState.Confirmed, DecidedBy = by, DecidedAt = now, DecisionNote = note };
            context.Entry(proposal).CurrentValues.SetValues(confirmed);
            context.Add(new RetirementRecord(proposal.Hash, proposal.DefinitionId, proposal.RetiredFrom ?? now, by, now, proposal.Note));
            context.Add(Entry(confirmed, GovernanceActions.Retired, by, note));
            await context.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        await catalog.LearnAsync(ct);
        return new(confirmed);
    }

    /// <summary>Takes a proposal back, or declines somebody else's, who is told why.</summary>
    public async Task<RetirementAnswer> WithdrawAsync(Guid proposalId, string? note, string by, CancellationToken ct = default)
    {
        await using var context = await contexts.CreateDbContextAsync(ct);
        await using var transaction = await context.Database.BeginTransactionAsync(ct);
        await AdvisoryLocks.Publication.HoldInTransactionAsync(context, ct);
        if (await context.RetirementProposals.SingleOrDefaultAsync(one => one.ProposalId == proposalId, ct) is not { } proposal) return new(null, RetirementRejections.Unknown());
        if (proposal.State != RetirementState.Open) return new(proposal, RetirementRejections.Decided(proposal));
        if (proposal.ProposedBy != by && string.IsNullOrWhiteSpace(note)) return new(proposal, DraftRejections.NoReason());
        var withdrawn = proposal with { State = RetirementState.Withdrawn, DecidedBy = by, DecidedAt = Now, DecisionNote = note };
        context.Entry(proposal).CurrentValues.SetValues(withdrawn);
        context.Add(Entry(withdrawn, GovernanceActions.RetirementWithdrawn, by, note));
        await context.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return new(withdrawn);
    }

    private Engine.Rejection? Refuse(string definitionId, string hash, Instant? from, Instant now, out PublishedDefinition? version)
    {
        version = catalog.Definitions.All.FirstOrDefault(one => one.Definition.DefinitionId == definitionId && one.Definition.Hash == hash);
        if (version is null) return DraftRejections.UnknownVersion();
        if (version.RetiredFrom is not null) return DraftRejections.AlreadyRetired();
        var at = from ?? now;
        if (at < now) return DraftRejections.Backdated(now, Zone);
        var remaining = catalog.Definitions.With(version with { RetiredFrom = at });
        return version.Definition.Nodes.Any(node => node.Type.StartsWith(CaseActivityPrefix, StringComparison.Ordinal)) && LeavesAGap(remaining, definitionId, at) ? DraftRejections.LastInForce() : null;
    }

    /// <summary>Whether there is an instant from then on at which no version is in force: it can only begin where a version retires.</summary>
    private static bool LeavesAGap(DefinitionSet remaining, string definitionId, Instant at) => remaining.All
        .Where(version => version.Definition.DefinitionId == definitionId)
        .Select(version => version.RetiredFrom)
        .OfType<Instant>()
        .Where(retiredFrom => retiredFrom > at)
        .Append(at)
        .Any(instant => remaining.Published(definitionId, instant) is null);

    private Instant Now => Instant.FromUnixTimeTicks(clock.GetCurrentInstant().ToUnixTimeTicks() / 10 * 10);

    private DateTimeZone Zone => catalog.Policies.Count == 0 ? DateTimeZone.Utc : catalog.Policy.City.Zone;

    private GovernanceEntry Entry(RetirementProposal proposal, string action, string by, string? note) => new()
    {
        At = Now,
        Actor = by,
        Action = action,
        Kind = DraftKind.Workflow,
        Name = proposal.DefinitionId,
        DraftId = proposal.ProposalId,
        Revision = proposal.Version,
        Hash = proposal.Hash,
        Note = note,
    };
}
