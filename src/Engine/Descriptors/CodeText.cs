using System.Text.RegularExpressions;

namespace JieSuJiBan.Engine.Descriptors;

/// <summary>
/// What may pass for a code: ASCII letters, digits and <c>- _ . : / # +</c>, without a run of digits that is a phone number or an identity card. A
/// code stays in clear for ever, so it is no place for words.
/// </summary>
public static partial class CodeText
{
    /// <summary>True where the text may stand as a code.</summary>
    /// <param name="text">The text, trimmed.</param>
    public static bool IsCode(string text) => Guid.TryParse(text, out _) || (Shape().IsMatch(text) && !HoldsNumberOfPerson(text));

    /// <summary>True where some run of digits is a mobile number or an identity card number of mainland China.</summary>
    /// <param name="text">Any text.</param>
    public static bool HoldsNumberOfPerson(string text) => Number().IsMatch(text);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_.:/#+\-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();

    // The year of birth tells a card from the number of a ticket, in which the same digits are today's date.
    [GeneratedRegex(@"(?<![0-9])(?:(?:0086|\+?86)?1[3-9][0-9]{9}|[1-9][0-9]{5}(?:19[0-9]{2}|20[01][0-9])(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx])(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
