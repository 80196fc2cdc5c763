using JieSuJiBan.Workflows.Policies;
using JieSuJiBan.Workflows.Sheets;

namespace JieSuJiBan.Application.Policies;

/// <summary>Receives sheets that people upload.</summary>
public static class SheetUpload
{
    /// <summary>The lines of an uploaded file, or why it cannot be read. Of a file that is too large no more is received than shows that.</summary>
    public static async Task<SheetReading> ReadAsync(Stream upload, SheetForm form, CancellationToken ct)
    {
        using var held = new MemoryStream();
        var part = new byte[81920];
        while (held.Length <= SheetLimits.MaximumBytes && await upload.ReadAsync(part, ct) is > 0 and var read) held.Write(part, 0, read);
        return SheetFile.Read(new(held.GetBuffer(), 0, (int)held.Length), form, ct);
    }
}
