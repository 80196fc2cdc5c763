using System.IO.Packaging;
using DocumentFormat.OpenXml.Packaging;

namespace JieSuJiBan.Workflows.Sheets;

/// <summary>Tells a plain workbook from other packed files, and from workbooks that run something or ask for other files.</summary>
internal static class XlsxKind
{
    private const string Document = "/officeDocument";

    public static SheetException Unknown() => new(
        "sheet.unknownKind",
        "这不是 XLSX 文件（可能是 WPS、ODS、XLSB 或压缩包）：请在表格软件中另存为 .xlsx 后再上传。",
        "This is no XLSX file (it may be ODS, XLSB or an archive): save it as .xlsx in the spreadsheet program and upload that.");

    /// <summary>Refuses what is no workbook of XML, and what has macros.</summary>
    public static void Check(Package package)
    {
        var main = package.GetRelationships().FirstOrDefault(one => one.TargetMode == TargetMode.Internal && one.RelationshipType.EndsWith(Document, StringComparison.Ordinal))?.TargetUri;
        if (main is null) throw Unknown();
        var place = PackUriHelper.ResolvePartUri(new Uri("/", UriKind.Relative), main);
        if (!package.PartExists(place)) throw Unknown();
        var type = package.GetPart(place).ContentType;
        if (type.Contains("macroEnabled", StringComparison.OrdinalIgnoreCase)) throw Macros();
        if (!type.EndsWith("spreadsheetml.sheet.main+xml", StringComparison.OrdinalIgnoreCase) && !type.EndsWith("spreadsheetml.template.main+xml", StringComparison.OrdinalIgnoreCase)) throw Unknown();
    }

    /// <summary>Refuses a workbook whose contents come from elsewhere. Links in cells are no contents: they are not read and not followed.</summary>
    public static void Check(WorkbookPart book)
    {
        if (book.VbaProjectPart is not null || book.MacroSheetParts.Any()) throw Macros();
        if (!book.ExternalWorkbookParts.Any() && !book.ExternalRelationships.Any()) return;
        throw new SheetException(
            "sheet.external",
            "工作簿引用了其他文件，内容可能不是最新的：请在表格软件中断开链接（数据—编辑链接—断开链接），保存后再上传。",
            "The workbook refers to other files, so its contents may be out of date: break the links in the spreadsheet program (Data, Edit links, Break link), save it and upload that.");
    }

    private static SheetException Macros() => new(
        "sheet.macros",
        "文件含有宏：宏不会运行，也不接收这样的文件；请在表格软件中另存为不含宏的 .xlsx 后再上传。",
        "The file holds macros: they are never run, and such files are not taken; save it as .xlsx without macros and upload that.");
}
