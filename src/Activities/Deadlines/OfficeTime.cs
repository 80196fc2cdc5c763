using NodaTime;

namespace JieSuJiBan.Activities.Deadlines;

/// <summary>Looking for office time from an instant, back and forth.</summary>
public sealed partial class WorkCalendar
{
    /// <summary>The instant itself where the office is open or just closes, else when it last closed.</summary>
    public Instant LastOfficeTime(Instant at)
    {
        for (var date = LastWorkingDay(DateOf(at)); ; date = LastWorkingDay(date.PlusDays(-1)))
        {
            foreach (var (opens, closes) in OfficeIntervals(date).Reverse())
            {
                if (opens <= at) return Instant.Min(at, closes);
            }
        }
    }

    /// <summary>The instant itself where the office is open, else when it opens next.</summary>
    public Instant NextOfficeTime(Instant at)
    {
        for (var date = NextWorkingDay(DateOf(at)); ; date = NextWorkingDay(date.PlusDays(1)))
        {
            foreach (var (opens, closes) in OfficeIntervals(date))
            {
                if (at < closes) return Instant.Max(at, opens);
            }
        }
    }

    /// <summary>The last instant from which so much office time is left until another.</summary>
    public Instant OfficeTimeBefore(Instant end, Duration amount)
    {
        if (amount == Duration.Zero) return end;
        for (var date = LastWorkingDay(DateOf(end)); ; date = LastWorkingDay(date.PlusDays(-1)))
        {
            foreach (var (opens, closes) in OfficeIntervals(date).Reverse())
            {
                var last = Instant.Min(closes, end);
                if (opens >= last) continue;
                if (amount <= last - opens) return last - amount;
                amount -= last - opens;
            }
        }
    }
}
