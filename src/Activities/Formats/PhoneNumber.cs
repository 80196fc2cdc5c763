using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace JieSuJiBan.Activities.Formats;

/// <summary>
/// One number in one form. A switchboard writes <c>+8613800001234</c>, a petitioner <c>138 0000 1234</c> or with full-width digits: all name the same
/// line. The form is the national one, digits only (<c>13800001234</c>, <c>01012345678</c>); a number of another country keeps its plus sign and code.
/// </summary>
public static partial class PhoneNumber
{
    /// <summary>The form that names a line, whatever was typed; empty where there is no digit in it.</summary>
    /// <param name="typed">As somebody typed it.</param>
    public static string Canonical(string typed)
    {
        var text = Folded(typed);
        var digits = Digits(text);
        var isInternational = text.TrimStart(' ', '(').StartsWith('+') || digits.StartsWith("00", StringComparison.Ordinal);
        var bare = digits.StartsWith("00", StringComparison.Ordinal) ? digits[2..] : digits;
        if (isInternational && !bare.StartsWith("86", StringComparison.Ordinal)) return bare.Length >= 7 ? "+" + bare : digits;
        if (isInternational && bare.Length > 4) return National(bare[2..]);
        if (digits.StartsWith("86", StringComparison.Ordinal) && WithoutTrunk().IsMatch(digits[2..])) return National(digits[2..]);
        return National(digits);
    }

    /// <summary>True where both texts name the same line.</summary>
    /// <param name="one">One text.</param>
    /// <param name="other">The other.</param>
    public static bool AreSame(string one, string other) => Canonical(one) is { Length: > 0 } form && form == Canonical(other);

    /// <summary>
    /// The digits under which the number may have been kept before it had one form: as it was typed then, with country code or trunk prefix. The
    /// canonical form is not among them.
    /// </summary>
    /// <param name="typed">As somebody typed it now.</param>
    public static ImmutableArray<string> FormerDigits(string typed)
    {
        var form = Canonical(typed);
        if (form.Length == 0) return [];
        // Of another country: the digits alone may be those of a line here, which is somebody else's.
        if (form[0] == '+') return Mobile().IsMatch(form[1..]) || Landline().IsMatch(form[1..]) ? ["00" + form[1..]] : [form[1..], "00" + form[1..]];
        if (Mobile().IsMatch(form)) return ["86" + form, "0086" + form, "0" + form, "860" + form, "00860" + form];
        if (Landline().IsMatch(form)) return ["86" + form, "0086" + form, "86" + form[1..], "0086" + form[1..], form[1..]];
        // A short number with 86 before it may be a line of eight digits, which is somebody else's.
        return Service().IsMatch(form) ? ["86" + form, "0086" + form] : ["0086" + form];
    }

    /// <summary>The text with its digits and signs as ASCII, so that it can be dialled; nothing else is changed.</summary>
    /// <param name="typed">As somebody typed it.</param>
    public static string Folded(string typed)
    {
        var text = new StringBuilder(typed.Length);
        foreach (var letter in typed)
        {
            var kind = char.GetUnicodeCategory(letter);
            if (kind == UnicodeCategory.DecimalDigitNumber) text.Append((char)('0' + CharUnicodeInfo.GetDecimalDigitValue(letter)));
            else if (kind == UnicodeCategory.DashPunctuation || letter is '\u2212' or '\u30FC') text.Append('-');
            else if (kind == UnicodeCategory.SpaceSeparator || letter is '\t') text.Append(' ');
            else if (kind == UnicodeCategory.Format) continue;
            else text.Append(letter switch { '转' or '轉' => '#', '（' or '［' or '[' or '【' or '〔' => '(', '）' or '］' or ']' or '】' or '〕' => ')', >= '\uFF01' and <= '\uFF5E' => (char)(letter - 0xFEE0), _ => letter });
        }

        return text.ToString();
    }

    private static string National(string digits) => digits switch
    {
        ['0', .. var rest] => Mobile().IsMatch(rest) ? rest : digits,
        _ when Mobile().IsMatch(digits) || Service().IsMatch(digits) => digits,
        _ when digits.Length > 8 && WithoutTrunk().IsMatch(digits) => "0" + digits,
        _ => digits,
    };

    private static string Digits(string folded) => string.Concat(folded.Where(char.IsAsciiDigit));

    [GeneratedRegex("^1[3-9][0-9]{9}$")]
    private static partial Regex Mobile();

    [GeneratedRegex("^[48]00[0-9]{7}$")]
    private static partial Regex Service();

    /// <summary>With the trunk prefix: area code of two digits and eight of the line, or three and seven or eight.</summary>
    [GeneratedRegex("^0(10|2[0-9])[0-9]{8}$|^0[3-9][0-9]{2}[0-9]{7,8}$")]
    private static partial Regex Landline();

    /// <summary>What may follow a country code: a mobile, a landline with or without trunk prefix, a service line.</summary>
    [GeneratedRegex("^1[3-9][0-9]{9}$|^0?(10|2[0-9])[0-9]{8}$|^0?[3-9][0-9]{2}[0-9]{7,8}$|^[48]00[0-9]{7}$")]
    private static partial Regex WithoutTrunk();
}
