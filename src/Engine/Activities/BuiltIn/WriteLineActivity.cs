using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Activities.BuiltIn;

/// <summary>Elsa.WriteLine: an effect here, so that what was written can be compared.</summary>
internal sealed class WriteLineActivity : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("WriteLine", Describe.Primitives, "输出一行", "输出一行文字（调试用）。") with
    {
        Inputs = [Describe.Input("Text", "String", "文字", "multiline")],
    };

    internal override void Run(RunContext context)
    {
        context.Burst.Emit(new WriteText(ValueConverter.ToText(context.Input("Text"))));
        context.Complete();
    }
}
