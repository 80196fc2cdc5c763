using System.Collections.Immutable;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Events;

/// <summary>The events of a matter that cannot be solved for now.</summary>
internal static class CarryOverEvents
{
    public static ImmutableArray<CaseEventKind> All { get; } =
    [
        CaseEventKind.Of<MatterCarriedOver>(), CaseEventKind.Of<CarryOverReviewPlanned>(), CaseEventKind.Of<CarryOverReviewed>(), CaseEventKind.Of<CarryOverReviewMissed>(),
        CaseEventKind.Of<CarryOverCleared>(), CaseEventKind.Of<CarryOverEnded>(),
    ];
}

/// <summary>The matter is carried over.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who registered it.</param>
/// <param name="Plan">The plan, sealed.</param>
/// <param name="Reason">Why it cannot be solved for now, sealed.</param>
internal readonly record struct MatterCarriedOver(Instant At, string By, Value Plan, Value Reason) : ICaseEvent<MatterCarriedOver>
{
    public static EventLabel Label { get; } = new(nameof(MatterCarriedOver), "登记挂账", "Carried over");

    public static MatterCarriedOver Read(Value set) => set[CarryOverFacts.Name] is var matter ? new(matter.At("registeredAt"), matter.Code("by"), matter["plan"], matter["reason"]) : default;

    public Value Write() => Value.Object(
        (CarryOverFacts.Name, Value.Object(
            ("by", Value.Of(By)), ("clearedAt", Value.Null), ("plan", Plan), ("reason", Reason), ("registeredAt", Value.Of(At)))),
        ("status", Value.Of(TicketStatus.CarriedOver)));
}

/// <summary>It is to be looked at again.</summary>
/// <param name="DueAt">By when (UTC); null: no limit.</param>
internal readonly record struct CarryOverReviewPlanned(Instant? DueAt) : ICaseEvent<CarryOverReviewPlanned>
{
    public static EventLabel Label { get; } = new(nameof(CarryOverReviewPlanned), "安排挂账复查", "Look at the carried-over matter planned");

    public static CarryOverReviewPlanned Read(Value set) => new(set[CarryOverFacts.Name]["reviewDueAt"].AsInstant());

    public Value Write() => Value.Object((CarryOverFacts.Name, Value.Object(("reviewDueAt", Value.Of(DueAt)))), ("status", Value.Of(TicketStatus.CarriedOver)));
}

/// <summary>It was looked at.</summary>
/// <param name="Ordinal">Of the look.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who looked.</param>
/// <param name="Outcome">Code of the outcome.</param>
/// <param name="Progress">The progress, sealed, or null.</param>
internal readonly record struct CarryOverReviewed(string Ordinal, Instant At, string By, string Outcome, Value Progress) : ICaseEvent<CarryOverReviewed>
{
    public static EventLabel Label { get; } = new(nameof(CarryOverReviewed), "挂账复查", "Carried-over matter looked at") { InHistory = "完成挂账复查" };

    public static CarryOverReviewed Read(Value set) => EventData.EntryOf(set[CarryOverFacts.Name]["reviews"]) is var (ordinal, review)
        ? new(ordinal, review.At("at"), review.Code("by"), review.Code("outcome"), review["text"])
        : default;

    public Value Write() => Value.Object((CarryOverFacts.Name, Value.Object(("reviews", EventData.Entry(Ordinal, Value.Object(
        ("at", Value.Of(At)), ("by", Value.Of(By)), ("outcome", Value.Of(Outcome)), ("text", Progress)))))));
}

/// <summary>A look at it was missed.</summary>
/// <param name="Count">How many were missed so far.</param>
internal readonly record struct CarryOverReviewMissed(long Count) : ICaseEvent<CarryOverReviewMissed>
{
    public static EventLabel Label { get; } = new(nameof(CarryOverReviewMissed), "挂账到期未复查", "Look at the carried-over matter missed") { InHistory = "挂账复查逾期" };

    public static CarryOverReviewMissed Read(Value set) => new(new CarryOverFacts(set[CarryOverFacts.Name]).Missed);

    public Value Write() => Value.Object((CarryOverFacts.Name, Value.Object(("missed", Value.Of(Count)))));
}

/// <summary>It is solved.</summary>
internal readonly record struct CarryOverCleared(Instant At) : ICaseEvent<CarryOverCleared>
{
    public static EventLabel Label { get; } = new(nameof(CarryOverCleared), "销账", "Carried-over matter cleared");

    public static CarryOverCleared Read(Value set) => new(set[CarryOverFacts.Name].At("clearedAt"));

    public Value Write() => Value.Object((CarryOverFacts.Name, Value.Object(("clearedAt", Value.Of(At)))));
}

/// <summary>It ends unsolved, with an explanation.</summary>
internal readonly record struct CarryOverEnded(Instant At) : ICaseEvent<CarryOverEnded>
{
    public static EventLabel Label { get; } = new(nameof(CarryOverEnded), "挂账说明后结束", "Carried-over matter ended") { InHistory = "终止挂账" };

    public static CarryOverEnded Read(Value set) => new(set[CarryOverFacts.Name].At("endedAt"));

    public Value Write() => Value.Object((CarryOverFacts.Name, Value.Object(("endedAt", Value.Of(At)))));
}
