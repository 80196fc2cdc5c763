using System.Collections.Immutable;
using NodaTime;

namespace JieSuJiBan.Activities.Deadlines;

/// <summary>A finger moving along time from a start: every move says whether the passed span counted, and why.</summary>
internal sealed class IntervalTrace(WorkCalendar calendar, Instant start)
{
    private const int LargestKept = 1024;

    [ThreadStatic]
    private static List<DeadlineInterval>? free;

    private readonly List<DeadlineInterval> intervals = Take();
    private Duration credit;

    /// <summary>Where the finger is.</summary>
    public Instant At { get; private set; } = start;

    /// <summary>True once a date was asked about whose year has no holiday notice.</summary>
    public bool IsBeyondCalendar => BeyondYear > 0;

    /// <summary>The latest year without a holiday notice of which a date was asked about; 0 where none was.</summary>
    public int BeyondYear { get; private set; }

    /// <summary>The spans passed; the finger does not move any more after that.</summary>
    public ImmutableArray<DeadlineInterval> End()
    {
        ImmutableArray<DeadlineInterval> passed = [.. intervals];
        intervals.Clear();
        if (intervals.Capacity <= LargestKept) free = intervals;
        return passed;
    }

    /// <summary>Notes that the answer depends on what sort of day this is.</summary>
    public void ConsultCalendar(LocalDate date)
    {
        if (!calendar.Covers(date)) BeyondYear = Math.Max(BeyondYear, date.Year);
    }

    /// <summary>Time that counted before the finger began to move; the next span that counts tells it.</summary>
    public void Credit(Duration counted) => credit += counted;

    /// <summary>Moves on; the span counts: because the date is a working day, or whatever day it is.</summary>
    /// <param name="date">The working day, or null where the sort of day does not matter.</param>
    /// <param name="to">Where to.</param>
    /// <param name="counted">How much it counts.</param>
    /// <param name="by">Who gave the time on top of the limit, or null.</param>
    /// <param name="rule">Under which rule.</param>
    public void Count(LocalDate? date, Instant to, Duration counted, string? by, string? rule)
    {
        var day = date is { } on ? calendar.Day(on) : default;
        if (date is { } consulted) ConsultCalendar(consulted);
        var (reason, occasion, source) = by is not null ? (IntervalReason.Extended, by, rule)
            : day.Kind == DayKind.MakeUpWorkday ? (IntervalReason.CountedMakeUpWorkday, day.Occasion, day.Source)
            : (IntervalReason.Counted, null, (string?)null);
        Move(new(At, to, counted + credit, reason, occasion, source));
        credit = Duration.Zero;
    }

    /// <summary>Moves on within a day off; nothing counts.</summary>
    public void SkipDay(LocalDate date, Instant to)
    {
        ConsultCalendar(date);
        var day = calendar.Day(date);
        var reason = day.Kind == DayKind.Holiday ? IntervalReason.Holiday : IntervalReason.RestDay;
        Move(new(At, to, Duration.Zero, reason, day.Occasion, day.Source));
    }

    /// <summary>Moves on where the instant lies ahead; nothing counts because somebody paused the clock.</summary>
    public void Pause(Instant to, string reason)
    {
        if (to > At) Move(new(At, to, Duration.Zero, IntervalReason.Paused, reason, null));
    }

    /// <summary>Moves on where the instant lies ahead; nothing counts.</summary>
    public void Skip(Instant to, IntervalReason reason)
    {
        if (to > At) Move(new(At, to, Duration.Zero, reason, null, null));
    }

    /// <summary>Moves back to an instant: what counted after it is told of the span before.</summary>
    public void CutBack(Instant to)
    {
        var counted = Duration.Zero;
        while (intervals.Count > 1 && intervals[^1].From >= to)
        {
            counted += intervals[^1].Counted;
            intervals.RemoveAt(intervals.Count - 1);
        }

        intervals[^1] = intervals[^1] with { To = to, Counted = intervals[^1].Counted + counted };
        At = to;
    }

    private static List<DeadlineInterval> Take()
    {
        var list = free ?? new(16);
        free = null;
        return list;
    }

    private void Move(DeadlineInterval interval)
    {
        if (interval.To == At && interval.Counted == Duration.Zero) return;
        At = interval.To;
        if (intervals.Count > 0 && intervals[^1] is var last && last.Reason == interval.Reason && last.Occasion == interval.Occasion && last.Source == interval.Source)
        {
            intervals[^1] = last with { To = interval.To, Counted = last.Counted + interval.Counted };
            return;
        }

        intervals.Add(interval);
    }
}
