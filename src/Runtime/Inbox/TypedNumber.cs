using System.Globalization;
using System.Text;

namespace JieSuJiBan.Runtime.Inbox;

/// <summary>A ticket's number as people type it: with spaces to read it by, in full width, in lower case, with invisible characters of a chat program.</summary>
public static class TypedNumber
{
    /// <summary>The forms to look up, without repetition: as it was typed, and as numbers are written. Whichever a city writes is among them.</summary>
    /// <param name="typed">What was typed.</param>
    public static string[] Forms(string typed)
    {
        var plain = Plain(typed);
        return [.. new[] { typed.Trim(), plain, plain.ToUpperInvariant(), plain.ToLowerInvariant() }.Where(form => form.Length > 0 && !form.Contains('\0', StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>One name for all its forms, for what is counted by number.</summary>
    /// <param name="typed">What was typed.</param>
    public static string Key(string typed) => Plain(typed).ToUpperInvariant();

    private static string Plain(string typed)
    {
        var text = new StringBuilder(typed.Length);
        foreach (var letter in typed)
        {
            switch (char.GetUnicodeCategory(letter))
            {
                case UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Control or UnicodeCategory.Format:
                    break;
                case UnicodeCategory.DecimalDigitNumber:
                    text.Append((char)('0' + CharUnicodeInfo.GetDecimalDigitValue(letter)));
                    break;
                case UnicodeCategory.DashPunctuation:
                    text.Append('-');
                    break;
                default:
                    text.Append(letter is >= '\uFF01' and <= '\uFF5E' ? (char)(letter - 0xFEE0) : letter);
                    break;
            }
        }

        return text.ToString();
    }
}
