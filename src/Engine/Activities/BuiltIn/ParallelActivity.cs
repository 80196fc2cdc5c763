using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;

namespace JieSuJiBan.Engine.Activities.BuiltIn;

/// <summary>Elsa.Parallel: all activities at once; done when all are.</summary>
internal sealed class ParallelActivity : ContainerActivity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Parallel", Describe.Flow, "并行", "同时执行各活动，全部完成后继续。") with
    {
        IsContainer = true,
    };

    internal override void Begin(RunContext context)
    {
        foreach (var child in context.Node.Node.Children) context.Schedule(child);
        if (context.Node.Node.Children.Count == 0) context.Complete();
    }

    internal override void ChildCompleted(RunContext context, EndedChild child)
    {
        if (!context.Burst.HasPendingWork(context.InstanceId)) context.Complete();
    }
}

/// <summary>Elsa.Fork: all branches at once; done when one is, or all are.</summary>
internal sealed class ForkActivity : ContainerActivity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Fork", Describe.Branching, "分叉", "同时执行各分支；任一或全部完成后继续。") with
    {
        Inputs =
        [
            Describe.Raw("JoinMode", "String", "汇合方式", "dropdown", Values.Value.Of("WaitAll"), Describe.Options(("WaitAll", "全部完成"), ("WaitAny", "任一完成"))),
        ],
        IsContainer = true,
    };

    internal override void Begin(RunContext context)
    {
        var isAnyScheduled = false;
        foreach (var child in context.Node.Node.Children)
        {
            if (child.Port != "Branches") continue;
            context.Schedule(child);
            isAnyScheduled = true;
        }

        if (!isAnyScheduled) context.Complete();
    }

    internal override void ChildCompleted(RunContext context, EndedChild child)
    {
        var isFirstEnough = context.Input("JoinMode").AsString() is "WaitAny" or "1";
        if (isFirstEnough || BreakActivity.IsBreaking(context) || !context.Burst.HasPendingWork(context.InstanceId)) context.Complete();
    }
}
