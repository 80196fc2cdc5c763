using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Activities.BuiltIn;

/// <summary>Elsa.If: runs one of two branches.</summary>
internal sealed class IfActivity : ContainerActivity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("If", Describe.Branching, "如果", "条件成立走“则”，否则走“否则”。") with
    {
        Inputs = [Describe.Input("Condition", "Boolean", "条件", "checkbox")],
        Outputs = [new("Result", "Boolean", "条件结果")],
        Ports = [Describe.Slot("Then", "则"), Describe.Slot("Else", "否则"), Describe.Port("Done", "完成")],
        IsContainer = true,
    };

    internal override void Begin(RunContext context)
    {
        var isTrue = context.Input("Condition").AsBoolean() ?? false;
        context.SetOutput("Result", Value.Of(isTrue));
        if (context.Node.Node.ChildAt(isTrue ? "Then" : "Else") is { } branch) context.Schedule(branch);
        else context.Complete();
    }

    internal override void ChildCompleted(RunContext context, EndedChild child) => context.Complete();
}
