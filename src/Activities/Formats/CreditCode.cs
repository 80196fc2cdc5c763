namespace JieSuJiBan.Activities.Formats;

/// <summary>
/// A company's unified social credit code (GB 32100-2015): 17 characters and a check character, weights 3^i modulo 31. That it is right says
/// that it was not misread, not who is speaking.
/// </summary>
public static class CreditCode
{
    private const string Characters = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private const int Length = 18;

    /// <summary>The code in its one form: capitals, without spaces and hyphens.</summary>
    public static string Canonical(string text) => new([.. text.Where(c => c is not (' ' or '-' or '\u3000')).Select(c => c is >= '！' and <= '～' ? (char)(c - 0xFEE0) : c).Select(char.ToUpperInvariant)]);

    /// <summary>Whether a code has its right length, characters and check character.</summary>
    public static bool IsRight(string text)
    {
        var code = Canonical(text);
        if (code.Length != Length || code.Any(c => !Characters.Contains(c, StringComparison.Ordinal))) return false;
        var (sum, weight) = (0, 1);
        foreach (var c in code.AsSpan(0, Length - 1))
        {
            sum += Characters.IndexOf(c, StringComparison.Ordinal) * weight;
            weight = weight * 3 % 31;
        }

        return Characters[(31 - (sum % 31)) % 31] == code[^1];
    }
}
