using System.Collections.Immutable;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Events;

/// <summary>The events of a whistle; those of its departments stand in DepartmentEvents.cs and EscalationEvents.cs.</summary>
internal static class WhistleEvents
{
    public static ImmutableArray<CaseEventKind> All { get; } =
    [
        CaseEventKind.Of<WhistleBlown>(), CaseEventKind.Of<WhistleLimitSet>(), CaseEventKind.Of<WhistleDirected>(), CaseEventKind.Of<WhistleJoined>(), CaseEventKind.Of<WhistleConcluded>(),
        CaseEventKind.Of<DepartmentReportedIn>(), CaseEventKind.Of<DepartmentLate>(), CaseEventKind.Of<DepartmentRefused>(), CaseEventKind.Of<DepartmentCalledAgain>(),
        CaseEventKind.Of<DepartmentExcused>(), CaseEventKind.Of<DepartmentAssigned>(), CaseEventKind.Of<DepartmentPartBegun>(), CaseEventKind.Of<DepartmentPartTold>(),
        CaseEventKind.Of<DepartmentProgressed>(), CaseEventKind.Of<DepartmentPartSentBack>(), CaseEventKind.Of<DepartmentPartDone>(), CaseEventKind.Of<DepartmentPartOverdue>(),
        CaseEventKind.Of<DepartmentRated>(), CaseEventKind.Of<StreetRated>(), CaseEventKind.Of<WhistleUnrated>(), CaseEventKind.Of<WhistleEscalated>(),
        CaseEventKind.Of<WhistleEscalationDecided>(),
    ];

    /// <summary>The department's name; a reader who is not told which reads that it was one.</summary>
    public static string Department(CityPolicy? city, string unit) => unit.Length == 0 ? "部门" : CityNames.Unit(city, unit);
}

/// <summary>A street blew the whistle and named departments.</summary>
/// <param name="Whistle">Which whistle.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who blew it.</param>
/// <param name="Kind">Code of its kind.</param>
/// <param name="Matter">What the departments are needed for, sealed.</param>
/// <param name="Street">The street.</param>
/// <param name="Departments">The departments named, each with the instant to report in by (UTC), or null.</param>
internal readonly record struct WhistleBlown(int Whistle, Instant At, string By, string? Kind, Value Matter, string? Street, (string Unit, Instant? DueAt)[] Departments) : ICaseEvent<WhistleBlown>
{
    public static EventLabel Label { get; } = new(nameof(WhistleBlown), "吹哨", "Whistle blown");

    public static WhistleBlown Read(Value set)
    {
        var (whistle, change) = WhistleFacts.ReadPatch(set);
        return new(whistle, change.At("at"), change.Code("by"), change["kind"].AsString(), change["matter"], change["street"].AsString(),
            [.. change[WhistleFacts.DepartmentList].MembersByName.Select(department => (department.Key, department.Value["dueAt"].AsInstant()))]);
    }

    public static Phrase? Sentence(in WhistleBlown happened, CityPolicy? city) =>
        new($"街道（乡镇）吹哨，点名{(happened.Departments.Length == 0 ? "部门" : string.Join("、", happened.Departments.Select(department => CityNames.Unit(city, department.Unit))))}");

    public Value Write()
    {
        var departments = new (string, Value)[Departments.Length];
        for (var i = 0; i < departments.Length; i++) departments[i] = (Departments[i].Unit, Value.Object(("dueAt", Value.Of(Departments[i].DueAt))));
        return WhistleFacts.Patch(Whistle, Value.Object(
            ("at", Value.Of(At)),
            ("by", Value.Of(By)),
            (WhistleFacts.DepartmentList, Value.Object(departments)),
            ("kind", Value.Of(Kind)),
            ("matter", Matter),
            ("state", Value.Of(WhistleFacts.Open)),
            ("street", Value.Of(Street))));
    }
}

/// <summary>By when the whistle is to join.</summary>
/// <param name="Whistle">Which whistle.</param>
/// <param name="DueAt">By then (UTC).</param>
internal readonly record struct WhistleLimitSet(int Whistle, Instant DueAt) : ICaseEvent<WhistleLimitSet>
{
    public static EventLabel Label { get; } = new(nameof(WhistleLimitSet), "载明报到时限", "Report-in limit set") { InHistory = "载明吹哨办结时限" };

    public static WhistleLimitSet Read(Value set) => WhistleFacts.ReadPatch(set) is var (whistle, change) ? new(whistle, change.At("joinDueAt")) : default;

    public Value Write() => WhistleFacts.Patch(Whistle, Value.Object(("joinDueAt", Value.Of(DueAt))));
}

/// <summary>The street directed the departments or recorded how the matter goes.</summary>
/// <param name="Whistle">Which whistle.</param>
/// <param name="Ordinal">Of the record.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who.</param>
/// <param name="Act">The act.</param>
/// <param name="Unit">The department it is for, or null.</param>
/// <param name="Text">The record, sealed.</param>
internal readonly record struct WhistleDirected(int Whistle, string Ordinal, Instant At, string By, string? Act, string? Unit, Value Text) : ICaseEvent<WhistleDirected>
{
    public static EventLabel Label { get; } = new(nameof(WhistleDirected), "街道调度", "Street directs") { InHistory = "街道（乡镇）调度、记录处置过程" };

    public static WhistleDirected Read(Value set)
    {
        var (whistle, change) = WhistleFacts.ReadPatch(set);
        var (ordinal, record) = EventData.EntryOf(change[WhistleFacts.RecordList]);
        return new(whistle, ordinal, record.At("at"), record.Code("by"), record["act"].AsString(), record["unit"].AsString(), record["text"]);
    }

    public Value Write() => WhistleFacts.Patch(Whistle, Value.Object((WhistleFacts.RecordList, EventData.Entry(Ordinal, Value.Object(
        ("act", Value.Of(Act)), ("at", Value.Of(At)), ("by", Value.Of(By)), ("text", Text), ("unit", Value.Of(Unit)))))));
}

/// <summary>Enough departments did their part: the ticket goes on.</summary>
/// <param name="Whistle">Which whistle.</param>
/// <param name="At">When (UTC).</param>
internal readonly record struct WhistleJoined(int Whistle, Instant At) : ICaseEvent<WhistleJoined>
{
    public static EventLabel Label { get; } = new(nameof(WhistleJoined), "吹哨汇合", "Whistle joined") { InHistory = "吹哨汇合，继续办理" };

    public static WhistleJoined Read(Value set) => WhistleFacts.ReadPatch(set) is var (whistle, change) ? new(whistle, change.At("endedAt")) : default;

    public Value Write() => WhistleFacts.Patch(Whistle, Value.Object(("endedAt", Value.Of(At)), ("state", Value.Of(WhistleFacts.Joined))));
}

/// <summary>The whistle ended before that.</summary>
/// <param name="Whistle">Which whistle.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who ended it.</param>
/// <param name="Reason"><c>Street</c> or <c>Replied</c>.</param>
internal readonly record struct WhistleConcluded(int Whistle, Instant At, string By, string? Reason) : ICaseEvent<WhistleConcluded>
{
    public static EventLabel Label { get; } = new(nameof(WhistleConcluded), "吹哨办结", "Whistle concluded") { InHistory = "吹哨提前结束" };

    public static WhistleConcluded Read(Value set) => WhistleFacts.ReadPatch(set) is var (whistle, change) ? new(whistle, change.At("endedAt"), change.Code("endedBy"), change["endedBecause"].AsString()) : default;

    public Value Write() => WhistleFacts.Patch(Whistle, Value.Object(
        ("endedAt", Value.Of(At)), ("endedBecause", Value.Of(Reason)), ("endedBy", Value.Of(By)), ("state", Value.Of(WhistleFacts.Concluded))));
}
