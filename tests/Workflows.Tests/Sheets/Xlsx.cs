using System.IO.Compression;
using System.Text;
using JieSuJiBan.Workflows.Policies;
using JieSuJiBan.Workflows.Sheets;

namespace JieSuJiBan.Workflows.Tests.Sheets;

/// <summary>Sheets made by hand, also such as no program writes.</summary>
internal static class Xlsx
{
    public const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    public const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Packages = "http://schemas.openxmlformats.org/package/2006";

    public static SheetForm Form { get; } = new("test.json", "rows",
        [new("id", "编号", "row id"), new("class", "分类", "class code"), new("day", "日期", "day", SheetCellKind.Date), new("share", "份额", "share", SheetCellKind.Whole, "0"), new("note", "备注", "note", SheetCellKind.Text)],
        _ => _ => null);

    public const string Titles = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>id</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>class 分类</t></is></c><c r=\"C1\" t=\"inlineStr\"><is><t>日期</t></is></c>"
        + "<c r=\"D1\" t=\"inlineStr\"><is><r><t>sha</t></r><r><t>re</t></r><rPh><t>reading</t></rPh></is></c><c r=\"E1\" t=\"inlineStr\"><is><t>Note</t></is></c></row>";

    /// <summary>A workbook with these sheets; the styles are: general, day, 0000, own day format.</summary>
    public static byte[] Book(params (string Name, string? State, string Xml)[] sheets) => Zip(Parts(sheets));

    /// <summary>The parts of such a workbook.</summary>
    public static (string Part, string Content)[] Parts(params (string Name, string? State, string Xml)[] sheets) =>
    [
        ("[Content_Types].xml", $"<Types xmlns=\"{Packages}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
            + Declared("workbook", "sheet.main") + Declared("styles", "styles") + Declared("sharedStrings", "sharedStrings") + string.Concat(sheets.Select((_, index) => Declared($"worksheets/sheet{index}", "worksheet"))) + "</Types>"),
        ("_rels/.rels", $"<Relationships xmlns=\"{Packages}/relationships\"><Relationship Id=\"a\" Type=\"{Office}/officeDocument\" Target=\"/xl/workbook.xml\"/></Relationships>"),
        ("xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Office}\"><sheets>" + string.Concat(sheets.Select((sheet, index) => $"<sheet name=\"{sheet.Name}\" sheetId=\"{index + 1}\" r:id=\"s{index}\"{(sheet.State is null ? "" : $" state=\"{sheet.State}\"")}/>")) + "</sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", $"<Relationships xmlns=\"{Packages}/relationships\">" + string.Concat(sheets.Select((_, index) => $"<Relationship Id=\"s{index}\" Type=\"{Office}/worksheet\" Target=\"worksheets/sheet{index}.xml\"/>"))
            + $"<Relationship Id=\"st\" Type=\"{Office}/styles\" Target=\"styles.xml\"/><Relationship Id=\"ss\" Type=\"{Office}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"),
        ("xl/styles.xml", $"<styleSheet xmlns=\"{Main}\"><numFmts><numFmt numFmtId=\"170\" formatCode=\"0000\"/><numFmt numFmtId=\"171\" formatCode=\"yyyy&quot;年&quot;m&quot;月&quot;\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"170\"/><xf numFmtId=\"171\"/></cellXfs></styleSheet>"),
        ("xl/sharedStrings.xml", $"<sst xmlns=\"{Main}\"><si><t>shared</t></si><si><r><t xml:space=\"preserve\">two </t></r><r><t>runs</t></r></si><si/></sst>"),
        .. sheets.Select((sheet, index) => ($"xl/worksheets/sheet{index}.xml", sheet.Xml.StartsWith('<') && sheet.Xml.Contains("<!DOCTYPE", StringComparison.Ordinal) ? sheet.Xml : $"<worksheet xmlns=\"{Main}\"><sheetData>{sheet.Xml}</worksheet>")),
    ];

    private static string Declared(string part, string kind) => $"<Override PartName=\"/xl/{part}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml\"/>";

    /// <summary>A sheet of these rows, one text after another.</summary>
    public static string Rows(string rows, string after = "") => Titles + rows + "</sheetData>" + after;

    public static byte[] Zip(IEnumerable<(string Part, string Content)> parts)
    {
        using var held = new MemoryStream();
        using (var zip = new ZipArchive(held, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (part, content) in parts)
            {
                using var writer = new StreamWriter(zip.CreateEntry(part).Open(), new UTF8Encoding(false));
                writer.Write(content);
            }
        }

        return held.ToArray();
    }

    public static SheetReading Read(byte[] file, SheetForm? form = null) => SheetFile.Read(file, form ?? Form, TestContext.Current.CancellationToken);
}
