using System.Buffers;
using System.Text;

namespace JieSuJiBan.Activities;

/// <summary>Longest texts, in UTF-16 units, and what is text at all.</summary>
public static class TextLimits
{
    /// <summary>A petitioner's name or account.</summary>
    public const int Name = 100;

    /// <summary>A title.</summary>
    public const int Title = 500;

    /// <summary>The words of a request.</summary>
    public const int Body = 50_000;

    /// <summary>A reply.</summary>
    public const int Reply = 50_000;

    /// <summary>An address.</summary>
    public const int Address = 500;

    /// <summary>False for text with NUL or half of a surrogate pair: no database or UTF-8 file could hold it unchanged.</summary>
    public static bool IsText(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var used) != OperationStatus.Done || rune.Value == 0) return false;
            at += used;
        }

        return true;
    }
}
