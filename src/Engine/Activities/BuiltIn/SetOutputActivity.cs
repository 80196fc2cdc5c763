using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Activities.BuiltIn;

/// <summary>Elsa.SetOutput: gives an output of the running workflow, be it a root or a composite, a value.</summary>
internal sealed class SetOutputActivity : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("SetOutput", Describe.Composition, "设置输出", "给流程的输出赋值。") with
    {
        Inputs = [Describe.Input("OutputName", "String", "输出", "output-picker"), Describe.Input("OutputValue", "Object", "值")],
    };

    internal override void Run(RunContext context)
    {
        var name = context.Input("OutputName").AsString();
        if (string.IsNullOrEmpty(name))
        {
            context.Fault("output.noName", $"{context.DisplayText} ({context.ActivityId}): 请选择输出。 / Choose the output.");
            return;
        }

        var value = context.Input("OutputValue");
        var declared = context.Plan.Definition.Outputs.FirstOrDefault(output => output.Name == name);
        if (declared is not null)
        {
            var converted = ValueConverter.Convert(value, declared.IsArray ? declared.TypeName + "[]" : declared.TypeName, context.Reading);
            if (converted.Error is { } error) throw new ActivityFaultException("output.conversion", $"{context.DisplayText} ({context.ActivityId}): {error.Chinese} / {error.English}");
            value = converted.Value;
        }

        context.SetWorkflowOutput(name, value);
    }
}
