using System.Text;
using System.Xml;
using JieSuJiBan.Workflows.Policies;

namespace JieSuJiBan.Host.Sheets;

/// <summary>Reads sheets that people upload, XLSX or CSV: told apart by what they hold, never by their name.</summary>
internal static class SheetFile
{
    private static ReadOnlySpan<byte> Zip => "PK\u0003\u0004"u8;

    private static ReadOnlySpan<byte> EmptyZip => "PK\u0005\u0006"u8;

    private static ReadOnlySpan<byte> OldOffice => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    /// <summary>The lines of an uploaded file, or why it cannot be read.</summary>
    public static async Task<SheetReading> ReadAsync(Stream upload, SheetForm form, CancellationToken ct)
    {
        using var held = new MemoryStream();
        var part = new byte[81920];
        while (await upload.ReadAsync(part, ct) is > 0 and var read)
        {
            if (held.Length + read > SheetLimits.MaximumBytes) return SheetLimits.TooLarge().ToReading();
            held.Write(part, 0, read);
        }

        held.Position = 0;
        return Read(held, form, ct);
    }

    private static SheetReading Read(MemoryStream held, SheetForm form, CancellationToken ct)
    {
        var bytes = held.GetBuffer().AsMemory(0, (int)held.Length);
        try
        {
            if (bytes.Length == 0) return SheetReading.Refused("sheet.empty", "文件是空的：请选择 XLSX 或 CSV 文件。", "The file is empty: choose an XLSX or CSV file.");
            if (bytes.Span.StartsWith(OldOffice)) return OldOrLocked(bytes.Span);
            return bytes.Span.StartsWith(Zip) || bytes.Span.StartsWith(EmptyZip) ? XlsxReader.Read(held, form, ct) : CsvSheet.Read(bytes, form, ct);
        }
        catch (SheetException no)
        {
            return no.ToReading();
        }
        catch (Exception broken) when (broken is InvalidDataException or XmlException or EndOfStreamException)
        {
            return SheetReading.Refused(
                "sheet.broken",
                "文件已损坏，或不是表格软件写出的 XLSX：请在表格软件中重新打开并另存为 .xlsx 后再上传。",
                "The file is broken, or no XLSX that a spreadsheet program wrote: open it there, save it anew as .xlsx and upload that.");
        }
    }

    private static SheetReading OldOrLocked(ReadOnlySpan<byte> bytes) => bytes.IndexOf(Encoding.Unicode.GetBytes("EncryptedPackage")) >= 0
        ? SheetReading.Refused("sheet.locked", "文件有打开密码：请在表格软件中取消密码（文件—信息—保护工作簿），保存后再上传。", "The file is protected by a password: take it off in the spreadsheet program, save it and upload that.")
        : SheetReading.Refused("sheet.oldFormat", "这是旧版 .xls 文件：请在表格软件中另存为 .xlsx 或“CSV UTF-8”后再上传。", "This is an old .xls file: save it as .xlsx or 'CSV UTF-8' and upload that.");
}
