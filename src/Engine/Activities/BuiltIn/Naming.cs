using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Expressions;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Activities.BuiltIn;

/// <summary>Elsa.SetName: names the case.</summary>
internal sealed class SetNameActivity : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("SetName", Describe.Primitives, "设置名称", "给流程实例命名。") with
    {
        Inputs = [Describe.Input("Value", "String", "名称")],
    };

    internal override void Run(RunContext context) => ((IExpressionScope)context).InstanceName = ValueConverter.ToText(context.Input("Value"));
}

/// <summary>Elsa.Correlate: sets the correlation id.</summary>
internal sealed class CorrelateActivity : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Correlate", Describe.Primitives, "设置关联号", "给流程实例设置关联号。") with
    {
        Inputs = [Describe.Input("CorrelationId", "String", "关联号")],
    };

    internal override void Run(RunContext context) => ((IExpressionScope)context).CorrelationId = ValueConverter.ToText(context.Input("CorrelationId"));
}
