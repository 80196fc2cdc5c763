using System.Text.RegularExpressions;

namespace JieSuJiBan.Runtime.Sql;

/// <summary>
/// PostgreSQL text holds neither NUL nor half a surrogate pair. The journal keeps what was said as bytes; projections show U+FFFD instead,
/// so that one odd character can never make a whole group fail.
/// </summary>
internal static partial class SafeText
{
    public static string? For(string? text)
    {
        if (text is null) return null;
        foreach (var c in text)
        {
            if (c == '\0' || char.IsSurrogate(c)) return Correct(text);
        }

        return text;
    }

    public static string ForJson(string json) => json.Contains("\\u0000", StringComparison.Ordinal) ? NulEscape().Replace(json, "$1\\ufffd") : json;

    private static string Correct(string text)
    {
        var chars = text.ToCharArray();
        for (var i = 0; i < chars.Length; i++)
        {
            if (char.IsHighSurrogate(chars[i]) && i + 1 < chars.Length && char.IsLowSurrogate(chars[i + 1])) i++;
            else if (chars[i] == '\0' || char.IsSurrogate(chars[i])) chars[i] = '\uFFFD';
        }

        return new(chars);
    }

    // An odd number of backslashes makes the escape; an even number is a text about one.
    [GeneratedRegex(@"(?<!\\)((?:\\\\)*)\\u0000")]
    private static partial Regex NulEscape();
}
