using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Tests.Flow;

/// <summary>
/// Elsa's order of choosing what runs first: a Start activity, one that may start the workflow, one to which no connection leads, the first.
/// </summary>
public class When_a_flowchart_begins
{
    public static TheoryData<FlowchartMode> Modes => [FlowchartMode.Counter, FlowchartMode.Token];

    [Theory]
    [MemberData(nameof(Modes))]
    public void at_a_Start_activity_wherever_it_stands(FlowchartMode mode) =>
        Assert.Equal(["c"], Lines(mode, [Draw.Line("a"), CanStart(Draw.Line("b")), Draw.Activity("Start", "start"), Draw.Line("c")], "start->c"));

    [Theory]
    [MemberData(nameof(Modes))]
    public void at_the_one_that_may_start_the_workflow(FlowchartMode mode) =>
        Assert.Equal(["b", "c"], Lines(mode, [Draw.Line("a"), CanStart(Draw.Line("b")), Draw.Line("c")], "b->c"));

    [Theory]
    [MemberData(nameof(Modes))]
    public void at_the_first_to_which_nothing_leads_where_none_is_named(FlowchartMode mode) =>
        Assert.Equal(["b", "a"], Lines(mode, [Draw.Line("a"), Draw.Line("b"), Draw.Line("c")], "b->a"));

    [Theory]
    [MemberData(nameof(Modes))]
    public void at_the_first_drawn_where_something_leads_to_each(FlowchartMode mode)
    {
        Value[] ring = [Draw.Activity("Event", "a", ("eventName", Draw.Text("a"))), Draw.Activity("Event", "b", ("eventName", Draw.Text("b")))];
        var run = Draw.Run(Draw.Chart("c", ring, "a->b", "b->a"), new WorkflowEngine(Draw.Catalog, mode: mode));
        Assert.Equal(["a"], run.State!.Bookmarks.Select(wait => wait.Name));
    }

    private static IReadOnlyList<string> Lines(FlowchartMode mode, Value[] activities, params string[] connections) =>
        Draw.Run(Draw.Chart("chart", activities, connections), new WorkflowEngine(Draw.Catalog, mode: mode)).Lines;

    private static Value CanStart(Value activity) => activity.With("customProperties", Value.Object(("canStartWorkflow", Value.True)));
}
