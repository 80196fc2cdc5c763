using System.Collections.Immutable;
using NodaTime;

namespace JieSuJiBan.Activities.Deadlines;

/// <summary>How a clock stands.</summary>
public enum ClockState
{
    /// <summary>It counts.</summary>
    Running,
    /// <summary>It does not count until it is resumed.</summary>
    Paused,
    /// <summary>It is over.</summary>
    Stopped,
}

/// <summary>A span that did not count because somebody paused the clock.</summary>
/// <param name="From">Since when (UTC).</param>
/// <param name="To">Until when, or until when at the latest where it has not been resumed; null: nobody knows.</param>
/// <param name="Reason">Why, zh-CN.</param>
public readonly record struct ClockPause(Instant From, Instant? To, string Reason);

/// <summary>Time that was given on top of the limit.</summary>
/// <param name="Measure">What it counts in.</param>
/// <param name="Amount">How much.</param>
/// <param name="By">Who gave it, zh-CN.</param>
/// <param name="Rule">Under which rule, zh-CN.</param>
public readonly record struct ClockExtension(ClockMeasure Measure, Duration Amount, string By, string Rule);

/// <summary>
/// The clock of one limit of a ticket (Arts. 13, 15): a fold over its acts. What has elapsed is counted over the spans in
/// which it ran, and given time is added to the limit, so the deadline does not depend on whether a pause, an extension
/// or a redispatch came first. Immutable.
/// </summary>
public sealed record CaseClock
{
    private WorkCalendar calendar;
    private Walked? known;

    private CaseClock(WorkCalendar calendar, TimeLimit limit, Instant startedAt)
    {
        this.calendar = calendar;
        Limit = limit;
        StartedAt = startedAt;
    }

    /// <summary>A copy does not take over the deadline, since a <c>with</c> expression is about to change what it comes from.</summary>
    private CaseClock(CaseClock other)
    {
        calendar = other.calendar;
        (Limit, StartedAt, State, Pauses, Extensions, StoppedAt) = (other.Limit, other.StartedAt, other.State, other.Pauses, other.Extensions, other.StoppedAt);
    }

    /// <summary>The calendar it counts by, under the meaning that it began under: what is reckoned from its deadline is reckoned by this one.</summary>
    public WorkCalendar Calendar => calendar;

    /// <summary>The limit it runs for.</summary>
    public TimeLimit Limit { get; private init; }

    /// <summary>When the limit started, or was started anew (UTC).</summary>
    public Instant StartedAt { get; private init; }

    /// <summary>How it stands.</summary>
    public ClockState State { get; private init; }

    /// <summary>The spans in which it was paused, in order.</summary>
    public ImmutableArray<ClockPause> Pauses { get; private init; } = [];

    /// <summary>What was given on top of the limit, in order.</summary>
    public ImmutableArray<ClockExtension> Extensions { get; private init; } = [];

    /// <summary>When it stopped (UTC), or null.</summary>
    public Instant? StoppedAt { get; private init; }

    /// <summary>The clock that these acts make, or null where it was never started.</summary>
    public static CaseClock? Of(WorkCalendar calendar, IEnumerable<ClockAct> acts)
    {
        CaseClock? clock = null;
        foreach (var act in acts)
        {
            clock = clock is not null ? clock.After(act)
                : act is ClockStarted started ? new CaseClock(calendar.Under(started.Semantics), started.Limit, started.At).Keeping(started.Kept)
                : null;
        }

        return clock;
    }

    /// <summary>
    /// The clock after one more act. An act that makes no sense in its state (pausing what is paused, resuming what runs,
    /// anything but a restart of what is stopped) leaves it as it is.
    /// </summary>
    public CaseClock After(ClockAct act) => Keeping(act.Kept).Happened(act);

    /// <summary>What the deadline depends on in the calendar, to be kept with the act that made it; null where it does not, or nobody knows the end.</summary>
    public KeptCalendar? ToKeep()
    {
        var byDays = Limit.IsInWorkingTime || Limit.MovesOffRestDays || Extensions.Any(more => more.Measure is ClockMeasure.WorkingDays or ClockMeasure.OfficeTime);
        var byHours = Limit.End == LimitEnd.EndOfOfficeDay || Limit.Unit == LimitUnit.WorkingHour || Extensions.Any(more => more.Measure == ClockMeasure.OfficeTime) || (Limit.IsInWorkingTime && !Limit.Warnings.IsEmpty);
        if ((!byDays && !byHours) || Deadline() is not { } deadline) return null;
        return KeptCalendar.Of(calendar, calendar.DateOf(StartedAt), calendar.LastDayBefore(deadline.DueAt), byHours);
    }

    /// <summary>The clock by the calendar in force, whatever it kept.</summary>
    internal CaseClock Forgetting() => this with { calendar = calendar.Current };

    /// <summary>The clock with what <see cref="ToKeep"/> said: its deadline stays as it is.</summary>
    internal CaseClock Keep(KeptCalendar kept)
    {
        var keeps = Keeping(kept);
        keeps.known = known;
        return keeps;
    }

    private CaseClock Keeping(KeptCalendar? kept) => kept is null ? this : this with { calendar = calendar.Keeping(kept) };

    private CaseClock Happened(ClockAct act) => act switch
    {
        ClockPaused paused when State == ClockState.Running =>
            this with { State = ClockState.Paused, Pauses = Pauses.Add(new(paused.At, paused.Until, paused.Reason)) },
        ClockResumed resumed when State == ClockState.Paused => Resume(resumed.At),
        ClockExtendedBy by when State != ClockState.Stopped =>
            this with { Extensions = Extensions.Add(new(MeasureOf(by.Unit), AmountOf(by.Unit, by.Amount), by.By, by.Rule)) },
        ClockExtendedTo to when State != ClockState.Stopped => ExtendTo(to),
        ClockRestarted restarted => Restart(restarted),
        ClockRenewed renewed when State != ClockState.Stopped => this with { Limit = renewed.Limit },
        ClockStopped stopped when State != ClockState.Stopped => this with { State = ClockState.Stopped, StoppedAt = stopped.At },
        _ => this,
    };

    /// <summary>
    /// The deadline, which explains itself; null while a pause has no known end. While the clock is paused it is the
    /// latest that the deadline can be.
    /// </summary>
    public Deadline? Deadline() => (known ??= new(Walk())).Deadline;

    /// <summary>How much of the limit's time had elapsed by an instant, in the limit's measure: pauses do not count.</summary>
    public Duration Elapsed(Instant at) => RunningTime(MeasureOf(Limit.Unit), CountedFrom(calendar, Limit, StartedAt), Instant.Min(at, StoppedAt ?? at));

    /// <summary>What a limit in that unit counts.</summary>
    public static ClockMeasure MeasureOf(LimitUnit unit) => unit switch
    {
        LimitUnit.Minute or LimitUnit.Hour => ClockMeasure.Clock,
        LimitUnit.WorkingHour => ClockMeasure.OfficeTime,
        LimitUnit.NaturalDay => ClockMeasure.NaturalDays,
        _ => ClockMeasure.WorkingDays,
    };

    /// <summary>So many units as time; a day is 24 hours.</summary>
    public static Duration AmountOf(LimitUnit unit, int amount) => unit switch
    {
        LimitUnit.Minute => Duration.FromMinutes(amount),
        LimitUnit.Hour or LimitUnit.WorkingHour => Duration.FromHours(amount),
        _ => Duration.FromDays(amount),
    };

    /// <summary>
    /// From when a limit counts: its start, the day after, or, where the start day is the first day, the beginning of that day.
    /// </summary>
    public static Instant CountedFrom(WorkCalendar calendar, TimeLimit limit, Instant start)
    {
        var date = calendar.DateOf(start);
        var toClosing = limit.IsInDays && limit.End == LimitEnd.EndOfOfficeDay;
        if (toClosing && limit.CountFrom == CountFrom.SameDay && start < calendar.EndOfOfficeDay(date)) return calendar.StartOfDay(date);
        return toClosing || limit.CountFrom == CountFrom.NextDay ? calendar.StartOfDay(date.PlusDays(1)) : start;
    }

    /// <inheritdoc/>
    public bool Equals(CaseClock? other) =>
        other is not null && calendar.Current == other.calendar.Current && Equals(calendar.Kept, other.calendar.Kept) && Limit == other.Limit && StartedAt == other.StartedAt && State == other.State
        && Pauses == other.Pauses && Extensions == other.Extensions && StoppedAt == other.StoppedAt;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Limit, StartedAt, State, StoppedAt);

    private Deadline? Walk()
    {
        var walk = ClockWalk.Along(calendar, Limit, StartedAt, Pauses, Extensions);
        if (walk.DueAt is not { } due) return null;
        var explanation = walk.Explanation;
        return new(Limit, StartedAt, due, DeadlineWarnings.Of(Limit, StartedAt, due, explanation, calendar), explanation, walk.IsBeyondCalendar)
        {
            Gap = walk.IsBeyondCalendar ? calendar.Policy.GapOf(walk.BeyondYear) : null,
        };
    }

    private CaseClock Resume(Instant at) =>
        this with { State = ClockState.Running, Pauses = Pauses.SetItem(Pauses.Length - 1, Pauses[^1] with { To = at }) };

    private CaseClock Restart(ClockRestarted restarted)
    {
        if (!restarted.KeepsElapsed) return new CaseClock(calendar.Current.Under(restarted.Semantics), restarted.Limit, restarted.At).Keeping(restarted.Kept);
        var going = State switch
        {
            ClockState.Paused => Resume(restarted.At),
            ClockState.Stopped => this with
            {
                State = ClockState.Running,
                StoppedAt = null,
                Pauses = Pauses.Add(new(StoppedAt!.Value, restarted.At, "停止计时")),
            },
            _ => this,
        };
        return going with { Limit = restarted.Limit };
    }

    private CaseClock ExtendTo(ClockExtendedTo to)
    {
        // While paused, the new end is meant as if the clock went on now.
        var pauses = State == ClockState.Paused ? Pauses.SetItem(Pauses.Length - 1, Pauses[^1] with { To = to.At }) : Pauses;
        var end = ClockWalk.Along(calendar, Limit, StartedAt, pauses, Extensions).CountedTo;
        var target = Limit.End == LimitEnd.EndOfOfficeDay ? calendar.StartOfDay(calendar.DateOf(to.DueAt).PlusDays(1)) : to.DueAt;
        var measure = MeasureOf(Limit.Unit);
        var more = RunningTime(measure, end, to.At) + calendar.Count(measure, Instant.Max(end, to.At), target);
        return more == Duration.Zero ? this : this with { Extensions = Extensions.Add(new(measure, more, to.By, to.Rule)) };
    }

    /// <summary>How much of a measure lies between two instants without the pauses.</summary>
    private Duration RunningTime(ClockMeasure measure, Instant from, Instant to)
    {
        var sum = calendar.Count(measure, from, to);
        foreach (var pause in Pauses)
        {
            var end = State == ClockState.Paused && pause == Pauses[^1] ? to : pause.To ?? to;
            sum -= calendar.Count(measure, Instant.Max(from, pause.From), Instant.Min(to, end));
        }

        return sum;
    }

    /// <summary>What walking gave, so that it is walked once however often it is asked for.</summary>
    private sealed record Walked(Deadline? Deadline);
}
