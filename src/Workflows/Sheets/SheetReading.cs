using JieSuJiBan.Engine;
using JieSuJiBan.Workflows.Policies;

namespace JieSuJiBan.Workflows.Sheets;

/// <summary>What reading an uploaded sheet gives: its lines, or a refusal; never some of the lines.</summary>
/// <param name="Lines">The lines, in order; those that could not be read name what is wrong.</param>
/// <param name="Source">How it was read, zh-CN: kind, sheet or encoding and separator.</param>
/// <param name="SourceInEnglish">The same in English.</param>
/// <param name="Ignored">Columns and sheets that are none of the form's and were not read.</param>
/// <param name="Refusal">Why it was not read at all, or null.</param>
public sealed record SheetReading(IReadOnlyList<SheetLine> Lines, string Source, string SourceInEnglish, IReadOnlyList<string> Ignored, Rejection? Refusal)
{
    /// <summary>A file that is not read.</summary>
    /// <param name="code">Code of the refusal.</param>
    /// <param name="chinese">What to do, zh-CN.</param>
    /// <param name="english">The same in English.</param>
    public static SheetReading Refused(string code, string chinese, string english) => new([], "", "", [], new(RejectionKind.Content, code, chinese, english, Field: "file"));
}

/// <summary>A file that is no sheet, or none that may be read; caught where reading begins.</summary>
internal sealed class SheetException(string code, string chinese, string english) : Exception(english)
{
    public SheetReading ToReading() => SheetReading.Refused(code, chinese, Message);
}

/// <summary>How much of a file is read at most.</summary>
public static class SheetLimits
{
    /// <summary>Largest uploaded file, in bytes.</summary>
    public const int MaximumBytes = 16 * 1024 * 1024;

    /// <summary>Most bytes that all parts of a file may unpack to: a hundred thousand rows have room, a zip bomb has not.</summary>
    public const int MaximumUnpackedBytes = 128 * 1024 * 1024;

    /// <summary>Most rows of a sheet.</summary>
    public const int MaximumRows = 100_000;

    /// <summary>Most columns of a sheet.</summary>
    public const int MaximumColumns = 256;

    /// <summary>Most parts of a packed file.</summary>
    public const int MaximumParts = 1_000;

    /// <summary>Most texts that cells share: a hundred thousand rows of twenty columns.</summary>
    public const int MaximumSharedTexts = 2_000_000;

    /// <summary>Largest index of a packed file: its content types, or the relations of one part.</summary>
    public const int MaximumIndexBytes = 4 * 1024 * 1024;

    internal static SheetException TooManyRows(string where, string whereInEnglish) => new(
        "sheet.tooManyRows", $"{where}超过 {MaximumRows} 行：请分批导入。", $"{whereInEnglish} has more than {MaximumRows} rows: bring it in by parts.");

    internal static SheetException TooLarge() => new(
        "sheet.tooLarge",
        $"文件过大（上限 {MaximumBytes / 1024 / 1024} MB，解压后 {MaximumUnpackedBytes / 1024 / 1024} MB）：请删去无关的工作表、图片和空行，或分批导入。",
        $"The file is too large (at most {MaximumBytes / 1024 / 1024} MB, {MaximumUnpackedBytes / 1024 / 1024} MB unpacked): drop other sheets, pictures and empty rows, or bring it in by parts.");
}

/// <summary>Takes the rows of a sheet one by one: the first that says anything names the columns.</summary>
/// <param name="form">The columns to find.</param>
internal sealed class SheetRows(SheetForm form)
{
    private readonly List<SheetLine> lines = [];
    private int[] places = [];

    /// <summary>1-based row of the titles; 0 until they were seen.</summary>
    public int TitleRow { get; private set; }

    public IReadOnlyList<SheetLine> Lines => lines;

    /// <summary>Titles that are none of the form's.</summary>
    public List<string> Unknown { get; } = [];

    /// <summary>The form's columns that no title names.</summary>
    public IReadOnlyList<string> Missing { get; private set; } = [.. form.Columns.Select(column => column.Name)];

    /// <summary>How many columns have a title.</summary>
    public int Width => places.Length;

    /// <summary>Column of the form that stands at a place of the sheet, or null.</summary>
    public SheetColumn? ColumnAt(int place) => place < places.Length && places[place] >= 0 ? form.Columns[places[place]] : null;

    /// <summary>Names the columns. False where one is missing: then the sheet is none of this form.</summary>
    public bool TakeTitles(int row, IReadOnlyList<string> titles, string where, string whereInEnglish)
    {
        TitleRow = row;
        places = [.. titles.Select(form.PlaceOfTitle)];
        var twice = places.Where(place => place >= 0).GroupBy(place => place).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null)
        {
            var name = form.Columns[twice.Key].Name;
            throw new SheetException("sheet.columnTwice", $"{where}第 {row} 行有两个“{name}”栏：请删去一个。", $"{whereInEnglish}, row {row} has the column '{name}' twice: drop one.");
        }

        Missing = [.. form.Columns.Where((_, index) => !places.Contains(index)).Select(column => column.Name)];
        Unknown.AddRange(titles.Where((title, index) => places[index] < 0 && title.Trim().Length > 0).Select(title => title.Trim()));
        return Missing.Count == 0;
    }

    /// <summary>Takes a row; one without any text is none.</summary>
    public void Take(int row, IReadOnlyList<string> cells, CellFault? fault, string where, string whereInEnglish)
    {
        var taken = new string[form.Columns.Count];
        Array.Fill(taken, "");
        var isBlank = true;
        for (var place = 0; place < cells.Count; place++)
        {
            var saysNothing = string.IsNullOrWhiteSpace(cells[place]);
            isBlank &= saysNothing;
            if (place >= places.Length)
            {
                if (saysNothing) continue;
                fault ??= new("", $"第 {place + 1} 栏（{NameOf(place)}）没有栏目名：请在首行补上栏目名，或删去该内容", $"Column {place + 1} ({NameOf(place)}) has no title: give it one in the first row, or drop its content");
            }
            else if (places[place] is >= 0 and var column)
            {
                taken[column] = form.Columns[column].Kind == SheetCellKind.Text ? cells[place] : cells[place].Trim();
            }
        }

        if (isBlank && fault is null) return;
        if (lines.Count == SheetLimits.MaximumRows) throw SheetLimits.TooManyRows(where, whereInEnglish);
        lines.Add(new(row, taken, fault));
    }

    /// <summary>The letters by which spreadsheet programs name a column.</summary>
    /// <param name="place">Its 0-based place.</param>
    public static string NameOf(int place)
    {
        var name = "";
        for (var rest = place + 1; rest > 0; rest = (rest - 1) / 26) name = (char)('A' + ((rest - 1) % 26)) + name;
        return name;
    }
}
