using JieSuJiBan.Activities.Policies;

namespace JieSuJiBan.Workflows.Policies;

/// <summary>What the cells of a column hold.</summary>
public enum SheetCellKind
{
    /// <summary>A code: blanks around it do not count.</summary>
    Code,

    /// <summary>Words, kept as they are.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>A day, as an ISO date.</summary>
    Date,

    /// <summary>Yes or no: <c>是</c>, <c>否</c>, <c>true</c>, <c>false</c>.</summary>
    Flag,

    /// <summary>Codes, separated by blanks, semicolons or <c>、</c>.</summary>
    Codes,
}

/// <summary>A column of a sheet and the member of a row that it holds.</summary>
/// <param name="Name">Path of the member, e.g. <c>area</c> or <c>basis.source</c>; the title of the column in a sheet.</param>
/// <param name="Chinese">What staff call it, zh-CN; may stand in the title too.</param>
/// <param name="English">The same in English.</param>
/// <param name="Kind">What its cells hold.</param>
/// <param name="Default">What an empty cell says; a row that says it may leave the member out.</param>
/// <param name="Least">Smallest whole number.</param>
/// <param name="Most">Largest whole number.</param>
public sealed record SheetColumn(string Name, string Chinese, string English, SheetCellKind Kind = SheetCellKind.Code, string Default = "", int Least = 0, int Most = int.MaxValue);

/// <summary>Judges the lines of a sheet in their order; what it needs of a policy is looked up once.</summary>
/// <param name="line">The line.</param>
/// <returns>What is wrong with it, or null.</returns>
public delegate CellFault? RowCheck(SheetLine line);

/// <summary>A list of a policy file as a sheet: all that a topic has to state.</summary>
/// <param name="File">The policy file.</param>
/// <param name="List">The member of the file that holds the rows.</param>
/// <param name="Columns">The columns in the order in which they are written; the first tells the rows apart.</param>
/// <param name="Checks">Makes the check of the topic for a policy.</param>
public sealed record SheetForm(string File, string List, IReadOnlyList<SheetColumn> Columns, Func<CityPolicy, RowCheck> Checks)
{
    /// <summary>Longest text of a cell: what spreadsheet programs hold.</summary>
    public const int LongestCell = 32_767;

    /// <summary>Place of a column.</summary>
    /// <param name="name">Its name.</param>
    public int Place(string name)
    {
        for (var index = 0; index < Columns.Count; index++)
        {
            if (Columns[index].Name == name) return index;
        }

        throw new ArgumentException($"The sheet of {File} has no column '{name}'.", nameof(name));
    }

    /// <summary>Place of the column that a title means: its name, what staff call it, or both; -1 where it means none.</summary>
    /// <param name="title">The title in a sheet.</param>
    public int PlaceOfTitle(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        title = title.Trim();
        for (var index = 0; index < Columns.Count; index++)
        {
            var column = Columns[index];
            if (Same(title, column.Name) || Same(title, column.Chinese) || Same(title, column.English) || Same(title, TitleOf(column))) return index;
        }

        return -1;
    }

    /// <summary>A title that tells people and programs: name and what staff call it.</summary>
    /// <param name="column">The column.</param>
    public static string TitleOf(SheetColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        return $"{column.Name} {column.Chinese}";
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A line of a sheet: cells in the order of the form's columns; an empty text says nothing.</summary>
/// <param name="Line">1-based row of the sheet, as spreadsheet programs number it.</param>
/// <param name="Cells">As many as the form has columns.</param>
/// <param name="Fault">What could not even be read, or null.</param>
public sealed record SheetLine(int Line, IReadOnlyList<string> Cells, CellFault? Fault = null)
{
    /// <summary>What tells the row apart.</summary>
    public string Id => Cells[0];
}

/// <summary>What is wrong with a line, and in which column.</summary>
/// <param name="Column">Name of the column; empty where the whole line is meant.</param>
/// <param name="Chinese">What is wrong and what to do, zh-CN.</param>
/// <param name="English">The same in English.</param>
public sealed record CellFault(string Column, string Chinese, string English);

/// <summary>A row that cannot be taken.</summary>
/// <param name="Line">1-based row of the sheet.</param>
/// <param name="Id">The id it gives, or empty.</param>
/// <param name="Chinese">What is wrong and what to do, zh-CN.</param>
/// <param name="English">The same in English.</param>
/// <param name="Column">Name of the column that is wrong; empty where the whole row is meant.</param>
public sealed record BadRow(int Line, string Id, string Chinese, string English, string Column = "");
