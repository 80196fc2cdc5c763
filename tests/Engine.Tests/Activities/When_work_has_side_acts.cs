using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Activities.BuiltIn;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Tests.Flow;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.Tests.Activities;

public class When_work_has_side_acts
{
    private static readonly Actor Li = new("li", null, ["worker"]);
    private static readonly Actor Wang = new("wang", null, ["worker"]);
    private static readonly ActivityRegistry Catalog = new ActivityRegistry(BuiltInActivities.All).With([new DeskActivity()]);

    [Theory]
    [InlineData(FlowchartMode.Counter)]
    [InlineData(FlowchartMode.Token)]
    public void a_port_is_followed_while_the_work_goes_on(FlowchartMode mode)
    {
        var run = Run(mode, "desk:Aside->aside", "desk:Done->end");
        var task = Assert.Single(run.Tasks);

        Complete(run, "Aside");
        Complete(run, "Aside");

        Assert.Equal(["aside", "aside"], run.Lines);
        Assert.Equal(WorkflowStatus.Running, run.State!.Status);
        Complete(run, "Done");
        Assert.Equal(["aside", "aside", "end"], run.Lines);
        Assert.Equal(WorkflowStatus.Finished, run.State.Status);
        Assert.Equal("worker", task.Role);
    }

    [Theory]
    [InlineData(FlowchartMode.Counter)]
    [InlineData(FlowchartMode.Token)]
    public void what_was_followed_may_outlive_the_work(FlowchartMode mode)
    {
        var run = new VirtualRun(new WorkflowEngine(Catalog, mode: mode), Draw.Set(Draw.Definition(Draw.Chart(
            "chart", [Draw.Activity("Test.Desk", "desk"), Draw.Activity("Event", "wait", ("eventName", Draw.Text("go"))), Draw.Line("end")], "desk:Aside->wait", "desk:Done->end"))));
        Assert.IsType<Decided>(run.Start("flow"));

        Complete(run, "Aside");
        Complete(run, "Done");

        Assert.Equal(["end"], run.Lines);
        Assert.Equal(WorkflowStatus.Running, run.State!.Status);
        Assert.IsType<Decided>(run.Deliver(new ReceiveSignal("go", Value.Null)));
        Assert.Equal(WorkflowStatus.Finished, run.State.Status);
    }

    [Fact]
    public void an_outcome_that_is_not_drawn_is_not_offered()
    {
        var run = Run(FlowchartMode.Counter, "desk:Done->end");

        Assert.Equal(["Done"], Assert.Single(run.Tasks).Outcomes);
        var refused = Assert.IsType<Refused>(run.CompleteTask("Desk", "Aside", actor: Li));
        Assert.Equal("task.unknownOutcome", refused.Rejection.Code);
    }

    [Fact]
    public void who_owns_the_matter_may_not_review_it()
    {
        var run = Run(FlowchartMode.Counter, "desk:Done->end", "desk:Aside->aside");
        var task = Assert.Single(run.Tasks);

        var claimed = Assert.IsType<Refused>(run.Deliver(new ClaimTask(task.Id), Wang));
        var completed = Assert.IsType<Refused>(run.Deliver(new CompleteTask(task.Id, "Done", Value.EmptyObject), Wang));

        Assert.Equal(("task.notByOwner", "task.notByOwner"), (claimed.Rejection.Code, completed.Rejection.Code));
    }

    [Fact]
    public void a_signal_of_the_case_itself_changes_the_limit_of_an_open_task()
    {
        var run = Run(FlowchartMode.Counter, "desk:Done->end", "desk:Aside->aside");
        var task = Assert.Single(run.Tasks);
        Assert.IsType<Decided>(run.Deliver(new ClaimTask(task.Id), Li));

        var decided = Assert.IsType<Decided>(run.Deliver(new ReceiveSignal("later", Value.Null)));

        var changed = Assert.Single(run.Tasks);
        Assert.Equal((task.Id, "li", run.Now + Duration.FromDays(2)), (changed.Id, changed.Assignee, changed.DueAt!.Value));
        Assert.Contains(new ChangeTask(task.Id, changed.DueAt, task.Payload), decided.Decision.Effects);
        Assert.True(Replayer.Rebuild(run.Entries).Tasks.Single().DueAt == changed.DueAt);
    }

    private static VirtualRun Run(FlowchartMode mode, params string[] connections)
    {
        var run = new VirtualRun(new WorkflowEngine(Catalog, mode: mode), Draw.Set(Draw.Definition(Draw.Chart(
            "chart", [Draw.Activity("Test.Desk", "desk"), Draw.Line("aside"), Draw.Line("end")], connections))));
        Assert.IsType<Decided>(run.Start("flow"));
        return run;
    }

    private static void Complete(VirtualRun run, string outcome) => Assert.IsType<Decided>(run.CompleteTask("Desk", outcome, actor: Li));

    /// <summary>Work with an outcome that ends it and one that does not.</summary>
    private sealed class DeskActivity : Activity
    {
        public override ActivityDescriptor Descriptor { get; } = new()
        {
            TypeName = "Test.Desk",
            Category = "测试",
            DisplayName = "办理",
            Ports = [new("Done", "完成"), new("Aside", "旁支")],
            Task = new("Desk", "办理", "Desk", "", [new("Done", "完成", "Done"), new("Aside", "旁支", "Aside")], []),
        };

        public override void Execute(ActivityContext context)
        {
            context.WaitForSignal("later", "later", autoBurn: false);
            context.WaitForSignal("inner", "inner", autoBurn: false);
            Open(context);
        }

        public override Rejection? Resume(ActivityContext context, Resumption resumption)
        {
            switch (resumption.Bookmark.Tag)
            {
                case "later":
                    context.Publish("inner", Value.Null);
                    break;
                case "inner":
                    context.ChangeTask(context.GetProperty("task").AsString()!, context.Now + Duration.FromDays(2));
                    break;
                default:
                    if (resumption.Outcome == "Done")
                    {
                        context.Complete("Done");
                        break;
                    }

                    context.Follow("Aside");
                    Open(context);
                    break;
            }

            return null;
        }

        private static void Open(ActivityContext context) => context.SetProperty("task", Value.Of(context.OpenTask(
            "worker", null, null, Value.EmptyObject, outcomes: context.IsDrawn("Aside") ? null : ["Done"], notBy: ["wang"])));
    }
}
