using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Deadlines;

/// <summary>
/// The clocks that this thread read last, by the very facts that they were read from: a step asks for the same clock a dozen
/// times. Facts and clocks are immutable, so what is remembered is what would be read again.
/// </summary>
internal static class ClockMemory
{
    private const int Places = 16;

    [ThreadStatic]
    private static (WorkCalendar? Calendar, Value? Acts, CaseClock? Clock)[]? last;

    [ThreadStatic]
    private static int next;

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
