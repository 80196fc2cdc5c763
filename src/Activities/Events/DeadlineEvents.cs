using System.Collections.Immutable;
using JieSuJiBan.Activities.Clocks;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Events;

/// <summary>The events of limits: what is done to a clock stands in ClockEvents.cs, the rungs after its end in RungEvents.cs.</summary>
internal static class DeadlineEvents
{
    public static ImmutableArray<CaseEventKind> All { get; } =
    [
        .. ClockEvents.All, CaseEventKind.Of<ClockWatched>(), CaseEventKind.Of<ClockWarned>(), CaseEventKind.Of<DeadlineWarned>(), CaseEventKind.Of<ClockOverdue>(),
        CaseEventKind.Of<TicketOverdue>(), CaseEventKind.Of<OverdueWithdrawn>(), .. RungEvents.All, .. ExtensionEvents.All,
    ];
}

/// <summary>An activity watches a clock.</summary>
/// <param name="Clock">Name of the clock; empty: a reader is given none.</param>
/// <param name="Runner">Instance of the activity.</param>
internal readonly record struct ClockWatched(string Clock, string? Runner) : ICaseEvent<ClockWatched>
{
    public static EventLabel Label { get; } = new(nameof(ClockWatched), "开始计时", "Clock running");

    public static ClockWatched Read(Value set) => ClockFacts.ReadPatch(set) is var (clock, change) ? new(clock, change["runner"].AsString()) : default;

    public static Phrase? Sentence(in ClockWatched happened, CityPolicy? city) => ClockPhrases.Of(happened.Clock, null, city, static words => new($"{words.Chinese}开始计时", $"{words.English} clock running"));

    public Value Write() => Value.Object(ClockFacts.Patch(Clock, Value.Object(("runner", Value.Of(Runner)))));
}

/// <summary>A limit of a step is near its end.</summary>
/// <param name="Clock">Name of the clock; empty: a reader is given none.</param>
/// <param name="FirstAt">When of its end was warned first (UTC).</param>
/// <param name="Count">How often by now.</param>
internal readonly record struct ClockWarned(string Clock, Instant FirstAt, long Count) : ICaseEvent<ClockWarned>
{
    public static EventLabel Label { get; } = new(nameof(ClockWarned), "分项时限临期预警", "Step limit near its end");

    public static ClockWarned Read(Value set) => ClockFacts.ReadPatch(set) is var (clock, change) ? new(clock, change.At(ClockFacts.WarnedName), change[ClockFacts.WarningsName].AsInt64() ?? 0) : default;

    public static Phrase? Sentence(in ClockWarned happened, CityPolicy? city) => ClockPhrases.Of(happened.Clock, null, city, static words => new($"{words.Chinese}时限到期预警", $"{words.English} limit near its end"));

    public Value Write() => Value.Object(ClockFacts.Patch(Clock, Value.Object((ClockFacts.WarnedName, Value.Of(FirstAt)), (ClockFacts.WarningsName, Value.Of(Count)))));
}

/// <summary>The limit printed on the ticket is near its end.</summary>
/// <param name="FirstAt">When of its end was warned first (UTC).</param>
/// <param name="Count">How often by now.</param>
internal readonly record struct DeadlineWarned(Instant FirstAt, long Count) : ICaseEvent<DeadlineWarned>
{
    public static EventLabel Label { get; } = new(nameof(DeadlineWarned), "临期预警", "Deadline warning");

    public static DeadlineWarned Read(Value set) => new(set.At(ClockFacts.WarnedName), set[ClockFacts.WarningsName].AsInt64() ?? 0);

    public static Phrase? Sentence(in DeadlineWarned happened, CityPolicy? city) => ClockPhrases.Of(TicketClocks.Feedback, null, city, static words => new($"{words.Chinese}时限到期预警", $"{words.English} limit near its end"));

    public Value Write() => Value.Object(
        ClockFacts.Patch(TicketClocks.Feedback, Value.Object((ClockFacts.WarnedName, Value.Of(FirstAt)), (ClockFacts.WarningsName, Value.Of(Count)))),
        (ClockFacts.WarnedName, Value.Of(FirstAt)),
        (ClockFacts.WarningsName, Value.Of(Count)));
}

/// <summary>A limit of a step passed.</summary>
/// <param name="Clock">Name of the clock; empty: a reader is given none.</param>
/// <param name="At">When (UTC).</param>
internal readonly record struct ClockOverdue(string Clock, Instant At) : ICaseEvent<ClockOverdue>
{
    public static EventLabel Label { get; } = new(nameof(ClockOverdue), "分项时限超期", "Step limit passed");

    public static ClockOverdue Read(Value set) => ClockFacts.ReadPatch(set) is var (clock, change) ? new(clock, change.At(ClockFacts.OverdueName)) : default;

    public static Phrase? Sentence(in ClockOverdue happened, CityPolicy? city) => ClockPhrases.Of(happened.Clock, null, city, static words => new($"{words.Chinese}超期", $"{words.English} overdue"));

    public Value Write() => Value.Object(ClockFacts.Patch(Clock, Value.Object((ClockFacts.OverdueName, Value.Of(At)))));
}

/// <summary>The limit printed on the ticket passed without a reply.</summary>
/// <param name="At">When (UTC).</param>
internal readonly record struct TicketOverdue(Instant At) : ICaseEvent<TicketOverdue>
{
    public static EventLabel Label { get; } = new(nameof(TicketOverdue), "工单超期", "Overdue");

    public static TicketOverdue Read(Value set) => new(set.At(ClockFacts.OverdueName));

    public static Phrase? Sentence(in TicketOverdue happened, CityPolicy? city) => ClockPhrases.Of(TicketClocks.Feedback, null, city, static words => new($"{words.Chinese}超期", $"{words.English} overdue"));

    public Value Write() => Value.Object(ClockFacts.Patch(TicketClocks.Feedback, Value.Object((ClockFacts.OverdueName, Value.Of(At)))), (ClockFacts.OverdueName, Value.Of(At)));
}

/// <summary>What the limit demands was done in time after all: its mark is withdrawn.</summary>
/// <param name="Clock">Name of the clock; empty: a reader is given none.</param>
internal readonly record struct OverdueWithdrawn(string Clock) : ICaseEvent<OverdueWithdrawn>
{
    public static EventLabel Label { get; } = new(nameof(OverdueWithdrawn), "撤销超期标记", "Overdue mark withdrawn");

    public static IReadOnlyList<string> AlsoSets => [ClockFacts.OverdueName];

    public static OverdueWithdrawn Read(Value set) => new(ClockFacts.ReadPatch(set).Clock);

    public static Phrase? Sentence(in OverdueWithdrawn happened, CityPolicy? city) => ClockPhrases.Of(happened.Clock, null, city, static words => new($"{words.Chinese}在时限之内，撤销该项超期标记", $"{words.English} was in time: its overdue mark is withdrawn"));

    public Value Write() => EventData.Of(ClockFacts.Patch(Clock, Value.Object((ClockFacts.OverdueName, Value.Null))), (ClockFacts.OverdueName, Clock == TicketClocks.Feedback ? Value.Null : null));
}
