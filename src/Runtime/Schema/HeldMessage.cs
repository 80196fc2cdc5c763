namespace JieSuJiBan.Runtime.Schema;

/// <summary>
/// A message that is held for people to see instead of being sent: nobody outside has got it. Personal words stay sealed
/// references.
/// </summary>
public sealed class HeldMessage
{
    /// <summary>Idempotency key: the same message again changes nothing.</summary>
    public required string EffectId { get; init; }

    /// <summary>The case that asked for it.</summary>
    public required Guid CaseId { get; init; }

    /// <summary>The channel that would have taken it.</summary>
    public required string Channel { get; init; }

    /// <summary>Number of the ticket, where the message names it.</summary>
    public string? TicketNumber { get; init; }

    /// <summary>Code of the unit it is for, where it is for one.</summary>
    public string? UnitCode { get; init; }

    /// <summary>Its text; words only where they are not personal.</summary>
    public string? Text { get; init; }

    /// <summary>The whole payload, JSON.</summary>
    public required string Payload { get; init; }

    /// <summary>When it was taken (UTC).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}
