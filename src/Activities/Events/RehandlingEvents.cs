using System.Collections.Immutable;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Events;

/// <summary>The events of handling again, and of what is explained where that is over.</summary>
internal static class RehandlingEvents
{
    public static ImmutableArray<CaseEventKind> All { get; } =
        [CaseEventKind.Of<RehandlingOrdered>(), CaseEventKind.Of<RehandlingGoesOn>(), CaseEventKind.Of<ExplanationRequested>(), CaseEventKind.Of<ResultExplained>()];
}

/// <summary>The unit is to handle the matter again.</summary>
/// <param name="Ordinal">Of the round.</param>
/// <param name="At">When (UTC).</param>
/// <param name="DueAt">To be replied to by (UTC); null: no limit.</param>
/// <param name="ContactedByStaff">What the petitioner said about that, or null.</param>
/// <param name="Satisfied">What the petitioner said about that, or null.</param>
/// <param name="Solved">What the petitioner said about that, or null.</param>
/// <param name="Step">Code of the step whose limit it has; null: an old entry does not say.</param>
internal readonly record struct RehandlingOrdered(string Ordinal, Instant At, Instant? DueAt, Value ContactedByStaff, Value Satisfied, Value Solved, string? Step) : ICaseEvent<RehandlingOrdered>
{
    public static EventLabel Label { get; } = new(nameof(RehandlingOrdered), "重新办理", "To be handled again") { InHistory = "责成重新办理" };

    public static RehandlingOrdered Read(Value set)
    {
        var (ordinal, round) = EventData.EntryOf(set[RehandlingFacts.Name]);
        return new(
            ordinal, round.At("at"), round["dueAt"].AsInstant(), round[CallbackFacts.ContactedByStaff], round[CallbackFacts.Satisfied], round[CallbackFacts.Solved], round["step"].AsString());
    }

    public Value Write() => Value.Object(
        (RehandlingFacts.Name, EventData.Entry(Ordinal, EventData.Of(
            ("at", Value.Of(At)),
            (CallbackFacts.ContactedByStaff, ContactedByStaff),
            ("dueAt", Value.Of(DueAt)),
            (CallbackFacts.Satisfied, Satisfied),
            (CallbackFacts.Solved, Solved),
            ("step", EventData.Known(Step))))),
        (RehandlingFacts.OpenName, Value.True),
        ("status", Value.Of(TicketStatus.InHandling)));
}

/// <summary>A round goes on after its reply was sent back.</summary>
/// <param name="Ordinal">Of the round.</param>
/// <param name="DueAt">To be replied to by (UTC); null: no limit.</param>
internal readonly record struct RehandlingGoesOn(string Ordinal, Instant? DueAt) : ICaseEvent<RehandlingGoesOn>
{
    public static EventLabel Label { get; } = new(nameof(RehandlingGoesOn), "重新办理继续计时", "The limit of the rehandling goes on");

    public static RehandlingGoesOn Read(Value set) => EventData.EntryOf(set[RehandlingFacts.Name]) is var (ordinal, round) ? new(ordinal, round["dueAt"].AsInstant()) : default;

    public Value Write() => Value.Object((RehandlingFacts.Name, EventData.Entry(Ordinal, Value.Object(("dueAt", Value.Of(DueAt))))));
}

/// <summary>The unit is to explain the result to the petitioner.</summary>
internal readonly record struct ExplanationRequested : ICaseEvent<ExplanationRequested>
{
    public static EventLabel Label { get; } = new(nameof(ExplanationRequested), "要求解释说明", "Explanation asked for") { InHistory = "等待解释说明" };

    public static ExplanationRequested Read(Value set) => default;

    public Value Write() => Value.Object(("status", Value.Of(TicketStatus.InHandling)));
}

/// <summary>The unit explained the result to the petitioner.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who.</param>
/// <param name="Text">What the petitioner was told, sealed.</param>
internal readonly record struct ResultExplained(Instant At, string By, Value Text) : ICaseEvent<ResultExplained>
{
    public static EventLabel Label { get; } = new(nameof(ResultExplained), "已解释说明", "Result explained") { InHistory = "向诉求人解释说明" };

    public static ResultExplained Read(Value set) => set["explained"] is var explained ? new(explained.At("at"), explained.Code("by"), explained["text"]) : default;

    public Value Write() => Value.Object(
        (ActorFacts.Name, ActorFacts.Write(ActorFacts.Explanation, By)),
        ("explained", Value.Object(("at", Value.Of(At)), ("by", Value.Of(By)), ("text", Text))));
}
