namespace JieSuJiBan.Application.Commands;

/// <summary>Text that the database keeps and an answer can repeat: no NUL, no half of a surrogate pair.</summary>
public static class KeptText
{
    /// <summary>True for text that can be kept and shown.</summary>
    public static bool Is(string? text)
    {
        if (text is null) return true;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\0') return false;
            if (!char.IsSurrogate(text[at])) continue;
            if (!char.IsHighSurrogate(text[at]) || at + 1 >= text.Length || !char.IsLowSurrogate(text[at + 1])) return false;
            at++;
        }

        return true;
    }
}
