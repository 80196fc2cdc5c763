namespace JieSuJiBan.Workflows.Simulation;

/// <summary>What a simulation found. Counts are of tickets unless said otherwise.</summary>
public sealed record SimulationReport
{
    /// <summary>Made up.</summary>
    public int Tickets { get; init; }

    /// <summary>Filed.</summary>
    public int Archived { get; init; }

    /// <summary>Still under way when their time was up, each with a clock that will go on.</summary>
    public int Waiting { get; init; }

    /// <summary>Not over, and nothing will ever move them; or over without having been filed.</summary>
    public int Stuck { get; init; }

    /// <summary>At some moment two units led at once (against Art. 14).</summary>
    public int TwoLeads { get; init; }

    /// <summary>At some moment a person's task was open that no clock watches.</summary>
    public int WaitWithoutClock { get; init; }

    /// <summary>Incidents, all tickets together.</summary>
    public int Incidents { get; init; }

    /// <summary>The limit for handling expired without a reply.</summary>
    public int Unanswered { get; init; }

    /// <summary>Of those, the ones whose petitioner was called back about it (Art. 23), reached or not.</summary>
    public int UnansweredCalledBack { get; init; }

    /// <summary>Activities and drawn outcomes that no ticket reached, e.g. <c>ticket/handle:Replied</c>.</summary>
    public IReadOnlyList<string> Unreached { get; init; } = [];

    /// <summary>Answered within the limit, of those whose limit is over or that were answered (Art. 32); null where there are none.</summary>
    public decimal? ResponseRate { get; init; }

    /// <summary>Solved, as the petitioners called back say; null where nobody was reached.</summary>
    public decimal? SolutionRate { get; init; }

    /// <summary>Satisfied, as the petitioners called back say; null where nobody was reached.</summary>
    public decimal? SatisfactionRate { get; init; }

    /// <summary>Steps taken, all cases together.</summary>
    public long Steps { get; init; }

    /// <summary>How often each drawn outcome was followed, all tickets together, e.g. <c>ticket/handle:Replied</c>; in the order of the definitions.</summary>
    public IReadOnlyDictionary<string, long> Passages { get; init; } = new Dictionary<string, long>();

    /// <summary>How many tickets came to the place that the simulation aimed at; null where it aimed at none.</summary>
    public int? Arrived { get; init; }

    /// <summary>What the refused inputs were told, zh-CN and English, the first time, by code.</summary>
    public IReadOnlyDictionary<string, (string Chinese, string English)> Reasons { get; init; } = new Dictionary<string, (string, string)>();

    /// <summary>Inputs that were refused, with how often, by code: people err, and the rules say so.</summary>
    public IReadOnlyDictionary<string, int> Refusals { get; init; } = new Dictionary<string, int>();

    /// <summary>The first messages of incidents and of what is stuck, for whoever corrects the pack.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}
