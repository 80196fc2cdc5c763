using System.Collections.Immutable;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Events;

/// <summary>The events of a dispute of the callback.</summary>
internal static class DisputeEvents
{
    public static ImmutableArray<CaseEventKind> All { get; } =
    [
        CaseEventKind.Of<DisputeOffered>(), CaseEventKind.Of<DisputeWindowClosed>(), CaseEventKind.Of<ResultAccepted>(), CaseEventKind.Of<ResultDisputed>(),
        CaseEventKind.Of<DisputeUpheld>(), CaseEventKind.Of<DisputeRejected>(),
    ];
}

/// <summary>The unit may dispute what the callback said.</summary>
/// <param name="DueAt">By when (UTC).</param>
internal readonly record struct DisputeOffered(Instant? DueAt) : ICaseEvent<DisputeOffered>
{
    public static EventLabel Label { get; } = new(nameof(DisputeOffered), "请承办单位核对回访结果", "Unit may dispute the callback") { InHistory = "可对回访结果提出申诉" };

    public static DisputeOffered Read(Value set) => new(set["disputeDueAt"].AsInstant());

    public Value Write() => Value.Object(("disputeDueAt", Value.Of(DueAt)), ("status", Value.Of(TicketStatus.ResultUnderDispute)));
}

/// <summary>The unit did not say anything in time.</summary>
internal readonly record struct DisputeWindowClosed : ICaseEvent<DisputeWindowClosed>
{
    public static EventLabel Label { get; } = new(nameof(DisputeWindowClosed), "申诉期限届满", "Time to dispute is over");

    public static DisputeWindowClosed Read(Value set) => default;

    public Value Write() => Value.EmptyObject;
}

/// <summary>The unit accepts the callback.</summary>
/// <param name="By">Who of it.</param>
internal readonly record struct ResultAccepted(string By) : ICaseEvent<ResultAccepted>
{
    public static EventLabel Label { get; } = new(nameof(ResultAccepted), "承办单位无异议", "Callback accepted by the unit") { InHistory = "接受回访结果" };

    public static ResultAccepted Read(Value set) => new(ActorFacts.Read(set, ActorFacts.Dispute));

    public Value Write() => Value.Object((ActorFacts.Name, ActorFacts.Write(ActorFacts.Dispute, By)));
}

/// <summary>The unit disputes the callback.</summary>
/// <param name="Ordinal">Of the dispute.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who of it.</param>
/// <param name="Evidence">Ids of files, or null.</param>
/// <param name="Ground">Code of the ground.</param>
/// <param name="Text">Facts and evidence, sealed.</param>
/// <param name="Unit">The unit.</param>
internal readonly record struct ResultDisputed(string Ordinal, Instant At, string By, Value Evidence, string? Ground, Value Text, string? Unit) : ICaseEvent<ResultDisputed>
{
    public static EventLabel Label { get; } = new(nameof(ResultDisputed), "回访结果申诉", "Callback disputed") { InHistory = "对回访结果提出申诉" };

    public static ResultDisputed Read(Value set) => EventData.EntryOf(set[DisputeFacts.List]) is var (ordinal, entry)
        ? new(ordinal, entry.At("at"), entry.Code("by"), entry["evidence"], entry["ground"].AsString(), entry["text"], entry["unit"].AsString())
        : default;

    public Value Write() => Value.Object(
        (ActorFacts.Name, ActorFacts.Write(ActorFacts.Dispute, By)),
        (DisputeFacts.List, EventData.Entry(Ordinal, Value.Object(
            ("at", Value.Of(At)), ("by", Value.Of(By)), ("evidence", Evidence), ("ground", Value.Of(Ground)), ("text", Text), ("unit", Value.Of(Unit))))));
}

/// <summary>The dispute is upheld: the answers leave the assessment, with a trace of what they were.</summary>
/// <param name="Ordinal">Of the dispute.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who decided.</param>
/// <param name="Opinion">The reviewer's opinion, sealed.</param>
/// <param name="Ground">Code of the ground.</param>
/// <param name="Satisfied">What was answered, or null.</param>
/// <param name="Solved">What was answered, or null.</param>
internal readonly record struct DisputeUpheld(string Ordinal, Instant At, string By, Value Opinion, string? Ground, Value Satisfied, Value Solved) : ICaseEvent<DisputeUpheld>
{
    /// <summary>Code of the decision and of the port.</summary>
    public const string Decision = "Upheld";

    public static EventLabel Label { get; } = new(nameof(DisputeUpheld), "申诉成立", "Dispute upheld");

    public static DisputeUpheld Read(Value set)
    {
        var (ordinal, entry) = EventData.EntryOf(set[DisputeFacts.List]);
        var excluded = set[CallbackFacts.Name]["excluded"];
        return new(
            ordinal, entry.At("decidedAt"), entry.Code("decidedBy"), entry["decisionText"], excluded["reason"].AsString(), excluded[CallbackFacts.Satisfied], excluded[CallbackFacts.Solved]);
    }

    public Value Write() => Value.Object(
        (ActorFacts.Name, ActorFacts.Write(ActorFacts.DisputeReview, By)),
        (CallbackFacts.Name, Value.Object(("excluded", Value.Object(
            ("at", Value.Of(At)), ("by", Value.Of(By)), ("reason", Value.Of(Ground)), (CallbackFacts.Satisfied, Satisfied), (CallbackFacts.Solved, Solved))))),
        (DisputeFacts.List, EventData.Entry(Ordinal, WriteDecision(Decision, At, By, Opinion))));

    internal static Value WriteDecision(string decision, Instant at, string by, Value opinion) => Value.Object(
        ("decidedAt", Value.Of(at)), ("decidedBy", Value.Of(by)), ("decision", Value.Of(decision)), ("decisionText", opinion));
}

/// <summary>The dispute is rejected.</summary>
/// <param name="Ordinal">Of the dispute.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who decided.</param>
/// <param name="Opinion">The reviewer's opinion, sealed.</param>
internal readonly record struct DisputeRejected(string Ordinal, Instant At, string By, Value Opinion) : ICaseEvent<DisputeRejected>
{
    /// <summary>Code of the decision and of the port.</summary>
    public const string Decision = "Rejected";

    public static EventLabel Label { get; } = new(nameof(DisputeRejected), "申诉不成立", "Dispute rejected");

    public static DisputeRejected Read(Value set) => EventData.EntryOf(set[DisputeFacts.List]) is var (ordinal, entry)
        ? new(ordinal, entry.At("decidedAt"), entry.Code("decidedBy"), entry["decisionText"])
        : default;

    public Value Write() => Value.Object(
        (ActorFacts.Name, ActorFacts.Write(ActorFacts.DisputeReview, By)),
        (CallbackFacts.Name, Value.EmptyObject),
        (DisputeFacts.List, EventData.Entry(Ordinal, DisputeUpheld.WriteDecision(Decision, At, By, Opinion))));
}
