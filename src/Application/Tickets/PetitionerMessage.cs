using JieSuJiBan.Application.Texts;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Application.Tickets;

/// <summary>What a petitioner sends about the own request, with number and phone as proof. Sent as a body, so that no phone number stands in an address or a log.</summary>
public sealed record PetitionerMessage
{
    /// <summary>Number of the ticket, as the petitioner was told. Required.</summary>
    [Text(TextKind.Code)]
    public string? Number { get; init; }

    /// <summary>The phone number that the request was made with. Required.</summary>
    [NotOfTicket("Proof of who asks, compared and forgotten.")]
    public string? Phone { get; init; }

    /// <summary>What the petitioner says; kept in the vault.</summary>
    [Text(TextKind.Matter)]
    public string? Text { get; init; }

    /// <summary>For the questionnaire: question code and answer code.</summary>
    [Text(TextKind.Code)]
    public Value Answers { get; init; } = Value.EmptyObject;
}
