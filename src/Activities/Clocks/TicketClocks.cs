using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Clocks;

/// <summary>
/// The clocks of a ticket as facts: <c>clocks.{name}</c> with their acts, each act recorded with the deadline that it makes
/// and told by the signal <see cref="Changed"/>, so that whoever waits for that deadline looks again.
/// </summary>
internal static class TicketClocks
{
    /// <summary>The signal after each act; its payload names the clock.</summary>
    public const string Changed = CaseSignals.ClockChanged;

    /// <summary>The clock that is printed on the ticket (Art. 13).</summary>
    public const string Feedback = "feedback";

    /// <summary>The clock of that name, or null where it was never started.</summary>
    public static CaseClock? Find(ActivityContext context, string name) => Find(context.City(), context.Facts, name);

    /// <summary>The clock of that name, or null where it was never started.</summary>
    public static CaseClock? Find(CityPolicy city, Value facts, string name)
    {
        var acts = new TicketFacts(facts).Clocks[name].Acts;
        if (acts.Count == 0) return null;
        if (ClockMemory.Find(city.Calendar, acts) is { } known) return known;
        return ClockActFormat.ReadClock(city.Calendar, acts, city.Semantics) is { } clock ? ClockMemory.Keep(city.Calendar, acts, clock) : null;
    }

    /// <summary>What the ticket keeps of a clock.</summary>
    public static ClockFacts Facts(ActivityContext context, string name) => context.Ticket().Clocks[name];

    /// <summary>
    /// Starts the clock of a step, unless it was started before; prints its limit on the ticket. Null where the table has no
    /// row for the step or the fact that starts it has not happened yet.
    /// </summary>
    /// <remarks>Nobody is told who asks with <paramref name="isQuiet"/>: the one that watches the clock itself.</remarks>
    public static CaseClock? Start(ActivityContext context, LimitStep step, string? name = null, bool isQuiet = false)
    {
        name ??= step.ClockName;
        if (Find(context, name) is { } known) return known;
        if (TicketDeadlines.Find(context.City(), context.Ticket(), step, context.Now) is not var (limit, start)) return null;
        var clock = Act(context, name, new ClockStarted(limit, start, context.Semantics));
        if (!isQuiet) context.Publish(Changed, Value.Object(("clock", Value.Of(name))));
        return clock;
    }

    /// <summary>
    /// Sets the clock going for another unit, class or rule, or again. Fresh: from the fact that starts the limit.
    /// </summary>
    /// <param name="context">The activity.</param>
    /// <param name="step">The step whose limit holds now.</param>
    /// <param name="keepsElapsed">True: what has elapsed stays elapsed. False: the whole time anew.</param>
    /// <param name="name">The clock; null: that of the step.</param>
    public static CaseClock? Restart(ActivityContext context, LimitStep step, bool keepsElapsed, string? name = null)
    {
        name ??= step.ClockName;
        if (Find(context, name) is null) return Start(context, step, name);
        if (TicketDeadlines.Find(context.City(), context.Ticket(), step, context.Now) is not var (limit, start)) return null;
        return Act(context, name, new ClockRestarted(limit, keepsElapsed ? context.Now : start, keepsElapsed, context.Semantics));
    }

    /// <summary>Looks the limit up anew where unit, class or urgency have changed; what has elapsed stays elapsed.</summary>
    public static void Recompute(ActivityContext context, LimitStep step, string? name = null)
    {
        name ??= step.ClockName;
        if (Find(context, name) is not { State: not ClockState.Stopped } clock) return;
        if (TicketDeadlines.Find(context.City(), context.Ticket(), step, context.Now) is not var (limit, _)) return;
        if (!ClockActFormat.Write(new ClockStarted(limit, context.Now)).Equals(ClockActFormat.Write(new ClockStarted(clock.Limit, context.Now))))
        {
            Act(context, name, new ClockRestarted(limit, context.Now, KeepsElapsed: true, context.Semantics));
        }
    }

    /// <summary>
    /// The clock of that name as it would be by the limit and the calendar in force; null where it does not run. What has elapsed, pauses
    /// and extensions stay.
    /// </summary>
    public static (CaseClock Known, ClockRenewed Act, CaseClock Renewed)? Renewed(CityPolicy city, Value facts, string name, Instant now)
    {
        if (Find(city, facts, name) is not { State: not ClockState.Stopped } clock) return null;
        var limit = TicketDeadlines.Find(city, new(facts), clock.Limit.Step, now)?.Limit ?? clock.Limit;
        var act = new ClockRenewed(limit, now);
        return (clock, act, clock.Forgetting().After(act));
    }

    /// <summary>A person has the deadline computed anew: a later one, or an earlier one where that is said. Null once it is done.</summary>
    public static Rejection? Renew(ActivityContext context, string name, bool allowsEarlier)
    {
        if (Renewed(context.City(), context.Facts, name, context.Now) is not var (_, act, renewed)) return Refusal.State("clock.renew.stopped", "这个时限已经不在计时，没有重新计算", "The limit does not run any more, so nothing was computed anew", null);
        var (was, becomes) = (Facts(context, name).DueAt, renewed.Deadline()?.DueAt);
        if (was == becomes) return Refusal.State("clock.renew.same", "按现行政策计算，届满时间不变", "By the policies in force the deadline is the same, so nothing was computed anew", null);
        if (!allowsEarlier && becomes < was)
        {
            return Refusal.State("clock.renew.earlier", "重新计算会使届满时间提前，没有改动；确要提前的，请明确选择", "Computing it anew would bring the deadline forward, so it was left alone; choose that expressly if it is meant", null);
        }

        Act(context, name, act, new ClockRecomputation(context.Now, context.Actor.Id, was));
        if (context.Ticket().LeadUnit is { } unit && becomes is { } due)
        {
            Notices.Send(context, OutgoingMessages.DeadlineRecomputed, unit, ("limit", renewed.Limit.StepName), ("due", ClockSigns.Local(context, due)));
        }

        return null;
    }

    /// <summary>Pauses a running clock.</summary>
    /// <param name="context">The activity.</param>
    /// <param name="name">The clock.</param>
    /// <param name="reason">Why, zh-CN.</param>
    /// <param name="until">When it goes on at the latest (UTC); null: until somebody resumes it.</param>
    public static void Pause(ActivityContext context, string name, string reason, Instant? until)
    {
        if (Find(context, name) is { State: ClockState.Running }) Act(context, name, new ClockPaused(context.Now, reason, until));
    }

    /// <summary>Sets a paused clock going again.</summary>
    public static void Resume(ActivityContext context, string name)
    {
        if (Find(context, name) is { State: ClockState.Paused }) Act(context, name, new ClockResumed(context.Now));
    }

    /// <summary>Gives more time, up to an instant. Returns the deadline as it is then (UTC).</summary>
    /// <param name="context">The activity.</param>
    /// <param name="name">The clock.</param>
    /// <param name="dueAt">The new end (UTC).</param>
    /// <param name="by">Who gives it, zh-CN.</param>
    /// <param name="rule">Under which rule, zh-CN.</param>
    public static Instant? ExtendTo(ActivityContext context, string name, Instant dueAt, string by, string rule) =>
        Find(context, name) is { State: not ClockState.Stopped }
            ? Act(context, name, new ClockExtendedTo(context.Now, dueAt, by, rule)).Deadline()?.DueAt
            : null;

    /// <summary>
    /// Stops a clock because what it demands was done. That squares the overdue mark: done after the deadline is overdue
    /// even where the timer is late, done at the deadline is in time even where the timer was first.
    /// </summary>
    /// <param name="context">The activity.</param>
    /// <param name="name">The clock.</param>
    /// <param name="doneAt">When it was done (UTC); null: now.</param>
    /// <param name="unit">Who is told of an overdue mark; null: the lead unit.</param>
    public static void Stop(ActivityContext context, string name, Instant? doneAt = null, string? unit = null)
    {
        if (Find(context, name) is not { State: not ClockState.Stopped } clock) return;
        var at = doneAt ?? context.Now;
        if (DueOf(clock) is { } due)
        {
            var isMarked = Facts(context, name).IsOverdue;
            if (at > due && !isMarked) ClockSigns.Overdue(context, name, unit);
            else if (at <= due && isMarked) ClockSigns.Withdraw(context, name);
        }

        Act(context, name, new ClockStopped(at));
    }

    /// <summary>The deadline that counts for what is done now; a clock that stands still has none.</summary>
    public static Instant? DueOf(CaseClock clock) => clock.State == ClockState.Paused ? null : clock.Deadline()?.DueAt;

    private static CaseClock Act(ActivityContext context, string name, ClockAct act, ClockRecomputation? recomputed = null)
    {
        var city = context.City();
        var known = Facts(context, name);
        var clock = (act is ClockRenewed ? Find(context, name)?.Forgetting() : Find(context, name))?.After(act)
            ?? (act is ClockStarted started ? ClockMemory.Started(city.Calendar, started.Limit, started.At) : CaseClock.Of(city.Calendar, [act])!);
        var deadline = clock.Deadline();
        if (context.Semantics >= CaseSemantics.ClockKeepsCalendar && act is not ClockStopped && clock.ToKeep() is { } kept && !kept.Equals(clock.Calendar.Kept))
        {
            act = act with { Kept = kept };
            clock = clock.Keep(kept);
        }

        var isAnew = act is ClockRestarted { KeepsElapsed: false };
        Record(context, act, new(
            name, known.NextAct, ClockActFormat.Write(act), deadline?.DueAt, clock.Limit.Chinese, clock.Limit.Id, clock.StartedAt, clock.State.ToString())
        {
            IsAnew = isAnew,
            // A new end lies ahead, or all begins anew: the mark of the old one is withdrawn. The journal keeps it.
            ForgetsOverdue = known.IsOverdue && (isAnew || (act is not ClockStopped && deadline?.DueAt > context.Now)),
            Printed = name != Feedback || act is ClockStopped ? null : deadline is null ? Value.Null : PrintedLimitFacts.Write(deadline),
            StoppedAt = (act as ClockStopped)?.At,
            Recomputed = recomputed,
        });
        ClockMemory.Keep(city.Calendar, Facts(context, name).Acts, clock);
        if (act is not ClockStarted) context.Publish(Changed, Value.Object(("clock", Value.Of(name))));
        return clock;
    }

    private static void Record(ActivityContext context, ClockAct act, in ClockChange change)
    {
        switch (act)
        {
            case ClockStarted when change.Clock == Feedback:
                context.Record(new ClockEvents.FeedbackLimitSet(change));
                break;
            case ClockStarted:
                context.Record(new ClockEvents.ClockStarted(change));
                break;
            case ClockRestarted:
                context.Record(new ClockEvents.ClockRestarted(change));
                break;
            case ClockRenewed:
                context.Record(new ClockEvents.DeadlineRecomputed(change));
                break;
            case ClockPaused:
                context.Record(new ClockEvents.ClockPaused(change));
                break;
            case ClockResumed:
                context.Record(new ClockEvents.ClockResumed(change));
                break;
            case ClockExtendedTo or ClockExtendedBy:
                context.Record(new ClockEvents.DeadlineExtended(change));
                break;
            default:
                context.Record(new ClockEvents.ClockStopped(change));
                break;
        }
    }
}
