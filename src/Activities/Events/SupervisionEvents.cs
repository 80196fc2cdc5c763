using System.Collections.Immutable;
using System.Runtime.InteropServices;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Supervision;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Events;

/// <summary>The events of supervision by hand and of flags.</summary>
internal static class SupervisionEvents
{
    public static ImmutableArray<CaseEventKind> All { get; } =
    [
        CaseEventKind.Of<TicketSupervised>(), CaseEventKind.Of<FlagRaised>(), CaseEventKind.Of<FlagReviewBegun>(), CaseEventKind.Of<FlagReviewOverdue>(), CaseEventKind.Of<FlagDecided>(),
    ];
}

/// <summary>A supervisor urged or supervised by hand.</summary>
/// <param name="Ordinal">Among all supervision of the ticket.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who.</param>
/// <param name="Level">The act: <c>Urge</c>, <c>Supervise</c> or <c>Escalate</c>.</param>
/// <param name="Reason">Code of the reason, or null.</param>
/// <param name="Text">The supervisor's words, sealed, or null.</param>
/// <param name="Source">The merged ticket that it is about.</param>
internal readonly record struct TicketSupervised(string Ordinal, Instant At, string By, Value Level, Value Reason, Value Text, MergedSource Source) : ICaseEvent<TicketSupervised>
{
    public static EventLabel Label { get; } = new(nameof(TicketSupervised), "督办工单", "Ticket supervised") { InHistory = "人工催办督办" };

    public static TicketSupervised Read(Value set) => EventData.EntryOf(set[SupervisionFacts.Name]) is var (ordinal, entry)
        ? new(ordinal, entry.At("at"), entry.Code("by"), entry["level"], entry["reason"], entry["text"], MergedSource.Read(entry))
        : default;

    public Value Write() => Value.Object((SupervisionFacts.Name, EventData.Entry(Ordinal, EventData.Of(
        (MergedSource.AboutName, Source.About), ("at", Value.Of(At)), ("by", Value.Of(By)), ("byHand", Value.True), (MergedSource.HandledByName, Source.HandledBy),
        ("level", Level), ("reason", Reason), ("text", Text)))));
}

/// <summary>Somebody flagged an act that the law punishes: a case of its own about a ticket.</summary>
/// <param name="Given">The start arguments: the act, the unit, evidence and files are taken of them as they are.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who flagged it.</param>
/// <param name="Number">Number of the flag.</param>
/// <param name="Citation">The clause, by the city's law, or null.</param>
/// <param name="DistrictCode">The district, as it was given, or null.</param>
/// <param name="TicketCaseId">Case of the ticket.</param>
/// <param name="TicketNumber">Number of the ticket.</param>
/// <param name="SubjectId">Pseudonym under which the words are sealed.</param>
internal readonly record struct FlagRaised(
    Value Given, Instant At, string By, string Number, string? Citation, Value DistrictCode, Value TicketCaseId, Value TicketNumber, Value SubjectId)
    : ICaseEvent<FlagRaised>
{
    private static readonly string[] Taken = [FlagFacts.ActName, "attachments", "evidence", "note", "unit"];

    public static EventLabel Label { get; } = new(nameof(FlagRaised), "标记违规线索", "Flag raised");

    public static IReadOnlyList<string> AlsoSets => Taken;

    public static FlagRaised Read(Value set)
    {
        var (_, ticket) = EventData.EntryOf(set[LinkFacts.Name]);
        return new(set, set.At("acceptedAt"), set.Code("raisedBy"), set.Code("number"), set["citation"].AsString(), set["districtCode"], ticket["caseId"], ticket["number"], set["subjectId"]);
    }

    public static Phrase? Sentence(in FlagRaised happened, CityPolicy? city) => new($"登记违规线索：{city?.Supervision.FindAct(happened.Given[FlagFacts.ActName].AsString())?.Name}");

    public Value Write()
    {
        var facts = new List<(string, Value)>(Taken.Length + 9)
        {
            ("acceptedAt", Value.Of(At)),
            (ActorFacts.Name, ActorFacts.Write(ActorFacts.Flag, By)),
            ("citation", Value.Of(Citation)),
            ("districtCode", DistrictCode),
            (LinkFacts.Name, EventData.Entry("1", Value.Object(("caseId", TicketCaseId), ("number", TicketNumber), ("relation", Value.Of(Links.FlagOf))))),
            ("number", Value.Of(Number)),
            ("raisedBy", Value.Of(By)),
            ("status", Value.Of(RaiseFlag.OpenStatus)),
            ("subjectId", SubjectId),
        };
        foreach (var name in Taken)
        {
            if (Given[name] is { IsNull: false } value) facts.Add((name, value));
        }

        return Value.Object(CollectionsMarshal.AsSpan(facts));
    }
}

/// <summary>A flag is to be reviewed.</summary>
/// <param name="DueAt">By then (UTC); null: no limit.</param>
internal readonly record struct FlagReviewBegun(Instant? DueAt) : ICaseEvent<FlagReviewBegun>
{
    public static EventLabel Label { get; } = new(nameof(FlagReviewBegun), "开始核查违规线索", "Review of the flag begun") { InHistory = "等待核查" };

    public static FlagReviewBegun Read(Value set) => new(set["reviewDueAt"].AsInstant());

    public Value Write() => Value.Object(("reviewDueAt", Value.Of(DueAt)), ("status", Value.Of(RaiseFlag.OpenStatus)));
}

/// <summary>A flag was not reviewed in time.</summary>
/// <param name="At">When (UTC).</param>
internal readonly record struct FlagReviewOverdue(Instant At) : ICaseEvent<FlagReviewOverdue>
{
    public static EventLabel Label { get; } = new(nameof(FlagReviewOverdue), "违规线索核查超期", "Review of the flag overdue") { InHistory = "逾期未核查" };

    public static FlagReviewOverdue Read(Value set) => new(set.At("reviewOverdueAt"));

    public Value Write() => Value.Object(("reviewOverdueAt", Value.Of(At)));
}

/// <summary>A flag was decided.</summary>
/// <param name="Ordinal">Of the decision.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who decided.</param>
/// <param name="Decision">The outcome.</param>
/// <param name="Ground">Code of the ground of an exemption, as it was given, or null.</param>
/// <param name="Reason">Why, sealed.</param>
/// <param name="IsExempted">Whether nobody is punished, for a ground that the city names.</param>
/// <param name="ReferredTo">The body it is referred to; null: it is not.</param>
internal readonly record struct FlagDecided(string Ordinal, Instant At, string By, string Decision, Value Ground, Value Reason, bool IsExempted, string? ReferredTo) : ICaseEvent<FlagDecided>
{
    private const string Prefix = "Flag";

    public static EventLabel Label { get; } = new(nameof(FlagDecided), "违规线索作出结论", "Flag decided");

    public static IReadOnlyList<string> AlsoSets => ["exemptions", "referredTo"];

    public static FlagDecided Read(Value set) => EventData.EntryOf(set[FlagFacts.DecisionList]) is var (ordinal, entry)
        ? new(ordinal, entry.At("at"), entry.Code("by"), set["status"].AsString() is { } status && status.StartsWith(Prefix, StringComparison.Ordinal) ? status[Prefix.Length..] : "", entry["ground"], entry["reason"], set.Has("exemptions"), set["referredTo"].AsString())
        : default;

    public static Phrase? Sentence(in FlagDecided happened, CityPolicy? city) => new($"线索结论：{happened.Decision switch
    {
        "Refer" => "移送监察",
        "Confirmed" => "认定成立",
        "Unfounded" => "认定不成立",
        "Exempted" => "容错免责",
        "Withdrawn" => "撤回",
        var other => other,
    }}");

    public Value Write()
    {
        var decision = EventData.Entry(Ordinal, Value.Object(
            ("at", Value.Of(At)), ("by", Value.Of(By)), ("decision", Value.Of(Decision)), ("ground", Ground), ("reason", Reason)));
        return EventData.Of(
            (FlagFacts.DecisionList, decision),
            ("exemptions", IsExempted ? decision : null),
            ("referredTo", EventData.Known(ReferredTo)),
            ("status", Value.Of(Prefix + Decision)));
    }
}
