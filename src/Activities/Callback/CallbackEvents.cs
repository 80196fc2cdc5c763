using System.Collections.Immutable;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Callback;

/// <summary>The events of callbacks, disputes and handling again.</summary>
internal static class CallbackEvents
{
    public static ImmutableArray<CaseEventKind> All { get; } = [CaseEventKind.Of<CallbackNotRequired>(), CaseEventKind.Of<MergedPetitionerAnswered>()];
}

/// <summary>Nobody need call back.</summary>
/// <param name="Reason">Code or words of the rule.</param>
internal readonly record struct CallbackNotRequired(string? Reason) : ICaseEvent<CallbackNotRequired>
{
    public static EventLabel Label { get; } = new(nameof(CallbackNotRequired), "无需回访", "No callback needed");

    public static CallbackNotRequired Read(Value set) => new(set["callback"]["reason"].AsString());

    public Value Write() => Value.Object(("callback", Value.Object(("reason", Value.Of(Reason)), ("required", Value.False))));
}

/// <summary>The petitioner of a merged ticket answered the questionnaire.</summary>
/// <param name="Ordinal">Among such answers.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who recorded it.</param>
/// <param name="Answers">Codes by question.</param>
/// <param name="Opinion">The petitioner's words, sealed, or null.</param>
/// <param name="Source">The merged ticket on which it was said.</param>
internal readonly record struct MergedPetitionerAnswered(string Ordinal, Instant At, string By, Value Answers, Value Opinion, MergedSource Source) : ICaseEvent<MergedPetitionerAnswered>
{
    internal const string List = "mergedAnswers";

    public static EventLabel Label { get; } = new(nameof(MergedPetitionerAnswered), "被并入工单的诉求人答复问卷", "Petitioner of a merged ticket answered");

    public static MergedPetitionerAnswered Read(Value set) => EventData.EntryOf(set[List]) is var (ordinal, entry)
        ? new(ordinal, entry.At("at"), entry.Code("by"), entry["answers"], entry["opinion"], MergedSource.Read(entry))
        : default;

    public Value Write() => Value.Object((List, EventData.Entry(Ordinal, EventData.Of(
        (MergedSource.AboutName, Source.About), ("answers", Answers), ("at", Value.Of(At)), ("by", Value.Of(By)), (MergedSource.HandledByName, Source.HandledBy), ("opinion", Opinion)))));
}
