using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace JieSuJiBan.Workflows.Sheets;

/// <summary>
/// Writes one sheet as XLSX: a first row that stays in sight and can be filtered by, and cells that are text, so that codes keep their
/// form and nothing is taken for a formula. The same rows give the same bytes.
/// </summary>
public static partial class XlsxWriter
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Documents = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Packages = "http://schemas.openxmlformats.org/package/2006";
    private static readonly DateTimeOffset Stamp = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the sheet.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="name">Name of the sheet, at most 31 characters.</param>
    /// <param name="titles">The first row.</param>
    /// <param name="widths">Width of each column, in characters.</param>
    /// <param name="rows">The other rows.</param>
    public static void Write(Stream to, string name, IReadOnlyList<string> titles, IReadOnlyList<int> widths, IReadOnlyCollection<IReadOnlyList<string>> rows)
    {
        using var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        Part(zip, "[Content_Types].xml",
            $"<Types xmlns=\"{Packages}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
            + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
            + "<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>"
            + "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
            + "<Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/></Types>");
        Part(zip, "_rels/.rels", $"<Relationships xmlns=\"{Packages}/relationships\"><Relationship Id=\"rId1\" Type=\"{Documents}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
        Part(zip, "xl/_rels/workbook.xml.rels",
            $"<Relationships xmlns=\"{Packages}/relationships\"><Relationship Id=\"rId1\" Type=\"{Documents}/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
            + $"<Relationship Id=\"rId2\" Type=\"{Documents}/styles\" Target=\"styles.xml\"/></Relationships>");
        Part(zip, "xl/styles.xml",
            $"<styleSheet xmlns=\"{Main}\"><fonts count=\"2\"><font><sz val=\"11\"/><name val=\"等线\"/></font><font><b/><sz val=\"11\"/><name val=\"等线\"/></font></fonts>"
            + "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>"
            + "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
            + "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
            + "<cellXfs count=\"3\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
            + "<xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"
            + "<xf numFmtId=\"49\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\"/></cellXfs></styleSheet>");
        var area = $"A1:{SheetRows.NameOf(titles.Count - 1)}{(rows.Count + 1).ToString(CultureInfo.InvariantCulture)}";
        using (var xml = Open(zip, "xl/workbook.xml"))
        {
            xml.WriteStartElement("workbook", Main);
            xml.WriteAttributeString("xmlns", "r", null, Documents);
            xml.WriteStartElement("sheets", Main);
            xml.WriteStartElement("sheet", Main);
            xml.WriteAttributeString("name", name);
            xml.WriteAttributeString("sheetId", "1");
            xml.WriteAttributeString("id", Documents, "rId1");
        }

        using (var xml = Open(zip, "xl/worksheets/sheet1.xml")) Sheet(xml, area, titles, widths, rows);
    }

    private static void Sheet(XmlWriter xml, string area, IReadOnlyList<string> titles, IReadOnlyList<int> widths, IReadOnlyCollection<IReadOnlyList<string>> rows)
    {
        xml.WriteStartElement("worksheet", Main);
        xml.WriteRaw("<sheetViews><sheetView workbookViewId=\"0\" tabSelected=\"1\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>");
        xml.WriteStartElement("cols", Main);
        for (var place = 0; place < titles.Count; place++) xml.WriteRaw(string.Create(CultureInfo.InvariantCulture, $"<col min=\"{place + 1}\" max=\"{place + 1}\" width=\"{widths[place]}\" style=\"1\" customWidth=\"1\"/>"));
        xml.WriteEndElement();
        xml.WriteStartElement("sheetData", Main);
        Row(xml, 1, titles, "2");
        var row = 1;
        foreach (var cells in rows) Row(xml, ++row, cells, "1");
        xml.WriteEndElement();
        xml.WriteRaw($"<autoFilter ref=\"{area}\"/><ignoredErrors><ignoredError sqref=\"{area}\" numberStoredAsText=\"1\"/></ignoredErrors>");
        xml.WriteEndElement();
    }

    private static void Row(XmlWriter xml, int row, IReadOnlyList<string> cells, string style)
    {
        var number = row.ToString(CultureInfo.InvariantCulture);
        xml.WriteStartElement("row", Main);
        xml.WriteAttributeString("r", number);
        for (var place = 0; place < cells.Count; place++)
        {
            if (cells[place].Length == 0) continue;
            xml.WriteStartElement("c", Main);
            xml.WriteAttributeString("r", SheetRows.NameOf(place) + number);
            xml.WriteAttributeString("s", style);
            xml.WriteAttributeString("t", "inlineStr");
            xml.WriteStartElement("is", Main);
            xml.WriteStartElement("t", Main);
            xml.WriteAttributeString("xml", "space", null, "preserve");
            xml.WriteString(Special().Replace(cells[place], match => $"_x{(int)match.Value[0]:X4}_" + match.Value[1..]));
            xml.WriteEndElement();
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Part(ZipArchive zip, string part, string content)
    {
        using var text = new StreamWriter(Entry(zip, part), new UTF8Encoding(false));
        text.Write("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>" + content);
    }

    private static XmlWriter Open(ZipArchive zip, string part) => XmlWriter.Create(Entry(zip, part), new() { Encoding = new UTF8Encoding(false), CloseOutput = true, NewLineHandling = NewLineHandling.None });

    private static Stream Entry(ZipArchive zip, string part)
    {
        var entry = zip.CreateEntry(part, CompressionLevel.Optimal);
        entry.LastWriteTime = Stamp;
        return entry.Open();
    }

    /// <summary>Characters that XML does not hold or changes, and what looks like one that was escaped.</summary>
    [GeneratedRegex(@"[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]|_(?=x[0-9A-Fa-f]{4}_)|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]")]
    private static partial Regex Special();
}
