using NodaTime;

namespace JieSuJiBan.Activities.Deadlines;

/// <summary>The time that a limit counts.</summary>
public enum ClockMeasure
{
    /// <summary>Every moment, day and night: minutes and hours.</summary>
    Clock,
    /// <summary>Office time of working days: working hours.</summary>
    OfficeTime,
    /// <summary>Every local day, as 24 hours: natural days.</summary>
    NaturalDays,
    /// <summary>Working days round the clock, each as 24 hours; days off do not count, make-up workdays do.</summary>
    WorkingDays,
}

/// <summary>
/// Counting along the calendar. The two are inverse: <c>Count(m, t, Advance(m, t, a))</c> is <c>a</c>, so a clock that is
/// stopped and set going again keeps what has elapsed.
/// </summary>
public sealed partial class WorkCalendar
{
    /// <summary>How much of a measure lies between two instants; zero where the second is not later.</summary>
    public Duration Count(ClockMeasure measure, Instant from, Instant to)
    {
        if (from >= to) return Duration.Zero;
        switch (measure)
        {
            case ClockMeasure.Clock:
                return to - from;
            case ClockMeasure.OfficeTime:
                return WorkingTimeBetween(from, to);
            case ClockMeasure.NaturalDays:
                return LocalSpan(from, to);
            default:
                var sum = Duration.Zero;
                for (var (date, last) = (DateOf(from), DateOf(to)); date <= last; date = date.PlusDays(1))
                {
                    if (!IsWorkingDay(date)) continue;
                    var (begin, end) = (Instant.Max(from, StartOfDay(date)), Instant.Min(to, StartOfDay(date.PlusDays(1))));
                    if (begin < end) sum += LocalSpan(begin, end);
                }

                return sum;
        }
    }

    /// <summary>
    /// The instant at which so much of a measure has passed. Working days end at 24:00 of the last day that counted, also where a day
    /// off follows. Office time ends when the office closes.
    /// </summary>
    /// <param name="measure">What counts.</param>
    /// <param name="from">From when.</param>
    /// <param name="amount">How much, zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The amount is negative.</exception>
    public Instant Advance(ClockMeasure measure, Instant from, Duration amount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(amount, Duration.Zero);
        if (amount == Duration.Zero) return from;
        switch (measure)
        {
            case ClockMeasure.Clock:
                return from + amount;
            case ClockMeasure.NaturalDays:
                return AdvanceLocally(from, amount);
            case ClockMeasure.OfficeTime:
                for (var date = NextWorkingDay(DateOf(from)); ; date = NextWorkingDay(date.PlusDays(1)))
                {
                    foreach (var (opens, closes) in OfficeIntervals(date))
                    {
                        var begin = Instant.Max(opens, from);
                        if (begin >= closes) continue;
                        if (amount <= closes - begin) return begin + amount;
                        amount -= closes - begin;
                    }
                }

            default:
                for (var date = NextWorkingDay(DateOf(from)); ; date = NextWorkingDay(date.PlusDays(1)))
                {
                    var begin = Instant.Max(from, StartOfDay(date));
                    var left = LocalSpan(begin, StartOfDay(date.PlusDays(1)));
                    if (amount < left) return AdvanceLocally(begin, amount);
                    if (amount == left && Semantics >= CaseSemantics.EndOfCountedDay) return StartOfDay(date.PlusDays(1));
                    amount -= left;
                    if (amount == Duration.Zero) return StartOfDay(NextWorkingDay(date.PlusDays(1)));
                }
        }
    }

    private Duration LocalSpan(Instant from, Instant to)
    {
        var (begin, end) = (from.InZone(Zone).LocalDateTime, to.InZone(Zone).LocalDateTime);
        return Duration.FromDays(Period.DaysBetween(begin.Date, end.Date))
            + Duration.FromNanoseconds(end.NanosecondOfDay) - Duration.FromNanoseconds(begin.NanosecondOfDay);
    }

    private Instant AdvanceLocally(Instant from, Duration amount)
    {
        var local = from.InZone(Zone).LocalDateTime.PlusDays(amount.Days).PlusNanoseconds(amount.NanosecondOfDay);
        return At(local.Date, local.TimeOfDay);
    }
}
