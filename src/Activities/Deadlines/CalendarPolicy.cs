using System.Collections.Immutable;
using JieSuJiBan.Activities.Policies;
using NodaTime;

namespace JieSuJiBan.Activities.Deadlines;

/// <summary>What sort of day a date is.</summary>
public enum DayKind
{
    /// <summary>An ordinary working day.</summary>
    Workday,
    /// <summary>A weekly rest day that is worked by notice (调休上班日).</summary>
    MakeUpWorkday,
    /// <summary>An ordinary weekly rest day.</summary>
    RestDay,
    /// <summary>A day off by holiday notice.</summary>
    Holiday,
}

/// <summary>A date with its kind and the reason for it.</summary>
/// <param name="Date">The local date.</param>
/// <param name="Kind">What sort of day it is.</param>
/// <param name="Occasion">The holiday it belongs to, zh-CN, e.g. <c>春节</c>; null for ordinary days.</param>
/// <param name="Source">The notice that says so; null for ordinary days.</param>
public readonly record struct CalendarDay(LocalDate Date, DayKind Kind, string? Occasion, string? Source)
{
    /// <summary>True where the office works.</summary>
    public bool IsWorking => Kind is DayKind.Workday or DayKind.MakeUpWorkday;
}

/// <summary>The holiday notices a city has entered (<c>calendar.json</c>).</summary>
/// <param name="CoveredFrom">The first year whose notice is entered.</param>
/// <param name="CoveredTo">The last year whose notice is entered; outside, only weekly rest days are known.</param>
/// <param name="RestDays">The weekly rest days.</param>
/// <param name="Days">All days off and make-up workdays by notice.</param>
public sealed record CalendarPolicy(
    int CoveredFrom, int CoveredTo, ImmutableArray<IsoDayOfWeek> RestDays, ImmutableArray<CalendarDay> Days)
{
    internal const string File = "calendar.json";
    private const int LongestHolidayDays = 31;

    internal static CalendarPolicy Read(PolicyNode root)
    {
        ImmutableArray<IsoDayOfWeek> restDays = root.Has("restDays")
            ? [.. root.Texts("restDays").Select(name => ReadDayOfWeek(root, name)).Distinct()]
            : ReadMissing(root);
        if (restDays.Length > 6)
        {
            root.Error("calendar.restDays", "restDays", "一周七天都是休息日，时限无法计算", "Expected at least one working day a week");
        }

        var days = new Dictionary<LocalDate, CalendarDay>();
        var years = new List<int>();
        foreach (var node in root.Items("years")) ReadYear(node, restDays, years, days);
        if (years.Count == 0) root.Error("calendar.years", "years", "至少要有一年的放假安排", "Expected the holidays of at least one year");
        for (var i = 1; i < years.Count; i++)
        {
            if (years[i] == years[i - 1] + 1) continue;
            root.Error("calendar.gap", "years", $"年份应连续排列：{years[i - 1]} 之后是 {years[i]}",
                $"Expected consecutive years, but {years[i]} follows {years[i - 1]}");
        }

        root.Close();
        return new(years.FirstOrDefault(), years.LastOrDefault(), restDays, [.. days.Values.OrderBy(day => day.Date)]);
    }

    private static ImmutableArray<IsoDayOfWeek> ReadMissing(PolicyNode root)
    {
        root.Items("restDays");
        return [];
    }

    private static IsoDayOfWeek ReadDayOfWeek(PolicyNode root, string name)
    {
        if (Enum.TryParse<IsoDayOfWeek>(name, out var day) && day != IsoDayOfWeek.None && Enum.GetName(day) == name) return day;
        root.Error("calendar.restDays", "restDays", $"“{name}”不是星期几，应写作 Saturday 等", $"'{name}' is no day of the week such as Saturday");
        return IsoDayOfWeek.None;
    }

    private static void ReadYear(
        PolicyNode node, ImmutableArray<IsoDayOfWeek> restDays, List<int> years, Dictionary<LocalDate, CalendarDay> days)
    {
        var year = node.Whole("year", 1990, 2200);
        var basis = PolicyBasis.ReadFrom(node);
        years.Add(year);
        foreach (var item in node.Items("holidays"))
        {
            var (first, last, occasion) = (item.Date("from"), item.Date("to"), item.Text("name"));
            if (first.Year != year || last.Year != year)
            {
                item.Error("calendar.year", null, $"{occasion}的放假日期不在 {year} 年；跨年的假期请分写在两年", $"Expected dates in {year}; a holiday over the turn of the year is stated in both years");
            }
            else if (last < first || Period.DaysBetween(first, last) > LongestHolidayDays)
            {
                item.Error("calendar.span", "to", $"{occasion}的放假日期 {first:uuuu-MM-dd} 至 {last:uuuu-MM-dd} 不合理",
                    $"Expected a holiday of 1 to {LongestHolidayDays} days that starts before it ends");
            }
            else
            {
                for (var date = first; date <= last; date = date.PlusDays(1)) Add(item, year, new(date, DayKind.Holiday, occasion, basis.Source), days);
            }

            item.Close();
        }

        foreach (var item in node.Items("makeUpWorkdays"))
        {
            var date = item.Date("date");
            if (date != default && !restDays.Contains(date.DayOfWeek))
            {
                item.Error("calendar.makeUp", "date", $"{date:uuuu-MM-dd} 本来就是工作日，不能作调休上班日",
                    $"Expected a make-up workday to be a weekly rest day, but {date:uuuu-MM-dd} is a {date.DayOfWeek}");
            }

            Add(item, year, new(date, DayKind.MakeUpWorkday, item.Text("for"), basis.Source), days);
            item.Close();
        }

        node.Close();
    }

    private static void Add(PolicyNode node, int year, CalendarDay day, Dictionary<LocalDate, CalendarDay> days)
    {
        if (day.Date == default) return;
        if (day.Date.Year != year)
        {
            node.Error("calendar.year", null, $"{day.Date:uuuu-MM-dd} 不在 {year} 年", $"Expected a date in {year}, but it is {day.Date:uuuu-MM-dd}");
        }

        if (days.TryAdd(day.Date, day)) return;
        node.Error("calendar.duplicate", null, $"{day.Date:uuuu-MM-dd} 写了两次", $"{day.Date:uuuu-MM-dd} is stated twice");
    }
}
