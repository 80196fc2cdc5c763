using System.Globalization;
using JieSuJiBan.Engine.Values;
using NodaTime;
using NodaTime.Text;

namespace JieSuJiBan.Workflows.Policies;

/// <summary>What reading a holiday notice gives.</summary>
/// <param name="Content">The calendar with the year in its place; null where a line cannot be read.</param>
/// <param name="Bad">Lines that cannot be read.</param>
public sealed record NoticeReading(Value? Content, IReadOnlyList<BadRow> Bad);

/// <summary>
/// Takes the yearly notice of the State Council's office on holidays as a table: one line for each holiday with its name, its first
/// and its last day, and the weekend days worked instead. Cells are parted by tabs, commas or vertical bars; days are ISO dates or like
/// <c>1月1日</c> of the notice's year.
/// </summary>
public static class HolidayNotice
{
    /// <summary>The table as an uploaded sheet.</summary>
    public static SheetForm Form { get; } = new(
        "calendar.json",
        "years",
        [
            new("name", "名称", "holiday", SheetCellKind.Text),
            new("from", "起", "first day", SheetCellKind.Date),
            new("to", "止", "last day", SheetCellKind.Date),
            new("makeUp", "调休上班日", "make-up days", SheetCellKind.Date),
        ],
        _ => _ => null);

    /// <summary>The lines of an uploaded sheet as a table to read.</summary>
    /// <param name="lines">The lines, in order.</param>
    public static string TableOf(IEnumerable<SheetLine> lines) =>
        string.Join('\n', lines.Select(line => string.Join('\t', line.Cells.Select(cell => string.Join(' ', cell.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))))));

    /// <summary>Puts the year of a notice into a calendar, in the place of what it says of that year.</summary>
    /// <param name="calendar">What <c>calendar.json</c> says.</param>
    /// <param name="year">The year.</param>
    /// <param name="source">Title of the notice.</param>
    /// <param name="article">Its number or address.</param>
    /// <param name="table">The pasted table.</param>
    public static NoticeReading Read(Value calendar, int year, string source, string article, string table)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        ArgumentNullException.ThrowIfNull(table);
        var (holidays, makeUps, bad) = (new List<Value>(), new List<(LocalDate Date, string For)>(), new List<BadRow>());
        var lines = table.ReplaceLineEndings("\n").Split('\n');
        for (var index = 0; index < lines.Length; index++)
        {
            var cells = lines[index].Split(['\t', ',', '，', '|'], StringSplitOptions.TrimEntries);
            if (cells is [""] || (index == 0 && cells[0] is "名称" or "节日" or "name")) continue;
            if (cells.Length < 2 || cells[0].Length == 0)
            {
                bad.Add(new(index + 1, cells[0], "应为“名称、起、止、调休上班日”四栏：请补全", "Expected name, from, to and make-up days: complete the line"));
                continue;
            }

            var (from, to) = (Day(cells[1], year), Day(cells.Length > 2 && cells[2].Length > 0 ? cells[2] : cells[1], year));
            if (from is not { } first || to is not { } last || last < first)
            {
                bad.Add(new(index + 1, cells[0], $"“{cells[1]}”至“{(cells.Length > 2 ? cells[2] : "")}”不是先后两天：请写 {year}-01-01 或 1月1日", $"'{cells[1]}' to '{(cells.Length > 2 ? cells[2] : "")}' are no two days in order: write {year}-01-01"));
                continue;
            }

            holidays.Add(Value.Object(("name", Value.Of(cells[0])), ("from", Value.Of(Iso(first))), ("to", Value.Of(Iso(last)))));
            foreach (var text in cells.Skip(3).SelectMany(cell => cell.Split([' ', ';', '；', '、'], StringSplitOptions.RemoveEmptyEntries)))
            {
                if (Day(text, year) is { } day) makeUps.Add((day, cells[0]));
                else bad.Add(new(index + 1, cells[0], $"调休上班日“{text}”不是日期：请写 {year}-01-01 或 1月1日", $"The make-up day '{text}' is no date: write {year}-01-01"));
            }
        }

        if (holidays.Count == 0 && bad.Count == 0) bad.Add(new(1, "", "没有节日：请粘贴通知中的表格", "There is no holiday: paste the table of the notice"));
        if (bad.Count > 0) return new(null, bad);
        var entry = Value.Object(
            ("year", Value.Of((long)year)),
            ("basis", Value.Object(("kind", Value.Of("Notice")), ("source", Value.Of(source)), ("article", Value.Of(article)))),
            ("holidays", Value.Of(holidays)),
            ("makeUpWorkdays", Value.Of(makeUps.OrderBy(day => day.Date).Select(day => Value.Object(("date", Value.Of(Iso(day.Date))), ("for", Value.Of(day.For)))))));
        var years = calendar["years"].Items.Where(known => known["year"].AsInt64() != year).Append(entry).OrderBy(known => known["year"].AsInt64() ?? 0);
        return new(calendar.With("years", Value.Of(years)), []);
    }

    private static string Iso(LocalDate date) => LocalDatePattern.Iso.Format(date);

    private static LocalDate? Day(string text, int year)
    {
        if (LocalDatePattern.Iso.Parse(text) is { Success: true } iso) return iso.Value;
        var parts = text.Split(['月', '日', '/'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return parts is [var month, var day] && Number(month) is { } m and >= 1 and <= 12 && Number(day) is { } d && d >= 1 && d <= CalendarSystem.Iso.GetDaysInMonth(year, m)
            ? new LocalDate(year, m, d)
            : null;
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
