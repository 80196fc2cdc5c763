using System.Collections.Immutable;
using System.Text;

namespace JieSuJiBan.Activities.Formats;

/// <summary>
/// Tells what a file is by its first bytes, never by its name or by what the sender calls it: a program that calls itself
/// a picture is none. Only kinds that browsers show or save without running them are known.
/// Ours, because libraries tell hundreds of kinds apart by rules that change with their releases, and a decision about a file must not.
/// </summary>
public static class ContentSniffer
{
    /// <summary>How many first bytes are looked at, at most; plain text is judged by these.</summary>
    public const int Needed = 4096;

    /// <summary>The media types that are known by their content.</summary>
    public static ImmutableArray<string> Known { get; } =
    [
        "application/pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/zip", "audio/amr", "audio/mp4", "audio/mpeg", "audio/wav", "image/gif", "image/heic", "image/jpeg", "image/png", "image/webp", "text/plain", "video/mp4", "video/quicktime",
    ];

    private static ReadOnlySpan<byte> Jpeg => [0xFF, 0xD8, 0xFF];

    private static ReadOnlySpan<byte> Png => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The media type of a file that begins with these bytes; null where it is none of <see cref="Known"/>.</summary>
    /// <param name="start">The first bytes: the whole file, or at least <see cref="Needed"/> of it.</param>
    public static string? TypeOf(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith(Jpeg)) return "image/jpeg";
        if (start.StartsWith(Png)) return "image/png";
        if (start.StartsWith("GIF87a"u8) || start.StartsWith("GIF89a"u8)) return "image/gif";
        if (start.StartsWith("%PDF-"u8)) return "application/pdf";
        if (start.StartsWith("#!AMR"u8)) return "audio/amr";
        if (start.StartsWith("ID3"u8) || (start.Length > 1 && start[0] == 0xFF && (start[1] & 0xE6) == 0xE2)) return "audio/mpeg";
        if (start.Length >= 12 && start.StartsWith("RIFF"u8)) return start[8..12].SequenceEqual("WEBP"u8) ? "image/webp" : start[8..12].SequenceEqual("WAVE"u8) ? "audio/wav" : null;
        if (start.Length >= 12 && start[4..8].SequenceEqual("ftyp"u8)) return OfBrand(start[8..12]);
        if (start.StartsWith("PK\u0003\u0004"u8)) return OfArchive(start);
        return IsPlainText(start) ? "text/plain" : null;
    }

    /// <summary>
    /// True where the sender declares a kind that is never text: a picture, sound, film or document. Such a kind has a signature, so a text that is
    /// sent as one is a broken file. Of kinds that have signatures the content says which it is, whatever was declared.
    /// </summary>
    /// <param name="declared">The declared media type, with or without parameters; null: nothing said.</param>
    public static bool IsOtherThanText(string? declared)
    {
        var type = (declared ?? "").Split(';')[0].Trim();
        return (type.StartsWith("image/", StringComparison.OrdinalIgnoreCase) && !type.Equals("image/svg+xml", StringComparison.OrdinalIgnoreCase))
            || type.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) || type.StartsWith("video/", StringComparison.OrdinalIgnoreCase)
            || type.Equals("application/pdf", StringComparison.OrdinalIgnoreCase) || type.Equals("application/zip", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("application/vnd.openxmlformats-officedocument.", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>True for what begins as a page, a program or a script, however its text is encoded.</summary>
    /// <param name="start">The first bytes.</param>
    public static bool IsActive(ReadOnlySpan<byte> start)
    {
        var text = start.StartsWith(Encoding.UTF8.Preamble) ? start[3..] : start;
        text = text.TrimStart(" \t\r\n"u8);
        return text.StartsWith("<"u8) || text.StartsWith("#!"u8) || text.StartsWith("MZ"u8) || text.StartsWith("\u007fELF"u8);
    }

    private static string? OfBrand(ReadOnlySpan<byte> brand) => Encoding.ASCII.GetString(brand) switch
    {
        "heic" or "heix" or "hevc" or "mif1" or "msf1" => "image/heic",
        "qt  " => "video/quicktime",
        "M4A " or "M4B " => "audio/mp4",
        "isom" or "iso2" or "iso5" or "iso6" or "mp41" or "mp42" or "avc1" or "M4V " or "MSNV" or "3gp4" or "3gp5" => "video/mp4",
        _ => null,
    };

    /// <summary>An Office document is an archive whose first entries say so.</summary>
    private static string OfArchive(ReadOnlySpan<byte> start)
    {
        var isOffice = start.IndexOf("[Content_Types].xml"u8) >= 0 || start.IndexOf("_rels/.rels"u8) >= 0;
        if (isOffice && start.IndexOf("word/"u8) >= 0) return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        if (isOffice && start.IndexOf("xl/"u8) >= 0) return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        return "application/zip";
    }

    /// <summary>UTF-8 without control characters, and nothing that a browser could take for a page.</summary>
    private static bool IsPlainText(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty) return false;
        var at = 0;
        while (at < start.Length)
        {
            var status = Rune.DecodeFromUtf8(start[at..], out var rune, out var used);
            // The last character of a longer file may be cut.
            if (status == System.Buffers.OperationStatus.NeedMoreData && start.Length >= Needed) break;
            if (status != System.Buffers.OperationStatus.Done) return false;
            if (Rune.IsControl(rune) && rune.Value is not ('\t' or '\n' or '\r')) return false;
            at += used;
        }

        var text = Encoding.UTF8.GetString(start).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        return !text.StartsWith('<') && !text.StartsWith("#!", StringComparison.Ordinal);
    }
}
