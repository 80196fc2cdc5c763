namespace JieSuJiBan.Activities.Facts;

/// <content>What callbacks, disputes and handling again keep of a ticket.</content>
public readonly partial record struct TicketFacts
{
    /// <summary>What the petitioner said afterwards (Art. 23).</summary>
    public CallbackFacts Callback => new(Facts[CallbackFacts.Name]);

    /// <summary>The callback that begins at the limit.</summary>
    public LimitCallbackFacts LimitCallback => new(Facts[LimitCallbackFacts.Name]);

    /// <summary>The rounds of handling again.</summary>
    public RehandlingFacts Rehandling => new(Facts[RehandlingFacts.Name]);

    /// <summary>True while such a round is under way.</summary>
    public bool IsRehandled => Facts[RehandlingFacts.OpenName].AsBoolean() == true;

    /// <summary>The disputes of the callback.</summary>
    public FactList Disputes => new(Facts[DisputeFacts.List]);

    /// <summary>The latest dispute.</summary>
    public DisputeFacts LatestDispute => new(Disputes.Latest);
}
