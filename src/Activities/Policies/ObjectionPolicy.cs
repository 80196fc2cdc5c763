using System.Collections.Immutable;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.ReferenceData;

namespace JieSuJiBan.Activities.Policies;

/// <summary>What the feedback clock does while an objection is reviewed.</summary>
public enum ClockDuringObjection
{
    /// <summary>It runs, so that nobody wins time by objecting.</summary>
    Runs,
    /// <summary>It stands still.</summary>
    Pauses,
}

/// <summary>How much time the next unit has after an objection was upheld.</summary>
public enum TimeAfterObjection
{
    /// <summary>The whole limit anew, from the new dispatch.</summary>
    Fresh,
    /// <summary>What is left of the first limit.</summary>
    Remaining,
}

/// <summary>How a unit may object to a dispatch (派单异议, Beijing regulation Art. 12; <c>objection.json</c>).</summary>
/// <param name="WindowStep">The limit within which it may object; default <see cref="LimitStep.Return"/>.</param>
/// <param name="MaxCount">How often a ticket may be objected to, 0 to 10; default 1.</param>
/// <param name="ClockDuring">What the feedback clock does meanwhile; default <see cref="ClockDuringObjection.Runs"/>.</param>
/// <param name="OnUpheld">The time of the next unit; default <see cref="TimeAfterObjection.Fresh"/>.</param>
/// <param name="Grounds">Grounds to choose from; without any, nobody can object.</param>
/// <param name="AllowedAfterSignIn">True where the unit may object after it signed the ticket in; default false.</param>
/// <param name="CitationRequired">True where the legal source must be cited; default true.</param>
public sealed record ObjectionPolicy(
    LimitStep WindowStep,
    int MaxCount,
    ClockDuringObjection ClockDuring,
    TimeAfterObjection OnUpheld,
    ImmutableArray<NamedCode> Grounds,
    bool AllowedAfterSignIn,
    bool CitationRequired)
{
    /// <summary>True where a rejected objection forbids the unit another; default true. Where false, <see cref="MaxCount"/> still holds.</summary>
    public bool RejectionIsFinal { get; init; } = true;

    internal static TopicPolicy Topic { get; } = new TopicPolicy<ObjectionPolicy>("objection.json", Read, Check);

    private static ObjectionPolicy Read(PolicyNode root)
    {
        var nodes = root.ItemsOrEmpty("grounds");
        var policy = new ObjectionPolicy(
            new(root.TextOrNull("windowStep") ?? LimitStep.Return.Code),
            root.WholeOr("maxCount", 1, 0, 10),
            root.ChoiceOr("clockDuring", ClockDuringObjection.Runs),
            root.ChoiceOr("onUpheld", TimeAfterObjection.Fresh),
            [.. nodes.Select(NamedCode.Read)],
            root.FlagOr("allowedAfterSignIn", false),
            root.FlagOr("citationRequired", true))
        {
            RejectionIsFinal = root.FlagOr("rejectionIsFinal", true),
        };
        Duplicates.Check(nodes, policy.Grounds.Select(ground => ground.Code), "objection.ground", "异议理由代码", "Ground code");
        root.Close();
        return policy;
    }

    private static void Check(ObjectionPolicy policy, CityPolicy city, PolicyNode root)
    {
        if (policy.Grounds.IsEmpty) return;
        StepCheck.Require(root, city, policy.WindowStep, "提出派单异议", "objecting to a dispatch");
        StepCheck.Require(root, city, LimitStep.ObjectionReview, "派单异议审核", "the review of an objection");
    }
}
