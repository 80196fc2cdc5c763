using JieSuJiBan.Activities;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Inbox;
using NodaTime;

namespace JieSuJiBan.Application.Demo;

/// <summary>How far a demo ticket has come.</summary>
public enum DemoStage
{
    AwaitingTriage,
    AwaitingSignIn,
    InHandling,
    Replied,
    AnsweredDirectly,
    Archived,
}

/// <summary>
/// The story of one demo ticket: what people do next, given how the case stands. What the rules do (dispatch, limits,
/// warnings, callback) is not told here; the published definition does it.
/// </summary>
public sealed record DemoTicket(int Index, DemoStage Stage, Instant AcceptedAt, Duration TriageAfter, Duration SignInAfter, Duration ReplyAfter, string Result, string Satisfied)
{
    public Guid CommandId => DerivedIds.Derive($"demo ticket {Index}");

    /// <summary>The next thing that somebody does, or null where the story ends for now.</summary>
    public Stimulus? Next(DemoPack demo, CityPolicy city, CaseState? state, CaseId caseId, StartCase start, IReadOnlyDictionary<string, Sealed> words)
    {
        if (state is null) return new(caseId, CommandId, new(demo.AccountFor(RoleNames.Operator, null), null, [RoleNames.Operator]), AcceptedAt, start);

        // Beside a task of handling the callback at the limit may be open: whichever is done first comes first.
        return state.Tasks.Select(task => NextOf(task, state, caseId, words, city, demo)).Where(next => next is not null).MinBy(next => next!.At);
    }

    private Stimulus? NextOf(HumanTask task, CaseState state, CaseId caseId, IReadOnlyDictionary<string, Sealed> words, CityPolicy city, DemoPack demo)
    {
        var ticket = new TicketFacts(state.Facts);
        var since = ticket.RepliedAt is { } replied ? Instant.Max(task.OpenedAt, replied) : task.OpenedAt;
        Stimulus? Complete(DemoStage from, Duration after, string outcome, Value result) => Stage < from
            ? null
            : new(caseId, DerivedIds.Derive($"demo ticket {Index} {task.Id}"), new(demo.AccountFor(task.Role, task.UnitCode), task.UnitCode, [task.Role]), since + after, new CompleteTask(task.Id, outcome, result));

        return task.Kind switch
        {
            "TriageTicket" when Stage == DemoStage.AnsweredDirectly => Complete(DemoStage.AnsweredDirectly, TriageAfter, "AnswerDirectly", Value.Object(("answer", words["reply"].ToValue()))),
            "TriageTicket" => Complete(DemoStage.AwaitingSignIn, TriageAfter, "Dispatch", Value.Object(
                ("classCode", Value.Of(ticket.ClassCode)), ("districtCode", Value.Of(ticket.DistrictCode)), ("streetCode", Value.Of(ticket.StreetCode)))),
            "SignInTicket" => Complete(DemoStage.InHandling, SignInAfter, "SignedIn", Value.EmptyObject),
            "HandleTicket" when Stage >= DemoStage.Replied && IsCallDue(city, state) => new(
                caseId, DerivedIds.Derive($"demo ticket {Index} call {task.Id}"), new(demo.AccountFor(RoleNames.Telephony, null), null, [RoleNames.Telephony]), task.OpenedAt + Duration.FromMinutes(53),
                new ReceiveSignal(CaseSignals.CallRecorded, Value.Object(
                    ("masked", Value.Of(Activities.Reading.Masking.Phone("100" + (20_000_000 + (Index * 37_217)).ToString("D8", System.Globalization.CultureInfo.InvariantCulture)))),
                    ("number", words["phone"].ToValue()),
                    ("reached", Value.True),
                    ("reference", Value.Of($"demo-{Index}")),
                    ("seconds", Value.Of(90 + (Index % 120))),
                    ("startedAt", Value.Of(task.OpenedAt + Duration.FromMinutes(49))),
                    ("toPetitioner", Value.True)))),
            "HandleTicket" => Complete(DemoStage.Replied, ReplyAfter, "Replied", Value.Object(
                ("contactMethod", Value.Of("Phone")),
                ("contactNote", words["contactNote"].ToValue()),
                ("contactedAt", Value.Of(task.OpenedAt + Duration.FromMinutes(50))),
                ("publicReply", words["publicReply"].ToValue()),
                ("reply", words["reply"].ToValue()),
                ("result", Value.Of(Result)),
                ("unsolvedReason", Result == "Unsolved" ? words["unsolvedReason"].ToValue() : Value.Null))),
            // Of those whom nobody answers, some have been called back already and some are about to be.
            "CallbackPetitioner" when task.Payload["unanswered"].AsBoolean() == true => Index % 80 == 9 ? null : Complete(DemoStage.InHandling, Duration.FromHours(3), "Reached", Value.Object(
                [.. city.Callback.Asked.Select(question => (question.Code, Value.Of(question.Answers[question.Code == "contactedByStaff" ? 1 : ^1].Code)))])),
            "CallbackPetitioner" => Complete(DemoStage.Archived, Duration.FromHours(3), "Reached", Value.Object(
                [.. city.Callback.Asked.Select(question => (question.Code, Value.Of(Answer(question))))])),
            _ when city.Tasks.Kinds.TryGetValue(task.Kind, out var own) => Complete(DemoStage.Replied, Duration.FromHours(2), own.Declaration.Outcomes[0].Name, Filled(own.Declaration, words)),
            _ => null,
        };
    }

    /// <summary>Most contacts are shown by a call of the telephone system, where the city has one; of some there is only the unit's word.</summary>
    private bool IsCallDue(CityPolicy city, CaseState state) =>
        city.Handling.CallRecords && Index % 7 != 3 && new TicketFacts(state.Facts).Calls.Count == 0 && state.Bookmarks.Any(bookmark => bookmark.Name == CaseSignals.CallRecorded);

    /// <summary>The answer of the city's questionnaire that fits what the story says: the first is the best one.</summary>
    private string Answer(CallbackQuestion question)
    {
        var (at, of) = question.Code switch
        {
            "solved" => (Result switch { "Solved" => 0, "Unsolved" => 2, _ => 1 }, 2),
            "satisfied" => (Satisfied switch { "Satisfied" => 0, "BasicallySatisfied" => 1, "Neutral" => 2, _ => 4 }, 4),
            _ => (0, 1),
        };
        return question.Answers[at * (question.Answers.Length - 1) / of].Code;
    }

    /// <summary>What a step of the city's own demands for its first outcome, filled in with what there is.</summary>
    private static Value Filled(TaskDeclaration task, IReadOnlyDictionary<string, Sealed> words) => Value.Object(
        [.. task.Fields.Where(field => field.IsRequired && field.OnlyFor?.Contains(task.Outcomes[0].Name) != false)
            .Select(field => (field.Name, field switch
            {
                { IsSealed: true } => words["contactNote"].ToValue(),
                { Options: { Count: > 0 } options } => Value.Of(options[0].Value),
                { Type: FieldType.Boolean } => Value.True,
                { Type: FieldType.Number } => Value.Of(1),
                _ => Value.Of(field.DisplayName),
            }))]);
}
