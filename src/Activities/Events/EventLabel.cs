namespace JieSuJiBan.Activities.Events;

/// <summary>What people call a kind of event.</summary>
/// <param name="Kind">Its kind in the journal, past tense: <c>TicketDispatched</c>.</param>
/// <param name="Chinese">The name, zh-CN.</param>
/// <param name="English">The same in English.</param>
public sealed record EventLabel(string Kind, string Chinese, string English)
{
    /// <summary>How a history says it, zh-CN, where that is another wording than the name.</summary>
    public string? InHistory { get; init; }
}

/// <summary>A sentence of a history.</summary>
/// <param name="Chinese">zh-CN.</param>
/// <param name="English">The same in English; null, of a record: the English name of the kind says it all.</param>
public readonly record struct Phrase(string Chinese, string? English = null);
