using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;

namespace JieSuJiBan.Engine.Activities.BuiltIn;

/// <summary>Elsa.FlowDecision: leaves by True or False.</summary>
internal sealed class FlowDecisionActivity : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("FlowDecision", Describe.Branching, "判断", "条件成立走 True，否则走 False。") with
    {
        Inputs = [Describe.Input("Condition", "Boolean", "条件", "checkbox")],
        Ports = [Describe.Port("True", "是"), Describe.Port("False", "否")],
    };

    internal override void Run(RunContext context) => context.Complete((context.Input("Condition").AsBoolean() ?? false) ? "True" : "False");
}
