using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Workflows.Policies;

namespace JieSuJiBan.Host.Policies;

/// <summary>The dispatch catalogue as CSV (UTF-8, RFC 4180), as spreadsheets read and write it.</summary>
internal static class CatalogCsv
{
    /// <summary>Most rows of a sheet.</summary>
    public const int MaximumRows = 100_000;

    private const int MaximumLength = 16 * 1024 * 1024;

    private static readonly CsvConfiguration Form = new(CultureInfo.InvariantCulture) { Mode = CsvMode.RFC4180, BadDataFound = null, NewLine = "\r\n" };

    /// <summary>Reads a sheet; a refusal where it is none at all.</summary>
    public static async Task<(IReadOnlyList<SheetRow> Rows, Rejection? Refusal)> ReadAsync(Stream stream, CancellationToken ct)
    {
        string text;
        try
        {
            using var reader = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true));
            text = await reader.ReadToEndAsync(ct);
        }
        catch (DecoderFallbackException)
        {
            return ([], Refuse("不是 UTF-8 编码：请在表格软件中另存为“CSV UTF-8”。", "Expected UTF-8: save it as 'CSV UTF-8' in the spreadsheet program."));
        }

        if (text.Length > MaximumLength) return ([], Refuse("文件过大：请分批导入。", "The file is too large: bring it in by parts."));
        using var parser = new CsvParser(new StringReader(text), Form);
        if (!await parser.ReadAsync() || parser.Record is not { } header) return ([], Refuse("文件是空的：请选择派单目录的 CSV 文件。", "The file is empty: choose a CSV of the catalogue."));
        var names = header.Select(name => name.Trim().TrimStart('\uFEFF')).ToArray();
        // A column that is not there would empty it in every row.
        string[] missing = [.. CatalogSheet.Columns.Except(names, StringComparer.OrdinalIgnoreCase)];
        if (missing.Length > 0) return ([], Refuse($"首行缺少栏目 {string.Join("、", missing)}：请先下载现行目录，在其上修改。", $"The first line lacks the columns {string.Join(", ", missing)}: download the catalogue first and change that."));
        var places = CatalogSheet.Columns.Select(column => Array.FindIndex(names, name => string.Equals(name, column, StringComparison.OrdinalIgnoreCase))).ToArray();
        var rows = new List<SheetRow>();
        while (await parser.ReadAsync())
        {
            var cells = parser.Record!;
            if (Array.TrueForAll(cells, string.IsNullOrWhiteSpace)) continue;
            if (rows.Count == MaximumRows) return ([], Refuse($"超过 {MaximumRows} 行：请分批导入。", $"More than {MaximumRows} rows: bring it in by parts."));
            string Cell(int column) => places[column] is >= 0 and var place && place < cells.Length ? cells[place].Trim() : "";
            rows.Add(new(parser.RawRow, Cell(0), Cell(1), Cell(2), Cell(3), Cell(4), Cell(5), Cell(6), Cell(7), Cell(8)));
        }

        return rows.Count == 0 ? (rows, Refuse("只有首行、没有目录行：请选择派单目录的 CSV 文件。", "There is a header and no row: choose a CSV of the catalogue.")) : (rows, null);
    }

    /// <summary>The rows as a sheet, with a mark by which spreadsheet programs know UTF-8.</summary>
    public static byte[] Write(IEnumerable<Value> rows)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = new CsvWriter(text, Form))
        {
            foreach (var column in CatalogSheet.Columns) csv.WriteField(column);
            csv.NextRecord();
            foreach (var row in rows.Select(row => CatalogSheet.FromValue(row)))
            {
                foreach (var cell in new[] { row.Id, row.Class, row.Area, row.Unit, row.Place, row.Duty, row.Priority, row.CoUnits, row.Note }) csv.WriteField(cell);
                csv.NextRecord();
            }
        }

        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text.ToString())];
    }

    private static Rejection Refuse(string chinese, string english) => new(RejectionKind.Content, "catalog.notASheet", chinese, english, Field: "file");
}
