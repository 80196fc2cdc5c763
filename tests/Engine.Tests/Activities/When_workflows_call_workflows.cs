using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Tests.Flow;
using JieSuJiBan.Engine.Validation;
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
    public void to_its_parent_a_child_that_failed_has_finished_and_its_incident_stays()
    {
        var broken = Draw.Definition(Draw.Activity("Fault", "fault"), "child");
        var run = Draw.Run(Draw.Definition(Draw.Sequence("s", Starter("ExecuteWorkflow", waits: true), Draw.Line("after"))), null, broken);

        Assert.Equal(["after"], run.Lines);
        Assert.Equal((WorkflowStatus.Finished, WorkflowSubStatus.Finished), (run.State!.Root!.Status, run.State.Root.SubStatus));
        Assert.Equal("Faulted", run.State.Root.ActivityOutputs["start"]["Result"]["subStatus"].AsString());
        Assert.Equal(WorkflowSubStatus.Faulted, run.State.SubStatus);

        run.Deliver(new SkipIncident(Assert.Single(run.State.Incidents).Id, "Done"));

        Assert.True(run.State.IsClosed);
    }

    [Fact]
    public void a_bulk_reacts_to_children_that_fail()
    {
        var half = Draw.Definition(
            Draw.Activity("If", "if", ("condition", Draw.Script("getInput('item') === 2")), ("then", Draw.Activity("Fault", "fault"))),
            "child", ("inputs", Value.Of([Value.Object(("type", Value.Of("Object")), ("name", Value.Of("item")))])));
        var run = Draw.Run(
            Draw.Definition(Draw.Chart("c",
                [
                    Draw.Activity("BulkDispatchWorkflows", "start", ("workflowDefinitionId", Draw.Text("child")), ("items", Draw.Wrapped("Object", Value.Of("[1,2,3]"))), ("defaultItemInputKey", Draw.Text("item")),
                        ("childCompleted", Draw.Line("good")), ("childFaulted", Draw.Activity("WriteLine", "bad", ("text", Draw.Script("'bad ' + getVariable('ChildInstanceId').length"))))),
                    Draw.Line("all"),
                ],
                "start:Completed->all")),
            null, half);
        Assert.Equal(["good", "good"], run.Lines.Where(line => line == "good"));
        Assert.Single(run.Lines, line => line.StartsWith("bad ", StringComparison.Ordinal));
        Assert.Equal("all", run.Lines[^1]);
        Assert.Equal(WorkflowSubStatus.Finished, run.State!.Root!.SubStatus);
    }

    [Theory]
    [InlineData("ExecuteWorkflow")]
    [InlineData("DispatchWorkflow")]
    public void a_child_has_its_own_correlation_id_and_name_and_knows_its_parent(string type)
    {
        var child = Draw.Definition(
            Draw.Sequence("s", Draw.Activity("WriteLine", "line", ("text", Draw.Script("getCorrelationId() + ' ' + getInput('ParentInstanceId')"))), Draw.Activity("SetName", "name", ("value", Draw.Text("Child"))), Wait),
            "child");
        var run = Draw.Run(Draw.Definition(Draw.Sequence("s", Starter(type, waits: true, ("correlationId", Draw.Text("C-1"))))), null, child);
        Assert.Equal(["C-1 " + run.State!.Root!.Id], run.Lines);
        Assert.Equal((null, null), (run.State.CorrelationId, run.State.Name));
        Assert.Equal(("C-1", "Child"), (run.State.Instances[1].CorrelationId, run.State.Instances[1].Name));
        Assert.Empty(Replayer.Verify(run.Entries, new WorkflowEngine(Draw.Catalog), run.Definitions.ByHash, _ => EmptyPolicy.Instance));
    }

    [Fact]
    public void each_child_of_a_bulk_gets_the_correlation_id_that_the_function_gives()
    {
        var run = Draw.Run(
            Draw.Definition(Draw.Activity("BulkDispatchWorkflows", "start", ("workflowDefinitionId", Draw.Text("child")), ("items", Draw.Wrapped("Object", Value.Of("[1,2]"))), ("correlationIdFunction", Draw.Script("'c-' + getItem()")))),
            null, Draw.Definition(Wait, "child"));
        Assert.Equal(["c-1", "c-2"], run.State!.Instances.Skip(1).Select(child => child.CorrelationId));
    }

    [Fact]
    public void Break_in_a_composite_leaves_the_loop_around_it()
    {
        var part = Draw.Definition(Draw.Sequence("s", Draw.Line("in"), Draw.Activity("Break", "break"), Draw.Line("never")), "part", ("options", Value.Object(("usableAsActivity", Value.True))));
        var run = Draw.Run(Draw.Definition(Draw.Activity("ForEach", "each", ("items", Draw.Wrapped("Object", Value.Of("[1,2]"))), ("body", Draw.Activity("Part", "part").With("type", Value.Of("Part"))))), null, part);
        Assert.Equal(["in"], run.Lines);
        Assert.True(run.State!.IsClosed);
    }

    [Fact]
    public void a_workflow_that_calls_itself_is_stopped()
    {
        var run = Draw.Run(Draw.Definition(Starter("ExecuteWorkflow", waits: true), "child"));
        Assert.Equal("workflow.tooDeep", Assert.Single(run.State!.Incidents).Code);
    }

    [Fact]
    public void workflows_that_are_parts_of_each_other_are_found_before_they_run()
    {
        static WorkflowDefinition Part(string id, string other) => Draw.Definition(Draw.Activity(other, "part").With("type", Value.Of(other)), id, ("options", Value.Object(("usableAsActivity", Value.True))));
        var (one, two) = (Part("one", "Two"), Part("two", "One"));
        var finding = Assert.Single(DefinitionValidator.Validate(one, Draw.Catalog, Draw.Set(one, two)));
        Assert.Equal(("workflow.circular", Severity.Error, "part"), (finding.Code, finding.Severity, finding.ActivityId));
        Assert.Equal("workflow.tooDeep", Assert.Single(Draw.Run(one, null, two).State!.Incidents).Code);
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
