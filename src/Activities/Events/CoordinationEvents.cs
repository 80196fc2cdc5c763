using System.Collections.Immutable;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Events;

/// <summary>The events of coordination level by level and of bodies outside the organisation.</summary>
internal static class CoordinationEvents
{
    /// <summary>A request that nobody has ended.</summary>
    public const string Open = nameof(Open);

    /// <summary>A request whose matter is solved.</summary>
    public const string Resolved = nameof(Resolved);

    /// <summary>A request that went back to the asker.</summary>
    public const string Returned = nameof(Returned);

    public static ImmutableArray<CaseEventKind> All { get; } =
    [
        CaseEventKind.Of<CoordinationAsked>(), CaseEventKind.Of<OutsidePartyProposed>(), CaseEventKind.Of<CoordinationBegun>(), CaseEventKind.Of<CoordinationDecided>(),
        CaseEventKind.Of<OutsideHandedOver>(), CaseEventKind.Of<OutsidePushed>(), CaseEventKind.Of<OutsideAnswered>(), CaseEventKind.Of<OutsideGivenUp>(),
    ];
}

/// <summary>The lead unit asked for coordination.</summary>
/// <param name="Ordinal">Of the request.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who asked.</param>
/// <param name="Matter">What is to be coordinated, sealed.</param>
/// <param name="Party">Code of a body outside the organisation, as it was given, or null.</param>
/// <param name="StartLevel">Code of the level to begin with, as it was given, or null.</param>
/// <param name="Unit">The unit that asked.</param>
internal readonly record struct CoordinationAsked(string Ordinal, Instant At, string By, Value Matter, Value Party, Value StartLevel, string? Unit) : ICaseEvent<CoordinationAsked>
{
    public static EventLabel Label { get; } = new(nameof(CoordinationAsked), "提请协调", "Coordination asked for");

    public static CoordinationAsked Read(Value set) => EventData.EntryOf(set[CoordinationFacts.Name]) is var (ordinal, request)
        ? new(ordinal, request.At("at"), request.Code("by"), request["matter"], request["party"], request["startLevel"], request["unit"].AsString())
        : default;

    public Value Write() => CoordinationFacts.Patch(Ordinal, Value.Object(
        ("at", Value.Of(At)),
        ("by", Value.Of(By)),
        ("matter", Matter),
        ("party", Party),
        ("startLevel", StartLevel),
        ("state", Value.Of(CoordinationEvents.Open)),
        ("unit", Value.Of(Unit))));
}

/// <summary>The lead unit proposed to ask a body outside the organisation.</summary>
/// <param name="Ordinal">Of the request.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who asked.</param>
/// <param name="Matter">What is to be coordinated, sealed.</param>
/// <param name="Party">Code of a body outside the organisation, as it was given, or null.</param>
/// <param name="StartLevel">Code of the level to begin with, as it was given, or null.</param>
/// <param name="Unit">The unit that asked.</param>
internal readonly record struct OutsidePartyProposed(string Ordinal, Instant At, string By, Value Matter, Value Party, Value StartLevel, string? Unit) : ICaseEvent<OutsidePartyProposed>
{
    public static EventLabel Label { get; } = new(nameof(OutsidePartyProposed), "建议移送外部单位", "Outside body proposed") { InHistory = "提出商请外部单位办理" };

    public static OutsidePartyProposed Read(Value set) => EventData.EntryOf(set[CoordinationFacts.Name]) is var (ordinal, request)
        ? new(ordinal, request.At("at"), request.Code("by"), request["matter"], request["party"], request["startLevel"], request["unit"].AsString())
        : default;

    public Value Write() => CoordinationFacts.Patch(Ordinal, Value.Object(
        ("at", Value.Of(At)),
        ("by", Value.Of(By)),
        ("matter", Matter),
        ("party", Party),
        ("startLevel", StartLevel),
        ("state", Value.Of(CoordinationEvents.Open)),
        ("unit", Value.Of(Unit))));
}

/// <summary>A level took the request up.</summary>
/// <param name="Ordinal">Of the request.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Level">Code of the level.</param>
/// <param name="Unit">The unit that coordinates.</param>
internal readonly record struct CoordinationBegun(string Ordinal, Instant At, string Level, string? Unit) : ICaseEvent<CoordinationBegun>
{
    public static EventLabel Label { get; } = new(nameof(CoordinationBegun), "开始协调", "Coordination begun");

    public static CoordinationBegun Read(Value set)
    {
        var (ordinal, request) = EventData.EntryOf(set[CoordinationFacts.Name]);
        var (level, begun) = EventData.EntryOf(request[CoordinationRequest.LevelList]);
        return new(ordinal, begun.At("at"), level, begun["unit"].AsString());
    }

    public static Phrase? Sentence(in CoordinationBegun happened, CityPolicy? city) =>
        new($"{(happened.Level.Length == 0 ? "上级" : CityNames.Unit(city, happened.Unit ?? ""))}开始协调");

    public Value Write() => CoordinationFacts.Patch(Ordinal, Value.Object(
        ("level", Value.Of(Level)),
        (CoordinationRequest.LevelList, Value.Object((Level, Value.Object(("at", Value.Of(At)), ("unit", Value.Of(Unit))))))));
}

/// <summary>What a level decided about a request.</summary>
/// <param name="Level">Code of the level.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who decided.</param>
/// <param name="Decision">The outcome, or <c>Silent</c>.</param>
/// <param name="Text">The decision in words, sealed, or null.</param>
/// <param name="Party">Code of the body outside that is to be asked, or null.</param>
internal readonly record struct LevelDecision(string Level, Instant At, string By, string? Decision, Value Text, Value Party);

/// <summary>A request was decided, by a level or by the answer from outside.</summary>
/// <param name="Ordinal">Of the request.</param>
/// <param name="State">How the request stands.</param>
/// <param name="ByLevel">What the level decided; null: the answer from outside ended it.</param>
internal readonly record struct CoordinationDecided(string Ordinal, string? State, LevelDecision? ByLevel) : ICaseEvent<CoordinationDecided>
{
    public static EventLabel Label { get; } = new(nameof(CoordinationDecided), "作出协调决定", "Coordination decided") { InHistory = "协调有了结果" };

    public static CoordinationDecided Read(Value set)
    {
        var (ordinal, request) = EventData.EntryOf(set[CoordinationFacts.Name]);
        var (level, decided) = EventData.EntryOf(request[CoordinationRequest.LevelList]);
        return new(ordinal, request["state"].AsString(), decided.IsNull
            ? null
            : new LevelDecision(level, decided.At("decidedAt"), decided.Code("decidedBy"), decided["decision"].AsString(), decided["text"], request["party"]));
    }

    public Value Write() => CoordinationFacts.Patch(Ordinal, ByLevel is not { } level
        ? Value.Object(("state", Value.Of(State)))
        : Value.Object(
            (CoordinationRequest.LevelList, Value.Object((level.Level, Value.Object(
                ("decidedAt", Value.Of(level.At)), ("decidedBy", Value.Of(level.By)), ("decision", Value.Of(level.Decision)), ("text", level.Text))))),
            ("party", level.Party),
            ("state", Value.Of(State))));
}

/// <summary>A body outside the organisation was asked.</summary>
/// <param name="Ordinal">Of the request.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Party">Code of the body.</param>
/// <param name="AnswerDueAt">To answer by (UTC); null: no limit.</param>
internal readonly record struct OutsideHandedOver(string Ordinal, Instant At, string? Party, Instant? AnswerDueAt) : ICaseEvent<OutsideHandedOver>
{
    public static EventLabel Label { get; } = new(nameof(OutsideHandedOver), "移送外部单位", "Handed to an outside body");

    public static OutsideHandedOver Read(Value set) => EventData.EntryOf(set[OutsideFacts.Name]) is var (ordinal, outside)
        ? new(ordinal, outside.At("at"), outside["party"].AsString(), outside["answerDueAt"].AsInstant())
        : default;

    public static Phrase? Sentence(in OutsideHandedOver happened, CityPolicy? city) => new($"转送{city?.Coordination.FindParty(happened.Party)?.Name ?? "外部单位"}办理");

    public Value Write() => OutsideFacts.Patch(Ordinal, Value.Object(
        ("answerDueAt", Value.Of(AnswerDueAt)), ("at", Value.Of(At)), ("party", Value.Of(Party)), ("pushes", Value.Of(0)), ("state", Value.Of("HandedOver"))));
}

/// <summary>A body outside the organisation was asked again.</summary>
/// <param name="Ordinal">Of the request.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Times">How often by now.</param>
internal readonly record struct OutsidePushed(string Ordinal, Instant At, long Times) : ICaseEvent<OutsidePushed>
{
    public static EventLabel Label { get; } = new(nameof(OutsidePushed), "再次推动外部单位", "Outside body pushed");

    public static OutsidePushed Read(Value set) => EventData.EntryOf(set[OutsideFacts.Name]) is var (ordinal, outside) ? new(ordinal, outside.At("pushedAt"), outside["pushes"].AsInt64() ?? 0) : default;

    public Value Write() => OutsideFacts.Patch(Ordinal, Value.Object(("pushedAt", Value.Of(At)), ("pushes", Value.Of(Times))));
}

/// <summary>A body outside the organisation answered.</summary>
/// <param name="Ordinal">Of the request.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who recorded it.</param>
/// <param name="Answer">The answer, or why nobody asks again, sealed.</param>
/// <param name="Solved">Whether the matter is solved, as it was given, or null.</param>
internal readonly record struct OutsideAnswered(string Ordinal, Instant At, string By, Value Answer, Value Solved) : ICaseEvent<OutsideAnswered>
{
    public static EventLabel Label { get; } = new(nameof(OutsideAnswered), "外部单位答复", "Outside body answered") { InHistory = "记录外部单位答复" };

    public static OutsideAnswered Read(Value set) => EventData.EntryOf(set[OutsideFacts.Name]) is var (ordinal, outside)
        ? new(ordinal, outside.At("answeredAt"), outside.Code("recordedBy"), outside["answer"], outside["solved"])
        : default;

    public Value Write() => OutsideFacts.Patch(Ordinal, Value.Object(
        ("answer", Answer), ("answeredAt", Value.Of(At)), ("recordedBy", Value.Of(By)), ("solved", Solved), ("state", Value.Of("Answered"))));
}

/// <summary>A body outside the organisation does not answer and is not asked again.</summary>
/// <param name="Ordinal">Of the request.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who recorded it.</param>
/// <param name="Answer">The answer, or why nobody asks again, sealed.</param>
/// <param name="Solved">Whether the matter is solved, as it was given, or null.</param>
internal readonly record struct OutsideGivenUp(string Ordinal, Instant At, string By, Value Answer, Value Solved) : ICaseEvent<OutsideGivenUp>
{
    public static EventLabel Label { get; } = new(nameof(OutsideGivenUp), "停止推动外部单位", "Outside body given up") { InHistory = "外部单位无答复，不再推动" };

    public static OutsideGivenUp Read(Value set) => EventData.EntryOf(set[OutsideFacts.Name]) is var (ordinal, outside)
        ? new(ordinal, outside.At("answeredAt"), outside.Code("recordedBy"), outside["answer"], outside["solved"])
        : default;

    public Value Write() => OutsideFacts.Patch(Ordinal, Value.Object(
        ("answer", Answer), ("answeredAt", Value.Of(At)), ("recordedBy", Value.Of(By)), ("solved", Solved), ("state", Value.Of("GivenUp"))));
}
