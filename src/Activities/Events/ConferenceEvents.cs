using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Events;

/// <summary>A dispatcher calls a conference.</summary>
/// <param name="By">Who.</param>
/// <param name="Reason">Why, sealed or, in old entries, in clear.</param>
internal readonly record struct ConferenceCalled(string By, Value Reason) : ICaseEvent<ConferenceCalled>
{
    public static EventLabel Label { get; } = new(nameof(ConferenceCalled), "提请派单前会商", "Conference asked for");

    public static ConferenceCalled Read(Value set) => new(ActorFacts.Read(set, ActorFacts.Dispatch), set[ConferenceFacts.ReasonName]);

    public Value Write() => Value.Object((ActorFacts.Name, ActorFacts.Write(ActorFacts.Dispatch, By)), (ConferenceFacts.ReasonName, Reason));
}

/// <summary>Somebody is to hold a conference.</summary>
internal readonly record struct ConferenceRequested : ICaseEvent<ConferenceRequested>
{
    public static EventLabel Label { get; } = new(nameof(ConferenceRequested), "召集派单前会商", "Conference called") { InHistory = "等待派单前会商" };

    public static ConferenceRequested Read(Value set) => default;

    public Value Write() => Value.Object(("status", Value.Of(TicketStatus.InConference)));
}

/// <summary>The conference named a unit.</summary>
/// <param name="Held">Who met, and what was said.</param>
/// <param name="Unit">The unit that is to lead.</param>
/// <param name="CoUnits">The units that are to help; null: none.</param>
internal readonly record struct ConferenceDecided(ConferenceFacts Held, string? Unit, IReadOnlyCollection<string>? CoUnits) : ICaseEvent<ConferenceDecided>
{
    public static EventLabel Label { get; } = new(nameof(ConferenceDecided), "会商确定承办单位", "Conference decided");

    public static ConferenceDecided Read(Value set) => ConferenceFacts.ReadResult(set) is var (unit, coUnits) ? new(ConferenceFacts.Read(set), unit, coUnits) : default;

    public Value Write() => Held.Write(Unit, CoUnits);
}

/// <summary>The conference named no unit.</summary>
/// <param name="Held">Who met, and what was said.</param>
internal readonly record struct ConferenceUnresolved(ConferenceFacts Held) : ICaseEvent<ConferenceUnresolved>
{
    public static EventLabel Label { get; } = new(nameof(ConferenceUnresolved), "会商未能确定", "Conference not decided") { InHistory = "会商未达成一致" };

    public static ConferenceUnresolved Read(Value set) => new(ConferenceFacts.Read(set));

    public Value Write() => Held.Write(null, null);
}
