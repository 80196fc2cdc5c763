using System.Collections.Immutable;
using JieSuJiBan.Activities.Callback;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Events;

/// <summary>The events of callbacks, disputes and handling again.</summary>
internal static class CallbackEvents
{
    public static ImmutableArray<CaseEventKind> All { get; } =
    [
        CaseEventKind.Of<CallbackNotRequired>(), CaseEventKind.Of<CallbackPlanned>(), CaseEventKind.Of<QuestionnaireSent>(), CaseEventKind.Of<CallbackFailed>(),
        CaseEventKind.Of<PetitionerCalledBack>(), CaseEventKind.Of<UnansweredCalledBack>(), CaseEventKind.Of<MergedPetitionerAnswered>(),
        CaseEventKind.Of<LimitCallbackBegun>(), CaseEventKind.Of<LimitCallbackEnded>(), CaseEventKind.Of<LimitCallbackWithdrawn>(),
        .. DisputeEvents.All, .. RehandlingEvents.All,
    ];
}

/// <summary>Nobody need call back.</summary>
/// <param name="Reason">Code or words of the rule.</param>
internal readonly record struct CallbackNotRequired(string? Reason) : ICaseEvent<CallbackNotRequired>
{
    public static EventLabel Label { get; } = new(nameof(CallbackNotRequired), "无需回访", "No callback needed");

    public static CallbackNotRequired Read(Value set) => new(set[CallbackFacts.Name]["reason"].AsString());

    public Value Write() => Value.Object((CallbackFacts.Name, Value.Object(("reason", Value.Of(Reason)), ("required", Value.False))));
}

/// <summary>The petitioner is to be called back.</summary>
internal readonly record struct CallbackPlanned : ICaseEvent<CallbackPlanned>
{
    public static EventLabel Label { get; } = new(nameof(CallbackPlanned), "等待回访", "Callback planned");

    public static CallbackPlanned Read(Value set) => default;

    public Value Write() => Value.Object(("status", Value.Of(TicketStatus.AwaitingCallback)));
}

/// <summary>A questionnaire went out.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="Channel">Code of the channel.</param>
internal readonly record struct QuestionnaireSent(Instant At, string Channel) : ICaseEvent<QuestionnaireSent>
{
    public static EventLabel Label { get; } = new(nameof(QuestionnaireSent), "发送回访问卷", "Questionnaire sent");

    public static QuestionnaireSent Read(Value set) => set[CallbackFacts.Name] is var callback ? new(callback.At("sentAt"), callback.Code("channel")) : default;

    public Value Write() => Value.Object((CallbackFacts.Name, Value.Object(("channel", Value.Of(Channel)), ("sentAt", Value.Of(At)))));
}

/// <summary>An attempt reached nobody.</summary>
/// <param name="Ordinal">Of the line in the log of attempts.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who called.</param>
/// <param name="Channel">Code of the channel, or null.</param>
/// <param name="Attempt">Which attempt, from 1.</param>
internal readonly record struct CallbackFailed(string Ordinal, Instant At, string By, string? Channel, long Attempt) : ICaseEvent<CallbackFailed>
{
    public static EventLabel Label { get; } = new(nameof(CallbackFailed), "回访未联系上", "Callback not reached") { InHistory = "回访未接通" };

    public static CallbackFailed Read(Value set)
    {
        var (ordinal, line) = EventData.EntryOf(set[CallbackFacts.Name]["attemptsLog"]);
        return new(ordinal, line.At("at"), line.Code("by"), line["channel"].AsString(), set[CallbackFacts.Name]["attempts"].AsInt64() ?? 0);
    }

    public Value Write() => Value.Object(
        (ActorFacts.Name, ActorFacts.Write(ActorFacts.Callback, By)),
        (CallbackFacts.Name, Value.Object(
            ("attempts", Value.Of(Attempt)), ("at", Value.Of(At)), ("attemptsLog", CalledBack.WriteLine(Ordinal, At, By, Channel, CallbackRound.Unreachable)), ("reached", Value.False))));
}

/// <summary>The petitioner said what they think of the handling.</summary>
/// <param name="Callback">What was said.</param>
internal readonly record struct PetitionerCalledBack(CalledBack Callback) : ICaseEvent<PetitionerCalledBack>
{
    public static EventLabel Label { get; } = new(nameof(PetitionerCalledBack), "回访诉求人", "Petitioner called back") { InHistory = "完成回访" };

    public static IReadOnlyList<string> AlsoSets => [LimitCallbackFacts.Name];

    public static PetitionerCalledBack Read(Value set) => new(CalledBack.Read(set));

    public Value Write() => Callback.Write();
}

/// <summary>The petitioner was asked about a ticket that nobody had replied to.</summary>
/// <param name="Callback">What was said.</param>
internal readonly record struct UnansweredCalledBack(CalledBack Callback) : ICaseEvent<UnansweredCalledBack>
{
    public static EventLabel Label { get; } = new(nameof(UnansweredCalledBack), "完成届满未答复回访，按未解决计", "Called back without a reply: counts as unsolved");

    public static IReadOnlyList<string> AlsoSets => [LimitCallbackFacts.Name];

    public static UnansweredCalledBack Read(Value set) => new(CalledBack.Read(set));

    public Value Write() => Callback.Write();
}

/// <summary>A callback that reached the petitioner.</summary>
/// <param name="Ordinal">Of the line in the log of attempts.</param>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who called.</param>
/// <param name="Channel">Code of the channel, or null.</param>
/// <param name="Attempts">How many attempts were made, as data.</param>
/// <param name="IsGood">True where nothing need follow.</param>
/// <param name="Merged">Numbers of the merged tickets asked about as well, or null.</param>
/// <param name="Opinion">The petitioner's words, sealed, or null.</param>
/// <param name="Answers">Codes by question.</param>
/// <param name="IsUnanswered">Whether nobody had replied to the ticket; null: no callback began at its limit.</param>
/// <param name="Ends">Whether it ends the callback that began at the limit.</param>
internal readonly record struct CalledBack(
    string Ordinal, Instant At, string By, string? Channel, Value Attempts, bool IsGood, Value Merged, Value Opinion, Value Answers, bool? IsUnanswered, bool Ends)
{
    private static readonly string[] Own = ["at", "attempts", "attemptsLog", "good", "merged", "opinion", "reached", CallbackFacts.Unanswered];

    public static CalledBack Read(Value set)
    {
        var callback = set[CallbackFacts.Name];
        var (ordinal, line) = EventData.EntryOf(callback["attemptsLog"]);
        return new(
            ordinal,
            callback.At("at"),
            line.Code("by"),
            line["channel"].AsString(),
            callback["attempts"],
            callback["good"].AsBoolean() == true,
            callback["merged"],
            callback["opinion"],
            Value.Object(callback.MembersByName.Where(member => !Own.Contains(member.Key))),
            ReadMark(callback),
            set.Has(LimitCallbackFacts.Name));
    }

    public Value Write() => EventData.Of(
        (ActorFacts.Name, ActorFacts.Write(ActorFacts.Callback, By)),
        (CallbackFacts.Name, Value.Object(WriteCallback())),
        (LimitCallbackFacts.Name, Ends ? WriteEnd(At, CallbackRound.Reached) : null));

    /// <summary>One line of the log of attempts.</summary>
    public static Value WriteLine(string ordinal, Instant at, string by, string? channel, string result) => EventData.Entry(ordinal, Value.Object(
        ("at", Value.Of(at)), ("by", Value.Of(by)), ("channel", Value.Of(channel)), ("result", Value.Of(result))));

    /// <summary>The end of the callback that began at the limit.</summary>
    public static Value WriteEnd(Instant at, string state) => Value.Object(("endedAt", Value.Of(at)), ("state", Value.Of(state)));

    /// <summary>The mark of a callback about a ticket without a reply; a later callback takes it back.</summary>
    public static Value? WriteMark(bool? isUnanswered) => isUnanswered is not { } known ? null : known ? Value.True : Value.Null;

    /// <summary>That mark, as an event set it.</summary>
    public static bool? ReadMark(Value callback) => callback.Find(CallbackFacts.Unanswered) is { } mark ? mark.AsBoolean() == true : null;

    private (string, Value)[] WriteCallback()
    {
        var members = new List<(string, Value)>(8 + Answers.Count)
        {
            ("at", Value.Of(At)),
            ("attempts", Attempts),
            ("attemptsLog", WriteLine(Ordinal, At, By, Channel, CallbackRound.Reached)),
            ("good", Value.Of(IsGood)),
            ("merged", Merged),
            ("opinion", Opinion),
            ("reached", Value.True),
        };
        if (WriteMark(IsUnanswered) is { } mark) members.Add((CallbackFacts.Unanswered, mark));
        foreach (var (question, answer) in Answers.MembersByName) members.Add((question, answer));
        return [.. members];
    }
}

/// <summary>The limit expired without a reply, and the petitioner is called back about that.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="DueAt">The limit that expired (UTC).</param>
internal readonly record struct LimitCallbackBegun(Instant At, Instant? DueAt) : ICaseEvent<LimitCallbackBegun>
{
    public static EventLabel Label { get; } = new(nameof(LimitCallbackBegun), "时限届满未答复，开始回访", "Limit expired without a reply: callback begun");

    public static LimitCallbackBegun Read(Value set) => set[LimitCallbackFacts.Name] is var callback ? new(callback.At("begunAt"), callback["dueAt"].AsInstant()) : default;

    public Value Write() => Value.Object((LimitCallbackFacts.Name, Value.Object(
        ("begunAt", Value.Of(At)), ("dueAt", Value.Of(DueAt)), ("endedAt", Value.Null), ("state", Value.Of(LimitCallbackFacts.Open)))));
}

/// <summary>That callback ended, and nobody was reached.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="IsUnanswered">Whether there was still no reply.</param>
/// <param name="Ends">False where it was not under way any more.</param>
internal readonly record struct LimitCallbackEnded(Instant At, bool? IsUnanswered, bool Ends) : ICaseEvent<LimitCallbackEnded>
{
    public static EventLabel Label { get; } =
        new(nameof(LimitCallbackEnded), "届满未答复回访结束，未接通", "Callback without a reply ended, nobody reached") { InHistory = "届满未答复回访结束，未接通，按未解决计" };

    public static IReadOnlyList<string> AlsoSets => [LimitCallbackFacts.Name];

    public static LimitCallbackEnded Read(Value set) =>
        new(set[LimitCallbackFacts.Name].At("endedAt"), CalledBack.ReadMark(set[CallbackFacts.Name]), set.Has(LimitCallbackFacts.Name));

    public Value Write() => EventData.Of(
        (CallbackFacts.Name, EventData.Of((CallbackFacts.Unanswered, CalledBack.WriteMark(IsUnanswered)))),
        (LimitCallbackFacts.Name, Ends ? CalledBack.WriteEnd(At, CallbackRound.Unreachable) : null));
}

/// <summary>More time was given before anybody was reached: that callback will begin anew.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="Ends">False where it was not under way any more.</param>
internal readonly record struct LimitCallbackWithdrawn(Instant At, bool Ends) : ICaseEvent<LimitCallbackWithdrawn>
{
    public static EventLabel Label { get; } = new(nameof(LimitCallbackWithdrawn), "时限已顺延，撤回届满回访", "Limit moved: callback withdrawn") { InHistory = "时限已顺延，撤回届满回访，待新时限届满" };

    public static IReadOnlyList<string> AlsoSets => [LimitCallbackFacts.Name];

    public static LimitCallbackWithdrawn Read(Value set) => new(set[LimitCallbackFacts.Name].At("endedAt"), set.Has(LimitCallbackFacts.Name));

    public Value Write() => EventData.Of((LimitCallbackFacts.Name, Ends ? CalledBack.WriteEnd(At, LimitCallbackFacts.Withdrawn) : null));
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
