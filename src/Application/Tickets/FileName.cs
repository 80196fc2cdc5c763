using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace JieSuJiBan.Application.Tickets;

/// <summary>What a stored file is called: what its sender called it, without anything that hides or leads elsewhere, with the extension of its content.</summary>
public static class FileName
{
    private const int Longest = 200;

    private static readonly FrozenDictionary<string, string[]> Extensions = new Dictionary<string, string[]>
    {
        ["application/pdf"] = ["pdf"],
        ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"] = ["xlsx"],
        ["application/vnd.openxmlformats-officedocument.wordprocessingml.document"] = ["docx"],
        ["application/zip"] = ["zip"],
        ["audio/amr"] = ["amr"],
        ["audio/mp4"] = ["m4a", "m4b"],
        ["audio/mpeg"] = ["mp3"],
        ["audio/wav"] = ["wav"],
        ["image/gif"] = ["gif"],
        ["image/heic"] = ["heic", "heif"],
        ["image/jpeg"] = ["jpg", "jpeg", "jpe", "jfif"],
        ["image/png"] = ["png"],
        ["image/webp"] = ["webp"],
        ["text/plain"] = ["txt", "csv", "tsv", "md", "log", "text"],
        ["video/mp4"] = ["mp4", "m4v", "3gp"],
        ["video/quicktime"] = ["mov", "qt"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Kinds that are not taken, and that a name may pretend to be.
    private static readonly FrozenSet<string> Others = FrozenSet.ToFrozenSet(
        ["apk", "bat", "bin", "bmp", "chm", "cmd", "com", "dll", "doc", "docm", "exe", "hta", "htm", "html", "iso", "jar", "js", "json", "lnk", "mht", "mhtml", "msi", "pif", "ppt", "pptx", "ps1", "py", "rar", "rtf", "scr", "sh", "svg", "swf", "tif", "tiff", "url", "vbs", "wps", "wsf", "xht", "xhtml", "xls", "xlsm", "xml"]);

    /// <summary>The name to keep; null where nothing of it is left.</summary>
    /// <param name="sent">What the sender calls it, with or without a path.</param>
    /// <param name="type">Media type of its content.</param>
    public static string? Clean(string? sent, string type)
    {
        if (string.IsNullOrWhiteSpace(sent)) return null;
        var shown = new StringBuilder(sent.Length);
        foreach (var rune in sent.Normalize(NormalizationForm.FormC).EnumerateRunes())
        {
            // Control and format characters: line ends, direction, zero width. What is left over of a torn pair is no character.
            var isHidden = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
                || rune == Rune.ReplacementChar || rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or (>= 0xFE00 and <= 0xFE0F);
            if (!isHidden) shown.Append(Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator ? " " : rune.ToString());
        }

        // Whatever leads somewhere to one program or another: separators, drives, wild cards, streams.
        var name = shown.ToString();
        name = name[(name.LastIndexOfAny(['/', '\\', '／', '＼', '∕', '⁄', '⧵', '﹨']) + 1)..];
        name = string.Concat(name.Where(letter => !"<>:\"|?*".Contains(letter, StringComparison.Ordinal))).Trim().Trim('.').Trim();
        if (name.Length == 0) return null;
        var known = Extensions.GetValueOrDefault(type) ?? [];
        var dot = name.LastIndexOf('.');
        var stem = dot > 0 ? name[..dot] : name;
        var extension = dot > 0 ? name[(dot + 1)..] : "";
        if (known.Length > 0 && !known.Contains(extension, StringComparer.OrdinalIgnoreCase))
        {
            // An extension says another kind and goes; any other word behind a dot is part of the name.
            if (!IsExtension(extension)) stem = name;
            extension = known[0];
        }

        stem = Shorten(stem.TrimEnd('.', ' '), Longest - extension.Length - 1);
        return (stem.Length == 0 ? "file" : stem) + (extension.Length == 0 ? "" : "." + extension);
    }

    private static bool IsExtension(string text) => Others.Contains(text.ToLowerInvariant()) || Extensions.Values.Any(known => known.Contains(text, StringComparer.OrdinalIgnoreCase));

    private static string Shorten(string text, int most)
    {
        if (text.Length <= most) return text;
        return char.IsHighSurrogate(text[most - 1]) ? text[..(most - 1)] : text[..most];
    }
}
