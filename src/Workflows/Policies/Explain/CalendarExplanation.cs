using System.Globalization;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.PolicyFiles;
using NodaTime;
using NodaTime.Text;

namespace JieSuJiBan.Workflows.Policies;

/// <summary>Whether an instant is working time, why, and where a limit that starts there ends.</summary>
/// <param name="Day">The sort of day it is.</param>
/// <param name="IsCovered">False where no holiday notice of that year is entered: then only weekly rest days are known.</param>
/// <param name="IsWorkingTime">True where the office is open at that very moment.</param>
/// <param name="NextOpening">When the office opens next; null where it is open.</param>
/// <param name="Chinese">Why, zh-CN.</param>
/// <param name="English">The same in English.</param>
/// <param name="Span">The limit asked about, span by span; null where none was.</param>
public sealed record CalendarExplanation(CalendarDay Day, bool IsCovered, bool IsWorkingTime, Instant? NextOpening, string Chinese, string English, Deadline? Span)
{
    private const string File = "calendar.json";
    private static readonly string[] WeekDays = ["", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"];

    /// <summary>The zone in which it is told.</summary>
    public required DateTimeZone Zone { get; init; }

    internal static CalendarExplanation Of(CityPolicy policy, Instant at, AskedSpan? span)
    {
        var calendar = policy.Calendar;
        var day = calendar.Day(calendar.DateOf(at));
        var isOpen = calendar.OfficeIntervals(day.Date).Any(hours => hours.From <= at && at < hours.To);
        var next = isOpen ? (Instant?)null : OpeningAfter(calendar, at);
        var hours = string.Join("、", calendar.OfficeHours.Select(hours => $"{Time(hours.From)}—{Time(hours.To)}"));
        var hoursInEnglish = string.Join(", ", calendar.OfficeHours.Select(hours => $"{Time(hours.From)}–{Time(hours.To)}"));
        var weekday = WeekDays[(int)day.Date.DayOfWeek];
        var (chinese, english) = day.Kind switch
        {
            DayKind.Holiday => ($"{weekday}，法定节假日（{day.Occasion}），依据{day.Source}", $"{day.Date.DayOfWeek}, public holiday ({day.Occasion}) by {day.Source}"),
            DayKind.MakeUpWorkday => ($"{weekday}，调休上班日（{day.Occasion}），依据{day.Source}", $"{day.Date.DayOfWeek}, worked by notice for {day.Occasion} ({day.Source})"),
            DayKind.RestDay => ($"{weekday}，每周休息日", $"{day.Date.DayOfWeek}, weekly rest day"),
            _ => ($"{weekday}，工作日（不在任何放假通知中）", $"{day.Date.DayOfWeek}, working day (no notice says otherwise)"),
        };
        if (day.IsWorking)
        {
            chinese += isOpen ? $"，办公时间 {hours}" : $"，办公时间 {hours} 以外";
            english += isOpen ? $", within office hours {hoursInEnglish}" : $", outside office hours {hoursInEnglish}";
        }

        var isCovered = calendar.Covers(day.Date);
        if (calendar.Policy.GapOf(day.Date.Year) is { } gap) (chinese, english) = ($"{chinese}；{gap.Chinese}", $"{english}; {gap.English}");
        return new(day, isCovered, isOpen, next, chinese, english, span is null ? null : policy.Deadlines.Calculate(LimitOf(span), at)) { Zone = calendar.Zone };
    }

    internal IEnumerable<ExplainedLine> Lines()
    {
        yield return new(File, "day", Chinese, English);
        yield return new(File, "working", IsWorkingTime ? "是工作时间" : "不是工作时间", IsWorkingTime ? "Working time" : "No working time");
        if (NextOpening is { } next) yield return new(File, "next", $"下次上班 {Moment(next, Zone)}", $"Opens next at {Moment(next, Zone)}");
        if (Span is { Gap: { } gap }) yield return new(File, "gap", gap.Chinese, gap.English);
        if (Span is { } span) yield return new(File, "span", $"{span.Limit.Chinese}届满 {DueTime.Local(span.DueAt, Zone)}", $"{span.Limit.English} end at {DueTime.Local(span.DueAt, Zone)}");
    }

    /// <summary>An instant in words, local to the zone.</summary>
    internal static string Moment(Instant at, DateTimeZone zone) => LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm").Format(at.InZone(zone).LocalDateTime);

    private static Instant OpeningAfter(WorkCalendar calendar, Instant at)
    {
        for (var date = calendar.NextWorkingDay(calendar.DateOf(at)); ; date = calendar.NextWorkingDay(date.PlusDays(1)))
        {
            foreach (var (from, _) in calendar.OfficeIntervals(date))
            {
                if (from > at) return from;
            }
        }
    }

    private static TimeLimit LimitOf(AskedSpan span) => new(
        "asked", new LimitStep("Asked"), LimitMatch.Any, span.Amount, span.Unit, LimitStart.Event, span.CountFrom, LimitEnd.ExactTime, false, [], new(BasisKind.Default, "", null, true))
    { StepName = "所问" };

    private static string Time(LocalTime time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);
}
