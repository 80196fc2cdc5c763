using NodaTime;

namespace JieSuJiBan.Activities.Deadlines;

/// <summary>Turns a limit and its start into a deadline: a <see cref="CaseClock"/> to which nothing else has happened.</summary>
/// <param name="calendar">The city's working time.</param>
public sealed class DeadlineCalculator(WorkCalendar calendar)
{
    /// <summary>The deadline of a limit that starts at an instant.</summary>
    public Deadline Calculate(TimeLimit limit, Instant start) => ClockMemory.Started(calendar, limit, start).Deadline()!;
}
