namespace JieSuJiBan.Activities.Policies;

public sealed partial class CityPolicy
{
    /// <summary>How requests are sorted (Art. 11).</summary>
    public TriagePolicy Triage => Topic<TriagePolicy>();

    /// <summary>What may be answered at once (Arts. 11, 31).</summary>
    public KnowledgeBase Knowledge => Topic<KnowledgeBase>();

    /// <summary>How a unit may object to a dispatch (Art. 12).</summary>
    public ObjectionPolicy Objections => Topic<ObjectionPolicy>();

    /// <summary>Dispatches that reviews found wrong.</summary>
    public RegressionCases Regressions => Topic<RegressionCases>();

    /// <summary>What is demanded of handling (Arts. 14–19).</summary>
    public HandlingPolicy Handling => Topic<HandlingPolicy>();
}
