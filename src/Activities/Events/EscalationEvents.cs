using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Events;

/// <summary>The street rated a department.</summary>
/// <param name="Whistle">Which whistle.</param>
/// <param name="Unit">The department.</param>
/// <param name="Rating">Open data: points by the city's criteria, the comment sealed, <c>at</c> and <c>by</c>.</param>
internal readonly record struct DepartmentRated(int Whistle, string Unit, Value Rating) : ICaseEvent<DepartmentRated>
{
    internal const string Name = "ratingByStreet";

    public static EventLabel Label { get; } = new(nameof(DepartmentRated), "街道评价部门", "Street rated the department");

    public static DepartmentRated Read(Value set) => WhistleFacts.ReadDepartment(set) is var (whistle, unit, change) ? new(whistle, unit, change[Name]) : default;

    public static Phrase? Sentence(in DepartmentRated happened, CityPolicy? city) => new($"街道（乡镇）评价{WhistleEvents.Department(city, happened.Unit)}");

    public Value Write() => WhistleFacts.PatchDepartment(Whistle, Unit, Value.Object((Name, Rating)));
}

/// <summary>A department rated the street.</summary>
/// <param name="Whistle">Which whistle.</param>
/// <param name="Unit">The department.</param>
/// <param name="Rating">Open data: points by the city's criteria, the comment sealed, <c>at</c> and <c>by</c>.</param>
internal readonly record struct StreetRated(int Whistle, string Unit, Value Rating) : ICaseEvent<StreetRated>
{
    internal const string Name = "ratingOfStreet";

    public static EventLabel Label { get; } = new(nameof(StreetRated), "部门评价街道", "Department rated the street");

    public static StreetRated Read(Value set) => WhistleFacts.ReadDepartment(set) is var (whistle, unit, change) ? new(whistle, unit, change[Name]) : default;

    public static Phrase? Sentence(in StreetRated happened, CityPolicy? city) => new($"{WhistleEvents.Department(city, happened.Unit)}评价街道（乡镇）");

    public Value Write() => WhistleFacts.PatchDepartment(Whistle, Unit, Value.Object((Name, Rating)));
}

/// <summary>A rating was not given in time.</summary>
/// <param name="Whistle">Which whistle.</param>
/// <param name="Unit">The department.</param>
/// <param name="At">When (UTC).</param>
internal readonly record struct WhistleUnrated(int Whistle, string Unit, Instant At) : ICaseEvent<WhistleUnrated>
{
    public static EventLabel Label { get; } = new(nameof(WhistleUnrated), "双向评价逾期未评", "Mutual rating not given in time");

    public static WhistleUnrated Read(Value set) => WhistleFacts.ReadDepartment(set) is var (whistle, unit, change) ? new(whistle, unit, change.At("ratingEndedAt")) : default;

    public static Phrase? Sentence(in WhistleUnrated happened, CityPolicy? city) => new($"{WhistleEvents.Department(city, happened.Unit)}：双向评价逾期未评");

    public Value Write() => WhistleFacts.PatchDepartment(Whistle, Unit, Value.Object(("ratingEndedAt", Value.Of(At))));
}

/// <summary>A department that did not come was reported to the level above.</summary>
/// <param name="Whistle">Which whistle.</param>
/// <param name="Unit">The department.</param>
/// <param name="Ordinal">Of the escalation.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Level">Code of the unit above.</param>
/// <param name="Reason"><c>Refused</c> or <c>Late</c>.</param>
internal readonly record struct WhistleEscalated(int Whistle, string Unit, string Ordinal, Instant At, string? Level, string? Reason) : ICaseEvent<WhistleEscalated>
{
    public static EventLabel Label { get; } = new(nameof(WhistleEscalated), "部门未报到，报上级处理", "Whistle taken to the level above");

    public static WhistleEscalated Read(Value set) => WhistleFacts.ReadDepartment(set) is var (whistle, unit, change) && EventData.EntryOf(change[DepartmentFacts.EscalationList]) is var escalation
        ? new(whistle, unit, escalation.Ordinal, escalation.Entry.At("at"), escalation.Entry["level"].AsString(), escalation.Entry["why"].AsString())
        : default;

    public static Phrase? Sentence(in WhistleEscalated happened, CityPolicy? city) => new($"{WhistleEvents.Department(city, happened.Unit)}未报到，报上级处理");

    public Value Write() => WhistleFacts.PatchDepartment(Whistle, Unit, Value.Object((DepartmentFacts.EscalationList, EventData.Entry(Ordinal, Value.Object(
        ("at", Value.Of(At)), ("level", Value.Of(Level)), ("why", Value.Of(Reason)))))));
}

/// <summary>The level above decided about a department that did not come.</summary>
/// <param name="Whistle">Which whistle.</param>
/// <param name="Unit">The department.</param>
/// <param name="Ordinal">Of the escalation.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who decided.</param>
/// <param name="Decision">The outcome, or <c>Silent</c>.</param>
/// <param name="Text">The decision in words, sealed, or null.</param>
internal readonly record struct WhistleEscalationDecided(int Whistle, string Unit, string Ordinal, Instant At, string By, string? Decision, Value Text) : ICaseEvent<WhistleEscalationDecided>
{
    public static EventLabel Label { get; } = new(nameof(WhistleEscalationDecided), "上级对部门未报到作出处理", "Level above decided about the department");

    public static WhistleEscalationDecided Read(Value set) => WhistleFacts.ReadDepartment(set) is var (whistle, unit, change) && EventData.EntryOf(change[DepartmentFacts.EscalationList]) is var escalation
        ? new(whistle, unit, escalation.Ordinal, escalation.Entry.At("decidedAt"), escalation.Entry.Code("decidedBy"), escalation.Entry["decision"].AsString(), escalation.Entry["text"])
        : default;

    public static Phrase? Sentence(in WhistleEscalationDecided happened, CityPolicy? city) => new($"上级对{WhistleEvents.Department(city, happened.Unit)}未报到作出处理");

    public Value Write() => WhistleFacts.PatchDepartment(Whistle, Unit, Value.Object((DepartmentFacts.EscalationList, EventData.Entry(Ordinal, Value.Object(
        ("decidedAt", Value.Of(At)), ("decidedBy", Value.Of(By)), ("decision", Value.Of(Decision)), ("text", Text))))));
}
