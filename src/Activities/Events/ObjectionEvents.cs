using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Events;

/// <summary>The unit objects to the dispatch.</summary>
/// <param name="Ordinal">Of the objection.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who.</param>
/// <param name="Count">How often by now.</param>
/// <param name="Unit">The unit that objects.</param>
/// <param name="Ground">Code of the ground.</param>
/// <param name="Citation">The rule it rests on, sealed or, in old entries, in clear; null: none.</param>
/// <param name="Text">Facts and reasons, sealed.</param>
/// <param name="ProposedUnit">The unit proposed instead; null: none.</param>
/// <param name="RowId">Row of the dispatch catalogue that had sent the ticket there; null: none.</param>
internal readonly record struct DispatchObjected(
    string Ordinal, Instant At, string By, long Count, string? Unit, string? Ground, Value Citation, Value Text, string? ProposedUnit, string? RowId) : ICaseEvent<DispatchObjected>
{
    public static EventLabel Label { get; } = new(nameof(DispatchObjected), "提出派单异议", "Objection to the dispatch");

    public static DispatchObjected Read(Value set)
    {
        var (ordinal, entry) = ObjectionFacts.ReadPatch(set);
        return new(
            ordinal, entry.At("at"), entry.Code("by"), set[ObjectionFacts.CountName].AsInt64() ?? 0, entry["unit"].AsString(), entry["ground"].AsString(), entry["citation"], entry["text"],
            entry["proposedUnit"].AsString(), entry["rowId"].AsString());
    }

    public Value Write() => Value.Object(
        (ActorFacts.Name, ActorFacts.Write(ActorFacts.Objection, By)),
        (ObjectionFacts.CountName, Value.Of(Count)),
        (ObjectionFacts.List, ObjectionFacts.Patch(Ordinal, Value.Object(
            ("at", Value.Of(At)),
            ("by", Value.Of(By)),
            ("citation", Citation),
            ("ground", Value.Of(Ground)),
            ("proposedUnit", Value.Of(ProposedUnit)),
            ("rowId", Value.Of(RowId)),
            ("text", Text),
            ("unit", Value.Of(Unit))))),
        ("status", Value.Of(TicketStatus.ObjectionUnderReview)));
}

/// <summary>Somebody is to decide on the objection.</summary>
/// <param name="Ordinal">Of the objection.</param>
/// <param name="Level">Level of the review, as the definition has it.</param>
internal readonly record struct ObjectionReviewRequested(string Ordinal, Value Level) : ICaseEvent<ObjectionReviewRequested>
{
    public static EventLabel Label { get; } = new(nameof(ObjectionReviewRequested), "派单异议送审", "Objection sent to review") { InHistory = "等待派单异议审核" };

    public static ObjectionReviewRequested Read(Value set) => ObjectionFacts.ReadPatch(set) is var (ordinal, change) ? new(ordinal, change["level"]) : default;

    public Value Write() => Value.Object((ObjectionFacts.List, ObjectionFacts.Patch(Ordinal, Value.Object(("level", Level)))), ("status", Value.Of(TicketStatus.ObjectionUnderReview)));
}

/// <summary>The objection is upheld: the ticket is dispatched again.</summary>
/// <param name="Made">The decision.</param>
/// <param name="Unit">The unit named instead; null: the catalogue or a dispatcher names it.</param>
internal readonly record struct ObjectionUpheld(ObjectionDecision Made, string? Unit) : ICaseEvent<ObjectionUpheld>
{
    public static EventLabel Label { get; } = new(nameof(ObjectionUpheld), "派单异议成立", "Objection upheld");

    public static ObjectionUpheld Read(Value set) => new(ObjectionFacts.ReadDecision(set), new ChosenUnitFacts(set[ChosenUnitFacts.Name]).Unit);

    public Value Write() => Value.Object(
        (ActorFacts.Name, ActorFacts.Write(ActorFacts.ObjectionReview, Made.By)),
        (ChosenUnitFacts.Name, ChosenUnitFacts.Write(Unit, ChosenUnitFacts.ByObjection)),
        (ObjectionFacts.List, ObjectionFacts.WriteDecision(ObjectionFacts.Upheld, Made)),
        ("signedInAt", Value.Null));
}

/// <summary>The objection is rejected: the unit keeps the ticket.</summary>
/// <param name="Made">The decision.</param>
/// <param name="IsFinal">True where the city allows no other objection after it.</param>
internal readonly record struct ObjectionRejected(ObjectionDecision Made, bool IsFinal) : ICaseEvent<ObjectionRejected>
{
    public static EventLabel Label { get; } = new(nameof(ObjectionRejected), "派单异议不成立", "Objection rejected");

    public static IReadOnlyList<string> AlsoSets => [ObjectionFacts.ReturnForbiddenName];

    public static ObjectionRejected Read(Value set) => new(ObjectionFacts.ReadDecision(set), set[ObjectionFacts.ReturnForbiddenName].AsBoolean() == true);

    public Value Write() => EventData.Of(
        (ActorFacts.Name, ActorFacts.Write(ActorFacts.ObjectionReview, Made.By)),
        (ObjectionFacts.List, ObjectionFacts.WriteDecision(ObjectionFacts.Rejected, Made)),
        (ObjectionFacts.ReturnForbiddenName, IsFinal ? Value.True : null));
}

/// <summary>A unit is designated for good.</summary>
/// <param name="Made">The decision.</param>
/// <param name="Unit">The unit.</param>
internal readonly record struct ObjectionDesignated(ObjectionDecision Made, string? Unit) : ICaseEvent<ObjectionDesignated>
{
    public static EventLabel Label { get; } = new(nameof(ObjectionDesignated), "最终指定承办单位", "Unit designated for good");

    public static ObjectionDesignated Read(Value set) => new(ObjectionFacts.ReadDecision(set), new ChosenUnitFacts(set[ChosenUnitFacts.Name]).Unit);

    public Value Write() => Value.Object(
        (ActorFacts.Name, ActorFacts.Write(ActorFacts.ObjectionReview, Made.By)),
        (ChosenUnitFacts.Name, ChosenUnitFacts.Write(Unit, ChosenUnitFacts.ByDesignation)),
        (ObjectionFacts.List, ObjectionFacts.WriteDecision(ObjectionFacts.Designated, Made)),
        (ObjectionFacts.ReturnForbiddenName, Value.True));
}

/// <summary>The next level is to decide on the objection.</summary>
/// <param name="Made">The decision.</param>
internal readonly record struct ObjectionEscalated(ObjectionDecision Made) : ICaseEvent<ObjectionEscalated>
{
    public static EventLabel Label { get; } = new(nameof(ObjectionEscalated), "派单异议上报上一级", "Objection sent up");

    public static ObjectionEscalated Read(Value set) => new(ObjectionFacts.ReadDecision(set));

    public Value Write() => Value.Object(
        (ActorFacts.Name, ActorFacts.Write(ActorFacts.ObjectionReview, Made.By)),
        (ObjectionFacts.List, ObjectionFacts.WriteDecision(ObjectionFacts.Escalated, Made)));
}

/// <summary>A wrong dispatch is kept for the catalogue: its next edition must not send this class and place to that unit again.</summary>
/// <param name="Ordinal">Of the objection.</param>
/// <param name="ClassCode">The class.</param>
/// <param name="DistrictCode">The district, or null.</param>
/// <param name="StreetCode">The street or township, or null.</param>
/// <param name="NotUnit">The unit it was wrongly sent to.</param>
/// <param name="Unit">The unit named instead; null: none.</param>
/// <param name="RowId">Row of the catalogue that had sent it there; null: none.</param>
internal readonly record struct RegressionCaseKept(string Ordinal, string? ClassCode, string? DistrictCode, string? StreetCode, string? NotUnit, string? Unit, string? RowId)
    : ICaseEvent<RegressionCaseKept>
{
    private const string Name = "regression";

    public static EventLabel Label { get; } = new(nameof(RegressionCaseKept), "留作派单目录回归案例", "Kept as regression case of the catalogue") { InHistory = "留存派单目录校正样例" };

    public static RegressionCaseKept Read(Value set)
    {
        var (ordinal, change) = ObjectionFacts.ReadPatch(set);
        var kept = change[Name];
        return new(
            ordinal, kept["classCode"].AsString(), kept["districtCode"].AsString(), kept["streetCode"].AsString(), kept["notUnit"].AsString(), kept["unit"].AsString(), kept["rowId"].AsString());
    }

    public Value Write() => Value.Object((ObjectionFacts.List, ObjectionFacts.Patch(Ordinal, Value.Object((Name, Value.Object(
        ("classCode", Value.Of(ClassCode)),
        ("districtCode", Value.Of(DistrictCode)),
        ("notUnit", Value.Of(NotUnit)),
        ("rowId", Value.Of(RowId)),
        ("streetCode", Value.Of(StreetCode)),
        ("unit", Value.Of(Unit))))))));
}
