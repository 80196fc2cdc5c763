using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Tests.Flow;

/// <summary>Nothing runs, nothing is waited for, and yet a branch has come to a join: an incident, in either mode, and never an end without a word.</summary>
public class When_an_arrival_is_held
{
    private static Value Fork(params string[] branches) =>
        Draw.Activity("FlowFork", "fork", ("branches", Draw.Wrapped("Object", Value.Of(Value.Of(branches).ToString()))));

    private static Value Join(string id, string mode) => Draw.Activity("FlowJoin", id, ("mode", Draw.Text(mode)));

    private static Value Decide(string id, bool isTrue) => Draw.Activity("FlowDecision", id, ("condition", Draw.Text(isTrue ? "True" : "False")));

    private static VirtualRun Run(FlowchartMode mode, Value chart) => Draw.Run(chart, new WorkflowEngine(Draw.Catalog, mode: mode));

    private static Value ChoiceIntoAll() => Draw.Chart("c",
        [Decide("d", true), Draw.Line("a"), Draw.Line("b"), Join("join", "WaitAll"), Draw.Line("joined")],
        "d:True->a", "d:False->b", "a->join", "b->join", "join->joined");

    [Theory]
    [InlineData(FlowchartMode.Counter)]
    [InlineData(FlowchartMode.Token)]
    public void a_choice_that_leads_into_a_join_of_all_is_an_incident_at_the_join(FlowchartMode mode)
    {
        var run = Run(mode, ChoiceIntoAll());
        Assert.Equal(["a"], run.Lines);
        Assert.Equal((WorkflowStatus.Finished, WorkflowSubStatus.Faulted), (run.State!.Status, run.State.SubStatus));
        var incident = Assert.Single(run.State.Incidents);
        Assert.Equal(("flowchart.arrivalHeld", "join"), (incident.Code, incident.ActivityId));
        Assert.Contains("（b）", incident.Message, StringComparison.Ordinal);
        Assert.Contains("(from b)", incident.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FlowchartMode.Counter, true)]
    [InlineData(FlowchartMode.Counter, false)]
    [InlineData(FlowchartMode.Token, true)]
    [InlineData(FlowchartMode.Token, false)]
    public void whoever_retries_or_skips_it_goes_on_behind_the_join(FlowchartMode mode, bool retries)
    {
        var run = Run(mode, ChoiceIntoAll());
        var id = run.State!.Incidents[0].Id;
        Assert.IsType<Decided>(run.Deliver(retries ? new RetryIncident(id) : new SkipIncident(id, "Done")));
        Assert.Equal(["a", "joined"], run.Lines);
        Assert.True(run.State.IsClosed);
        Assert.Equal(WorkflowSubStatus.Finished, run.State.SubStatus);
    }

    [Theory]
    [InlineData(FlowchartMode.Counter)]
    [InlineData(FlowchartMode.Token)]
    public void it_is_so_inside_another_chart_and_after_a_wait(FlowchartMode mode)
    {
        var run = Run(mode, Draw.Sequence("s",
            Draw.Chart("c",
                [Fork("A", "B"), Draw.Activity("Event", "go", ("eventName", Draw.Text("go"))), Decide("d", false), Draw.Line("b"), Join("join", "WaitAll"), Draw.Line("joined")],
                "fork:A->go", "go->d", "d:True->join", "fork:B->b", "b->join", "join->joined"),
            Draw.Line("after")));
        Assert.Empty(run.State!.Incidents);
        run.Deliver(new ReceiveSignal("go", Value.Null));
        Assert.Equal(["b"], run.Lines);
        Assert.Equal("join", Assert.Single(run.State.Incidents).ActivityId);
    }

    [Theory]
    [InlineData("Merge")]
    [InlineData("Converge")]
    public void what_merges_or_converges_is_a_join_too(string merge)
    {
        var end = Draw.Line("end").With("customProperties", Value.Object(("mergeMode", Value.Of(merge))));
        var run = Run(FlowchartMode.Token, Draw.Chart("c", [Decide("d", false), Draw.Line("a"), Draw.Line("b"), end], "d:True->a", "d:False->b", "a->end", "b->end"));
        Assert.Equal("end", Assert.Single(run.State!.Incidents).ActivityId);
        run.Deliver(new SkipIncident(run.State.Incidents[0].Id, "Done"));
        Assert.True(run.State.IsClosed);
    }

    [Theory]
    [InlineData(FlowchartMode.Counter)]
    [InlineData(FlowchartMode.Token)]
    public void of_two_joins_the_one_before_is_told_first(FlowchartMode mode)
    {
        var run = Run(mode, Draw.Chart("c",
            [Fork("A", "B", "C"), Decide("d", false), Draw.Line("b"), Draw.Line("c"), Join("second", "WaitAll"), Join("first", "WaitAll"), Draw.Line("joined")],
            "fork:A->d", "fork:B->b", "fork:C->c", "d:True->first", "b->first", "first->second", "c->second", "second->joined"));
        Assert.Equal("first", Assert.Single(run.State!.Incidents).ActivityId);
        for (var i = 0; i < 2 && run.State.Incidents.Count > 0; i++) run.Deliver(new SkipIncident(run.State.Incidents[0].Id, "Done"));
        Assert.Contains("joined", run.Lines);
        Assert.True(run.State.IsClosed);
    }

    [Theory]
    [InlineData(FlowchartMode.Counter)]
    [InlineData(FlowchartMode.Token)]
    public void who_ends_the_flow_on_purpose_leaves_no_incident(FlowchartMode mode)
    {
        var run = Run(mode, Draw.Chart("c",
            [Fork("A", "B"), Draw.Line("a"), Draw.Activity("Event", "b", ("eventName", Draw.Text("b"))), Draw.Activity("End", "end"), Join("join", "WaitAll")],
            "fork:A->a", "fork:B->b", "a->join", "b->end"));
        run.Deliver(new ReceiveSignal("b", Value.Null));
        Assert.Empty(run.State!.Incidents);
        Assert.True(run.State.IsClosed);
    }

    [Theory]
    [InlineData(FlowchartMode.Counter, WorkflowStatus.Finished)]
    [InlineData(FlowchartMode.Token, WorkflowStatus.Running)]
    public void what_was_decided_before_is_decided_so_again(FlowchartMode mode, WorkflowStatus status)
    {
        var definition = Draw.Definition(ChoiceIntoAll());
        var run = new VirtualRun(new WorkflowEngine(Draw.Catalog, mode: mode), Draw.Set(definition)) { Semantics = Semantics.First };
        run.Start("flow");
        Assert.Equal(status, run.State!.Status);
        Assert.Empty(run.State.Incidents);
        Assert.Empty(Replayer.Verify(run.Entries, new WorkflowEngine(Draw.Catalog, mode: mode), hash => hash == definition.Hash ? definition : null, _ => EmptyPolicy.Instance));
    }

    [Fact]
    public void with_incidents_left_to_others_the_case_stays_open_for_whoever_settles_it()
    {
        var definition = Draw.Definition(ChoiceIntoAll(), members: [("options", Value.Object(("incidentStrategyType", Value.Of("Elsa.Workflows.IncidentStrategies.ContinueWithIncidentsStrategy, Elsa.Workflows.Core"))))]);
        var run = Draw.Run(definition);
        Assert.Equal((WorkflowStatus.Running, 1), (run.State!.Status, run.State.Incidents.Count));
    }
}
