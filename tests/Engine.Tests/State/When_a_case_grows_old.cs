using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Serialization;
using JieSuJiBan.Engine.Tests.Flow;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Tests.State;

public class When_a_case_grows_old
{
    [Theory]
    [InlineData(FlowchartMode.Counter)]
    [InlineData(FlowchartMode.Token)]
    public void its_state_stays_as_large_as_what_is_alive(FlowchartMode mode)
    {
        var definition = Draw.Definition(
            Draw.Chart(
                "chart",
                [
                    Draw.Activity("Event", "wait", ("eventName", Draw.Text("go"))),
                    Draw.Activity("FlowFork", "fork", ("branches", Draw.Wrapped("Object", Value.Of("[\"A\",\"B\"]")))),
                    Draw.Activity("SetVariable", "set", ("variable", Value.Object(("id", Value.Of("v")))), ("value", Draw.Text("x"))),
                    Draw.Activity("ExecuteWorkflow", "child", ("workflowDefinitionId", Draw.Text("child"))),
                    Draw.Activity("FlowJoin", "join", ("mode", Draw.Text("WaitAll"))),
                ],
                "wait->fork", "fork:A->set", "fork:B->child", "set->join", "child->join", "join->wait"),
            members: [("variables", Draw.Variables(("v", "String", "")))]);
        var run = new VirtualRun(new WorkflowEngine(Draw.Catalog, mode: mode), Draw.Set(definition, Draw.Definition(Draw.Line("in"), "child"))) { KeepsJournal = false };
        run.Start("flow");

        Go(run, 10);
        var young = CaseStateSerializer.ToBytes(run.State!).Length;
        Go(run, 1_000);

        // Only numbers may have got longer.
        Assert.InRange(CaseStateSerializer.ToBytes(run.State!).Length, young, young + 60);
        Assert.Single(run.State!.Bookmarks);
    }

    private static void Go(VirtualRun run, int times)
    {
        for (var i = 0; i < times; i++) Assert.IsType<Decided>(run.Deliver(new ReceiveSignal("go", Value.Null)));
    }
}
