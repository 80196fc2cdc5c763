using NodaTime;

namespace JieSuJiBan.Activities.Deadlines;

/// <summary>Something that was done to a clock. A clock is what its acts, in order, make of it.</summary>
/// <param name="At">When (UTC).</param>
public abstract record ClockAct(Instant At)
{
    /// <summary>The calendar by which the deadline after this act was computed; null: as before the act, or none is kept.</summary>
    public KeptCalendar? Kept { get; init; }
}

/// <summary>The clock began to run.</summary>
/// <param name="Limit">The limit it runs for.</param>
/// <param name="At">When the limit started (UTC).</param>
/// <param name="Semantics">The numbered meaning it counts under until it is started anew (see <see cref="Engine.Semantics"/>).</param>
public sealed record ClockStarted(TimeLimit Limit, Instant At, int Semantics = Engine.Semantics.Current) : ClockAct(At);

/// <summary>The clock was paused: what follows does not count.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="Reason">Why, zh-CN.</param>
/// <param name="Until">When it goes on at the latest (UTC), or null where nothing bounds it.</param>
public sealed record ClockPaused(Instant At, string Reason, Instant? Until) : ClockAct(At);

/// <summary>The clock goes on with what is left.</summary>
/// <param name="At">When (UTC).</param>
public sealed record ClockResumed(Instant At) : ClockAct(At);

/// <summary>More time was given, up to an instant; one that is no later than the deadline changes nothing.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="DueAt">The new end (UTC); where the limit ends with the office day, its date counts.</param>
/// <param name="By">Who gave it, zh-CN.</param>
/// <param name="Rule">Under which rule, zh-CN.</param>
public sealed record ClockExtendedTo(Instant At, Instant DueAt, string By, string Rule) : ClockAct(At);

/// <summary>More time was given: an amount.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="Amount">How many units, 1 or more.</param>
/// <param name="Unit">In which unit; it need not be the limit's.</param>
/// <param name="By">Who gave it, zh-CN.</param>
/// <param name="Rule">Under which rule, zh-CN.</param>
public sealed record ClockExtendedBy(Instant At, int Amount, LimitUnit Unit, string By, string Rule) : ClockAct(At);

/// <summary>The clock runs for another unit, class or rule.</summary>
/// <param name="Limit">The limit that holds from now on.</param>
/// <param name="At">When (UTC).</param>
/// <param name="KeepsElapsed">True: the limit is recomputed from the old start and what has elapsed stays elapsed. False: it starts anew.</param>
/// <param name="Semantics">The numbered meaning that one which starts anew counts under; one that keeps what has elapsed keeps its own.</param>
public sealed record ClockRestarted(TimeLimit Limit, Instant At, bool KeepsElapsed, int Semantics = Engine.Semantics.Current) : ClockAct(At);

/// <summary>A person had the deadline computed anew, by the calendar and the limit in force; what has elapsed stays elapsed.</summary>
/// <param name="Limit">The limit that holds from now on.</param>
/// <param name="At">When (UTC).</param>
public sealed record ClockRenewed(TimeLimit Limit, Instant At) : ClockAct(At);

/// <summary>What the limit demands was done, or is not demanded any more.</summary>
/// <param name="At">When (UTC).</param>
public sealed record ClockStopped(Instant At) : ClockAct(At);
