namespace JieSuJiBan.Activities.Policies;

/// <content>The topics in which several units work on one ticket, and in which somebody watches them.</content>
public sealed partial class CityPolicy
{
    /// <summary>The rules of 街乡吹哨、部门报到.</summary>
    public WhistlePolicy Whistle => Topic<WhistlePolicy>();

    /// <summary>The rules of 分级协调 and the parties outside the city's organisation.</summary>
    public CoordinationPolicy Coordination => Topic<CoordinationPolicy>();

    /// <summary>The rules of supervision: punishable acts, exemptions, referral.</summary>
    public SupervisionPolicy Supervision => Topic<SupervisionPolicy>();
}
