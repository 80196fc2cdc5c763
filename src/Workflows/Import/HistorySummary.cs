namespace JieSuJiBan.Workflows.Import;

/// <summary>Adds up how imported tickets came out. Not thread-safe.</summary>
public sealed class HistorySummary
{
    private readonly List<decimal> days = [];

    /// <summary>Archived tickets counted.</summary>
    public long Archived { get; private set; }

    /// <summary>Of these, replied to later than the deadline.</summary>
    public long Overdue { get; private set; }

    /// <summary>Of these, replied to in time.</summary>
    public long InTime => Archived - Overdue;

    /// <summary>Warnings that fired.</summary>
    public long Warnings { get; private set; }

    /// <summary>Steps taken by all of them.</summary>
    public long Steps { get; private set; }

    /// <summary>Counts one ticket.</summary>
    public void Add(HistoryOutcome outcome)
    {
        Archived++;
        if (outcome.Overdue) Overdue++;
        Warnings += outcome.Warnings;
        Steps += outcome.Steps;
        days.Add((decimal)(outcome.RepliedAt - outcome.AcceptedAt).TotalSeconds / 86_400);
    }

    /// <summary>
    /// The days from acceptance to reply that this share of the tickets needed at most, linearly interpolated between
    /// neighbours (so 50 is the usual median), to two decimals; 0 where there is no ticket.
    /// </summary>
    /// <param name="percent">0 to 100.</param>
    public decimal DaysAt(int percent)
    {
        if (days.Count == 0) return 0;
        days.Sort();
        var place = (days.Count - 1) * percent / 100m;
        var below = (int)decimal.Floor(place);
        var above = Math.Min(below + 1, days.Count - 1);
        return decimal.Round(days[below] + ((days[above] - days[below]) * (place - below)), 2);
    }
}
