using System.Collections.Immutable;
using NodaTime;

namespace JieSuJiBan.Activities.Deadlines;

/// <summary>
/// Walks from the start of a limit until all its time, and all that was given on top, has counted. The explanation is not
/// told afterwards: the deadline is where it ends.
/// </summary>
internal sealed class ClockWalk
{
    private readonly WorkCalendar calendar;
    private readonly TimeLimit limit;
    private readonly IntervalTrace trace;
    private readonly Queue<Piece> pieces = new();
    private LocalDate lastCounted;
    private Instant ranSince;

    private ClockWalk(WorkCalendar calendar, TimeLimit limit, Instant start)
    {
        this.calendar = calendar;
        this.limit = limit;
        trace = new(calendar, start);
        ranSince = start;
    }

    /// <summary>Where the walk ended: the deadline; null where a pause without an end came first.</summary>
    public Instant? DueAt { get; private set; }

    /// <summary>Up to when time counted, before the end is moved to the closing of the office or off a day off.</summary>
    public Instant CountedTo { get; private set; }

    public ImmutableArray<DeadlineInterval> Explanation { get; private set; } = [];

    public bool IsBeyondCalendar => trace.IsBeyondCalendar;

    /// <summary>The last year without a notice that the deadline depends on; 0 where it depends on none.</summary>
    public int BeyondYear => trace.BeyondYear;

    public static ClockWalk Along(
        WorkCalendar calendar, TimeLimit limit, Instant start, ImmutableArray<ClockPause> pauses, ImmutableArray<ClockExtension> extensions)
    {
        var walk = new ClockWalk(calendar, limit, start);
        walk.pieces.Enqueue(new Piece(CaseClock.MeasureOf(limit.Unit), CaseClock.AmountOf(limit.Unit, limit.Amount), null, null));
        foreach (var more in extensions) walk.pieces.Enqueue(new(more.Measure, more.Amount, more.By, more.Rule));
        walk.Run(pauses);
        walk.Explanation = walk.trace.End();
        return walk;
    }

    private void Run(ImmutableArray<ClockPause> pauses)
    {
        var from = CaseClock.CountedFrom(calendar, limit, trace.At);

        // Where the start day is the first day, what has passed of it counts as if the ticket had been there.
        if (from < trace.At) trace.Credit(pieces.Peek().Take(calendar.Count(pieces.Peek().Measure, from, trace.At)));
        trace.Skip(from, IntervalReason.StartDayExcluded);
        lastCounted = calendar.DateOf(trace.At);
        foreach (var pause in pauses)
        {
            if (pause.To <= trace.At) continue;
            if (CountUntil(pause.From))
            {
                End();
                return;
            }

            if (pause.To is not { } to)
            {
                CountedTo = trace.At;
                return;
            }

            trace.Pause(to, pause.Reason);
            ranSince = to;
        }

        CountUntil(Instant.MaxValue);
        End();
    }

    /// <summary>Counts up to an instant; true once nothing is left.</summary>
    private bool CountUntil(Instant until)
    {
        while (pieces.TryPeek(out var piece))
        {
            while (piece.Left > Duration.Zero)
            {
                if (trace.At >= until) return false;
                Advance(piece, until);
            }

            pieces.Dequeue();
        }

        return true;
    }

    /// <summary>One stretch: to the end of what is left, of the day, or of the office's time.</summary>
    private void Advance(Piece piece, Instant until)
    {
        var date = calendar.DateOf(trace.At);
        switch (piece.Measure)
        {
            case ClockMeasure.Clock or ClockMeasure.NaturalDays:
                Take(piece, until, null);
                break;
            case ClockMeasure.WorkingDays:
                var midnight = Instant.Min(until, calendar.StartOfDay(date.PlusDays(1)));
                if (calendar.IsWorkingDay(date)) Take(piece, midnight, date);
                else trace.SkipDay(date, midnight);
                break;
            default:
                if (!calendar.IsWorkingDay(date))
                {
                    trace.SkipDay(date, Instant.Min(until, calendar.StartOfDay(date.PlusDays(1))));
                    break;
                }

                foreach (var (opens, closes) in calendar.OfficeIntervals(date))
                {
                    if (trace.At >= closes || trace.At >= until || piece.Left == Duration.Zero) continue;
                    trace.Skip(Instant.Min(until, opens), IntervalReason.OutsideOfficeHours);
                    if (trace.At < until) Take(piece, Instant.Min(until, closes), date);
                }

                if (piece.Left > Duration.Zero) trace.Skip(Instant.Min(until, calendar.StartOfDay(date.PlusDays(1))), IntervalReason.OutsideOfficeHours);
                break;
        }
    }

    private void Take(Piece piece, Instant until, LocalDate? date)
    {
        var measure = piece.Measure == ClockMeasure.Clock ? ClockMeasure.Clock : ClockMeasure.NaturalDays;
        var to = until;
        Duration used;
        if (until == Instant.MaxValue || calendar.Count(measure, trace.At, until) > piece.Left)
        {
            used = piece.Left;
            to = calendar.Advance(measure, trace.At, used);
        }
        else
        {
            used = calendar.Count(measure, trace.At, until);
        }

        piece.Take(used);
        lastCounted = date ?? calendar.DateOf(to - Duration.Epsilon);
        trace.Count(date, to, used, piece.By, piece.Rule);
    }

    private void End()
    {
        CountedTo = trace.At;
        if (limit.IsInDays && limit.End == LimitEnd.EndOfOfficeDay) EndWithOfficeDay();
        else if (limit.Unit == LimitUnit.WorkingDay && calendar.Semantics < CaseSemantics.EndOfCountedDay) LeaveDaysOff();
        if (limit.MovesOffRestDays) MoveOffRestDays();
        DueAt = trace.At;
    }

    /// <summary>What ends with a working day before a day off ends when the next working day begins.</summary>
    private void LeaveDaysOff()
    {
        for (var date = calendar.DateOf(trace.At); !calendar.IsWorkingDay(date); date = date.PlusDays(1))
        {
            trace.SkipDay(date, calendar.StartOfDay(date.PlusDays(1)));
        }
    }

    /// <summary>The last day ends when the office closes; where the clock was resumed after that, the next one does.</summary>
    private void EndWithOfficeDay()
    {
        var date = lastCounted;
        while (calendar.EndOfOfficeDay(date) <= ranSince || (limit.Unit == LimitUnit.WorkingDay && !calendar.IsWorkingDay(date))) date = date.PlusDays(1);
        var closing = calendar.EndOfOfficeDay(date);
        if (closing <= trace.At) trace.CutBack(closing);
        else trace.Skip(closing, IntervalReason.EndMovedToClosing);
    }

    private void MoveOffRestDays()
    {
        var last = calendar.LastDayBefore(trace.At);
        trace.ConsultCalendar(last);
        if (calendar.IsWorkingDay(last)) return;
        var next = calendar.NextWorkingDay(last);
        trace.ConsultCalendar(next);
        trace.Skip(calendar.MoveTo(next, trace.At), IntervalReason.EndMovedOffRestDay);
    }

    /// <summary>Time that is still to count: the limit's, or what was given on top.</summary>
    private sealed class Piece(ClockMeasure measure, Duration left, string? by, string? rule)
    {
        public ClockMeasure Measure => measure;

        public string? By => by;

        public string? Rule => rule;

        public Duration Left { get; private set; } = left;

        public Duration Take(Duration wanted)
        {
            var taken = Duration.Min(wanted, Left);
            Left -= taken;
            return taken;
        }
    }
}
