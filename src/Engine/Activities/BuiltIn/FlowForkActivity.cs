using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Flow;

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
        var branches = context.Input("Branches").Items;
        var names = new string[branches.Count];
        for (var i = 0; i < names.Length; i++) names[i] = branches[i].AsString() ?? branches[i].ToString();
        context.Complete(names);
    }
}
