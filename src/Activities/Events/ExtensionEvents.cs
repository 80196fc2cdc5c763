using System.Collections.Immutable;
using JieSuJiBan.Activities.Clocks;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Events;

/// <summary>The events of asking for more time and for a pause.</summary>
internal static class ExtensionEvents
{
    public static ImmutableArray<CaseEventKind> All { get; } =
    [
        CaseEventKind.Of<ExtensionRequested>(), CaseEventKind.Of<ExtensionLapsed>(), CaseEventKind.Of<ExtensionRefused>(), CaseEventKind.Of<ExtensionTold>(),
        CaseEventKind.Of<ExtensionReviewOverdue>(), CaseEventKind.Of<PauseRequested>(),
    ];

    /// <summary>Nobody had decided by the due of the review. Nested: what a city does then has the same name.</summary>
    /// <param name="Ordinal">Of the request.</param>
    /// <param name="At">When (UTC).</param>
    internal readonly record struct ExtensionReviewOverdue(string Ordinal, Instant At) : ICaseEvent<ExtensionReviewOverdue>
    {
        public static EventLabel Label { get; } = new(nameof(ExtensionReviewOverdue), "延期申请逾期未审核", "Review of the extension overdue");

        public static ExtensionReviewOverdue Read(Value set) => ExtensionFacts.ReadPatch(set) is var (ordinal, change) ? new(ordinal, change.At("reviewOverdueAt")) : default;

        public Value Write() => Value.Object(ExtensionFacts.Patch(Ordinal, Value.Object(("reviewOverdueAt", Value.Of(At)))));
    }
}

/// <summary>The unit asks for more time.</summary>
/// <param name="Ordinal">Of the request.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who.</param>
/// <param name="Unit">The unit that asks.</param>
/// <param name="Ground">Code of the ground.</param>
/// <param name="Basis">The legal basis, sealed or, in old entries, in clear; null: none was cited.</param>
/// <param name="Explanation">The explanation to the petitioner, sealed.</param>
/// <param name="Mode">Who decides, as the city has it.</param>
/// <param name="RequestedDueAt">The end that is asked for (UTC).</param>
internal readonly record struct ExtensionRequested(
    string Ordinal, Instant At, string By, string? Unit, string? Ground, Value Basis, Value Explanation, string? Mode, Instant RequestedDueAt) : ICaseEvent<ExtensionRequested>
{
    public static EventLabel Label { get; } = new(nameof(ExtensionRequested), "申请延期", "Extension requested");

    public static ExtensionRequested Read(Value set)
    {
        var (ordinal, entry) = ExtensionFacts.ReadPatch(set);
        return new(
            ordinal, entry.At("at"), entry.Code("by"), entry["unit"].AsString(), entry["ground"].AsString(), entry["basis"], entry["explanation"], entry["mode"].AsString(), entry.At("requestedDueAt"));
    }

    public Value Write() => Value.Object(
        (ActorFacts.Name, ActorFacts.Write(ActorFacts.Extension, By)),
        ExtensionFacts.Patch(Ordinal, Value.Object(
            ("at", Value.Of(At)),
            ("basis", Basis),
            ("by", Value.Of(By)),
            ("clock", Value.Of(TicketClocks.Feedback)),
            ("decision", Value.Of(ExtensionFacts.Requested)),
            ("explanation", Explanation),
            ("ground", Value.Of(Ground)),
            ("mode", Value.Of(Mode)),
            ("requestedDueAt", Value.Of(RequestedDueAt)),
            ("unit", Value.Of(Unit)))));
}

/// <summary>The request became pointless before anybody decided.</summary>
/// <param name="Ordinal">Of the request.</param>
/// <param name="At">When (UTC).</param>
internal readonly record struct ExtensionLapsed(string Ordinal, Instant At) : ICaseEvent<ExtensionLapsed>
{
    public static EventLabel Label { get; } = new(nameof(ExtensionLapsed), "延期申请失效", "Extension request lapsed");

    public static ExtensionLapsed Read(Value set) => ExtensionFacts.ReadPatch(set) is var (ordinal, change) ? new(ordinal, change.At("decidedAt")) : default;

    public Value Write() => Value.Object(ExtensionFacts.Patch(Ordinal, Value.Object(("decidedAt", Value.Of(At)), ("decision", Value.Of(ExtensionFacts.Lapsed)))));
}

/// <summary>More time was refused.</summary>
/// <param name="Ordinal">Of the request.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who decided.</param>
/// <param name="Reason">The reviewer's opinion, sealed; null: nobody decided in time, which counts as refused.</param>
internal readonly record struct ExtensionRefused(string Ordinal, Instant At, string By, Value? Reason) : ICaseEvent<ExtensionRefused>
{
    public static EventLabel Label { get; } = new(nameof(ExtensionRefused), "不同意延期", "Extension refused");

    public static ExtensionRefused Read(Value set) =>
        ExtensionFacts.ReadPatch(set) is var (ordinal, change) ? new(ordinal, change.At("decidedAt"), change.Code("decidedBy"), change.Find("reason")) : default;

    public Value Write() => Value.Object(ExtensionFacts.Patch(Ordinal, EventData.Of(
        ("decidedAt", Value.Of(At)), ("decidedBy", Value.Of(By)), ("decision", Value.Of(ExtensionFacts.Refused)), ("reason", Reason))));
}

/// <summary>More time was given, and petitioner and hotline were told.</summary>
/// <param name="Ordinal">Of the request.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who decided.</param>
/// <param name="DueAt">The new end (UTC).</param>
/// <param name="Reason">The reviewer's opinion, sealed; null: nobody had to decide.</param>
internal readonly record struct ExtensionTold(string Ordinal, Instant At, string By, Instant DueAt, Value? Reason) : ICaseEvent<ExtensionTold>
{
    public static EventLabel Label { get; } = new(nameof(ExtensionTold), "告知延期理由", "Extension explained") { InHistory = "延期生效，已告知诉求人和热线" };

    public static ExtensionTold Read(Value set) => ExtensionFacts.ReadPatch(set) is var (ordinal, change)
        ? new(ordinal, change.At("decidedAt"), change.Code("decidedBy"), change.At("dueAt"), change.Find("reason"))
        : default;

    public Value Write() => Value.Object(ExtensionFacts.Patch(Ordinal, EventData.Of(
        ("decidedAt", Value.Of(At)),
        ("decidedBy", Value.Of(By)),
        ("decision", Value.Of(ExtensionFacts.Extended)),
        ("dueAt", Value.Of(DueAt)),
        ("hotlineTold", Value.Of(At)),
        ("petitionerTold", Value.Of(At)),
        ("reason", Reason))));
}

/// <summary>The unit had the feedback clock paused.</summary>
/// <param name="Ordinal">Of the pause.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Code of the city's reason.</param>
/// <param name="Basis">By which rule.</param>
/// <param name="Note">What is waited for, sealed, or null.</param>
/// <param name="Until">When the clock goes on at the latest (UTC).</param>
internal readonly record struct PauseRequested(string Ordinal, Instant At, string By, string? Reason, string? Basis, Value Note, Instant Until) : ICaseEvent<PauseRequested>
{
    internal const string List = "pauses";

    public static EventLabel Label { get; } = new(nameof(PauseRequested), "申请暂停计时", "Pause of the clock requested");

    public static PauseRequested Read(Value set) => EventData.EntryOf(set[List]) is var (ordinal, entry)
        ? new(ordinal, entry.At("at"), entry.Code("by"), entry["reason"].AsString(), entry["basis"].AsString(), entry["note"], entry.At("until"))
        : default;

    public Value Write() => Value.Object((List, EventData.Entry(Ordinal, Value.Object(
        ("at", Value.Of(At)), ("basis", Value.Of(Basis)), ("by", Value.Of(By)), ("note", Note), ("reason", Value.Of(Reason)), ("until", Value.Of(Until))))));
}
