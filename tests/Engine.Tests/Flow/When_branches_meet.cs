using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Tests.Flow;

public class When_branches_meet
{
    private static Value Fork(params string[] branches) =>
        Draw.Activity("FlowFork", "fork", ("branches", Draw.Wrapped("Object", Value.Of(Value.Of(branches).ToString()))));

    private static Value Join(string mode) => Draw.Activity("FlowJoin", "join", ("mode", Draw.Text(mode)));

    private static Value Wait(string id) => Draw.Activity("Event", id, ("eventName", Draw.Text(id)));

    private static Value Decide(string id, bool isTrue) => Draw.Activity("FlowDecision", id, ("condition", Draw.Text(isTrue ? "True" : "False")));

    [Fact]
    public void an_ordinary_activity_waits_for_all_that_can_still_come_and_runs_once()
    {
        var run = Draw.Run(Draw.Chart("c", [Fork("A", "B"), Wait("a"), Wait("b"), Draw.Line("end")], "fork:A->a", "fork:B->b", "a->end", "b->end"));
        run.Deliver(new ReceiveSignal("b", Value.Null));
        Assert.Empty(run.Lines);
        run.Deliver(new ReceiveSignal("a", Value.Null));
        Assert.Equal(["end"], run.Lines);
        Assert.True(run.State!.IsClosed);
    }

    [Fact]
    public void a_dead_branch_is_not_waited_for()
    {
        var run = Draw.Run(Draw.Chart(
            "c",
            [Fork("A", "B"), Decide("d", false), Draw.Line("yes"), Draw.Line("far"), Draw.Line("b"), Draw.Line("end")],
            "fork:A->d", "d:True->yes", "yes->far", "far->end", "fork:B->b", "b->end"));
        Assert.Equal(["b", "end"], run.Lines);
    }

    [Fact]
    public void WaitAll_is_skipped_when_one_branch_is_dead_and_keeps_nothing_that_had_come()
    {
        var run = Draw.Run(Draw.Chart(
            "c",
            [Fork("A", "B"), Decide("d", false), Draw.Line("b"), Join("WaitAll"), Draw.Line("end")],
            "fork:A->d", "d:True->join", "fork:B->b", "b->join", "join->end"));
        Assert.Equal(["b"], run.Lines);
        // Skipped is the join, and not b's arrival: that is an incident (When_an_arrival_is_held).
        Assert.Equal("flowchart.arrivalHeld", Assert.Single(run.State!.Incidents).Code);
    }

    [Fact]
    public void WaitAny_goes_on_with_the_first_and_cancels_the_others()
    {
        var run = Draw.Run(Draw.Chart("c", [Fork("A", "B"), Wait("a"), Wait("b"), Join("WaitAny"), Wait("end")], "fork:A->a", "fork:B->b", "a->join", "b->join", "join->end"));
        run.Deliver(new ReceiveSignal("b", Value.Null));

        Assert.Equal("end", Assert.Single(run.State!.Bookmarks).Name);
        Assert.Single(run.Entries[1].Events.OfType<ActivityCancelled>(), cancelled => cancelled.ActivityId == "a");
        Assert.Equal("signal.notAwaited", Assert.IsType<Refused>(run.Deliver(new ReceiveSignal("a", Value.Null))).Rejection.Code);
        run.Deliver(new ReceiveSignal("end", Value.Null));
        Assert.True(run.State.IsClosed);
    }

    [Fact]
    public void WaitAllActive_runs_once_after_all_live_branches()
    {
        var run = Draw.Run(Draw.Chart(
            "c",
            [Fork("A", "B", "C"), Draw.Line("a"), Draw.Line("b"), Decide("d", false), Join("WaitAllActive"), Draw.Line("end")],
            "fork:A->a", "fork:B->b", "fork:C->d", "a->join", "b->join", "d:True->join", "join->end"));
        Assert.Equal(["a", "b", "end"], run.Lines);
    }

    [Theory]
    [InlineData(FlowchartMode.Counter, "WaitAny", new[] { "a", "end" })]
    [InlineData(FlowchartMode.Counter, "WaitAll", new[] { "a" })]
    [InlineData(FlowchartMode.Token, "WaitAny", new[] { "a", "end" })]
    [InlineData(FlowchartMode.Token, "WaitAll", new[] { "a" })]
    public void the_mode_of_a_join_may_be_an_expression(FlowchartMode mode, string join, string[] lines)
    {
        var definition = Draw.Definition(
            Draw.Chart(
                "c",
                [Fork("A", "B"), Draw.Line("a"), Wait("b"), Draw.Activity("FlowJoin", "join", ("mode", Draw.Script("variables.mode"))), Draw.Line("end")],
                "fork:A->a", "fork:B->b", "a->join", "b->join", "join->end"),
            members: [("variables", Draw.Variables(("mode", "String", join)))]);
        var run = Draw.Run(definition, new WorkflowEngine(Draw.Catalog, mode: mode));
        Assert.Equal(lines, run.Lines);
        Assert.Equal(join == "WaitAny", run.State!.IsClosed);
    }

    [Fact]
    public void a_way_back_runs_the_loop_again_and_joins_count_by_round()
    {
        var loop = Draw.Definition(
            Draw.Chart(
                "c",
                [
                    Draw.Activity("SetVariable", "add", ("variable", Value.Object(("id", Value.Of("n")), ("name", Value.Of("n")))), ("value", Draw.Script("getVariable('n') + 1"))),
                    Fork("A", "B"), Draw.Line("a"), Draw.Line("b"), Join("WaitAll"),
                    Draw.Activity("FlowDecision", "more", ("condition", Draw.Script("getVariable('n') < 3"))), Draw.Line("end"),
                ],
                "add->fork", "fork:A->a", "fork:B->b", "a->join", "b->join", "join->more", "more:True->add", "more:False->end"),
            members: [("variables", Draw.Variables(("n", "Int32", "0")))]);
        var run = Draw.Run(loop);
        Assert.Equal(["a", "b", "a", "b", "a", "b", "end"], run.Lines);
        Assert.True(run.State!.IsClosed);
    }

    [Fact]
    public void two_outcomes_to_one_activity_run_it_once()
    {
        var run = Draw.Run(Draw.Chart("c", [Decide("d", true), Draw.Line("end")], "d:True->end", "d:False->end"));
        Assert.Equal(["end"], run.Lines);
    }

    [Fact]
    public void End_ends_its_flowchart_and_cancels_the_rest()
    {
        var run = Draw.Run(Draw.Sequence("s",
            Draw.Chart("c", [Fork("A", "B"), Wait("a"), Draw.Activity("End", "end")], "fork:A->a", "fork:B->end"),
            Draw.Line("after")));
        Assert.Equal(["after"], run.Lines);
        Assert.True(run.State!.IsClosed);
    }

    [Fact]
    public void Finish_ends_the_workflow_at_once()
    {
        var run = Draw.Run(Draw.Sequence("s",
            Draw.Chart("c", [Fork("A", "B"), Wait("a"), Draw.Activity("Finish", "finish"), Draw.Line("never")], "fork:A->a", "fork:B->finish", "finish->never"),
            Draw.Line("after")));
        Assert.Empty(run.Lines);
        Assert.Equal((WorkflowStatus.Finished, WorkflowSubStatus.Finished), (run.State!.Status, run.State.SubStatus));
        Assert.Empty(run.State.Bookmarks);
    }

    [Fact]
    public void an_empty_flowchart_as_Studio_makes_it_completes()
    {
        var run = Draw.Run(Draw.Activity("Flowchart", "Flowchart1"));
        Assert.True(run.State!.IsClosed);
    }

    [Fact]
    public void what_a_step_sets_and_clears_again_is_no_effect()
    {
        var run = Draw.Run(Draw.Chart(
            "c",
            [Fork("A", "B"), Draw.Activity("Delay", "delay", ("timeSpan", Draw.Text("01:00:00"))), Draw.Line("b"), Join("WaitAny")],
            "fork:A->delay", "fork:B->b", "delay->join", "b->join"));
        Assert.True(run.State!.IsClosed);
        Assert.DoesNotContain(run.Effects, effect => effect is SetTimer or ClearTimer);
    }

    [Theory]
    [InlineData("Stream", new[] { "a", "b", "end", "end" })]
    [InlineData("Merge", new[] { "a", "b", "end" })]
    [InlineData("Cascade", new[] { "a", "b", "end" })]
    [InlineData("Race", new[] { "a", "b", "end" })]
    [InlineData("Converge", new[] { "a", "b", "end" })]
    [InlineData("None", new[] { "a", "b", "end", "end" })]
    [InlineData("merge", new[] { "a", "b", "end" })]
    public void merge_modes_decide_in_token_mode(string mode, string[] lines)
    {
        var end = Draw.Line("end").With("customProperties", Value.Object(("mergeMode", Value.Of(mode))));
        var chart = Draw.Chart("c", [Fork("A", "B"), Draw.Line("a"), Draw.Line("b"), Draw.Line("b2"), end], "fork:A->a", "fork:B->b", "a->end", "b->b2", "b2->end");
        var run = Draw.Run(chart, new WorkflowEngine(Draw.Catalog, mode: FlowchartMode.Token));
        Assert.Equal(lines, run.Lines.Where(line => line != "b2"));
        Assert.Equal(WorkflowSubStatus.Finished, run.State!.SubStatus);
    }
}
