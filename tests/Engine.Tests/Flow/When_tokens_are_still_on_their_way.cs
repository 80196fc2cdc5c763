using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Activities.BuiltIn;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Tests.Flow;

/// <summary>Token mode: who joins waits for every token that can still come, and for none that was spent.</summary>
public class When_tokens_are_still_on_their_way
{
    private static readonly ActivityRegistry Catalog = new ActivityRegistry(BuiltInActivities.All).With([new PingingActivity()]);

    /// <summary>What was recorded under the first meaning of tokens is decided so again for ever.</summary>
    [Theory]
    [InlineData(Semantics.First)]
    [InlineData(Semantics.Current)]
    public void what_sends_off_beside_its_work_keeps_the_token_that_it_runs_on(int semantics)
    {
        var run = Start(
            semantics,
            [Fork("A", "B"), Draw.Activity("Test.Pinging", "work"), Wait("other"), Draw.Line("ping"), Draw.Line("end")],
            "fork:A->work", "fork:B->other", "work:Ping->ping", "work->end", "other->end");

        Signal(run, "ping");
        Signal(run, "other");
        Assert.Equal(["ping"], run.Lines);

        Signal(run, "done");
        Assert.Equal(["ping", "end"], run.Lines);
        Assert.Equal(WorkflowStatus.Finished, run.State!.Status);
    }

    /// <summary>Converge waits for the ways back too, Merge only for those that lead forward.</summary>
    [Theory]
    [InlineData("Merge", Semantics.First, new[] { "join" })]
    [InlineData("Merge", Semantics.Current, new[] { "join" })]
    [InlineData("Converge", Semantics.First, new string[0])]
    [InlineData("Converge", Semantics.Current, new string[0])]
    public void a_way_back_is_waited_for_by_Converge_alone(string mode, int semantics, string[] atOnce)
    {
        static Value Merging(Value activity, string mode) => activity.With("customProperties", Value.Object(("mergeMode", Value.Of(mode))));
        var run = Start(semantics, [Fork("A", "B"), Merging(Wait("back"), "Cascade"), Merging(Draw.Line("join"), mode)], "fork:A->join", "fork:B->back", "join->back", "back->join");

        Assert.Equal(atOnce, run.Lines.Where(line => line == "join"));
        Signal(run, "back");
        Assert.Contains("join", run.Lines);
    }

    [Theory]
    [InlineData(FlowchartMode.Counter)]
    [InlineData(FlowchartMode.Token)]
    public void work_that_was_scheduled_under_what_has_ended_does_not_begin(FlowchartMode mode)
    {
        var complete = Draw.Activity("Complete", "complete");
        var inner = Draw.Chart("inner", [Fork("A", "B", "C"), Draw.Line("first"), complete, Draw.Sequence("late", Draw.Line("never"))], "fork:A->first", "fork:B->complete", "fork:C->late");
        var run = Draw.Run(Draw.Sequence("outer", inner, Draw.Line("after")), new WorkflowEngine(Catalog, mode: mode));

        Assert.Equal(["first"], run.Lines);
        Assert.Equal(WorkflowStatus.Finished, run.State!.Status);
        Assert.DoesNotContain(run.Entries.SelectMany(entry => entry.Events).OfType<ActivityStarted>(), started => started.ActivityId is "late" or "never" or "after");
    }

    [Theory]
    [InlineData(FlowchartMode.Counter)]
    [InlineData(FlowchartMode.Token)]
    public void work_that_was_scheduled_beside_the_end_of_its_flowchart_does_not_begin(FlowchartMode mode)
    {
        var inner = Draw.Chart("inner", [Fork("A", "B"), Draw.Activity("End", "end"), Draw.Line("late")], "fork:A->end", "fork:B->late");
        var run = Draw.Run(Draw.Sequence("outer", inner, Draw.Line("after")), new WorkflowEngine(Catalog, mode: mode));

        Assert.Equal(["after"], run.Lines);
        Assert.DoesNotContain(run.Entries.SelectMany(entry => entry.Events).OfType<ActivityStarted>(), started => started.ActivityId == "late");
    }

    private static VirtualRun Start(int semantics, Value[] activities, params string[] connections)
    {
        var definition = Draw.Definition(Draw.Chart("c", activities, connections));
        var run = new VirtualRun(new WorkflowEngine(Catalog, mode: FlowchartMode.Token), Draw.Set(definition)) { Semantics = semantics };
        Assert.IsType<Decided>(run.Start(definition.DefinitionId));
        return run;
    }

    private static Value Fork(params string[] branches) =>
        Draw.Activity("FlowFork", "fork", ("branches", Draw.Wrapped("Object", Value.Of(Value.Of(branches).ToString()))));

    private static Value Wait(string id) => Draw.Activity("Event", id, ("eventName", Draw.Text(id)));

    private static void Signal(VirtualRun run, string name) => Assert.IsType<Decided>(run.Deliver(new ReceiveSignal(name, Value.Null)));

    /// <summary>Follows a side way on one signal and ends on another.</summary>
    private sealed class PingingActivity : Activity
    {
        public override ActivityDescriptor Descriptor { get; } = new() { TypeName = "Test.Pinging", Category = "测试", DisplayName = "边做边报", Ports = [new("Done", "完成"), new("Ping", "报告")] };

        public override void Execute(ActivityContext context)
        {
            context.WaitForSignal("ping", "ping", autoBurn: false);
            context.WaitForSignal("done", "done");
        }

        public override Rejection? Resume(ActivityContext context, Resumption resumption)
        {
            if (resumption.Bookmark.Tag == "ping") context.Follow("Ping");
            else context.Complete("Done");
            return null;
        }
    }
}
