using NodaTime;

namespace JieSuJiBan.Runtime.Schema;

/// <summary>Where a proposal to retire a version stands.</summary>
public enum RetirementState
{
    /// <summary>It waits for a second person.</summary>
    Open,

    /// <summary>A second person confirmed it: the version is retired.</summary>
    Confirmed,

    /// <summary>Taken back, or declined; the version stays.</summary>
    Withdrawn,
}

/// <summary>Somebody wants to take a definition version out of force; somebody else confirms it or not.</summary>
public sealed record RetirementProposal
{
    public required Guid ProposalId { get; init; }

    public required string DefinitionId { get; init; }

    /// <summary>Hash of the version.</summary>
    public required string Hash { get; init; }

    public required int Version { get; init; }

    /// <summary>From this instant it starts nothing new; null: from the confirmation.</summary>
    public Instant? RetiredFrom { get; init; }

    /// <summary>Why.</summary>
    public string? Note { get; init; }

    public required RetirementState State { get; init; }

    public required string ProposedBy { get; init; }

    public required Instant ProposedAt { get; init; }

    public string? DecidedBy { get; init; }

    public Instant? DecidedAt { get; init; }

    /// <summary>What was said on the decision.</summary>
    public string? DecisionNote { get; init; }
}
