using System.Globalization;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Activities.BuiltIn;

/// <summary>Elsa.Switch: runs the activities of the cases that match, else the default one.</summary>
internal sealed class SwitchActivity : ContainerActivity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Switch", Describe.Branching, "多路分支", "执行符合的情形中的活动；都不符合执行默认活动。") with
    {
        Inputs =
        [
            Describe.Raw("Cases", "Object", "情形", "switch-editor"),
            Describe.Input("Mode", "String", "方式", "dropdown", Value.Of("MatchFirst")) with { UiSpecifications = Describe.Options(("MatchFirst", "第一个符合的"), ("MatchAny", "所有符合的")) },
        ],
        Ports = [Describe.Slot("Default", "默认"), Describe.Port("Done", "完成")],
        IsContainer = true,
    };

    internal override void Begin(RunContext context)
    {
        var matchesAny = context.Input("Mode").AsString() is "MatchAny" or "1";
        var cases = FlowSwitchActivity.Cases(context.Input("Cases"));
        var (isAnyMatching, isAnyScheduled) = (false, false);
        for (var i = 0; i < cases.Count && (matchesAny || !isAnyMatching); i++)
        {
            if (!FlowSwitchActivity.IsTrue(context, cases[i])) continue;
            isAnyMatching = true;
            isAnyScheduled |= ScheduleAt(context, string.Create(CultureInfo.InvariantCulture, $"Cases[{i}]"));
        }

        if (!isAnyMatching) isAnyScheduled = ScheduleAt(context, "Default");
        if (!isAnyScheduled) context.Complete();
    }

    internal override void ChildCompleted(RunContext context, EndedChild child)
    {
        if (!context.Burst.HasPendingWork(context.InstanceId)) context.Complete();
    }

    private static bool ScheduleAt(RunContext context, string port)
    {
        if (context.Node.Node.ChildAt(port) is not { } activity) return false;
        context.Schedule(activity);
        return true;
    }
}
