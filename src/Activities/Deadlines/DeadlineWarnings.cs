using System.Collections.Immutable;
using NodaTime;

namespace JieSuJiBan.Activities.Deadlines;

/// <summary>The instants at which to warn before a deadline: of a limit in working time, in working time.</summary>
internal static class DeadlineWarnings
{
    public static ImmutableArray<Instant> Of(
        TimeLimit limit, Instant start, Instant due, ImmutableArray<DeadlineInterval> explanation, WorkCalendar calendar)
    {
        if (limit.Warnings.IsEmpty) return [];
        var isInWorkingTime = limit.IsInWorkingTime && calendar.Semantics >= CaseSemantics.WarnInWorkingTime;
        var instants = new List<Instant>(limit.Warnings.Length);
        foreach (var warning in limit.Warnings)
        {
            var at = warning.ElapsedPercent is { } percent
                ? AtElapsed(percent, explanation, due)
                : Before(due, warning.Before ?? 0, warning.Unit, isInWorkingTime, calendar);
            if (isInWorkingTime) at = WithinOffice(at, start, calendar);

            // A long holiday can push a warning before the start: then there is nothing left to warn of early.
            if (at > start && at < due && instants.BinarySearch(at) is < 0 and var place) instants.Insert(~place, at);
        }

        return [.. instants];
    }

    /// <summary>
    /// The last office time at or before an instant, so that a warning is never given later than the city asked. Where that lies before the
    /// start, the office's next opening.
    /// </summary>
    private static Instant WithinOffice(Instant at, Instant start, WorkCalendar calendar)
    {
        var earlier = calendar.LastOfficeTime(at);
        return earlier > start ? earlier : calendar.NextOfficeTime(at);
    }

    /// <summary>When that share of the counted time has passed; skipped time does not bring a warning closer. Whole seconds.</summary>
    private static Instant AtElapsed(int percent, ImmutableArray<DeadlineInterval> explanation, Instant due)
    {
        var total = Int128.Zero;
        foreach (var interval in explanation) total += interval.Counted.ToInt128Nanoseconds();
        var left = total * percent / 100;
        foreach (var interval in explanation)
        {
            var counted = interval.Counted.ToInt128Nanoseconds();
            if (left > counted || counted == 0)
            {
                left -= counted;
                continue;
            }

            // Where a day ends with the office, its counted 24 hours lie in a shorter span.
            var nanoseconds = (interval.To - interval.From).ToInt128Nanoseconds() * left / counted;
            var at = interval.From + Duration.FromNanoseconds(nanoseconds);
            return Instant.FromUnixTimeSeconds(at.ToUnixTimeSeconds());
        }

        return due;
    }

    private static Instant Before(Instant due, int amount, LimitUnit unit, bool isInWorkingTime, WorkCalendar calendar) => unit switch
    {
        LimitUnit.NaturalDay => calendar.AddNaturalDays(due, -amount),
        LimitUnit.WorkingDay => calendar.AddWorkingDays(due, -amount),
        LimitUnit.WorkingHour => calendar.OfficeTimeBefore(due, Duration.FromHours(amount)),
        _ when isInWorkingTime => calendar.OfficeTimeBefore(due, CaseClock.AmountOf(unit, amount)),
        _ => due - CaseClock.AmountOf(unit, amount),
    };
}
