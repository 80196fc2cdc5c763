using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Expressions;

namespace JieSuJiBan.Engine.Activities.BuiltIn;

/// <summary>Elsa.SetVariable: gives a variable a value, found by id, else by name.</summary>
internal sealed class SetVariableActivity : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("SetVariable", Describe.Primitives, "设置变量", "给变量赋值。") with
    {
        Inputs = [Describe.Raw("Variable", "Object", "变量", "variable-picker"), Describe.Input("Value", "Object", "值", "multiline")],
    };

    internal override void Run(RunContext context)
    {
        var reference = ExpressionEvaluator.Referenced(context.Input("Variable"));
        IExpressionScope scope = context;
        var id = reference["id"].AsString();
        if (id is null || scope.GetVariable(id) is null)
        {
            var name = reference["name"].AsString();
            id = scope.Variables.FirstOrDefault(variable => variable.Name == name)?.Id ?? id;
        }

        if (id is null)
        {
            context.Fault("variable.unknown", $"{context.DisplayText} ({context.ActivityId}): 请选择要设置的变量。 / Choose the variable to set.");
            return;
        }

        scope.SetVariable(id, context.Input("Value"));
    }
}
