using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Tests.Flow;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Tests.Activities;

public class When_workflows_call_workflows
{
    private static readonly Value Wait = Draw.Activity("Event", "wait", ("eventName", Draw.Text("go")));

    private static readonly WorkflowDefinition Child = Draw.Definition(
        Draw.Sequence("s", Draw.Line("child"), Wait, Draw.Activity("SetOutput", "out", ("outputName", Draw.Text("answer")), ("outputValue", Draw.Script("getInput('item')")))),
        "child",
        ("inputs", Value.Of([Value.Object(("type", Value.Of("Object")), ("name", Value.Of("item")))])),
        ("outputs", Value.Of([Value.Object(("type", Value.Of("Object")), ("name", Value.Of("answer")))])));

    private static Value Starter(string type, bool waits, params (string, Value)[] members) =>
        Draw.Activity(type, "start", [("workflowDefinitionId", Draw.Text("child")), ("waitForCompletion", Draw.Text(waits ? "True" : "False")), ("input", Draw.Wrapped("Object", Value.Of("{\"item\":42}"))), .. members]);

    [Theory]
    [InlineData("ExecuteWorkflow")]
    [InlineData("DispatchWorkflow")]
    public void waiting_for_the_child_ends_with_it(string type)
    {
        var run = Draw.Run(Draw.Definition(Draw.Sequence("s", Starter(type, waits: true), Draw.Line("after"))), null, Child);
        Assert.Equal(["child"], run.Lines);
        Assert.Equal(2, run.State!.Instances.Count);
        Assert.Contains(run.State.Bookmarks, bookmark => bookmark.Kind == BookmarkKind.Child);

        run.Deliver(new ReceiveSignal("go", Value.Null));

        Assert.Equal(["child", "after"], run.Lines);
        Assert.Single(run.State.Instances);
        var result = run.State.Root!.ActivityOutputs["start"]["Result"];
        Assert.Equal(42, (type == "ExecuteWorkflow" ? result["output"] : result)["answer"].AsInt64());
        Assert.True(run.State.IsClosed);
    }

    [Theory]
    [InlineData("ExecuteWorkflow", new[] { "child", "after" })]
    [InlineData("DispatchWorkflow", new[] { "after", "child" })]
    public void without_waiting_the_case_runs_until_the_child_has_ended_too(string type, string[] lines)
    {
        var run = Draw.Run(Draw.Definition(Draw.Sequence("s", Starter(type, waits: false), Draw.Line("after"))), null, Child);
        Assert.Equal(lines, run.Lines);
        Assert.Equal((WorkflowStatus.Running, WorkflowStatus.Finished), (run.State!.Status, run.State.Root!.Status));
        run.Deliver(new ReceiveSignal("go", Value.Null));
        Assert.True(run.State.IsClosed);
    }

    [Fact]
    public void a_bulk_waits_for_all_and_reacts_to_each()
    {
        var run = Draw.Run(
            Draw.Definition(Draw.Sequence("s",
                Starter("BulkDispatchWorkflows", waits: true, ("items", Draw.Wrapped("Object", Value.Of("[1,2,3]"))), ("defaultItemInputKey", Draw.Text("item")), ("childCompleted", Draw.Line("one"))),
                Draw.Line("after"))),
            null, Child);
        Assert.Equal(["child", "child", "child"], run.Lines);
        run.Deliver(new ReceiveSignal("go", Value.Null));
        Assert.Equal(["one", "one", "one", "after"], run.Lines.Skip(3));
        Assert.True(run.State!.IsClosed);
    }

    [Fact]
    public void a_child_that_fails_leaves_its_parent_waiting_for_the_person()
    {
        var broken = Draw.Definition(Draw.Activity("Fault", "fault"), "child");
        var run = Draw.Run(Draw.Definition(Draw.Sequence("s", Starter("ExecuteWorkflow", waits: true), Draw.Line("after"))), null, broken);
        Assert.Equal(WorkflowSubStatus.Faulted, run.State!.Instances[1].SubStatus);
        Assert.Equal(WorkflowStatus.Running, run.State.Status);

        run.Deliver(new SkipIncident(Assert.Single(run.State.Incidents).Id, "Done"));

        Assert.Equal(["after"], run.Lines);
        Assert.True(run.State.IsClosed);
    }

    [Fact]
    public void a_workflow_that_calls_itself_is_stopped()
    {
        var run = Draw.Run(Draw.Definition(Starter("ExecuteWorkflow", waits: true), "child"));
        Assert.Equal("workflow.tooDeep", Assert.Single(run.State!.Incidents).Code);
    }

    [Fact]
    public void an_unknown_workflow_is_an_incident() =>
        Assert.Equal("workflow.unknown", Assert.Single(Draw.Run(Starter("ExecuteWorkflow", waits: true)).State!.Incidents).Code);

    [Fact]
    public void a_composite_leaves_by_the_outcomes_that_Complete_gives()
    {
        var part = Draw.Definition(
            Draw.Chart("c", [Draw.Line("in"), Draw.Activity("Complete", "complete", ("outcomes", Draw.Text("Good"))), Draw.Line("never")], "in->complete", "complete->never"),
            "part", ("outcomes", Value.Of(["Good", "Bad"])), ("options", Value.Object(("usableAsActivity", Value.True))));
        var run = Draw.Run(Draw.Definition(Draw.Chart("c", [Draw.Activity("Part", "part").With("type", Value.Of("Part")), Draw.Line("good"), Draw.Line("bad")], "part:Good->good", "part:Bad->bad")), null, part);
        Assert.Equal(["in", "good"], run.Lines);
        Assert.True(run.State!.IsClosed);
    }

    [Fact]
    public void cancelling_the_case_cancels_the_children()
    {
        var run = Draw.Run(Draw.Definition(Starter("ExecuteWorkflow", waits: true)), null, Child);
        run.Deliver(new CancelCase("enough"));
        Assert.Equal(WorkflowSubStatus.Cancelled, run.State!.SubStatus);
        Assert.Empty(run.State.Bookmarks);
        Assert.Single(run.State.Instances);
    }

    [Fact]
    public void the_journal_names_every_definition_used()
    {
        var run = Draw.Run(Draw.Definition(Draw.Sequence("s", Starter("ExecuteWorkflow", waits: true))), null, Child);
        Assert.Contains(Child.Hash, run.Entries[0].DefinitionHashes);
        run.Deliver(new ReceiveSignal("go", Value.Null));
        Assert.Empty(Replayer.Verify(run.Entries, new WorkflowEngine(Draw.Catalog), run.Definitions.ByHash, _ => EmptyPolicy.Instance));
    }
}
