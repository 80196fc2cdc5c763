using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Inbox;
using NodaTime;

namespace JieSuJiBan.Host.Seeding;

/// <summary>How far a demo ticket has come.</summary>
internal enum DemoStage
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
internal sealed record DemoTicket(int Index, DemoStage Stage, Instant AcceptedAt, Duration TriageAfter, Duration SignInAfter, Duration ReplyAfter, string Result, string Satisfied)
{
    public Guid CommandId => Names.Derive($"demo ticket {Index}");

    /// <summary>The next thing that somebody does, or null where the story ends for now.</summary>
    public Stimulus? Next(CaseState? state, CaseId caseId, StartCase start, IReadOnlyDictionary<string, Sealed> words)
    {
        if (state is null) return new(caseId, CommandId, new("operator", null, [RoleNames.Operator]), AcceptedAt, start);
        if (state.Tasks.FirstOrDefault() is not { } task) return null;
        Stimulus? Complete(DemoStage from, string account, Duration after, string outcome, Value result) => Stage < from
            ? null
            : new(caseId, Names.Derive($"demo ticket {Index} {task.Id}"), new(account, task.UnitCode, [task.Role]), task.OpenedAt + after, new CompleteTask(task.Id, outcome, result));

        return task.Kind switch
        {
            "TriageTicket" when Stage == DemoStage.AnsweredDirectly => Complete(DemoStage.AnsweredDirectly, "dispatcher", TriageAfter, "AnswerDirectly", Value.Object(("answer", words["reply"].ToValue()))),
            "TriageTicket" => Complete(DemoStage.AwaitingSignIn, "dispatcher", TriageAfter, "Dispatch", Value.Object(
                ("classCode", state.Facts["classCode"]), ("districtCode", state.Facts["districtCode"]), ("streetCode", state.Facts["streetCode"]))),
            "SignInTicket" => Complete(DemoStage.InHandling, HandlerOf(task), SignInAfter, "SignedIn", Value.EmptyObject),
            "HandleTicket" => Complete(DemoStage.Replied, HandlerOf(task), ReplyAfter, "Replied", Value.Object(
                ("contactMethod", Value.Of("Phone")),
                ("contactNote", words["contactNote"].ToValue()),
                ("contactedAt", Value.Of(task.OpenedAt + Duration.FromMinutes(50))),
                ("publicReply", words["publicReply"].ToValue()),
                ("reply", words["reply"].ToValue()),
                ("result", Value.Of(Result)),
                ("unsolvedReason", Result == "Unsolved" ? words["unsolvedReason"].ToValue() : Value.Null))),
            "CallbackPetitioner" => Complete(DemoStage.Archived, "callback", Duration.FromHours(3), "Reached", Value.Object(
                ("contactedByStaff", Value.Of("Yes")),
                ("satisfied", Value.Of(Satisfied)),
                ("solved", Value.Of(Result switch { "Solved" => "Yes", "Unsolved" => "No", _ => "Partly" })))),
            _ => null,
        };
    }

    private static string HandlerOf(HumanTask task) =>
        DemoAccounts.All.FirstOrDefault(account => account.UnitCode is not null && account.UnitCode == task.UnitCode)?.UserName ?? $"unit-{task.UnitCode}";
}
