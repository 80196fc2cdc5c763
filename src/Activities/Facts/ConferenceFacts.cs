using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Facts;

/// <summary>A conference before dispatch, as <c>conferences.{n}</c> keeps it.</summary>
/// <param name="Ordinal">Of the conference.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who recorded it.</param>
/// <param name="Minutes">What was said, sealed.</param>
/// <param name="Participants">Codes of the units that took part.</param>
internal readonly record struct ConferenceFacts(string Ordinal, Instant At, string By, Value Minutes, IReadOnlyCollection<string> Participants)
{
    public const string List = "conferences";
    public const string ReasonName = "conferenceReason";

    public static ConferenceFacts Read(Value set) => EventData.EntryOf(set[List]) is var (ordinal, entry)
        ? new(ordinal, entry.At("at"), entry.Code("by"), entry["minutes"], entry.Texts("participants") ?? [])
        : default;

    public static (string? Unit, IReadOnlyCollection<string>? CoUnits) ReadResult(Value set) =>
        EventData.EntryOf(set[List]).Entry is var entry ? (entry["unit"].AsString(), entry.Texts("coUnits")) : default;

    /// <summary>What both ends of a conference set.</summary>
    public Value Write(string? unit, IReadOnlyCollection<string>? coUnits)
    {
        var helpers = EventData.List(coUnits);
        return Value.Object(
            (ActorFacts.Name, ActorFacts.Write(ActorFacts.Conference, By)),
            (ChosenUnitFacts.Name, ChosenUnitFacts.Write(unit, ChosenUnitFacts.ByConference)),
            (CoUnitList.ProposedName, helpers),
            (List, EventData.Entry(Ordinal, Value.Object(
                ("at", Value.Of(At)), ("by", Value.Of(By)), ("coUnits", helpers), ("minutes", Minutes), ("participants", EventData.List(Participants)), ("unit", Value.Of(unit))))));
    }
}
