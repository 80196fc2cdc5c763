using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using JieSuJiBan.Workflows.Policies;

namespace JieSuJiBan.Workflows.Sheets;

/// <summary>
/// Reads the one sheet of an XLSX that has the form's columns, row by row. What it unpacks is counted: no file can make it hold more than
/// <see cref="SheetLimits"/> allow. It resolves nothing outside the file and runs nothing in it; a formula is refused, not trusted.
/// </summary>
internal static class XlsxReader
{
    private const int RangesNamed = 5;

    public static SheetReading Read(Stream file, SheetForm form, CancellationToken ct)
    {
        using var book = XlsxBook.Open(file);
        var (found, others, first) = (new List<(string Name, SheetRows Rows)>(), new List<string>(), ((string Name, SheetRows Rows)?)null);
        foreach (var (name, part, isHidden) in book.Sheets)
        {
            var rows = new SheetRows(form);
            if (!isHidden && ReadSheet(book, name, part, rows, ct)) found.Add((name, rows));
            else if (isHidden || rows.TitleRow > 0) others.Add(isHidden ? $"{name}（隐藏 hidden）" : name);
            if (!isHidden && rows.TitleRow > 0) first ??= (name, rows);
        }

        if (found.Count > 1)
        {
            return SheetReading.Refused(
                "sheet.several",
                $"工作表 {string.Join("、", found.Select(sheet => $"“{sheet.Name}”"))} 都有这些栏目，不知道该读哪一个：请只留一个，或改掉其他工作表的栏目名。",
                $"The sheets {string.Join(", ", found.Select(sheet => $"'{sheet.Name}'"))} all have these columns, so it is not known which to read: keep one of them, or change the titles of the others.");
        }

        if (found is [var (sheet, read)])
        {
            return read.Lines.Count == 0
                ? SheetReading.Refused("sheet.noRows", $"工作表“{sheet}”只有首行、没有数据行：请先下载现行表格，在其上修改。", $"The sheet '{sheet}' has a first row and no other: download the present sheet first and change that.")
                : new(read.Lines, $"XLSX，工作表“{sheet}”", $"XLSX, sheet '{sheet}'", [.. read.Unknown, .. others.Select(name => $"工作表 sheet “{name}”")], null);
        }

        return first is not var (title, seen)
            ? SheetReading.Refused("sheet.empty", "工作簿中没有可读的内容（隐藏的工作表不读）：请选择 XLSX 或 CSV 文件。", "The workbook holds nothing that can be read (hidden sheets are not): choose an XLSX or CSV file.")
            : SheetReading.Refused(
                "sheet.titles",
                $"工作表“{title}”第 {seen.TitleRow} 行缺少栏目 {string.Join("、", seen.Missing)}：首个非空行应为栏目名；请先下载现行表格，在其上修改。",
                $"Sheet '{title}', row {seen.TitleRow} lacks the columns {string.Join(", ", seen.Missing)}: the first row that says anything names the columns; download the present sheet first and change that.");
    }

    /// <summary>False where the sheet has not the form's columns: then only its titles were read.</summary>
    private static bool ReadSheet(XlsxBook book, string name, OpenXmlPart part, SheetRows rows, CancellationToken ct)
    {
        var (where, whereInEnglish) = ($"工作表“{name}”", $"Sheet '{name}'");
        using var xml = XlsxBook.OpenPart(part);
        var (row, cells) = (0, new List<XlsxCell>());
        while (xml.Read())
        {
            if (!xml.IsStartElement) continue;
            if (xml.ElementType == typeof(Row))
            {
                row = NextRow(xml, row);
                if (row % 1024 == 0) ct.ThrowIfCancellationRequested();
                ReadCells(book, xml, cells, where, whereInEnglish);
                if (cells.TrueForAll(cell => cell.SaysNothing)) continue;
                if (rows.TitleRow > 0)
                {
                    var fault = (CellFault?)null;
                    var texts = cells.Select((cell, place) => cell.TextFor(rows.ColumnAt(place), place, ref fault)).ToArray();
                    rows.Take(row, texts, fault, where, whereInEnglish);
                }
                else if (!rows.TakeTitles(row, [.. cells.Select(cell => cell.Text)], where, whereInEnglish))
                {
                    return false;
                }
            }
            else if (xml.ElementType == typeof(MergeCells))
            {
                RefuseMerged(xml, rows, where, whereInEnglish);
            }
        }

        return rows.TitleRow > 0;
    }

    private static int NextRow(OpenXmlReader xml, int last)
    {
        if (XlsxBook.Attribute(xml, "r") is not { } text) return last + 1;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var row) && row > last && row <= 1_048_576) return row;
        throw new InvalidDataException($"Row '{text}' after row {last}.");
    }

    private static void ReadCells(XlsxBook book, OpenXmlReader xml, List<XlsxCell> cells, string where, string whereInEnglish)
    {
        cells.Clear();
        var depth = xml.Depth;
        var place = -1;
        while (xml.Read() && xml.Depth > depth)
        {
            if (!xml.IsStartElement || xml.ElementType != typeof(Cell)) continue;
            place = PlaceOf(XlsxBook.Attribute(xml, "r")) ?? place + 1;
            var cell = XlsxCell.Read(book, xml);
            if (cell.SaysNothing) continue;
            if (place >= SheetLimits.MaximumColumns) throw new SheetException("sheet.tooManyColumns", $"{where}超过 {SheetLimits.MaximumColumns} 栏：请删去多余的栏。", $"{whereInEnglish} has more than {SheetLimits.MaximumColumns} columns: drop those that are not needed.");
            while (cells.Count <= place) cells.Add(default);
            cells[place] = cell;
        }
    }

    /// <summary>The 0-based column of a reference such as <c>AB12</c>; null where there is none.</summary>
    internal static int? PlaceOf(string? reference)
    {
        if (reference is null) return null;
        var column = 0;
        foreach (var letter in reference.AsSpan().TrimEnd("0123456789"))
        {
            if (letter is < 'A' or > 'Z' || column > 16_384) throw new InvalidDataException($"'{reference}' is no cell.");
            column = (column * 26) + (letter - 'A' + 1);
        }

        return column - 1;
    }

    /// <summary>In a merged range only the first cell has a content: what the other rows mean is not known.</summary>
    private static void RefuseMerged(OpenXmlReader xml, SheetRows rows, string where, string whereInEnglish)
    {
        var merged = new List<string>();
        var depth = xml.Depth;
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.IsStartElement && XlsxBook.Attribute(xml, "ref") is { } range && PlaceOf(range.Split(':')[0].Replace("$", "", StringComparison.Ordinal)) < rows.Width) merged.Add(range);
        }

        if (merged.Count == 0) return;
        var named = string.Join("、", merged.Take(RangesNamed)) + (merged.Count > RangesNamed ? "…" : "");
        throw new SheetException(
            "sheet.merged",
            $"{where}有 {merged.Count} 处合并单元格（{named}）：请取消合并，每行填全后再上传。",
            $"{whereInEnglish} has {merged.Count} merged ranges ({named}): unmerge them, fill in every row and upload it again.");
    }
}
