using System.Collections.Immutable;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Supervision;

/// <summary>The events of supervision by hand and of flags.</summary>
internal static class SupervisionEvents
{
    public static ImmutableArray<CaseEventKind> All { get; } = [CaseEventKind.Of<TicketSupervised>()];
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
    internal const string List = "supervision";

    public static EventLabel Label { get; } = new(nameof(TicketSupervised), "督办工单", "Ticket supervised") { InHistory = "人工催办督办" };

    public static TicketSupervised Read(Value set) => EventData.EntryOf(set[List]) is var (ordinal, entry)
        ? new(ordinal, entry.At("at"), entry.Code("by"), entry["level"], entry["reason"], entry["text"], MergedSource.Read(entry))
        : default;

    public Value Write() => Value.Object((List, EventData.Entry(Ordinal, EventData.Of(
        (MergedSource.AboutName, Source.About), ("at", Value.Of(At)), ("by", Value.Of(By)), ("byHand", Value.True), (MergedSource.HandledByName, Source.HandledBy),
        ("level", Level), ("reason", Reason), ("text", Text)))));
}
