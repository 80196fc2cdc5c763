using System.Collections.Immutable;
using NodaTime;

namespace JieSuJiBan.Activities.Deadlines;

/// <summary>A finger moving along time from a start: every move says whether the passed span counted, and why.</summary>
internal sealed class IntervalTrace(WorkCalendar calendar, Instant start)
{
    private readonly List<DeadlineInterval> intervals = new(8);

    /// <summary>Where the finger is.</summary>
    public Instant At { get; private set; } = start;

    /// <summary>True once a date was asked about whose year has no holiday notice.</summary>
    public bool IsBeyondCalendar { get; private set; }

    public ImmutableArray<DeadlineInterval> ToImmutable() => [.. intervals];

    /// <summary>Notes that the answer depends on what sort of day this is.</summary>
    public void ConsultCalendar(LocalDate date) => IsBeyondCalendar |= !calendar.Covers(date);

    /// <summary>Moves on; the span counts whatever day it is.</summary>
    public void Count(Instant to, Duration counted) => Move(new(At, to, counted, IntervalReason.Counted, null, null));

    /// <summary>Moves on; the span counts because it lies in a working day.</summary>
    public void CountOn(LocalDate date, Instant to, Duration counted)
    {
        ConsultCalendar(date);
        var day = calendar.Day(date);
        Move(day.Kind == DayKind.MakeUpWorkday
            ? new(At, to, counted, IntervalReason.CountedMakeUpWorkday, day.Occasion, day.Source)
            : new(At, to, counted, IntervalReason.Counted, null, null));
    }

    /// <summary>Moves to the end of a day off; nothing counts.</summary>
    public void SkipDay(LocalDate date)
    {
        ConsultCalendar(date);
        var day = calendar.Day(date);
        var reason = day.Kind == DayKind.Holiday ? IntervalReason.Holiday : IntervalReason.RestDay;
        Move(new(At, calendar.StartOfDay(date.PlusDays(1)), Duration.Zero, reason, day.Occasion, day.Source));
    }

    /// <summary>Moves on where the instant lies ahead; nothing counts.</summary>
    public void Skip(Instant to, IntervalReason reason)
    {
        if (to > At) Move(new(At, to, Duration.Zero, reason, null, null));
    }

    private void Move(DeadlineInterval interval)
    {
        if (interval.To == At && interval.Counted == Duration.Zero) return;
        At = interval.To;
        if (intervals.Count > 0 && intervals[^1] is var last && last.Reason == interval.Reason && last.Occasion == interval.Occasion)
        {
            intervals[^1] = last with { To = interval.To, Counted = last.Counted + interval.Counted };
            return;
        }

        intervals.Add(interval);
    }
}
