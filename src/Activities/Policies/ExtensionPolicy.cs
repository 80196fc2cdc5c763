using System.Collections.Immutable;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.ReferenceData;

namespace JieSuJiBan.Activities.Policies;

/// <summary>Who decides on more time.</summary>
public enum ExtensionMode
{
    /// <summary>The unit itself, which tells petitioner and hotline (Beijing regulation Art. 15).</summary>
    NotifyOnly,
    /// <summary>Somebody else approves it first, as other cities demand.</summary>
    RequiresApproval,
}

/// <summary>What happens where nobody has decided on an extension when the limit of the review ends.</summary>
public enum ExtensionReviewOverdue
{
    /// <summary>The reviewing unit is reminded; the review stays open.</summary>
    Remind,
    /// <summary>The request counts as refused.</summary>
    CountAsRefused,
    /// <summary>The request counts as approved, as asked, where its date is within the bounds.</summary>
    CountAsApproved,
    /// <summary>Somebody else decides, within the limit of a review of their own; then the unit is reminded.</summary>
    HandUp,
}

/// <summary>A length of time as people write it.</summary>
/// <param name="Amount">How many units, 1 or more.</param>
/// <param name="Unit">In which unit.</param>
public readonly record struct TimeSpanOf(int Amount, LimitUnit Unit)
{
    /// <summary>In words, zh-CN.</summary>
    public string Chinese => $"{Amount}{LimitWords.Chinese(Unit)}";

    /// <summary>In words, English.</summary>
    public string English => $"{Amount} {LimitWords.English(Unit, Amount)}";

    internal static TimeSpanOf? Read(PolicyNode? node)
    {
        if (node is null) return null;
        var span = new TimeSpanOf(node.Whole("amount", 1, 10_000), node.Choice<LimitUnit>("unit"));
        node.Close();
        return span;
    }
}

/// <summary>How a unit gets more time (延期, Beijing regulation Art. 15; <c>extension.json</c>). Without grounds nobody does.</summary>
/// <param name="Mode">Who decides; default <see cref="ExtensionMode.NotifyOnly"/>.</param>
/// <param name="MaxCount">How often a ticket may be extended, 0 to 10; default 1.</param>
/// <param name="MaxLength">How far the end may move each time; null: nothing bounds it.</param>
/// <param name="ApplyBefore">How long before the end it must be asked for at the latest; null: until the end.</param>
/// <param name="AfterExpiry">True where it may be asked for after the end; default false.</param>
/// <param name="ApproverRole">Role that approves; default <c>supervisor</c>.</param>
/// <param name="ApproverUnit">Unit that approves: a word such as <c>HotlineCenter</c> or <c>Superior</c>, <c>Duty:x</c>, a unit code; null: anyone with the role.</param>
/// <param name="ReviewStep">Limit for the approval; default <see cref="LimitStep.ExtensionReview"/>.</param>
/// <param name="Grounds">Grounds to choose from.</param>
/// <param name="LegalBasisRequired">True where the legal source must be cited; default true.</param>
/// <param name="Basis">Where these rules come from; printed in every explanation; null: the city's law.</param>
public sealed record ExtensionPolicy(
    ExtensionMode Mode,
    int MaxCount,
    TimeSpanOf? MaxLength,
    TimeSpanOf? ApplyBefore,
    bool AfterExpiry,
    string ApproverRole,
    string? ApproverUnit,
    LimitStep ReviewStep,
    ImmutableArray<NamedCode> Grounds,
    bool LegalBasisRequired,
    PolicyBasis? Basis)
{
    /// <summary>What happens where nobody has decided by the due of the review; default <see cref="ExtensionReviewOverdue.Remind"/>.</summary>
    public ExtensionReviewOverdue OnReviewOverdue { get; init; }

    /// <summary>Role that decides where a review was not made in time and the city escalates it; default <c>supervisor</c>.</summary>
    public string EscalationRole { get; init; } = "supervisor";

    /// <summary>Unit that decides then, as <see cref="ApproverUnit"/>; null: anyone with the role.</summary>
    public string? EscalationUnit { get; init; }

    /// <summary>True where a request that was refused counts against <see cref="MaxCount"/>; default false.</summary>
    public bool RefusedCounts { get; init; }

    /// <summary>Where these rules come from in this city: as <c>extension.json</c> says, else the city's law.</summary>
    internal PolicyBasis BasisIn(CityPolicy city) =>
        Basis ?? (city.Semantics < CaseSemantics.CitesTheCitysLaw ? LegacyCitations.Extension : city.Law.BasisOf(LegalDuty.Extension));

    internal static TopicPolicy Topic { get; } = new TopicPolicy<ExtensionPolicy>("extension.json", Read, Check);

    private static ExtensionPolicy Read(PolicyNode root)
    {
        var nodes = root.ItemsOrEmpty("grounds");
        var approver = root.ChildOrNull("approver");
        var escalation = root.ChildOrNull("escalateTo");
        var policy = new ExtensionPolicy(
            root.ChoiceOr("mode", ExtensionMode.NotifyOnly),
            root.WholeOr("maxCount", 1, 0, 10),
            TimeSpanOf.Read(root.ChildOrNull("maxLength")),
            TimeSpanOf.Read(root.ChildOrNull("applyBefore")),
            root.FlagOr("afterExpiry", false),
            approver?.TextOrNull("role") ?? "supervisor",
            approver?.TextOrNull("unit"),
            new(root.TextOrNull("reviewStep") ?? LimitStep.ExtensionReview.Code),
            [.. nodes.Select(NamedCode.Read)],
            root.FlagOr("legalBasisRequired", true),
            root.Has("basis") ? PolicyBasis.ReadFrom(root) : null)
        {
            OnReviewOverdue = root.ChoiceOr("onReviewOverdue", ExtensionReviewOverdue.Remind),
            EscalationRole = escalation?.TextOrNull("role") ?? "supervisor",
            EscalationUnit = escalation?.TextOrNull("unit"),
            RefusedCounts = root.FlagOr("refusedCounts", false),
        };
        if (policy.OnReviewOverdue == ExtensionReviewOverdue.HandUp && !root.Has("escalateTo"))
        {
            root.Error("extension.escalateTo", "escalateTo", "逾期未审核时上报（HandUp）的，应写明由谁审核（escalateTo）", "Expected escalateTo: who decides where the review is escalated");
        }

        escalation?.Close();
        Duplicates.Check(nodes, policy.Grounds.Select(ground => ground.Code), "extension.ground", "延期理由代码", "Ground code");
        if (policy is { AfterExpiry: true, ApplyBefore: not null })
        {
            root.Error("extension.afterExpiry", "applyBefore", "既要求提前申请（applyBefore），又允许届满后申请（afterExpiry），互相矛盾，请删去其一",
                "Expected applyBefore or afterExpiry, but both are stated, which contradict each other");
        }

        approver?.Close();
        root.Close();
        return policy;
    }

    private static void Check(ExtensionPolicy policy, CityPolicy city, PolicyNode root)
    {
        if (policy.Grounds.IsEmpty) return;
        if (policy.MaxLength is null && policy.Mode == ExtensionMode.NotifyOnly)
        {
            root.Warning("extension.unbounded", "maxLength", "延期无需审批，又没有写明最长延期（maxLength），承办单位可以任意延长", "Nobody approves extensions and maxLength is not stated, so a unit may extend without bound");
        }

        if (policy.Mode != ExtensionMode.RequiresApproval) return;
        StepCheck.Require(root, city, policy.ReviewStep, "延期审核", "the review of an extension");
        if (!policy.AfterExpiry && policy.ApplyBefore is null)
        {
            root.Warning("extension.lateReview", "applyBefore", "届满后不得同意延期，又没有写明须提前多久申请（applyBefore）：临近届满提出的申请会因来不及审核而失效", "More time cannot be approved after expiry, and applyBefore is not stated: what is asked for shortly before the end lapses for want of a review");
        }

        if (policy.EscalationUnit is { } above) UnitReference.Check(root, "escalateTo", city, above, "extension.escalateTo");
        if (policy.ApproverUnit is { } approver) UnitReference.Check(root, "approver", city, approver, "extension.approver");
    }
}
