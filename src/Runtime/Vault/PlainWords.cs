using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Engine.Descriptors;

namespace JieSuJiBan.Runtime.Vault;

/// <summary>Words before they are sealed.</summary>
/// <param name="Purpose">The field that they were written in, e.g. <c>body</c>.</param>
/// <param name="Kind">Whose words they are, as the field declares: the key they are sealed under follows from it.</param>
/// <param name="Text">The text; null: nothing to seal.</param>
public readonly record struct PlainWords(string Purpose, TextKind Kind, string? Text)
{
    /// <summary>The text as it was typed, where <see cref="Text"/> is masked: the same request again is told by it.</summary>
    public string? Typed { get; init; }

    /// <summary>The words of a new request.</summary>
    /// <param name="start">The checked command.</param>
    public static PlainWords[] Of(TicketStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        return [.. start.PersonalWords.Select(word => new PlainWords(word.Key, TicketStart.KindOf(word.Key), word.Value))];
    }
}
