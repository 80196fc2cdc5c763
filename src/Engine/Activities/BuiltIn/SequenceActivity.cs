using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;

namespace JieSuJiBan.Engine.Activities.BuiltIn;

/// <summary>Elsa.Sequence: one activity after the other.</summary>
internal sealed class SequenceActivity : ContainerActivity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Sequence", Describe.Flow, "顺序", "依次执行各活动。") with
    {
        IsContainer = true,
    };

    internal override void Begin(RunContext context) => ScheduleFrom(context, 0);

    internal override void ChildCompleted(RunContext context, EndedChild child)
    {
        if (child.Node.IsTerminal || BreakActivity.IsBreaking(context)) context.Complete();
        else ScheduleFrom(context, PositionOf(context, child) + 1);
    }

    private static int PositionOf(RunContext context, EndedChild child)
    {
        var children = context.Node.Node.Children;
        for (var i = 0; i < children.Count; i++)
        {
            if (children[i] == child.Node.Node) return i;
        }

        return -1;
    }

    private static void ScheduleFrom(RunContext context, int position)
    {
        var children = context.Node.Node.Children;
        if (position < children.Count) context.Schedule(children[position]);
        else context.Complete();
    }
}
