using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Tests.Flow;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.Tests.Activities;

public class When_a_person_works_on_a_task
{
    private static readonly Actor Li = new("li", "110105", ["asker"]);
    private static readonly Actor Wang = new("wang", "110105", ["asker"]);
    private static readonly Value Note = Value.Object(("note", Value.Of("ok")));

    private readonly VirtualRun run = Draw.Run(Draw.Chart(
        "chart",
        [Draw.Activity("Test.Ask", "ask", ("unit", Draw.Text("110105"))), Draw.Line("yes"), Draw.Line("no")],
        "ask:Yes->yes", "ask:No->no"));

    private HumanTask Open => Assert.Single(run.Tasks);

    [Fact]
    public void the_outcome_chosen_is_the_way_taken()
    {
        var task = Open;
        var decision = Decide(new CompleteTask(task.Id, "Yes", Note), Li);

        Assert.Equal(["yes"], run.Lines);
        Assert.Contains(new CloseTask(task.Id, "Yes", "li"), decision.Effects);
        Assert.Contains(new TaskCompleted(run.Entries[0].Events.OfType<TaskOpened>().Single().Bookmark.Id, "Ask", "Yes", "li"), decision.Events);
        Assert.Equal(WorkflowStatus.Finished, run.State!.Status);
    }

    [Fact]
    public void the_tasks_other_waits_end_with_it()
    {
        var timer = Assert.Single(run.State!.Timers);
        var decision = Decide(new CompleteTask(Open.Id, "Yes", Note), Li);

        Assert.Contains(new ClearTimer(timer.Id), decision.Effects);
        Assert.Empty(run.State.Bookmarks);
    }

    [Fact]
    public void a_task_id_names_its_case_and_step()
    {
        var bookmark = Assert.Single(run.State!.Bookmarks, bookmark => bookmark.Kind == BookmarkKind.Task);
        Assert.Equal($"{run.CaseId.Value:N}-{bookmark.Id}", Open.Id);
        Assert.StartsWith("1-", bookmark.Id, StringComparison.Ordinal);
    }

    [Fact]
    public void completing_it_twice_is_refused()
    {
        var task = Open;
        var other = Draw.Run(Draw.Chart("chart", [Draw.Activity("Test.Ask", "ask"), Draw.Activity("Event", "wait", ("eventName", Draw.Text("go")))], "ask:Yes->wait"));
        var second = Assert.Single(other.Tasks);
        Assert.IsType<Decided>(other.Deliver(new CompleteTask(second.Id, "Yes", Note), Li));

        var refusal = Refusal(other.Deliver(new CompleteTask(second.Id, "Yes", Note), Li));

        Assert.Equal((RejectionKind.State, "task.closed"), (refusal.Kind, refusal.Code));
        Assert.Equal(task.Kind, second.Kind);
    }

    [Fact]
    public void a_finished_case_takes_nothing_more()
    {
        Decide(new CompleteTask(Open.Id, "Yes", Note), Li);
        AssertRefused(RejectionKind.State, "case.finished", new ReceiveSignal("go", Value.Null), Li);
        AssertRefused(RejectionKind.State, "case.finished", new CancelCase("late"), Li);
    }

    [Fact]
    public void an_unknown_task_is_not_found()
    {
        AssertRefused(RejectionKind.NotFound, "task.unknown", new CompleteTask("nonsense", "Yes", Note), Li);
        AssertRefused(RejectionKind.NotFound, "task.unknown", new ClaimTask($"{run.CaseId.Value:N}-99-1"), Li);
    }

    [Fact]
    public void only_the_role_and_the_unit_may()
    {
        AssertRefused(RejectionKind.Permission, "task.roleMissing", new CompleteTask(Open.Id, "Yes", Note), new Actor("x", "110105", ["handler"]));
        AssertRefused(RejectionKind.Permission, "task.otherUnit", new ClaimTask(Open.Id), new Actor("x", "110106", ["asker"]));
        Assert.IsType<Decided>(run.Deliver(new CompleteTask(Open.Id, "Yes", Note), Actor.System));
    }

    [Fact]
    public void a_claimed_task_is_for_who_claimed_it()
    {
        Decide(new ClaimTask(Open.Id), Li);
        Assert.Equal("li", Open.Assignee);

        var refusal = AssertRefused(RejectionKind.State, "task.claimed", new ClaimTask(Open.Id), Wang);
        Assert.Contains("li", refusal.Chinese, StringComparison.Ordinal);
        AssertRefused(RejectionKind.Permission, "task.claimedByOther", new CompleteTask(Open.Id, "Yes", Note), Wang);
        AssertRefused(RejectionKind.Permission, "task.claimedByOther", new ReleaseTask(Open.Id), Wang);

        var decision = Decide(new ReleaseTask(Open.Id), Li);
        Assert.Equal([new AssignTask(Open.Id, null)], decision.Effects);
        AssertRefused(RejectionKind.State, "task.notClaimed", new ReleaseTask(Open.Id), Li);
        Decide(new CompleteTask(Open.Id, "Yes", Note), Wang);
    }

    [Theory]
    [InlineData(null, """{"note":"ok"}""", "task.outcomeRequired", "outcome")]
    [InlineData("Maybe", """{"note":"ok"}""", "task.unknownOutcome", "outcome")]
    [InlineData("Yes", """[]""", "task.resultNoObject", "result")]
    [InlineData("Yes", """{}""", "task.fieldRequired", "result.note")]
    [InlineData("Yes", """{"note":"  "}""", "task.fieldRequired", "result.note")]
    [InlineData("No", """{"note":"ok"}""", "task.fieldRequired", "result.reason")]
    [InlineData("Yes", """{"note":"ok","reason":"x"}""", "task.fieldNotAsked", "result.reason")]
    [InlineData("Yes", """{"note":"ok","other":1}""", "task.unknownField", "result.other")]
    [InlineData("Yes", """{"note":"12345678901"}""", "task.fieldTooLong", "result.note")]
    [InlineData("Yes", """{"note":1}""", "task.fieldWrong", "result.note")]
    [InlineData("Yes", """{"note":"ok","kind":"c"}""", "task.fieldWrong", "result.kind")]
    [InlineData("Yes", """{"note":"ok","when":"tomorrow"}""", "task.fieldWrong", "result.when")]
    [InlineData("Yes", """{"note":"ok","count":"many"}""", "task.fieldWrong", "result.count")]
    [InlineData("Yes", """{"note":"ok","sure":"yes"}""", "task.fieldWrong", "result.sure")]
    [InlineData("Yes", """{"note":"ok","phone":"13800000000"}""", "task.fieldNotSealed", "result.phone")]
    [InlineData("Yes", """{"note":"ok","phone":{"sealed":"1","commitment":"c","length":21}}""", "task.fieldTooLong", "result.phone")]
    public void wrong_content_is_refused_by_field(string? outcome, string result, string code, string field)
    {
        var before = run.State;
        var refusal = AssertRefused(RejectionKind.Content, code, new CompleteTask(Open.Id, outcome, CanonicalJson.Parse(result)), Li);
        Assert.Equal(field, refusal.Field);
        Assert.Same(before, run.State);
    }

    [Theory]
    [InlineData("Yes", """{"note":"ok","phone":{"sealed":"1","commitment":"c","length":11},"kind":"a","when":"2025-01-01T08:00:00+08:00","count":2,"sure":true,"reason":""}""")]
    [InlineData("No", """{"note":"ok","reason":"because"}""")]
    public void right_content_is_taken(string outcome, string result) =>
        Decide(new CompleteTask(Open.Id, outcome, CanonicalJson.Parse(result)), Li);

    [Fact]
    public void what_the_activity_refuses_leaves_nothing_behind()
    {
        var before = run.State;
        AssertRefused(RejectionKind.Content, "ask.refused", new CompleteTask(Open.Id, "Yes", Value.Object(("note", Value.Of("refuse")))), Li);
        Assert.Same(before, run.State);
    }

    [Fact]
    public void a_timer_beside_it_fires_once_and_never_early()
    {
        var timer = Assert.Single(run.State!.Timers);
        AssertRefused(RejectionKind.State, "timer.notDue", new FireTimer(timer.Id), Actor.System);

        Assert.True(run.AdvanceToNextTimer());
        Assert.Equal(timer.DueAt, run.Now);
        Assert.True(run.State!.Facts["overdue"].AsBoolean());
        AssertRefused(RejectionKind.State, "timer.gone", new FireTimer(timer.Id), Actor.System);
        Decide(new CompleteTask(Open.Id, "Yes", Note), Li);
    }

    [Fact]
    public void every_refusal_speaks_Chinese_and_English()
    {
        var refusal = AssertRefused(RejectionKind.State, "signal.notAwaited", new ReceiveSignal("go", Value.Null), Li);
        Assert.Contains(refusal.Chinese, c => c > '\u4E00');
        Assert.StartsWith("Expected ", refusal.English, StringComparison.Ordinal);
    }

    [Fact]
    public void RunTask_takes_any_result_and_gives_it_back()
    {
        var definition = Draw.Definition(
            Draw.Sequence("s",
                Draw.Activity("RunTask", "task", ("taskName", Draw.Text("Inspect")), ("result", Value.Object(("typeName", Value.Null), ("memoryReference", Value.Object(("id", Value.Of("v"))))))),
                Draw.Activity("WriteLine", "line", ("text", Draw.Script("getVariable('v').found")))),
            members: [("variables", Draw.Variables(("v", "Object", "")))]);
        var other = Draw.Run(definition);
        var task = Assert.Single(other.Tasks);
        Assert.Equal(("Inspect", Instant.FromUtc(2025, 1, 1, 0, 0)), (task.Kind, task.OpenedAt));

        other.CompleteTask("Inspect", result: Value.Object(("found", Value.Of("leak"))));

        Assert.Equal(["leak"], other.Lines);
    }

    private Decision Decide(Input input, Actor actor) => Assert.IsType<Decided>(run.Deliver(input, actor)).Decision;

    private Rejection AssertRefused(RejectionKind kind, string code, Input input, Actor actor)
    {
        var refusal = Refusal(run.Deliver(input, actor));
        Assert.Equal((kind, code), (refusal.Kind, refusal.Code));
        return refusal;
    }

    private static Rejection Refusal(StepResult result) => Assert.IsType<Refused>(result).Rejection;
}
