using System.Globalization;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Validation;

/// <summary>Checks the states and transitions of one state machine.</summary>
internal static class StateMachineChecks
{
    public static void Check(ActivityNode machine, InputChecks inputs, DefinitionFindings findings)
    {
        var states = machine.Raw["states"].Items.Select(state => state["name"].AsString() ?? "").ToArray();
        foreach (var same in states.GroupBy(name => name, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            findings.Error(machine, "state.duplicateName", $"有多个状态都叫“{same.Key}”；请改名。", $"several states are called '{same.Key}': rename them.");
        }

        if (machine.Raw["initialState"].AsString() is not { Length: > 0 } initial || !states.Contains(initial, StringComparer.Ordinal))
        {
            findings.Error(machine, "state.noInitial", "没有选择存在的初始状态，状态机会立即结束；请选择。", "it names no existing initial state and would end at once: choose one.");
        }

        var transitions = machine.Raw["transitions"].Items;
        for (var at = 0; at < transitions.Count; at++) Check(machine, transitions[at], at, states, inputs, findings);
    }

    private static void Check(ActivityNode machine, Value transition, int at, string[] states, InputChecks inputs, DefinitionFindings findings)
    {
        var shown = transition["displayName"].AsString() ?? transition["name"].AsString() ?? $"{transition["from"].AsString()} → {transition["to"].AsString()}";
        foreach (var end in (ReadOnlySpan<string>)["from", "to"])
        {
            if (!states.Contains(transition[end].AsString() ?? "", StringComparer.Ordinal))
            {
                findings.Error(machine, "transition.unknownState", $"转换“{shown}”的“{end}”指向不存在的状态；请重新选择。", $"the transition '{shown}' has no existing state as '{end}': choose one.");
            }
        }

        if (machine.ChildAt(string.Create(CultureInfo.InvariantCulture, $"Transitions[{at}].Trigger")) is null)
        {
            findings.Warning(machine, "transition.noTrigger", $"转换“{shown}”没有触发活动，不会发生；请放入触发活动，例如等待事件。", $"the transition '{shown}' has no trigger and never happens: put one in, e.g. an Event.");
        }

        var condition = transition["condition"];
        if (condition["expression"].Kind == ValueKind.Object) condition = condition["expression"];
        if (condition.Kind == ValueKind.Object) inputs.CheckExpression(machine, shown, new(condition["type"].AsString() ?? "Literal", condition["value"]), "Boolean");
    }
}
