using System.Text;
using System.Text.RegularExpressions;
using JieSuJiBan.Workflows.Policies;
using JieSuJiBan.Workflows.TextFiles;

namespace JieSuJiBan.Workflows.Sheets;

/// <summary>
/// Sheets as CSV (RFC 4180). Written as UTF-8 with a mark by which spreadsheet programs know it. Read as these programs write it, also
/// where they are Chinese: UTF-8, UTF-16, GB 18030 (GBK); separated by commas, semicolons or tabs.
/// </summary>
public static partial class CsvSheet
{
    private static readonly char[] Quoted = [',', ';', '\t', '"', '\r', '\n'];

    internal static SheetReading Read(ReadOnlyMemory<byte> bytes, SheetForm form, CancellationToken ct)
    {
        var file = TextFile.Read(bytes.Span);
        if (file.Refusal is { } unreadable) throw bytes.Span.Contains((byte)0) && unreadable.Code == "text.encoding" ? NoSheet() : new SheetException("sheet.encoding", unreadable.Chinese, unreadable.English);
        var (text, encoding) = (file.Text, file.Form!.Name);
        if (text.Contains('\0', StringComparison.Ordinal)) throw NoSheet();
        if (text.TrimStart().StartsWith('<')) throw new SheetException("sheet.unknownKind", "这是网页或 XML 文件，不是表格：请在表格软件中打开并另存为 .xlsx 后再上传。", "This is a web page or XML, no sheet: open it in a spreadsheet program, save it as .xlsx and upload that.");
        var start = 0;
        var separator = Stated(text, ref start) ?? Guess(text, start, form);
        var rows = new SheetRows(form);
        var row = start == 0 ? 0 : 1;
        foreach (var record in CsvRecords.Read(text, start, separator))
        {
            var cells = CellsOf(record, ++row);
            if (row % 1024 == 0) ct.ThrowIfCancellationRequested();
            if (cells.All(string.IsNullOrWhiteSpace)) continue;
            if (rows.TitleRow > 0)
            {
                for (var place = 0; place < cells.Length; place++) cells[place] = Unescape(cells[place]);
                rows.Take(row, cells, null, "文件", "The file");
            }
            else if (!rows.TakeTitles(row, cells, "文件", "The file"))
            {
                throw new SheetException(
                    "sheet.titles",
                    $"第 {row} 行缺少栏目 {string.Join("、", rows.Missing)}（按 {encoding}、{NameOf(separator).Chinese}分隔读取）：请先下载现行表格，在其上修改。",
                    $"Row {row} lacks the columns {string.Join(", ", rows.Missing)} (read as {encoding}, separated by {NameOf(separator).English}): download the present sheet first and change that.");
            }
        }

        if (rows.TitleRow == 0) return SheetReading.Refused("sheet.empty", "文件是空的：请选择 XLSX 或 CSV 文件。", "The file is empty: choose an XLSX or CSV file.");
        return rows.Lines.Count == 0
            ? SheetReading.Refused("sheet.noRows", "只有首行、没有数据行：请先下载现行表格，在其上修改。", "There is a first row and no other: download the present sheet first and change that.")
            : new(rows.Lines, $"CSV（{encoding}，{NameOf(separator).Chinese}分隔）", $"CSV ({encoding}, separated by {NameOf(separator).English})", rows.Unknown, null);
    }

    /// <summary>Rows of cells as CSV. What a spreadsheet program would take for a formula gets an apostrophe before it; reading takes it off again.</summary>
    /// <param name="rows">The rows.</param>
    public static byte[] Write(IEnumerable<IReadOnlyList<string>> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            for (var place = 0; place < row.Count; place++)
            {
                if (place > 0) text.Append(',');
                var cell = Escape(row[place]);
                if (cell.IndexOfAny(Quoted) < 0 && cell.Trim().Length == cell.Length) text.Append(cell);
                else text.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            }

            text.Append("\r\n");
        }

        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text.ToString())];
    }

    private static SheetException NoSheet() => new("sheet.unknownKind", "这既不是 XLSX，也不是文本（CSV）文件：请在表格软件中另存为 .xlsx 后再上传。", "This is neither XLSX nor a text (CSV) file: save it as .xlsx in the spreadsheet program and upload that.");

    private static string Escape(string cell) => Formula().IsMatch(cell) && !PlainNumber().IsMatch(cell) ? "'" + cell : cell;

    private static string Unescape(string cell)
    {
        if (cell.StartsWith('\'') && Formula().IsMatch(cell)) return cell[1..];
        // The way of spreadsheet users to keep a code as it is: ="0102".
        return cell.Length > 3 && cell.StartsWith("=\"", StringComparison.Ordinal) && cell.IndexOf('"', 2) == cell.Length - 1 ? cell[2..^1] : cell;
    }

    /// <summary>The separator that a first line <c>sep=;</c> states; null where there is no such line.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the rows begin, counted on here.</param>
    public static char? Stated(string text, ref int start)
    {
        // Some programs put the line in quotes, as any cell that holds the separator.
        var quotes = text.StartsWith('"') ? 1 : 0;
        if (text.Length < 5 + (2 * quotes) || !text.AsSpan(quotes).StartsWith("sep=", StringComparison.OrdinalIgnoreCase) || (quotes == 1 && text[6] != '"')) return null;
        var end = 5 + (2 * quotes);
        if ((end < text.Length && text[end] is not ('\r' or '\n')) || text[4 + quotes] is '"' or '\r' or '\n') return null;
        start = end + (end >= text.Length ? 0 : text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? 2 : 1);
        return text[4 + quotes];
    }

    /// <summary>The separator with which the first row names the most columns.</summary>
    private static char Guess(string text, int start, SheetForm form) =>
        new[] { ',', ';', '\t' }.MaxBy(separator => CsvRecords.Read(text, start, separator).Select(record => record.Cells).FirstOrDefault(cells => !cells.All(string.IsNullOrWhiteSpace))?.Count(title => form.PlaceOfTitle(title) >= 0) ?? 0);

    private static string[] CellsOf(CsvRecord record, int row)
    {
        if (record.HasTooMany) throw new SheetException("sheet.tooManyColumns", $"第 {row} 行超过 {SheetLimits.MaximumColumns} 栏：请删去多余的栏。", $"Row {row} has more than {SheetLimits.MaximumColumns} columns: drop those that are not needed.");
        if (record.OddCell < 0) return record.Cells;
        var place = record.OddCell;
        throw new SheetException(
            "sheet.quotes",
            $"第 {row} 行第 {place + 1} 栏（{SheetRows.NameOf(place)}）的引号没有结束，或引号结束后还有内容：请检查引号是否成对。",
            $"Row {row}, column {place + 1} ({SheetRows.NameOf(place)}): the quotes do not end, or something stands behind their end; check that quotes come in pairs.");
    }

    /// <summary>What a separator is called, zh-CN and English.</summary>
    /// <param name="separator">The separator.</param>
    public static (string Chinese, string English) NameOf(char separator) => separator switch { ',' => ("逗号", "commas"), ';' => ("分号", "semicolons"), '\t' => ("制表符", "tabs"), _ => ($"“{separator}”", $"'{separator}'") };

    [GeneratedRegex(@"^'*[=+\-@\t\r\n＝＋－＠]")]
    private static partial Regex Formula();

    [GeneratedRegex(@"^[+-]?[0-9]+(\.[0-9]+)?\z")]
    private static partial Regex PlainNumber();
}
