using System.Globalization;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;
using NodaTime.Text;

namespace JieSuJiBan.Workflows.Policies;

/// <summary>What taking a sheet does to one row.</summary>
/// <param name="Id">The row.</param>
/// <param name="Before">Its cells before; null for a new row.</param>
/// <param name="After">Its cells afterwards; null for a row that goes.</param>
public sealed record RowChange(string Id, IReadOnlyList<string>? Before, IReadOnlyList<string>? After);

/// <summary>What taking the good rows of a sheet would do to a list.</summary>
/// <param name="Rows">The rows afterwards: those of the sheet in its order, then rows whose line in the sheet is bad, as they stand now.</param>
/// <param name="Changes">Every row that is new, says something else or goes: in the order of the sheet, then those that go.</param>
/// <param name="Unchanged">How many rows stay as they are.</param>
/// <param name="Bad">Lines that are not taken, in the order of the sheet.</param>
public sealed record SheetComparison(IReadOnlyList<Value> Rows, IReadOnlyList<RowChange> Changes, int Unchanged, IReadOnlyList<BadRow> Bad)
{
    /// <summary>Ids that are new.</summary>
    public IReadOnlyList<string> Added { get; } = [.. Changes.Where(change => change.Before is null).Select(change => change.Id)];

    /// <summary>Ids that say something else.</summary>
    public IReadOnlyList<string> Changed { get; } = [.. Changes.Where(change => change is { Before: not null, After: not null }).Select(change => change.Id)];

    /// <summary>Ids that the sheet does not hold.</summary>
    public IReadOnlyList<string> Removed { get; } = [.. Changes.Where(change => change.After is null).Select(change => change.Id)];

    /// <summary>True where taking it would change anything.</summary>
    public bool IsChange => Changes.Count > 0;
}

/// <summary>
/// Compares a sheet with a list of a policy file, row by row. A row with a bad line is neither changed nor removed: only what is
/// understood is taken. Members that the form has no column for stay as they are. Linear in the number of rows.
/// </summary>
public static class RowSheet
{
    /// <summary>What taking the sheet would do.</summary>
    /// <param name="form">The columns.</param>
    /// <param name="policy">Says which codes there are.</param>
    /// <param name="before">The rows as they stand.</param>
    /// <param name="sheet">The lines of the sheet, in order.</param>
    public static SheetComparison Compare(SheetForm form, CityPolicy policy, IReadOnlyList<Value> before, IReadOnlyList<SheetLine> sheet)
    {
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(sheet);
        var key = form.Columns[0];
        var known = before.Select(row => (Row: row, Line: LineOf(form, row))).Where(pair => pair.Line.Id.Length > 0).DistinctBy(pair => pair.Line.Id).ToDictionary(pair => pair.Line.Id, StringComparer.Ordinal);
        var (lines, bad, held) = (new Dictionary<string, int>(StringComparer.Ordinal), new List<BadRow>(), new HashSet<string>(StringComparer.Ordinal));
        var (rows, changes, unchanged) = (new List<Value>(sheet.Count), new List<RowChange>(), 0);
        var check = form.Checks(policy);
        foreach (var line in sheet)
        {
            var fault = line.Fault ?? FaultOf(form, line) ?? Twice(key, line, lines) ?? check(line);
            if (fault is { } wrong)
            {
                bad.Add(new(line.Line, line.Id, wrong.Chinese, wrong.English, wrong.Column));
                if (known.ContainsKey(line.Id)) held.Add(line.Id);
                continue;
            }

            lines.Add(line.Id, line.Line);
            if (!known.TryGetValue(line.Id, out var old))
            {
                rows.Add(RowOf(form, Value.EmptyObject, line));
                changes.Add(new(line.Id, null, line.Cells));
            }
            else if (IsSame(form, old.Line, line))
            {
                rows.Add(old.Row);
                unchanged++;
            }
            else
            {
                rows.Add(RowOf(form, old.Row, line));
                changes.Add(new(line.Id, old.Line.Cells, line.Cells));
            }
        }

        held.ExceptWith(lines.Keys);
        foreach (var (row, line) in before.Select(row => (row, LineOf(form, row))))
        {
            if (held.Contains(line.Id)) rows.Add(row);
            else if (line.Id.Length > 0 && !lines.ContainsKey(line.Id)) changes.Add(new(line.Id, line.Cells, null));
        }

        return new(rows, changes, unchanged + held.Count, bad);
    }

    /// <summary>A row as a line of a sheet.</summary>
    /// <param name="form">The columns.</param>
    /// <param name="row">The row.</param>
    /// <param name="line">Its 1-based place, for telling people where.</param>
    public static SheetLine LineOf(SheetForm form, Value row, int line = 0)
    {
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(row);
        var cells = new string[form.Columns.Count];
        for (var index = 0; index < cells.Length; index++) cells[index] = CellOf(form.Columns[index], Member(row, form.Columns[index].Name));
        return new(line, cells);
    }

    /// <summary>A sound line of a sheet as a row.</summary>
    /// <param name="form">The columns.</param>
    /// <param name="old">The row as it stands, whose further members stay; or an empty object.</param>
    /// <param name="line">The line.</param>
    public static Value RowOf(SheetForm form, Value old, SheetLine line)
    {
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(line);
        var row = old;
        for (var index = 0; index < form.Columns.Count; index++)
        {
            var column = form.Columns[index];
            if (!Equal(column, CellOf(column, Member(row, column.Name)), line.Cells[index])) row = Put(row, column.Name.Split('.'), ValueOf(column, line.Cells[index]));
        }

        return row;
    }

    /// <summary>The codes that a cell names.</summary>
    /// <param name="cell">The cell.</param>
    public static IReadOnlyList<string> CodesOf(string cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return cell.Split([' ', ';', '；', '、', '\u3000', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>The whole number that a cell says; an empty cell says the column's default. Null where it is none.</summary>
    /// <param name="column">The column.</param>
    /// <param name="cell">The cell.</param>
    public static int? WholeOf(SheetColumn column, string cell)
    {
        ArgumentNullException.ThrowIfNull(column);
        ArgumentNullException.ThrowIfNull(cell);
        var text = cell.Length == 0 ? column.Default : cell;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= column.Least && number <= column.Most ? number : null;
    }

    private static bool? FlagOf(string cell) => cell.ToUpperInvariant() switch { "是" or "TRUE" or "YES" or "Y" or "1" => true, "否" or "FALSE" or "NO" or "N" or "0" => false, _ => null };

    private static Value Member(Value row, string path)
    {
        if (!path.Contains('.', StringComparison.Ordinal)) return row[path];
        foreach (var name in path.Split('.')) row = row[name];
        return row;
    }

    private static Value Put(Value row, ReadOnlySpan<string> path, Value value)
    {
        var inner = path.Length == 1 ? value : Put(row[path[0]], path[1..], value);
        return inner.IsNull || (path.Length > 1 && inner.Count == 0) ? row.Without(path[0]) : (row.Kind == ValueKind.Object ? row : Value.EmptyObject).With(path[0], inner);
    }

    private static string CellOf(SheetColumn column, Value member) => member.Kind switch
    {
        ValueKind.Null => column.Default,
        ValueKind.Array => string.Join(' ', member.Items.Select(item => item.AsString())),
        ValueKind.Boolean => member.AsBoolean() == true ? "是" : "否",
        _ => member.AsString() ?? ValueConverter.ToText(member),
    };

    private static Value ValueOf(SheetColumn column, string cell)
    {
        if (cell.Length == 0 || cell == column.Default) return Value.Null;
        return column.Kind switch
        {
            SheetCellKind.Whole => Value.Of((long)WholeOf(column, cell)!),
            SheetCellKind.Flag => Value.Of(FlagOf(cell) == true),
            SheetCellKind.Codes => Value.Of(CodesOf(cell)),
            _ => Value.Of(cell),
        };
    }

    private static bool IsSame(SheetForm form, SheetLine old, SheetLine line)
    {
        for (var index = 0; index < form.Columns.Count; index++)
        {
            if (!Equal(form.Columns[index], old.Cells[index], line.Cells[index])) return false;
        }

        return true;
    }

    private static bool Equal(SheetColumn column, string one, string other) => one == other || column.Kind switch
    {
        SheetCellKind.Whole => WholeOf(column, one) == WholeOf(column, other),
        SheetCellKind.Flag => FlagOf(one.Length == 0 ? column.Default : one) == FlagOf(other.Length == 0 ? column.Default : other),
        SheetCellKind.Codes => CodesOf(one).SequenceEqual(CodesOf(other), StringComparer.Ordinal),
        _ => (one.Length == 0 ? column.Default : one) == (other.Length == 0 ? column.Default : other),
    };

    private static CellFault? FaultOf(SheetForm form, SheetLine line)
    {
        var key = form.Columns[0];
        if (line.Id.Length is 0 or > 100) return new(key.Name, $"缺少{key.Chinese}（至多 100 字）：请填写 {key.Name}", $"Expected {key.Name} of at most 100 characters: fill it in");
        for (var index = 0; index < form.Columns.Count; index++)
        {
            var (column, cell) = (form.Columns[index], line.Cells[index]);
            if (cell.Length > SheetForm.LongestCell) return new(column.Name, $"内容超过 {SheetForm.LongestCell} 字：请缩短", $"More than {SheetForm.LongestCell} characters: shorten it");
            if (cell.Length == 0) continue;
            if (column.Kind == SheetCellKind.Whole && WholeOf(column, cell) is null) return new(column.Name, $"{column.Chinese}“{cell}”应为 {column.Least} 至 {column.Most} 的整数", $"'{cell}' is no whole number from {column.Least} to {column.Most}");
            if (column.Kind == SheetCellKind.Flag && FlagOf(cell) is null) return new(column.Name, $"{column.Chinese}“{cell}”应填“是”或“否”", $"'{cell}' is neither true nor false");
            if (column.Kind == SheetCellKind.Date && !LocalDatePattern.Iso.Parse(cell).Success) return new(column.Name, $"{column.Chinese}“{cell}”不是日期：请写 2026-01-31 的形式", $"'{cell}' is no date: write it like 2026-01-31");
        }

        return null;
    }

    private static CellFault? Twice(SheetColumn key, SheetLine line, Dictionary<string, int> lines) => lines.TryGetValue(line.Id, out var first)
        ? new(key.Name, $"{key.Chinese}“{line.Id}”与第 {first} 行重复：请改{key.Chinese}或删去一行", $"The {key.Name} '{line.Id}' stands in row {first} too: change it or drop one")
        : null;
}
