using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Tests.Flow;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.Tests.Activities;

public class When_blocks_repeat_or_nest
{
    private static readonly Value Current = Draw.Activity("WriteLine", "line", ("text", Draw.Script("String(getVariable('CurrentValue'))")));

    private static readonly Value BreakAtTwo = Draw.Sequence("body",
        Draw.Activity("If", "if", ("condition", Draw.Script("getVariable('CurrentValue') === 2")), ("then", Draw.Activity("Break", "break"))),
        Current);

    [Theory]
    [InlineData("1", "3", "1", "True", new[] { "1", "2", "3" })]
    [InlineData("1", "3", "1", "False", new[] { "1", "2" })]
    [InlineData("3", "1", "-1", "True", new[] { "3", "2", "1" })]
    [InlineData("5", "1", "1", "True", new string[0])]
    public void For_counts(string start, string end, string step, string inclusive, string[] lines)
    {
        var run = Draw.Run(Draw.Activity("For", "for", ("start", Draw.Text(start)), ("end", Draw.Text(end)), ("step", Draw.Text(step)), ("outerBoundInclusive", Draw.Text(inclusive)), ("body", Current)));
        Assert.Equal(lines, run.Lines);
        Assert.True(run.State!.IsClosed);
    }

    [Fact]
    public void ForEach_takes_one_item_after_the_other()
    {
        var run = Draw.Run(Draw.Activity("ForEach", "each", ("items", Draw.Wrapped("Object", Value.Of("[\"a\",\"b\"]"))), ("body", Current)));
        Assert.Equal(["a", "b"], run.Lines);
    }

    [Fact]
    public void ParallelForEach_gives_each_item_its_own_value()
    {
        var run = Draw.Run(Draw.Activity("ParallelForEach", "all", ("items", Draw.Wrapped("Object", Value.Of("[\"a\",\"b\",\"c\"]"))),
            ("body", Draw.Sequence("body", Draw.Activity("Event", "wait", ("eventName", Draw.Text("go"))), Current))));
        Assert.Equal(3, run.State!.Bookmarks.Count);
        run.Deliver(new ReceiveSignal("go", Value.Null));
        Assert.Equal(["a", "b", "c"], run.Lines);
        Assert.True(run.State.IsClosed);
    }

    [Fact]
    public void Break_leaves_the_nearest_loop()
    {
        var run = Draw.Run(Draw.Sequence("s", Draw.Activity("ForEach", "each", ("items", Draw.Wrapped("Object", Value.Of("[1,2,3]"))), ("body", BreakAtTwo)), Draw.Line("after")));
        Assert.Equal(["1", "after"], run.Lines);
    }

    [Fact]
    public void While_evaluates_its_condition_before_each_round()
    {
        var run = Draw.Run(Draw.Definition(
            Draw.Activity("While", "while", ("condition", Draw.Script("getVariable('n') < 2")),
                ("body", Draw.Activity("SetVariable", "set", ("variable", Value.Object(("id", Value.Of("n")), ("name", Value.Of("n")))), ("value", Draw.Script("getVariable('n') + 1"))))),
            members: [("variables", Draw.Variables(("n", "Int32", "0")))]));
        Assert.Equal(2, run.State!.Root!.Variables["n"].AsInt64());
    }

    [Fact]
    public void Parallel_goes_on_when_all_are_done()
    {
        var run = Draw.Run(Draw.Sequence("s",
            Draw.Activity("Parallel", "p", ("activities", Value.Of([Draw.Line("a"), Draw.Activity("Event", "wait", ("eventName", Draw.Text("go"))), Draw.Line("b")]))),
            Draw.Line("after")));
        Assert.Equal(["a", "b"], run.Lines);
        run.Deliver(new ReceiveSignal("go", Value.Null));
        Assert.Equal(["a", "b", "after"], run.Lines);
    }

    [Theory]
    [InlineData("WaitAny", true)]
    [InlineData("WaitAll", false)]
    public void Fork_joins_as_its_mode_says(string mode, bool isClosed)
    {
        var run = Draw.Run(Draw.Activity("Fork", "fork", ("joinMode", Value.Of(mode)), ("branches", Value.Of([Draw.Line("a"), Draw.Activity("Event", "wait", ("eventName", Draw.Text("go")))]))));
        Assert.Equal(isClosed, run.State!.IsClosed);
    }

    [Theory]
    [InlineData("MatchFirst", new[] { "b" })]
    [InlineData("MatchAny", new[] { "b", "c" })]
    public void Switch_runs_the_cases_that_match(string mode, string[] lines)
    {
        Value Case(string label, string script) => Value.Object(("label", Value.Of(label)), ("condition", Value.Object(("type", Value.Of("JavaScript")), ("value", Value.Of(script)))), ("activity", Draw.Line(label)));
        var run = Draw.Run(Draw.Activity("Switch", "switch", ("mode", Draw.Text(mode)), ("cases", Value.Of([Case("a", "false"), Case("b", "true"), Case("c", "true")])), ("default", Draw.Line("d"))));
        Assert.Equal(lines, run.Lines);
        Assert.True(run.State!.IsClosed);
    }

    [Theory]
    [InlineData("MatchFirst", new[] { "b" })]
    [InlineData("MatchAny", new[] { "b", "c" })]
    public void FlowSwitch_leaves_by_the_cases_that_match(string mode, string[] lines)
    {
        Value Case(string label, string script) => Value.Object(("label", Value.Of(label)), ("condition", Value.Object(("type", Value.Of("JavaScript")), ("value", Value.Of(script)))));
        var run = Draw.Run(Draw.Chart("chart",
            [Draw.Activity("FlowSwitch", "switch", ("mode", Draw.Text(mode)), ("cases", Value.Of([Case("A", "false"), Case("B", "true"), Case("C", "true")]))), Draw.Line("a"), Draw.Line("b"), Draw.Line("c"), Draw.Line("d")],
            "switch:A->a", "switch:B->b", "switch:C->c", "switch:Default->d"));
        Assert.Equal(lines, run.Lines);
    }

    [Fact]
    public void a_container_leaves_by_Done_whatever_its_body_did()
    {
        var run = Draw.Run(Draw.Chart("chart",
            [Draw.Activity("FlowNode", "node", ("body", Draw.Activity("RunJavaScript", "js", ("script", Draw.Text("setOutcome('B')"))))), Draw.Line("a"), Draw.Line("b")],
            "node:Done->a", "node:B->b"));
        Assert.Equal(["a"], run.Lines);
    }

    /// <summary>Elsa's tests of Break: While over a fork, For, ForEach in ForEach; ParallelForEach is no loop to it.</summary>
    [Fact]
    public void Break_in_a_fork_ends_the_fork_and_the_loop()
    {
        var run = Draw.Run(Draw.Sequence("s",
            Draw.Activity("While", "while", ("condition", Draw.Text("True")), ("body", Draw.Activity("Fork", "fork", ("joinMode", Value.Of("WaitAll")), ("branches", Value.Of(
            [
                Draw.Sequence("one", Draw.Activity("Event", "wait", ("eventName", Draw.Text("one"))), Draw.Activity("Break", "break"), Draw.Line("never")),
                Draw.Activity("Event", "other", ("eventName", Draw.Text("two"))),
            ]))))),
            Draw.Line("after")));
        run.Deliver(new ReceiveSignal("one", Value.Null));
        Assert.Equal(["after"], run.Lines);
        Assert.True(run.State!.IsClosed);
        Assert.Empty(run.State.Bookmarks);
    }

    [Fact]
    public void Break_leaves_only_the_inner_of_two_loops()
    {
        var inner = Draw.Activity("For", "inner", ("start", Draw.Text("1")), ("end", Draw.Text("3")), ("body", BreakAtTwo));
        var run = Draw.Run(Draw.Activity("ForEach", "outer", ("items", Draw.Wrapped("Object", Value.Of("[\"x\",\"y\"]"))), ("body", Draw.Sequence("round", Current.With("id", Value.Of("outerLine")), inner))));
        Assert.Equal(["x", "1", "y", "1"], run.Lines);
    }

    [Fact]
    public void Break_in_one_of_the_parallel_runs_ends_that_run_alone()
    {
        var run = Draw.Run(Draw.Chart("c", [Draw.Activity("ParallelForEach", "all", ("items", Draw.Wrapped("Object", Value.Of("[1,2,3]"))), ("body", BreakAtTwo)), Draw.Line("after")], "all->after"));
        Assert.Equal(["1", "3", "after"], run.Lines);
    }

    [Fact]
    public void Break_outside_a_loop_ends_the_sequences_around_it()
    {
        var run = Draw.Run(Draw.Sequence("outer", Draw.Line("start"), Draw.Sequence("inner", Draw.Line("in"), Draw.Activity("Break", "break"), Draw.Line("never")), Draw.Line("neither")));
        Assert.Equal(["start", "in"], run.Lines);
        Assert.True(run.State!.IsClosed);
    }

    [Fact]
    public void scripts_choose_outcomes()
    {
        var run = Draw.Run(Draw.Chart("chart", [Draw.Activity("RunJavaScript", "js", ("script", Draw.Text("setOutcome('B')"))), Draw.Line("a"), Draw.Line("b")], "js:A->a", "js:B->b"));
        Assert.Equal(["b"], run.Lines);
    }

    [Theory]
    [InlineData("Delay", "timeSpan", "00:30:00", 30)]
    [InlineData("Timer", "interval", "00:05:00", 5)]
    [InlineData("StartAt", "dateTime", "2025-01-01T01:00:00+00:00", 60)]
    [InlineData("Cron", "cronExpression", "15 * * * *", 15)]
    [InlineData("Cron", "cronExpression", "0 20 * * * *", 20)]
    public void timers_wait_for_their_instant(string type, string input, string value, int minutes)
    {
        var run = Draw.Run(Draw.Activity(type, "timer", (input, Draw.Text(value))));
        var start = run.Now;
        Assert.Equal(start + Duration.FromMinutes(minutes), Assert.Single(run.State!.Timers).DueAt);
        Assert.True(run.AdvanceToNextTimer());
        Assert.True(run.State.IsClosed);
    }

    [Fact]
    public void StartAt_in_the_past_is_no_wait() =>
        Assert.True(Draw.Run(Draw.Activity("StartAt", "timer", ("dateTime", Draw.Text("2024-01-01T01:00:00+00:00")))).State!.IsClosed);

    [Fact]
    public void a_published_event_starts_the_workflows_that_it_triggers_at_their_trigger()
    {
        var consumer = Draw.Definition(
            Draw.Chart(
                "c",
                [
                    Draw.Line("never"),
                    Draw.Activity("Event", "shipped", ("eventName", Draw.Text("Shipped")), ("customProperties", Value.Object(("canStartWorkflow", Value.True)))),
                    Draw.Activity("WriteLine", "line", ("text", Draw.Script("getOutputFrom('shipped').status + ' ' + getCorrelationId()"))),
                    Draw.Activity("Event", "more", ("eventName", Draw.Text("More"))),
                ],
                "never->shipped", "shipped->line", "line->more"),
            "consumer");
        var run = Draw.Run(
            Draw.Definition(Draw.Sequence("s", Draw.Activity("PublishEvent", "publish", ("eventName", Draw.Text("Shipped")), ("correlationId", Draw.Text("C")), ("payload", Draw.Wrapped("Object", Value.Of("{\"status\":\"gone\"}")))), Draw.Line("published"))),
            null, consumer);
        Assert.Equal(["published", "gone C"], run.Lines);
        Assert.Equal(WorkflowStatus.Finished, run.State!.Root!.Status);

        run.Deliver(new ReceiveSignal("More", Value.Null));
        Assert.True(run.State.IsClosed);
        Assert.Empty(Replayer.Verify(run.Entries, new WorkflowEngine(Draw.Catalog), run.Definitions.ByHash, _ => EmptyPolicy.Instance));
    }

    [Theory]
    [InlineData("True", "", 0)]
    [InlineData("False", "", 1)]
    [InlineData("False", "C-1", 1)]
    [InlineData("False", "other", 0)]
    public void a_local_event_stays_in_its_workflow_and_a_correlated_one_finds_its_own(string isLocal, string correlationId, int woken)
    {
        var child = Draw.Definition(Draw.Sequence("w", Draw.Activity("Event", "wait", ("eventName", Draw.Text("go"))), Draw.Line("woken")), "child");
        var run = Draw.Run(
            Draw.Definition(Draw.Sequence("s",
                Draw.Activity("ExecuteWorkflow", "child", ("workflowDefinitionId", Draw.Text("child")), ("waitForCompletion", Draw.Text("False")), ("correlationId", Draw.Text("C-1"))),
                Draw.Activity("PublishEvent", "publish", ("eventName", Draw.Text("go")), ("isLocalEvent", Draw.Text(isLocal)), ("correlationId", Draw.Text(correlationId))))),
            null, child);
        Assert.Equal(woken, run.Lines.Count);
    }

    [Fact]
    public void PublishEvent_wakes_who_waits_in_the_case_and_tells_the_others()
    {
        var run = Draw.Run(Draw.Activity("Parallel", "p", ("activities", Value.Of(
        [
            Draw.Activity("Event", "wait", ("eventName", Draw.Text("go"))),
            Draw.Activity("PublishEvent", "publish", ("eventName", Draw.Text("go"))),
        ]))));
        Assert.True(run.State!.IsClosed);
        Assert.Equal("event", Assert.Single(run.Effects.OfType<SendOut>()).Channel);
    }

    [Fact]
    public void names_and_correlation_ids_are_kept()
    {
        var run = Draw.Run(Draw.Sequence("s", Draw.Activity("SetName", "name", ("value", Draw.Text("N"))), Draw.Activity("Correlate", "correlate", ("correlationId", Draw.Text("C")))));
        Assert.Equal(("N", "C"), (run.State!.Name, run.State.CorrelationId));
    }

    [Theory]
    [InlineData(true, """{"statusCode":200}""", "200")]
    [InlineData(true, """{"statusCode":500}""", "Unmatched status code")]
    [InlineData(false, """{"error":"timeout"}""", "Timeout")]
    [InlineData(false, """{"error":"refused"}""", "Failed to connect")]
    public void an_http_answer_comes_back_as_an_input(bool succeeded, string answer, string outcome)
    {
        var run = Draw.Run(Draw.Chart("chart",
            [Draw.Activity("FlowSendHttpRequest", "http", ("url", Draw.Text("https://example.org")), ("expectedStatusCodes", Draw.Wrapped("Object", Value.Of("[200]")))), Draw.Line("out")],
            $"http:{outcome}->out"));
        var sent = Assert.Single(run.Effects.OfType<SendOut>());
        Assert.Equal(("http", true, "GET"), (sent.Channel, sent.AwaitsResult, sent.Payload["method"].AsString()));

        Assert.IsType<Decided>(run.Deliver(new ReceiveResult(sent.EffectId, succeeded, CanonicalJson.Parse(answer))));

        Assert.Equal(["out"], run.Lines);
        Assert.True(run.State!.IsClosed);
    }

    [Fact]
    public void ten_thousand_parallel_items_are_no_trouble()
    {
        var items = Value.Of(Enumerable.Range(0, 10_000).Select(i => Value.Of(i)));
        var engine = new WorkflowEngine(Draw.Catalog, new ExecutionLimits(MaxActivitiesPerStep: 50_000));
        var run = Draw.Run(Draw.Activity("ParallelForEach", "all", ("items", Draw.Wrapped("Object", items)), ("body", Draw.Sequence("s", Draw.Activity("Event", "wait", ("eventName", Draw.Text("go"))), Draw.Line("x")))), engine);
        Assert.Equal(10_000, run.State!.Bookmarks.Count);
        run.Deliver(new ReceiveSignal("go", Value.Null));
        Assert.Equal(10_000, run.Lines.Count);
        Assert.True(run.State.IsClosed);
    }

    [Fact]
    public void cancelling_a_case_with_ten_thousand_waits_ends_them_all()
    {
        var items = Value.Of(Enumerable.Range(0, 10_000).Select(i => Value.Of(i)));
        var engine = new WorkflowEngine(Draw.Catalog, new ExecutionLimits(MaxActivitiesPerStep: 50_000));
        var run = Draw.Run(Draw.Activity("ParallelForEach", "all", ("items", Draw.Wrapped("Object", items)), ("body", Draw.Activity("Event", "wait", ("eventName", Draw.Text("go"))))), engine);
        run.Deliver(new CancelCase("enough"));
        Assert.Empty(run.State!.Bookmarks);
        Assert.Empty(run.State.Activities);
        Assert.Equal(WorkflowSubStatus.Cancelled, run.State.SubStatus);
    }

    [Fact]
    public void what_a_full_step_held_back_runs_in_the_next_however_much_it_is()
    {
        var items = Value.Of(Enumerable.Range(0, 2_000).Select(i => Value.Of(i)));
        var run = Draw.Run(Draw.Activity("ParallelForEach", "all", ("items", Draw.Wrapped("Object", items)), ("body", Draw.Line("x"))), new WorkflowEngine(Draw.Catalog, new ExecutionLimits(MaxActivitiesPerStep: 500)));
        for (var n = 0; run.State!.Incidents.Count > 0 && n < 10; n++) run.Deliver(new RetryIncident(run.State.Incidents[0].Id));
        Assert.Equal(2_000, run.Lines.Count);
        Assert.True(run.State.IsClosed);
    }
}
