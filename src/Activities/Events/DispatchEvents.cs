using System.Collections.Immutable;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Events;

/// <summary>The events of dispatch; those of conferences, objections and co-handling stand in files of their own.</summary>
internal static class DispatchEvents
{
    public static ImmutableArray<CaseEventKind> All { get; } =
    [
        CaseEventKind.Of<DispatchByHandRequested>(), CaseEventKind.Of<HandlingUnitChosen>(), CaseEventKind.Of<TicketDispatched>(),
        CaseEventKind.Of<ConferenceCalled>(), CaseEventKind.Of<ConferenceRequested>(), CaseEventKind.Of<ConferenceDecided>(), CaseEventKind.Of<ConferenceUnresolved>(),
        CaseEventKind.Of<DispatchObjected>(), CaseEventKind.Of<ObjectionReviewRequested>(), CaseEventKind.Of<ObjectionUpheld>(), CaseEventKind.Of<ObjectionRejected>(),
        CaseEventKind.Of<ObjectionDesignated>(), CaseEventKind.Of<ObjectionEscalated>(), CaseEventKind.Of<RegressionCaseKept>(),
        CaseEventKind.Of<CoUnitsAdded>(), CaseEventKind.Of<CoHandlingRequested>(), CaseEventKind.Of<CoHandlingDone>(), CaseEventKind.Of<StageReported>(),
        CaseEventKind.Of<CoHandlingLate>(), CaseEventKind.Of<CoHandlingEnded>(),
    ];
}

/// <summary>The catalogue names no unit: a dispatcher is to choose one.</summary>
/// <param name="Obstacle">Why, zh-CN.</param>
/// <param name="ObstacleInEnglish">The same in English.</param>
internal readonly record struct DispatchByHandRequested(string? Obstacle, string? ObstacleInEnglish) : ICaseEvent<DispatchByHandRequested>
{
    public static EventLabel Label { get; } = new(nameof(DispatchByHandRequested), "请求人工派单", "Dispatch by hand asked for") { InHistory = "派单目录未能确定承办单位，等待人工派单" };

    public static DispatchByHandRequested Read(Value set) => set[DispatchFacts.Name] is var dispatch ? new(dispatch["obstacle"].AsString(), dispatch["obstacleInEnglish"].AsString()) : default;

    public Value Write() => Value.Object(
        (DispatchFacts.Name, Value.Object(("obstacle", Value.Of(Obstacle)), ("obstacleInEnglish", Value.Of(ObstacleInEnglish)))),
        ("status", Value.Of(TicketStatus.AwaitingDispatch)));
}

/// <summary>A person chose the unit.</summary>
/// <param name="By">Who.</param>
/// <param name="CoUnits">Units proposed to help; null: none.</param>
/// <param name="District">The district that chose; null: a dispatcher did.</param>
internal readonly record struct HandlingUnitChosen(string By, IReadOnlyCollection<string>? CoUnits, string? District) : ICaseEvent<HandlingUnitChosen>
{
    public static EventLabel Label { get; } = new(nameof(HandlingUnitChosen), "人工确定承办单位", "Unit chosen") { InHistory = "确定承办单位" };

    public static HandlingUnitChosen Read(Value set) => new(ActorFacts.Read(set, ActorFacts.Dispatch), set.Texts(CoUnitList.ProposedName), set["districtUnit"].AsString());

    public Value Write() => Value.Object(
        (ActorFacts.Name, ActorFacts.Write(ActorFacts.Dispatch, By)), (CoUnitList.ProposedName, EventData.List(CoUnits)), ("districtUnit", Value.Of(District)));
}

/// <summary>The ticket went to a unit, or to a district that is to choose one.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="FirstAt">When it was dispatched for the first time (UTC).</param>
/// <param name="LeadUnit">The unit; null: a reader is not told.</param>
/// <param name="Reason">Why that unit.</param>
/// <param name="CoUnits">Units asked to help; null: the district is to choose a unit first.</param>
/// <param name="CoUnitsProposed">Units proposed to help, where the district is to choose; null: none.</param>
/// <param name="IsFirstReceiver">True where no unit received it before (Art. 14); false in old entries too.</param>
internal readonly record struct TicketDispatched(
    Instant At, Instant FirstAt, string? LeadUnit, DispatchReason Reason, IReadOnlyList<string>? CoUnits, IReadOnlyCollection<string>? CoUnitsProposed, bool IsFirstReceiver)
    : ICaseEvent<TicketDispatched>
{
    public static EventLabel Label { get; } = new(nameof(TicketDispatched), "派单", "Dispatched");

    public static IReadOnlyList<string> AlsoSets => [CoUnitList.Name, FirstReceiverFacts.Name, "signedInAt"];

    public static TicketDispatched Read(Value set) => new(
        set.At("dispatchedAt"), set.At("firstDispatchedAt"), set["leadUnit"].AsString(), DispatchReason.Read(set[DispatchFacts.Name]),
        set.Has(CoUnitList.Name) ? CoUnitList.ReadAsked(set) : null, set.Texts(CoUnitList.ProposedName), set.Has(FirstReceiverFacts.Name));

    public static Phrase? Sentence(in TicketDispatched happened, CityPolicy? city) =>
        new($"派单至{(happened.LeadUnit is { } unit ? CityNames.Unit(city, unit) : "承办单位")}{(happened.Reason.Chinese is { Length: > 0 } reason ? $"（{reason}）" : "")}");

    public Value Write() => EventData.Of(
        (ChosenUnitFacts.Name, Value.Null),
        (CoUnitList.Name, CoUnits is null ? null : CoUnitList.WriteAsked(CoUnits, At)),
        (CoUnitList.ProposedName, EventData.List(CoUnitsProposed)),
        (DispatchFacts.Name, Reason.Write()),
        ("dispatchedAt", Value.Of(At)),
        ("firstDispatchedAt", Value.Of(FirstAt)),
        (FirstReceiverFacts.Name, IsFirstReceiver && LeadUnit is not null ? FirstReceiverFacts.Write(LeadUnit, At) : null),
        ("leadUnit", Value.Of(LeadUnit)),
        ("signedInAt", CoUnits is null ? null : Value.Null),
        ("status", Value.Of(CoUnits is null ? TicketStatus.AwaitingDispatch : TicketStatus.AwaitingSignIn)));
}

/// <summary>Why a ticket went to a unit.</summary>
/// <param name="Mode">How the unit was found.</param>
/// <param name="Chinese">Why, zh-CN.</param>
/// <param name="English">The same in English.</param>
/// <param name="Because">What a person wrote, sealed; <see cref="Value.Null"/>: takes back what was written before; null: nothing was.</param>
/// <param name="CopyTo">The district that gets a copy; null: none.</param>
/// <param name="Policy">Hash of the policies by which it was found.</param>
/// <param name="RowId">Row of the catalogue; null: none.</param>
/// <param name="NotUsed">Rows that match but were not used; null: none.</param>
internal readonly record struct DispatchReason(
    string? Mode, string? Chinese, string? English, Value? Because, string? CopyTo, string? Policy, string? RowId, IReadOnlyList<RowNotUsed>? NotUsed)
{
    public static DispatchReason Read(Value dispatch) => new(
        dispatch["mode"].AsString(), dispatch["reason"].AsString(), dispatch["reasonInEnglish"].AsString(), dispatch.Find("because"), dispatch["copyTo"].AsString(),
        dispatch["policy"].AsString(), dispatch["rowId"].AsString(), dispatch["rejected"] is { IsNull: false } rows ? [.. rows.Items.Select(RowNotUsed.Read)] : null);

    public Value Write() => EventData.Of(
        ("because", Because),
        ("copyTo", Value.Of(CopyTo)),
        ("mode", Value.Of(Mode)),
        ("obstacle", Value.Null),
        ("obstacleInEnglish", Value.Null),
        ("policy", Value.Of(Policy)),
        ("reason", Value.Of(Chinese)),
        ("reasonInEnglish", Value.Of(English)),
        ("rejected", NotUsed is null ? Value.Null : Value.Of(NotUsed.Select(row => row.Write()))),
        ("rowId", Value.Of(RowId)));
}

/// <summary>A row of the catalogue that matches but was not used.</summary>
/// <param name="Row">Its id.</param>
/// <param name="Chinese">Why not, zh-CN.</param>
/// <param name="English">The same in English.</param>
internal readonly record struct RowNotUsed(string? Row, string? Chinese, string? English)
{
    public static RowNotUsed Read(Value row) => new(row["row"].AsString(), row["why"].AsString(), row["whyInEnglish"].AsString());

    public Value Write() => Value.Object(("row", Value.Of(Row)), ("why", Value.Of(Chinese)), ("whyInEnglish", Value.Of(English)));
}
