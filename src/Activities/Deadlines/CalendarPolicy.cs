using System.Collections.Immutable;
using JieSuJiBan.Activities.PolicyFiles;
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
    /// <summary>What law says of holidays without a notice; none where the city does not state it.</summary>
    public ImmutableArray<StatutoryDays> Statutory { get; init; } = [];

    /// <summary>How many days before a year begins its notice is asked for; default 61, which is from 1 November on.</summary>
    public int RemindDays { get; init; } = 61;

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

        var statutory = StatutoryDays.ReadAll(root);
        var remindDays = root.WholeOr("remindDays", 61, 1, 366);
        root.Close();
        return new(years.FirstOrDefault(), years.LastOrDefault(), restDays, [.. days.Values.OrderBy(day => day.Date)]) { Statutory = statutory, RemindDays = remindDays };
    }

    /// <summary>True where the notice of that year is entered.</summary>
    public bool Covers(int year) => year >= CoveredFrom && year <= CoveredTo;

    /// <summary>The holiday that law fixes on a date of a year without a notice, with the law; null where it fixes none.</summary>
    public (StatutoryHoliday Holiday, PolicyBasis Basis)? StatutoryOn(LocalDate date)
    {
        if (Covers(date.Year)) return null;
        foreach (var rule in Statutory)
        {
            if (!rule.HoldsIn(date.Year)) continue;
            foreach (var holiday in rule.Holidays)
            {
                if (holiday.Includes(date)) return (holiday, rule.Basis);
            }
        }

        return null;
    }

    /// <summary>What is not known of a year, or null where its notice is entered.</summary>
    public CalendarGap? GapOf(int year)
    {
        if (Covers(year)) return null;
        if (Statutory.FirstOrDefault(rule => rule.HoldsIn(year) && !rule.Holidays.IsEmpty) is not { } rule) return new("部分日期尚无放假安排，仅按周末推算", "some dates have no holiday notice yet, only weekends were skipped");
        var known = string.Join("、", rule.Holidays.Select(holiday => holiday.Name));
        var (later, laterInEnglish) = rule.OnlyByNotice.IsEmpty ? ("", "") : ($"，{string.Join("、", rule.OnlyByNotice)}以放假通知为准", $"; {string.Join(", ", rule.OnlyByNotice)} are unknown until the notice");
        return new($"{year}年放假安排尚未录入，仅按周末和按日期固定的法定节假日（{known}）推算{later}，调休未知", $"the holiday notice of {year} is not entered: only weekends and the holidays with a fixed date ({known}) were skipped{laterInEnglish}, make-up workdays are unknown");
    }

    /// <summary>The years whose notice is asked for on a day: this one, and the next from so many days before it on.</summary>
    public ImmutableArray<int> AskedFor(LocalDate today)
    {
        var years = ImmutableArray.CreateBuilder<int>();
        if (today.Year > CoveredTo) years.Add(today.Year);
        var next = new LocalDate(today.Year + 1, 1, 1);
        if (next.Year > CoveredTo && today >= next.PlusDays(-RemindDays)) years.Add(next.Year);
        return years.ToImmutable();
    }

    /// <summary>What is asked for on a day as findings; none where every notice that is needed is entered.</summary>
    public IEnumerable<PolicyFinding> Reminders(LocalDate today) => AskedFor(today).Select(year => new PolicyFinding(
        FindingSeverity.Warning, "calendar.notice", File, "$.years",
        $"{year}年的放假安排还没有录入，跨入该年的时限只是推算。请在通知公布后录入并发布，随后查看它改变了哪些在办工单的时限",
        $"The holiday notice of {year} is not entered, so limits that reach into that year are uncertain. Enter and publish it as soon as it is out, then see which running tickets it concerns"));

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
