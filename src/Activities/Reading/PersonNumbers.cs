using System.Text.RegularExpressions;
using JieSuJiBan.Activities.Formats;

namespace JieSuJiBan.Activities.Reading;

/// <summary>Numbers that belong to one person, whoever that is: of a mobile line, of an identity card, and mail addresses. What an official writes is no place for them.</summary>
public static class PersonNumbers
{
    /// <summary>The text with such numbers masked.</summary>
    /// <param name="text">What an official wrote.</param>
    /// <param name="spared">Numbers that stay, such as that of the accused, in their canonical form.</param>
    public static string Mask(string text, IReadOnlySet<string> spared)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(spared);
        foreach (var (start, length, isNumber) in Found(text).OrderByDescending(place => place.Start))
        {
            var what = text.Substring(start, length);
            if (isNumber && spared.Contains(PhoneNumber.Canonical(what))) continue;
            var cover = isNumber ? Masking.Phone(string.Concat(PhoneNumber.Folded(what).Where(char.IsAsciiLetterOrDigit)))! : Masking.Account(what);
            text = string.Concat(text.AsSpan(0, start), cover, text.AsSpan(start + length));
        }

        return text;
    }

    /// <summary>The numbers and mail addresses in a text: of what the petitioner said, the petitioner's own.</summary>
    /// <param name="text">What somebody said; null: nothing.</param>
    public static IEnumerable<(string Field, string Text)> In(string? text) =>
        text is null ? [] : Found(text).Select(place => (place.IsNumber ? "number" : "mail", text.Substring(place.Start, place.Length)));

    private static List<(int Start, int Length, bool IsNumber)> Found(string text)
    {
        var aligned = TextShapes.Aligned(text);
        var found = new List<(int Start, int Length, bool IsNumber)>();
        foreach (var (shape, isNumber) in ((Regex, bool)[])[(TextShapes.Identities, true), (TextShapes.Mobiles, true), (TextShapes.Mails, false)])
        {
            foreach (Match match in shape.Matches(aligned))
            {
                if (found.TrueForAll(other => match.Index + match.Length <= other.Start || other.Start + other.Length <= match.Index)) found.Add((match.Index, match.Length, isNumber));
            }
        }

        return found;
    }
}
