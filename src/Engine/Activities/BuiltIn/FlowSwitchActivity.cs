using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Activities.BuiltIn;

/// <summary>Elsa.FlowSwitch: leaves by the cases that match, else by Default.</summary>
internal sealed class FlowSwitchActivity : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("FlowSwitch", Describe.Branching, "多路判断", "按情形走对应出口；都不符合走 Default。") with
    {
        Inputs =
        [
            Describe.Raw("Cases", "Object", "情形", "flow-switch-editor"),
            Describe.Input("Mode", "String", "方式", "dropdown", Value.Of("MatchFirst")) with { UiSpecifications = Describe.Options(("MatchFirst", "第一个符合的"), ("MatchAny", "所有符合的")) },
        ],
        Ports = [Describe.Port("Default", "默认")],
    };

    internal override void Run(RunContext context)
    {
        var matchesAny = context.Input("Mode").AsString() is "MatchAny" or "1";
        var matching = new List<string>();
        foreach (var item in Cases(context.Input("Cases")))
        {
            if (!IsTrue(context, item)) continue;
            matching.Add(item["label"].AsString() ?? "");
            if (!matchesAny) break;
        }

        context.Complete(matching.Count == 0 ? ["Default"] : [.. matching]);
    }

    internal static IReadOnlyList<Value> Cases(Value cases) => cases.Kind == ValueKind.Array ? cases.Items : cases["$values"].Items;

    internal static bool IsTrue(RunContext context, Value item)
    {
        var condition = item["condition"];
        if (condition["expression"].Kind == ValueKind.Object) condition = condition["expression"];
        if (condition.Kind != ValueKind.Object) return condition.AsBoolean() ?? false;
        var expression = new Expression(condition["type"].AsString() ?? "Literal", condition["value"]);
        return context.Evaluate(expression, "Boolean", item["label"].AsString() ?? "case").AsBoolean() ?? false;
    }
}
