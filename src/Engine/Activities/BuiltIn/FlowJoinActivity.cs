using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Activities.BuiltIn;

/// <summary>Elsa.FlowJoin: where branches meet. When it waits is the flowchart's affair; run, it ends what is still before it.</summary>
internal sealed class FlowJoinActivity : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("FlowJoin", Describe.Branching, "汇合", "等待各分支到达：任一、全部，或全部走通的。") with
    {
        Inputs =
        [
            Describe.Input("Mode", "String", "方式", "dropdown", Value.Of("WaitAny")) with
            {
                UiSpecifications = Describe.Options(("WaitAny", "任一到达（取消其余）"), ("WaitAll", "全部到达"), ("WaitAllActive", "所有走到的都到达")),
            },
        ],
    };

    internal override void Run(RunContext context)
    {
        if (context.ParentId is { } parentId
            && context.Burst.State.FindActivity(parentId) is { ActivityType: "Elsa.Flowchart" } parent
            && context.Burst.ContextOf(parent) is { } flowchart)
        {
            // Also in token mode: what was only scheduled when the first branch came may be waiting by now.
            CounterFlow.CancelAncestors(flowchart, flowchart.Graph.PositionOf(context.ActivityId));
        }

        context.Complete();
    }
}
