using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Expressions;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Validation;

/// <summary>
/// Checks durations and instants by what they will be when they run: a variable by its default, a script or template by what it says where
/// it says one thing only, and that waits let time pass.
/// </summary>
internal sealed class TimeChecks(WorkflowDefinition definition, DefinitionFindings findings)
{
    public void Check(ActivityNode node, InputDescriptor input, Expression stated)
    {
        if (!ValueReading.Matters(input.TypeName) || Known(node, stated) is not { IsNull: false } value) return;
        var converted = ValueConverter.Convert(value, input.TypeName, ValueReading.Current);
        if (converted.Error is { } error)
        {
            // A literal is reported where all literals are.
            if (stated.Type != "Literal") findings.Error(node, "literal.badValue", error.Chinese, error.English, input.Name);
            return;
        }

        if (node.Type is "Elsa.Delay" or "Elsa.Timer" && DurationText.Read(converted.Value.AsString() ?? "") is { } duration && duration <= TimeSpan.Zero) CheckWait(node, input.Name, duration, stated.Type);
    }

    private void CheckWait(ActivityNode node, string input, TimeSpan duration, string type)
    {
        if (duration < TimeSpan.Zero)
        {
            findings.Error(node, "timer.negative", $"时长 {DurationText.Write(duration)} 小于零；请改为大于零的时长。",
                $"the duration {DurationText.Write(duration)} is below zero: give one above zero.", input);
        }
        else if (type != "Variable" && (node.Type == "Elsa.Timer" || IsInLoop(node)))
        {
            findings.Error(node, "timer.zero", "时长为零，循环将在同一时刻无休止地重复；请改为大于零的时长。",
                "the duration is zero, so that a loop repeats without end at one instant: give one above zero.", input);
        }
        else
        {
            findings.Warning(node, "timer.zero", "时长为零，不会等待；请改为大于零的时长，或去掉这个活动。",
                "the duration is zero, so it does not wait: give one above zero, or remove the activity.", input);
        }
    }

    /// <summary>The value that an expression has before anything runs, or null where only a run can tell.</summary>
    private Value? Known(ActivityNode node, Expression stated)
    {
        switch (stated.Type)
        {
            case "Literal":
                return stated.Value;
            case "JavaScript":
                return PreparedScript.Parse(ValueConverter.ToText(stated.Value)).Script?.OnlyValue;
            case "Liquid" when ValueConverter.ToText(stated.Value) is var text && !text.Contains('{', StringComparison.Ordinal):
                return Value.Of(text);
            case "Variable":
                var reference = ExpressionEvaluator.Referenced(stated.Value);
                return definition.VariablesVisibleAt(node).FirstOrDefault(variable => variable.Id == reference["id"].AsString() || variable.Name == reference["name"].AsString()) is { IsArray: false } variable
                    ? variable.Stated ?? variable.Default
                    : null;
            default:
                return null;
        }
    }

    private static bool IsInLoop(ActivityNode node)
    {
        for (var at = node; at is not null; at = at.Parent)
        {
            if (at.Parent?.Type == "Elsa.While" || IsOnCycle(at)) return true;
        }

        return false;
    }

    private static bool IsOnCycle(ActivityNode node)
    {
        if (node.Parent?.Connections is not { Count: > 0 } connections) return false;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var pending = new Stack<string>([node.Id]);
        while (pending.TryPop(out var at))
        {
            foreach (var connection in connections)
            {
                if (connection.Source != at) continue;
                if (connection.Target == node.Id) return true;
                if (seen.Add(connection.Target)) pending.Push(connection.Target);
            }
        }

        return false;
    }
}
