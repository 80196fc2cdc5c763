namespace JieSuJiBan.Activities.Facts;

/// <content>What whistles, coordination and supervision keep of a ticket.</content>
public readonly partial record struct TicketFacts
{
    /// <summary>The whistles, the first first.</summary>
    public IEnumerable<WhistleFacts> Whistles => WhistleFacts.Of(Facts);

    /// <summary>The requests for coordination.</summary>
    public CoordinationFacts Coordination => new(Facts[CoordinationFacts.Name]);

    /// <summary>Rungs reached and supervision by hand.</summary>
    public SupervisionFacts Supervision => new(Facts[SupervisionFacts.Name]);

    /// <summary>All bodies outside the organisation that were asked, in ordinal order of the requests.</summary>
    public IEnumerable<OutsideFacts> AllOutside => Facts[OutsideFacts.Name].MembersByName.Select(member => new OutsideFacts(member.Key, member.Value));

    /// <summary>What was asked outside the organisation about a request; empty facts where nothing was.</summary>
    /// <param name="request">Ordinal of the request.</param>
    public OutsideFacts Outside(string request) => new(request, Facts[OutsideFacts.Name][request]);
}
