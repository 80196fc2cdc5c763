using System.IO.Compression;
using System.Text.Json;
using JieSuJiBan.Workflows.Policies;

namespace JieSuJiBan.Application.Policies;

/// <summary>A sheet that was read, kept in the page that shows its preview: nothing of it lies on the server until it is confirmed.</summary>
/// <param name="Source">How it was read, zh-CN.</param>
/// <param name="SourceInEnglish">The same in English.</param>
/// <param name="Lines">Its lines.</param>
public sealed record PackedSheet(string Source, string SourceInEnglish, IReadOnlyList<SheetLine> Lines)
{
    /// <summary>Longest text of a form's field.</summary>
    private const int LongestField = 4_000_000;

    private const int LongestPlain = 64 * 1024 * 1024;

    /// <summary>The sheet as a field of a form; null where it is too long for one.</summary>
    public string? Pack()
    {
        using var packed = new MemoryStream();
        using (var zip = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true)) JsonSerializer.Serialize(zip, this);
        return packed.Length / 3 * 4 < LongestField ? Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length) : null;
    }

    /// <summary>The sheet of a form's field; null where the form was changed.</summary>
    public static PackedSheet? Unpack(string field, SheetForm form)
    {
        var bytes = new byte[field.Length];
        if (!Convert.TryFromBase64String(field, bytes, out var length)) return null;
        using var plain = new MemoryStream();
        using var zip = new BrotliStream(new MemoryStream(bytes, 0, length), CompressionMode.Decompress);
        var part = new byte[81920];
        try
        {
            while (zip.Read(part) is > 0 and var read)
            {
                if (plain.Length + read > LongestPlain) return null;
                plain.Write(part, 0, read);
            }

            return JsonSerializer.Deserialize<PackedSheet>(plain.GetBuffer().AsSpan(0, (int)plain.Length)) is { Lines: { } lines } sheet && lines.All(line => line.Cells?.Count == form.Columns.Count && line.Cells.All(cell => cell is not null))
                ? sheet
                : null;
        }
        catch (Exception changed) when (changed is InvalidDataException or JsonException)
        {
            return null;
        }
    }
}
