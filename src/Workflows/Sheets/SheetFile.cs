using System.Text;
using System.Xml;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Workflows.Policies;

namespace JieSuJiBan.Workflows.Sheets;

/// <summary>Lists of policies as files of spreadsheet programs, XLSX or CSV: told apart by what they hold, never by their name.</summary>
public static class SheetFile
{
    private static ReadOnlySpan<byte> Zip => "PK\u0003\u0004"u8;

    private static ReadOnlySpan<byte> EmptyZip => "PK\u0005\u0006"u8;

    private static ReadOnlySpan<byte> OldOffice => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    /// <summary>The lines of a file, or why it cannot be read.</summary>
    /// <param name="file">The file.</param>
    /// <param name="form">The columns to find.</param>
    /// <param name="ct">Ends the reading.</param>
    public static SheetReading Read(ArraySegment<byte> file, SheetForm form, CancellationToken ct)
    {
        var bytes = file.AsMemory();
        try
        {
            if (bytes.Length > SheetLimits.MaximumBytes) throw SheetLimits.TooLarge();
            if (bytes.Length == 0) return SheetReading.Refused("sheet.empty", "文件是空的：请选择 XLSX 或 CSV 文件。", "The file is empty: choose an XLSX or CSV file.");
            if (bytes.Span.StartsWith(OldOffice)) return OldOrLocked(bytes.Span);
            return bytes.Span.StartsWith(Zip) || bytes.Span.StartsWith(EmptyZip) ? XlsxReader.Read(new MemoryStream(file.Array!, file.Offset, file.Count, writable: false), form, ct) : CsvSheet.Read(bytes, form, ct);
        }
        catch (SheetException no)
        {
            return no.ToReading();
        }
        catch (Exception broken) when (broken is IOException or InvalidDataException or XmlException)
        {
            return SheetReading.Refused(
                "sheet.broken",
                "文件已损坏，或不是表格软件写出的 XLSX：请在表格软件中重新打开并另存为 .xlsx 后再上传。",
                "The file is broken, or no XLSX that a spreadsheet program wrote: open it there, save it anew as .xlsx and upload that.");
        }
    }

    /// <summary>A list as a file.</summary>
    /// <param name="form">The columns to write.</param>
    /// <param name="rows">The rows of the list.</param>
    /// <param name="isXlsx">As XLSX; otherwise as CSV.</param>
    public static byte[] Write(SheetForm form, IReadOnlyList<Value> rows, bool isXlsx)
    {
        var cells = rows.Select(row => RowSheet.LineOf(form, row).Cells).ToArray();
        if (!isXlsx) return CsvSheet.Write(cells.Prepend([.. form.Columns.Select(column => column.Name)]));
        using var held = new MemoryStream();
        XlsxWriter.Write(held, form.List, [.. form.Columns.Select(SheetForm.TitleOf)], [.. form.Columns.Select(column => column.Kind == SheetCellKind.Text ? 40 : 18)], cells);
        return held.ToArray();
    }

    private static SheetReading OldOrLocked(ReadOnlySpan<byte> bytes) => bytes.IndexOf(Encoding.Unicode.GetBytes("EncryptedPackage")) >= 0
        ? SheetReading.Refused("sheet.locked", "文件有打开密码：请在表格软件中取消密码（文件—信息—保护工作簿），保存后再上传。", "The file is protected by a password: take it off in the spreadsheet program, save it and upload that.")
        : SheetReading.Refused("sheet.oldFormat", "这是旧版 .xls 文件：请在表格软件中另存为 .xlsx 或“CSV UTF-8”后再上传。", "This is an old .xls file: save it as .xlsx or 'CSV UTF-8' and upload that.");
}
