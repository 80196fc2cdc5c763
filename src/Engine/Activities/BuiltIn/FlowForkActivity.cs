using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Activities.BuiltIn;

/// <summary>Elsa.FlowFork: leaves by all its branches at once.</summary>
internal sealed class FlowForkActivity : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("FlowFork", Describe.Branching, "并行分叉", "同时走所有分支。") with
    {
        Inputs = [Describe.Input("Branches", "Object", "分支", "dynamic-outcomes")],
    };

    internal override void Run(RunContext context)
    {
        var stated = context.Input("Branches");
        if (context.Semantics >= Semantics.ValuesStayWhole)
        {
            var converted = ValueConverter.Convert(stated, "JsonArray");
            if (converted.Error is { } error)
            {
                context.Fault("fork.noBranches", $"{context.DisplayText} ({context.ActivityId}) · Branches: {error.Chinese}请列出分支的名称。 / {error.English} List the names of the branches.");
                return;
            }

            stated = converted.Value;
        }

        var branches = stated.Items;
        var names = new string[branches.Count];
        for (var i = 0; i < names.Length; i++) names[i] = branches[i].AsString() ?? branches[i].ToString();
        context.Complete(names);
    }
}
