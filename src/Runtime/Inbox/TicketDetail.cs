using JieSuJiBan.Activities.Reading;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Runtime.Inbox;

/// <summary>A ticket as one reader is given it, and where its flow stands.</summary>
/// <param name="Row">As lists show it.</param>
/// <param name="Facts">Facts folded from its events; words as sealed references only. What the reader is not given is not among them.</param>
/// <param name="CaseStatus">Status of the case, e.g. <c>Running</c>; empty for a unit that lost it.</param>
/// <param name="CaseSubStatus">Elsa's sub-status, e.g. <c>Suspended</c> or <c>Faulted</c>.</param>
/// <param name="DefinitionId">The definition it runs.</param>
/// <param name="DefinitionHash">The exact version of it.</param>
/// <param name="Sequence">How many steps it has made; for a unit that lost it, its own last one.</param>
/// <param name="UpdatedAt">When that step was committed (UTC).</param>
/// <param name="Reading">What the reader is given of everything else that tells of the ticket.</param>
public sealed record TicketDetail(
    TicketRow Row,
    Value Facts,
    string CaseStatus,
    string CaseSubStatus,
    string DefinitionId,
    string DefinitionHash,
    long Sequence,
    Instant UpdatedAt,
    TicketReading Reading)
{
    /// <summary>True for a unit that took part and does so no more: it keeps the number, the class and what it did itself.</summary>
    public bool IsLost => Reading.Relation == Relation.FormerUnit;

    /// <summary>The unit that the reader acts for, or null.</summary>
    public string? Unit { get; init; }

    /// <summary>Ids of the files that the petitioner sent, whether or not the reader is given them.</summary>
    public IReadOnlyList<string> PetitionersFiles { get; init; } = [];

    /// <summary>The cases whose petitioners may be named in what was written about this one: its own, those merged into it, and that which a flag is about.</summary>
    public IReadOnlyList<Guid> Persons { get; init; } = [];
}
