using System.Collections.Immutable;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.Tests.Policies;
using NodaTime;
using NodaTime.Text;

namespace JieSuJiBan.Activities.Tests.Deadlines;

/// <summary>Limits and local instants for tests.</summary>
internal static class Limit
{
    public static readonly WorkCalendar Calendar = Pack.Beijing.Calendar;
    public static readonly DeadlineCalculator Calculator = Pack.Beijing.Deadlines;

    public static TimeLimit Of(
        int amount,
        LimitUnit unit,
        LimitEnd end = LimitEnd.ExactTime,
        CountFrom countFrom = CountFrom.Moment,
        bool movesOffRestDays = false,
        params ImmutableArray<LimitWarning> warnings) =>
        new("T", LimitStep.Feedback, LimitMatch.Any, amount, unit, LimitStart.Dispatch, countFrom, end, movesOffRestDays, warnings,
            new(BasisKind.Default, "试验", null, true));

    /// <summary>An instant from local text such as <c>2026-02-13 10:00</c>, Beijing time.</summary>
    public static Instant At(string local) =>
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm").Parse(local).Value.InZoneStrictly(Calendar.Zone).ToInstant();

    /// <summary>The instant as local text.</summary>
    public static string Local(Instant instant) =>
        LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm").Format(instant.InZone(Calendar.Zone).LocalDateTime);

    public static string Due(this TimeLimit limit, string start) => Local(Calculator.Calculate(limit, At(start)).DueAt);
}
