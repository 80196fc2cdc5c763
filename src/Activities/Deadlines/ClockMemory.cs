using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Deadlines;

/// <summary>
/// The clocks that this thread read last, by the very facts that they were read from: a step asks for the same clock a dozen
/// times. Facts and clocks are immutable, so what is remembered is what would be read again: an act that is written as a fact
/// loses only what the limit table needs to find its row.
/// </summary>
internal static class ClockMemory
{
    private const int Places = 16;

    [ThreadStatic]
    private static (WorkCalendar? Calendar, Value? Acts, CaseClock? Clock)[]? last;

    [ThreadStatic]
    private static int next;

    [ThreadStatic]
    private static (WorkCalendar? Calendar, TimeLimit? Limit, CaseClock? Clock)[]? begun;

    [ThreadStatic]
    private static int nextBegun;

    /// <summary>A clock to which nothing has happened but its start: the same limit from the same instant is asked for again and again.</summary>
    public static CaseClock Started(WorkCalendar calendar, TimeLimit limit, Instant at)
    {
        begun ??= new (WorkCalendar?, TimeLimit?, CaseClock?)[Places];
        foreach (ref readonly var place in begun.AsSpan())
        {
            if (ReferenceEquals(place.Limit, limit) && ReferenceEquals(place.Calendar, calendar) && place.Clock!.StartedAt == at) return place.Clock;
        }

        var clock = CaseClock.Of(calendar, [new ClockStarted(limit, at, calendar.Semantics)])!;
        begun[nextBegun] = (calendar, limit, clock);
        nextBegun = (nextBegun + 1) % Places;
        return clock;
    }

    /// <summary>The clock that was read from exactly these acts, or null where it is not remembered.</summary>
    public static CaseClock? Find(WorkCalendar calendar, Value acts)
    {
        foreach (ref readonly var place in (last ??= new (WorkCalendar?, Value?, CaseClock?)[Places]).AsSpan())
        {
            if (ReferenceEquals(place.Acts, acts) && ReferenceEquals(place.Calendar, calendar)) return place.Clock;
        }

        return null;
    }

    /// <summary>Remembers a clock in place of the oldest.</summary>
    public static CaseClock Keep(WorkCalendar calendar, Value acts, CaseClock clock)
    {
        (last ??= new (WorkCalendar?, Value?, CaseClock?)[Places])[next] = (calendar, acts, clock);
        next = (next + 1) % Places;
        return clock;
    }
}
