using NodaTime;

namespace JieSuJiBan.Activities.Deadlines;

/// <summary>
/// Turns a limit and its start into a deadline, and records on the way which time counted and which did not.
/// The explanation is not told afterwards: the deadline is where the explanation ends.
/// </summary>
/// <param name="calendar">The city's working time.</param>
public sealed class DeadlineCalculator(WorkCalendar calendar)
{
    private static readonly Duration WholeDay = Duration.FromDays(1);

    /// <summary>The deadline of a limit that starts at an instant.</summary>
    public Deadline Calculate(TimeLimit limit, Instant start)
    {
        var trace = new IntervalTrace(calendar, start);
        switch (limit.Unit)
        {
            case LimitUnit.Minute:
                CountClock(trace, limit, Duration.FromMinutes(limit.Amount));
                break;
            case LimitUnit.Hour:
                CountClock(trace, limit, Duration.FromHours(limit.Amount));
                break;
            case LimitUnit.WorkingHour:
                CountOfficeHours(trace, limit);
                break;
            case LimitUnit.NaturalDay or LimitUnit.WorkingDay when limit.End == LimitEnd.EndOfOfficeDay:
                CountDaysToClosing(trace, limit);
                break;
            case LimitUnit.NaturalDay:
                trace.Count(calendar.AddNaturalDays(start, limit.Amount), Duration.FromDays(limit.Amount));
                MoveOffRestDays(trace, limit);
                break;
            default:
                CountWorkingDays(trace, limit);
                break;
        }

        var explanation = trace.ToImmutable();
        return new(limit, start, trace.At, DeadlineWarnings.Of(limit, start, trace.At, explanation, calendar), explanation, trace.IsBeyondCalendar);
    }

    /// <summary>Minutes and hours run day and night.</summary>
    private void CountClock(IntervalTrace trace, TimeLimit limit, Duration amount)
    {
        SkipStartDay(trace, limit);
        trace.Count(trace.At + amount, amount);
    }

    private void CountOfficeHours(IntervalTrace trace, TimeLimit limit)
    {
        SkipStartDay(trace, limit);
        var left = Duration.FromHours(limit.Amount);
        for (var date = calendar.DateOf(trace.At); ; date = date.PlusDays(1))
        {
            if (!calendar.IsWorkingDay(date))
            {
                trace.SkipDay(date);
                continue;
            }

            foreach (var (from, to) in calendar.OfficeIntervals(date))
            {
                if (trace.At >= to) continue;
                trace.Skip(from, IntervalReason.OutsideOfficeHours);
                var used = Duration.Min(left, to - trace.At);
                trace.CountOn(date, trace.At + used, used);
                left -= used;
                if (left == Duration.Zero) return;
            }

            trace.Skip(calendar.StartOfDay(date.PlusDays(1)), IntervalReason.OutsideOfficeHours);
        }
    }

    /// <summary>Working days to the exact time: full days of 24 hours, of which the first and the last are parts.</summary>
    private void CountWorkingDays(IntervalTrace trace, TimeLimit limit)
    {
        var date = calendar.DateOf(trace.At);
        for (; !calendar.IsWorkingDay(date); date = date.PlusDays(1)) trace.SkipDay(date);
        var time = trace.At.InZone(calendar.Zone).TimeOfDay;
        for (var left = limit.Amount; left > 0; date = date.PlusDays(1))
        {
            if (!calendar.IsWorkingDay(date))
            {
                trace.SkipDay(date);
                continue;
            }

            // The part of this day after the start's time of day, and the part of the next working day before it, make one day.
            var midnight = calendar.StartOfDay(date.PlusDays(1));
            trace.CountOn(date, midnight, midnight - trace.At);
            left--;
            if (left > 0) continue;
            var last = date.PlusDays(1);
            for (; !calendar.IsWorkingDay(last); last = last.PlusDays(1)) trace.SkipDay(last);
            var due = calendar.At(last, time);
            trace.CountOn(last, due, due - trace.At);
        }
    }

    private void CountDaysToClosing(IntervalTrace trace, TimeLimit limit)
    {
        var date = calendar.DateOf(trace.At);
        var startDayCounts = limit.CountFrom == CountFrom.SameDay && trace.At < calendar.EndOfOfficeDay(date);
        if (!startDayCounts)
        {
            date = date.PlusDays(1);
            trace.Skip(calendar.StartOfDay(date), IntervalReason.StartDayExcluded);
        }

        for (var left = limit.Amount; left > 0; date = date.PlusDays(1))
        {
            if (limit.Unit == LimitUnit.WorkingDay && !calendar.IsWorkingDay(date))
            {
                trace.SkipDay(date);
                continue;
            }

            left--;
            var end = left == 0 ? calendar.EndOfOfficeDay(date) : calendar.StartOfDay(date.PlusDays(1));
            if (limit.Unit == LimitUnit.WorkingDay) trace.CountOn(date, end, WholeDay);
            else trace.Count(end, WholeDay);
        }

        MoveOffRestDays(trace, limit);
    }

    private void MoveOffRestDays(IntervalTrace trace, TimeLimit limit)
    {
        if (!limit.MovesOffRestDays) return;
        var local = trace.At.InZone(calendar.Zone);
        trace.ConsultCalendar(local.Date);
        if (calendar.IsWorkingDay(local.Date)) return;
        var next = calendar.NextWorkingDay(local.Date);
        trace.ConsultCalendar(next);
        trace.Skip(calendar.At(next, local.TimeOfDay), IntervalReason.EndMovedOffRestDay);
    }

    private void SkipStartDay(IntervalTrace trace, TimeLimit limit)
    {
        if (limit.CountFrom != CountFrom.NextDay) return;
        trace.Skip(calendar.StartOfDay(calendar.DateOf(trace.At).PlusDays(1)), IntervalReason.StartDayExcluded);
    }
}
