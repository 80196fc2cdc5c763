using System.Collections.Immutable;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Events;

/// <summary>The events of triage and of its special routes.</summary>
internal static class TriageEvents
{
    public static ImmutableArray<CaseEventKind> All { get; } =
    [
        CaseEventKind.Of<TriageRequested>(), CaseEventKind.Of<TicketTriaged>(), CaseEventKind.Of<TicketAnsweredDirectly>(), CaseEventKind.Of<TicketHandedOver>(),
        CaseEventKind.Of<TicketClosedWithReason>(), CaseEventKind.Of<UnreasonableProposed>(), CaseEventKind.Of<UnreasonableUpheld>(), CaseEventKind.Of<UnreasonableRejected>(),
    ];
}

/// <summary>A dispatcher is to decide what becomes of the request.</summary>
/// <param name="DispatchDueAt">To be dispatched by (UTC); null: no limit.</param>
internal readonly record struct TriageRequested(Instant? DispatchDueAt) : ICaseEvent<TriageRequested>
{
    public static EventLabel Label { get; } = new(nameof(TriageRequested), "提交预审分类", "Triage asked for") { InHistory = "等待预审分类" };

    public static TriageRequested Read(Value set) => new(set["dispatchDueAt"].AsInstant());

    public Value Write() => Value.Object(("dispatchDueAt", Value.Of(DispatchDueAt)), ("status", Value.Of(TicketStatus.AwaitingTriage)));
}

/// <summary>Class and area are confirmed.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who sorted it.</param>
/// <param name="ClassCode">The class.</param>
/// <param name="Confidential">Whether the petitioner must not be known to the handlers, as data.</param>
/// <param name="CoUnits">Co-handling units proposed; null: none.</param>
/// <param name="ConferenceReason">Why a conference is called, sealed, or null.</param>
/// <param name="DistrictCode">The district, or null.</param>
/// <param name="RequestType">The type of request.</param>
/// <param name="StreetCode">The street or township, or null.</param>
/// <param name="Urgency">The urgency.</param>
internal readonly record struct TicketTriaged(
    Instant At, string By, string? ClassCode, Value Confidential, IReadOnlyCollection<string>? CoUnits, Value ConferenceReason, string? DistrictCode, string? RequestType, string? StreetCode, string? Urgency)
    : ICaseEvent<TicketTriaged>
{
    public static EventLabel Label { get; } = new(nameof(TicketTriaged), "完成预审分类", "Triage done");

    public static TicketTriaged Read(Value set) => new(
        set.At("triagedAt"), ActorFacts.Read(set, ActorFacts.Triage), set["classCode"].AsString(), set["confidential"], set.Texts("coUnitsProposed"), set["conferenceReason"],
        set["districtCode"].AsString(), set["requestType"].AsString(), set["streetCode"].AsString(), set["urgency"].AsString());

    public static Phrase? Sentence(in TicketTriaged happened, CityPolicy? city) =>
        new($"完成预审分类：{(happened.ClassCode is { } code ? CityNames.Class(city, code) : "已确认")}");

    public Value Write() => Value.Object(
        (ActorFacts.Name, ActorFacts.Write(ActorFacts.Triage, By)),
        ("classCode", Value.Of(ClassCode)),
        ("confidential", Confidential),
        ("coUnitsProposed", EventData.List(CoUnits)),
        ("conferenceReason", ConferenceReason),
        ("districtCode", Value.Of(DistrictCode)),
        ("requestType", Value.Of(RequestType)),
        ("streetCode", Value.Of(StreetCode)),
        ("triagedAt", Value.Of(At)),
        ("urgency", Value.Of(Urgency)));
}

/// <summary>The petitioner was answered at once.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who answered.</param>
/// <param name="Knowledge">Item of the knowledge base that answered; null: own words.</param>
/// <param name="IsStale">Whether the item was past its review date.</param>
/// <param name="Reply">The answer, sealed, or null.</param>
/// <param name="RequestType">The type of request.</param>
internal readonly record struct TicketAnsweredDirectly(Instant At, string By, string? Knowledge, bool IsStale, Value Reply, string? RequestType) : ICaseEvent<TicketAnsweredDirectly>
{
    public static EventLabel Label { get; } = new(nameof(TicketAnsweredDirectly), "直接答复", "Answered at once") { InHistory = "直接答复诉求人" };

    public static TicketAnsweredDirectly Read(Value set) => new(
        set.At("triagedAt"), ActorFacts.Read(set, ActorFacts.Triage), set["knowledge"]["id"].AsString(), set["knowledge"]["stale"].AsBoolean() == true, set["reply"], set["requestType"].AsString());

    public Value Write() => Value.Object(
        (ActorFacts.Name, ActorFacts.Write(ActorFacts.Triage, By)),
        ("answeredDirectly", Value.True),
        ("knowledge", Knowledge is null ? Value.Null : Value.Object(("id", Value.Of(Knowledge)), ("stale", Value.Of(IsStale)))),
        ("repliedAt", Value.Of(At)),
        ("reply", Reply),
        ("requestType", Value.Of(RequestType)),
        ("triagedAt", Value.Of(At)));
}

/// <summary>Another service took over.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who handed over.</param>
/// <param name="Reason">Code of the special route.</param>
/// <param name="Receiver">Code of the service; null: an old entry does not say.</param>
/// <param name="ReceiverName">Its name, zh-CN.</param>
/// <param name="TakenOverBy">Who of the service took over, sealed or, in old entries, in clear; null: nobody is named.</param>
internal readonly record struct TicketHandedOver(Instant At, string By, string? Reason, string? Receiver, string? ReceiverName, Value TakenOverBy) : ICaseEvent<TicketHandedOver>
{
    public static EventLabel Label { get; } = new(nameof(TicketHandedOver), "转接紧急服务", "Handed over to an emergency service") { InHistory = "移送紧急服务" };

    public static TicketHandedOver Read(Value set)
    {
        var handOver = set[HandOverFacts.Name];
        return new(set.At("triagedAt"), ActorFacts.Read(set, ActorFacts.Triage), set["closeReason"].AsString(), handOver["receiver"].AsString(), handOver["receiverName"].AsString(), handOver["takenOverBy"]);
    }

    public static Phrase? Sentence(in TicketHandedOver happened, CityPolicy? city)
    {
        if (happened.ReceiverName is not { } name) return null;
        var (chinese, english) = happened.TakenOverBy.IsNull ? ("，接收人未登记", ", nobody is on record as having taken over")
            : happened.TakenOverBy.AsString() is { } clear ? ($"，接收人 {clear} 已确认", $", confirmed by {clear}")
            : ("，接收人已确认", ", confirmed by name");
        return new($"移送{name}{chinese}", $"Handed over to {happened.Receiver}{english}");
    }

    public Value Write() => Value.Object(
        (ActorFacts.Name, ActorFacts.Write(ActorFacts.Triage, By)),
        ("closeReason", Value.Of(Reason)),
        (HandOverFacts.Name, Value.Object(
            ("at", Value.Of(At)), ("by", Value.Of(By)), ("receiver", Value.Of(Receiver)), ("receiverName", Value.Of(ReceiverName)), ("takenOverBy", TakenOverBy))),
        ("triagedAt", Value.Of(At)));
}

/// <summary>The request ended on a special route, with an explanation to the petitioner.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who sorted it.</param>
/// <param name="Reason">Code of the route.</param>
/// <param name="Script">The city's words for it, or null.</param>
/// <param name="Explanation">What the petitioner was told, sealed, or null.</param>
/// <param name="EarlierNumber">Number of an earlier ticket, or null.</param>
/// <param name="GuidanceUnit">Unit that supervises what was guided elsewhere, or null.</param>
internal readonly record struct TicketClosedWithReason(Instant At, string By, string? Reason, string? Script, Value Explanation, string? EarlierNumber, string? GuidanceUnit)
    : ICaseEvent<TicketClosedWithReason>
{
    public static EventLabel Label { get; } = new(nameof(TicketClosedWithReason), "说明后办结", "Explained and closed") { InHistory = "按特殊情形向诉求人说明后办结" };

    public static TicketClosedWithReason Read(Value set) => new(
        set.At("triagedAt"), ActorFacts.Read(set, ActorFacts.Triage), set["closeReason"].AsString(), set["closeScript"].AsString(), set["closeExplanation"], set["earlierNumber"].AsString(), set["guidanceUnit"].AsString());

    public Value Write() => Value.Object(
        (ActorFacts.Name, ActorFacts.Write(ActorFacts.Triage, By)),
        ("closeExplanation", Explanation),
        ("closeReason", Value.Of(Reason)),
        ("closeScript", Value.Of(Script)),
        ("earlierNumber", Value.Of(EarlierNumber)),
        ("guidanceUnit", Value.Of(GuidanceUnit)),
        ("triagedAt", Value.Of(At)));
}

/// <summary>Somebody proposes to treat the request as unreasonable.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who.</param>
/// <param name="Ground">Code of the ground.</param>
/// <param name="Text">Facts and explanation, sealed.</param>
internal readonly record struct UnreasonableProposed(Instant At, string By, string? Ground, Value Text) : ICaseEvent<UnreasonableProposed>
{
    public static EventLabel Label { get; } = new(nameof(UnreasonableProposed), "提请认定不合理诉求", "Proposed as unreasonable");

    public static UnreasonableProposed Read(Value set)
    {
        var proposal = set[UnreasonableFacts.Name];
        return new(proposal.At("proposedAt"), proposal.Code("proposedBy"), proposal["ground"].AsString(), proposal["text"]);
    }

    public Value Write() => Value.Object(
        (ActorFacts.Name, ActorFacts.Write(ActorFacts.Triage, By)),
        ("status", Value.Of(TicketStatus.UnreasonableUnderReview)),
        (UnreasonableFacts.Name, Value.Object(
            ("decision", Value.Null), ("ground", Value.Of(Ground)), ("proposedAt", Value.Of(At)), ("proposedBy", Value.Of(By)), ("text", Text))));
}

/// <summary>The request is found unreasonable and leaves the assessment.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who decided.</param>
/// <param name="Opinion">The reviewer's opinion, sealed.</param>
internal readonly record struct UnreasonableUpheld(Instant At, string By, Value Opinion) : ICaseEvent<UnreasonableUpheld>
{
    /// <summary>Code of the decision and of the port.</summary>
    public const string Decision = "Upheld";

    private const string Unreasonable = nameof(Unreasonable);

    public static EventLabel Label { get; } = new(nameof(UnreasonableUpheld), "认定为不合理诉求", "Found unreasonable");

    public static UnreasonableUpheld Read(Value set) => set[UnreasonableFacts.Name] is var review ? new(review.At("decidedAt"), review.Code("decidedBy"), review["opinion"]) : default;

    public Value Write() => Value.Object(
        (ActorFacts.Name, ActorFacts.Write(ActorFacts.UnreasonableReview, By)),
        ("closeReason", Value.Of(Unreasonable)),
        ("excluded", Value.Object(("at", Value.Of(At)), ("by", Value.Of(By)), ("reason", Value.Of(Unreasonable)))),
        (UnreasonableFacts.Name, UnreasonableFacts.WriteDecision(Decision, At, By, Opinion)));
}

/// <summary>The request is found not unreasonable and is sorted again.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who decided.</param>
/// <param name="Opinion">The reviewer's opinion, sealed.</param>
internal readonly record struct UnreasonableRejected(Instant At, string By, Value Opinion) : ICaseEvent<UnreasonableRejected>
{
    /// <summary>Code of the decision and of the port.</summary>
    public const string Decision = "Rejected";

    public static EventLabel Label { get; } = new(nameof(UnreasonableRejected), "认定不成立", "Found not unreasonable") { InHistory = "不认定为不合理诉求" };

    public static UnreasonableRejected Read(Value set) => set[UnreasonableFacts.Name] is var review ? new(review.At("decidedAt"), review.Code("decidedBy"), review["opinion"]) : default;

    public Value Write() => Value.Object(
        (ActorFacts.Name, ActorFacts.Write(ActorFacts.UnreasonableReview, By)),
        (UnreasonableFacts.Name, UnreasonableFacts.WriteDecision(Decision, At, By, Opinion)));
}
