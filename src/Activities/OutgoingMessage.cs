using System.Collections.Immutable;

namespace JieSuJiBan.Activities;

/// <summary>Who reads a message.</summary>
public enum MessageReader
{
    /// <summary>The petitioner, by SMS or the account the request came from.</summary>
    Petitioner,
    /// <summary>A unit of the city's organisation.</summary>
    Unit,
    /// <summary>A body outside the city's organisation.</summary>
    OutsideBody,
}

/// <summary>A place in a message's text, written <c>{name}</c>.</summary>
/// <param name="Name">The name between the braces.</param>
/// <param name="Chinese">What stands there, zh-CN.</param>
/// <param name="English">The same in English.</param>
public sealed record MessageField(string Name, string Chinese, string English);

/// <summary>A text that leaves the service by itself: when, for whom, with which fields, and its neutral words where the city has none of its own.</summary>
/// <param name="Key">Name in <c>messages.json</c>.</param>
/// <param name="Kind">What the delivery is about; several keys may share one.</param>
/// <param name="Reader">Who reads it.</param>
/// <param name="Duty">The duty that <c>{citation}</c> and <c>{article}</c> cite; null: it cites none.</param>
/// <param name="Chinese">When it is sent, zh-CN.</param>
/// <param name="English">The same in English.</param>
/// <param name="Text">The words where the city states none, zh-CN.</param>
/// <param name="Own">The fields beside <c>{number}</c> and those of the citation.</param>
public sealed record OutgoingMessage(
    string Key, string Kind, MessageReader Reader, string? Duty, string Chinese, string English, string Text, ImmutableArray<MessageField> Own)
{
    /// <summary>The number of the ticket (or flag) that the message is about; every text must hold it, or its reader could not tell what it is about.</summary>
    public static MessageField Number { get; } = new("number", "工单编号", "number of the ticket");

    /// <summary>The city's law and article; where the city cites none, the brackets round it vanish too.</summary>
    public static MessageField Citation { get; } = new("citation", "法律名称和条款", "name of the law with the article");

    /// <summary>The article alone; vanishes as <see cref="Citation"/> does.</summary>
    public static MessageField Article { get; } = new("article", "条款", "the article alone");

    /// <summary>Every field that a text may hold.</summary>
    public IEnumerable<MessageField> Fields => [Number, .. Own, .. Duty is null ? (ReadOnlySpan<MessageField>)[] : [Citation, Article]];

    /// <summary>The text with its fields filled in: one pass, so that what is filled in is never read as a field.</summary>
    /// <param name="text">The city's words, or <see cref="Text"/>.</param>
    /// <param name="fill">What stands in a field; null where it has nothing.</param>
    public static string Fill(string text, Func<string, string?> fill)
    {
        var words = new System.Text.StringBuilder(text.Length + 32);
        for (var at = 0; at < text.Length;)
        {
            if (text[at] != '{' || text.IndexOf('}', at) is not (> 0 and var end))
            {
                words.Append(text[at++]);
                continue;
            }

            var filled = fill(text[(at + 1)..end]);
            at = end + 1;
            words.Append(filled);
            if (!string.IsNullOrEmpty(filled) || words.Length == 0 || at == text.Length || (words[^1], text[at]) is not (('（', '）') or ('(', ')') or ('《', '》'))) continue;
            words.Length--;
            at++;
        }

        return words.ToString();
    }
}
