using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;

namespace JieSuJiBan.Engine.Activities.BuiltIn;

/// <summary>Elsa.FlowNode, Elsa's "Container": runs its body.</summary>
internal sealed class FlowNodeActivity : ContainerActivity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("FlowNode", Describe.Flow, "容器", "执行其中的活动。") with
    {
        Ports = [Describe.Slot("Body", "内容"), Describe.Port("Done", "完成")],
        IsContainer = true,
    };

    internal override void Begin(RunContext context)
    {
        if (context.Node.Node.ChildAt("Body") is { } body) context.Schedule(body);
        else context.Complete();
    }

    internal override void ChildCompleted(RunContext context, EndedChild child) => context.Complete();
}
