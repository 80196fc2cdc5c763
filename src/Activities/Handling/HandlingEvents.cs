using System.Collections.Immutable;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Handling;

/// <summary>The events of sign-in, handling, reply and what the petitioner says meanwhile.</summary>
internal static class HandlingEvents
{
    public static ImmutableArray<CaseEventKind> All { get; } = [CaseEventKind.Of<TicketUrged>(), CaseEventKind.Of<TicketSupplemented>()];
}

/// <summary>The petitioner urged.</summary>
/// <param name="Ordinal">Of the urge.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who recorded it.</param>
/// <param name="Text">The petitioner's words, sealed, or null.</param>
/// <param name="Source">The merged ticket on which it was said.</param>
internal readonly record struct TicketUrged(string Ordinal, Instant At, string By, Value Text, MergedSource Source) : ICaseEvent<TicketUrged>
{
    internal const string List = "urges";

    public static EventLabel Label { get; } = new(nameof(TicketUrged), "诉求人催办", "Urged by the petitioner");

    public static TicketUrged Read(Value set) => EventData.EntryOf(set[List]) is var (ordinal, entry) ? new(ordinal, entry.At("at"), entry.Code("by"), entry["text"], MergedSource.Read(entry)) : default;

    public Value Write() => Value.Object((List, EventData.Entry(Ordinal, EventData.Of(
        (MergedSource.AboutName, Source.About), ("at", Value.Of(At)), ("by", Value.Of(By)), (MergedSource.HandledByName, Source.HandledBy), ("text", Text)))));
}

/// <summary>The petitioner added something to the request.</summary>
/// <param name="Ordinal">Of the addition.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who recorded it.</param>
/// <param name="Text">The petitioner's words, sealed.</param>
/// <param name="Source">The merged ticket on which it was said.</param>
internal readonly record struct TicketSupplemented(string Ordinal, Instant At, string By, Value Text, MergedSource Source) : ICaseEvent<TicketSupplemented>
{
    internal const string List = "supplements";

    public static EventLabel Label { get; } = new(nameof(TicketSupplemented), "诉求人补充情况", "Added to by the petitioner");

    public static TicketSupplemented Read(Value set) => EventData.EntryOf(set[List]) is var (ordinal, entry) ? new(ordinal, entry.At("at"), entry.Code("by"), entry["text"], MergedSource.Read(entry)) : default;

    public Value Write() => Value.Object((List, EventData.Entry(Ordinal, EventData.Of(
        (MergedSource.AboutName, Source.About), ("at", Value.Of(At)), ("by", Value.Of(By)), (MergedSource.HandledByName, Source.HandledBy), ("text", Text)))));
}
