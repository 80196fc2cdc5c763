using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace JieSuJiBan.Workflows.Sheets;

/// <summary>
/// Writes one sheet as XLSX: a first row that stays in sight and can be filtered by, and cells that are text, so that codes keep their
/// form and nothing is taken for a formula. The same rows give the same bytes.
/// </summary>
public static partial class XlsxWriter
{
    private const uint TextStyle = 1;
    private const uint TitleStyle = 2;
    private static readonly DateTimeOffset Stamp = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the sheet.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="name">Name of the sheet, at most 31 characters.</param>
    /// <param name="titles">The first row.</param>
    /// <param name="widths">Width of each column, in characters.</param>
    /// <param name="rows">The other rows.</param>
    public static void Write(Stream to, string name, IReadOnlyList<string> titles, IReadOnlyList<int> widths, IReadOnlyCollection<IReadOnlyList<string>> rows)
    {
        using var held = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(held, SpreadsheetDocumentType.Workbook, autoSave: true))
        {
            var book = document.AddNewPart<WorkbookPart>("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "rId1");
            book.AddNewPart<WorkbookStylesPart>("rId2").Stylesheet = Styles();
            using (var xml = OpenXmlWriter.Create(book.AddNewPart<WorksheetPart>("rId1"))) Sheet(xml, titles, widths, rows);
            book.Workbook = new(new DocumentFormat.OpenXml.Spreadsheet.Sheets(new Sheet { Name = name, SheetId = 1, Id = "rId1" }));
        }

        // The packaging library stamps each part with the present.
        using (var zip = new ZipArchive(held, ZipArchiveMode.Update, leaveOpen: true))
        {
            foreach (var part in zip.Entries) part.LastWriteTime = Stamp;
        }

        held.Position = 0;
        held.CopyTo(to);
    }

    private static void Sheet(OpenXmlWriter xml, IReadOnlyList<string> titles, IReadOnlyList<int> widths, IReadOnlyCollection<IReadOnlyList<string>> rows)
    {
        var area = $"A1:{SheetRows.NameOf(titles.Count - 1)}{(rows.Count + 1).ToString(CultureInfo.InvariantCulture)}";
        xml.WriteStartElement(new Worksheet());
        xml.WriteElement(new SheetViews(new SheetView(new Pane { VerticalSplit = 1, TopLeftCell = "A2", ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen }) { WorkbookViewId = 0, TabSelected = true }));
        xml.WriteElement(new Columns(titles.Select((_, place) => new Column { Min = (uint)place + 1, Max = (uint)place + 1, Width = widths[place], Style = TextStyle, CustomWidth = true })));
        xml.WriteStartElement(new SheetData());
        Row(xml, 1, titles, TitleStyle);
        var row = 1u;
        foreach (var cells in rows) Row(xml, ++row, cells, TextStyle);
        xml.WriteEndElement();
        xml.WriteElement(new AutoFilter { Reference = area });
        xml.WriteElement(new IgnoredErrors(new IgnoredError { SequenceOfReferences = new([area]), NumberStoredAsText = true }));
        xml.WriteEndElement();
    }

    private static void Row(OpenXmlWriter xml, uint row, IReadOnlyList<string> cells, uint style)
    {
        var number = row.ToString(CultureInfo.InvariantCulture);
        xml.WriteStartElement(new Row { RowIndex = row });
        for (var place = 0; place < cells.Count; place++)
        {
            if (cells[place].Length == 0) continue;
            var text = new Text(Special().Replace(cells[place], match => $"_x{(int)match.Value[0]:X4}_" + match.Value[1..])) { Space = SpaceProcessingModeValues.Preserve };
            xml.WriteElement(new Cell(new InlineString(text)) { CellReference = SheetRows.NameOf(place) + number, StyleIndex = style, DataType = CellValues.InlineString });
        }

        xml.WriteEndElement();
    }

    /// <summary>The styles of cells: general, text, and text in bold.</summary>
    private static Stylesheet Styles()
    {
        const uint AsText = 49;
        return new(
            new Fonts(new Font(new FontSize { Val = 11 }, new FontName { Val = "等线" }), new Font(new Bold(), new FontSize { Val = 11 }, new FontName { Val = "等线" })) { Count = 2 },
            new Fills(new Fill(new PatternFill { PatternType = PatternValues.None }), new Fill(new PatternFill { PatternType = PatternValues.Gray125 })) { Count = 2 },
            new Borders(new Border(new LeftBorder(), new RightBorder(), new TopBorder(), new BottomBorder(), new DiagonalBorder())) { Count = 1 },
            new CellStyleFormats(new CellFormat { NumberFormatId = 0, FontId = 0, FillId = 0, BorderId = 0 }) { Count = 1 },
            new CellFormats(
                new CellFormat { NumberFormatId = 0, FontId = 0, FillId = 0, BorderId = 0, FormatId = 0 },
                new CellFormat { NumberFormatId = AsText, FontId = 0, FillId = 0, BorderId = 0, FormatId = 0, ApplyNumberFormat = true },
                new CellFormat { NumberFormatId = AsText, FontId = 1, FillId = 0, BorderId = 0, FormatId = 0, ApplyNumberFormat = true, ApplyFont = true })
            { Count = 3 });
    }

    /// <summary>Characters that XML does not hold or changes, and what looks like one that was escaped.</summary>
    [GeneratedRegex(@"[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]|_(?=x[0-9A-Fa-f]{4}_)|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]")]
    private static partial Regex Special();
}
