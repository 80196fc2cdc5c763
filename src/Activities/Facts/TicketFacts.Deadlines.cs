using JieSuJiBan.Activities.Events;

namespace JieSuJiBan.Activities.Facts;

/// <content>What limits, pauses and extensions keep of a ticket.</content>
public readonly partial record struct TicketFacts
{
    /// <summary>The clocks.</summary>
    public ClockList Clocks => new(Facts[ClockList.Name]);

    /// <summary>How the deadline printed on the ticket came about.</summary>
    public PrintedLimitFacts PrintedLimit => new(Facts[PrintedLimitFacts.Name]);

    /// <summary>The requests for more time.</summary>
    public FactList Extensions => new(Facts[ExtensionFacts.List]);

    /// <summary>The latest of them.</summary>
    public ExtensionFacts LatestExtension => new(Extensions.Latest);

    /// <summary>All of them, in ordinal order of their names.</summary>
    public IEnumerable<ExtensionFacts> AllExtensions => Extensions.Entries.MembersByName.Select(member => new ExtensionFacts(member.Value));

    /// <summary>The pauses of the feedback clock that a unit asked for.</summary>
    public FactList Pauses => new(Facts[PauseRequested.List]);
}
