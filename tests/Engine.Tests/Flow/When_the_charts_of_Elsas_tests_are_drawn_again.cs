using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Tests.Flow;

/// <summary>The shapes and outcomes that Elsa 3.8's own tests state, drawn with our words.</summary>
public class When_the_charts_of_Elsas_tests_are_drawn_again
{
    private static readonly WorkflowEngine TokenEngine = new(Draw.Catalog, mode: FlowchartMode.Token);

    private static readonly Value Increment = Draw.Activity("SetVariable", "increment", ("variable", Value.Object(("id", Value.Of("n")), ("name", Value.Of("n")))), ("value", Draw.Script("getVariable('n') + 1")));

    private static Value Switch(string id, string mode, params (string Label, string Script)[] cases) => Draw.Activity("FlowSwitch", id, ("mode", Draw.Text(mode)), ("cases", Value.Of(cases.Select(one =>
        Value.Object(("label", Value.Of(one.Label)), ("condition", Value.Object(("type", Value.Of("JavaScript")), ("value", Value.Of(one.Script)))))))));

    private static Value Join(string mode) => Draw.Activity("FlowJoin", "join", ("mode", Draw.Text(mode)));

    private static WorkflowDefinition Counting(Value chart, params (string, Value)[] members) => Draw.Definition(chart, members: [("variables", Draw.Variables(("n", "Int32", "0"))), .. members]);

    [Fact]
    public void branches_that_are_braided_run_each_node_once_and_level_by_level()
    {
        var chart = Draw.Chart("c", [.. "1234567".Select(n => Draw.Line(n.ToString()))], "1->2", "1->3", "2->4", "2->5", "3->5", "3->6", "4->7", "5->7", "6->7");
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7"], Draw.Run(chart, TokenEngine).Lines);
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7"], Draw.Run(chart).Lines);
    }

    [Theory]
    [InlineData(FlowchartMode.Token)]
    [InlineData(FlowchartMode.Counter)]
    public void a_loop_drawn_by_hand_retries_and_ends(FlowchartMode mode)
    {
        var run = Draw.Run(
            Counting(Draw.Chart(
                "c",
                [Draw.Line("Start"), Increment, Draw.Activity("FlowDecision", "enough", ("condition", Draw.Script("getVariable('n') > 1"))), Draw.Line("Retry"), Draw.Line("End")],
                "Start->increment", "increment->enough", "enough:False->Retry", "enough:True->End", "Retry->increment")),
            new WorkflowEngine(Draw.Catalog, mode: mode));
        Assert.Equal(["Start", "Retry", "End"], run.Lines);
        Assert.True(run.State!.IsClosed);
    }

    [Fact]
    public void ways_back_and_a_dangling_activity_run_as_drawn()
    {
        var run = Draw.Run(Counting(Draw.Chart(
            "c",
            [
                Draw.Activity("Start", "start"), Draw.Line("dangling"), Switch("lines", "MatchAny", ("LessThanThree", "getVariable('n') < 3")), Draw.Line("A"), Draw.Line("B"), Increment,
                Switch("back", "MatchAny", ("EqualOne", "getVariable('n') == 1"), ("LessThanFour", "getVariable('n') < 4"), ("EqualThree", "getVariable('n') == 3")),
                Draw.Line("D"), Draw.Line("E"), Draw.Line("F"), Draw.Activity("End", "end"),
            ],
            "start->lines", "dangling->lines", "lines:LessThanThree->A", "lines:LessThanThree->B", "lines:Default->increment", "A->increment", "B->increment", "increment->back",
            "back:EqualOne->D", "D->increment", "back:LessThanFour->E", "E->lines", "back:EqualThree->F", "F->end")));
        Assert.Equal(["A", "B", "D", "E", "A", "B", "E", "E", "F"], run.Lines);
        Assert.Equal(WorkflowSubStatus.Finished, run.State!.SubStatus);
    }

    [Fact]
    public void a_way_back_that_one_way_does_not_pass_is_an_incident()
    {
        var run = Draw.Run(Draw.Chart("c", [Draw.Activity("Start", "start"), .. "ABCDE".Select(n => Draw.Line(n.ToString()))], "start->A", "A->B", "B->C", "B->D", "C->E", "D->E", "E->C"));
        Assert.Equal(["A", "B", "C", "D", "E"], run.Lines);
        Assert.Equal("flowchart.invalidBackwardConnection", Assert.Single(run.State!.Incidents).Code);
        Assert.Equal(WorkflowSubStatus.Faulted, run.State.SubStatus);
    }

    [Theory]
    [InlineData("WaitAll")]
    [InlineData("WaitAllActive")]
    [InlineData("WaitAny")]
    public void a_join_in_a_loop_runs_once_a_round(string mode)
    {
        var loop = Draw.Run(Counting(Draw.Chart(
            "c",
            [Draw.Activity("Start", "start"), .. "ABCD".Select(n => Draw.Line(n.ToString())), Join(mode), Increment, Switch("more", "MatchFirst", ("LessThanThree", "getVariable('n') < 3")), Draw.Activity("End", "end")],
            "start->A", "A->B", "A->C", "A->D", "B->join", "C->join", "D->join", "join->increment", "increment->more", "more:LessThanThree->A", "more:Default->end")));
        Assert.Equal(string.Concat(Enumerable.Repeat("ABCD", 3)), string.Concat(loop.Lines));
        Assert.Equal(WorkflowSubStatus.Finished, loop.State!.SubStatus);

        var short1 = Draw.Run(Counting(Draw.Chart(
            "c",
            [Draw.Activity("Start", "start"), Switch("more", "MatchFirst", ("DoLoopback", "getVariable('n') < 3")), Draw.Line("A"), Increment, Join(mode), Draw.Line("B"), Draw.Activity("End", "end")],
            "start->more", "more:DoLoopback->A", "more:DoLoopback->increment", "more:Default->B", "A->join", "increment->join", "join->more", "B->end")));
        Assert.Equal("AAAB", string.Concat(short1.Lines));
        Assert.Equal(WorkflowSubStatus.Finished, short1.State!.SubStatus);
    }

    [Theory]
    [InlineData("False", "WaitAll", "ABCDF")]
    [InlineData("False", "WaitAllActive", "ABCDEF")]
    [InlineData("False", "WaitAny", "ABCDEF")]
    [InlineData("True", "WaitAll", "ABCEF")]
    [InlineData("True", "WaitAllActive", "ABCEF")]
    [InlineData("True", "WaitAny", "ABCEF")]
    public void a_join_counts_the_ways_that_were_followed(string decision, string mode, string lines)
    {
        var run = Draw.Run(Draw.Chart(
            "c",
            [Draw.Activity("Start", "start"), .. "ABCDEF".Select(n => Draw.Line(n.ToString())), Draw.Activity("FlowDecision", "decision", ("condition", Draw.Text(decision))), Join(mode)],
            "start->A", "start->B", "start->C", "A->decision", "decision:True->join", "decision:False->D", "B->join", "C->join", "D->F", "join->E", "E->F"));
        Assert.Equal(lines, string.Concat(run.Lines));
        Assert.Equal(WorkflowSubStatus.Finished, run.State!.SubStatus);
    }

    [Theory]
    [InlineData("Fault", new[] { "Start", "1a", "2a" }, WorkflowSubStatus.Faulted)]
    [InlineData("ContinueWithIncidents", new[] { "Start", "1a", "2a", "1b" }, WorkflowSubStatus.Suspended)]
    public void the_incident_strategy_says_whether_other_branches_go_on(string strategy, string[] lines, WorkflowSubStatus subStatus)
    {
        static Value Wait(string id) => Draw.Activity("Event", id, ("eventName", Draw.Text(id)));
        var run = Draw.Run(Draw.Definition(
            Draw.Chart(
                "c",
                [Draw.Line("Start"), Draw.Line("1a"), Wait("event1"), Draw.Line("1b"), Draw.Line("2a"), Wait("event2"), Draw.Line("2b"), Draw.Activity("Fault", "fault", ("code", Draw.Text("Whoops!")))],
                "Start->1a", "1a->event1", "event1->1b", "Start->2a", "2a->fault", "fault->event2", "event2->2b"),
            members: [("options", Value.Object(("incidentStrategyType", Value.Of($"Elsa.Workflows.IncidentStrategies.{strategy}Strategy, Elsa.Workflows.Core"))))]));
        run.RunUntilEnd();
        Assert.Equal(lines, run.Lines);
        Assert.Equal(subStatus, run.State!.Root!.SubStatus);
        Assert.Equal("Whoops!", Assert.Single(run.State.Incidents).Code);
    }

    [Theory]
    [InlineData("WaitAny", new[] { "Start", "Branch 2", "End" }, true)]
    [InlineData("WaitAll", new[] { "Start", "Branch 2" }, false)]
    public void a_fork_goes_on_with_the_branch_whose_event_came(string mode, string[] lines, bool isClosed)
    {
        static Value Branch(string n) => Draw.Sequence("branch" + n, Draw.Activity("Event", "event" + n, ("eventName", Draw.Text("Event " + n))), Draw.Activity("WriteLine", "line" + n, ("text", Draw.Text("Branch " + n))));
        var run = Draw.Run(Draw.Sequence("s", Draw.Line("Start"), Draw.Activity("Fork", "fork", ("joinMode", Value.Of(mode)), ("branches", Value.Of([Branch("1"), Branch("2"), Branch("3")]))), Draw.Line("End")));
        run.Deliver(new ReceiveSignal("Event 2", Value.Null));
        Assert.Equal(lines, run.Lines);
        Assert.Equal(isClosed, run.State!.IsClosed);
    }
}
