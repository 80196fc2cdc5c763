using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Expressions;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Validation;

/// <summary>What can be told of the outcomes of an activity without running it.</summary>
internal static class OutcomeChecks
{
    /// <summary>Outcomes that the activity chooses in the definition itself, and that nobody declared.</summary>
    public static void Check(ActivityNode node, NodeContract contract, WorkflowDefinition definition, DefinitionFindings findings)
    {
        var (chosen, declared, input) = node.Type switch
        {
            "Elsa.RunJavaScript" when node.Parent?.Type == "Elsa.Flowchart" => (ChosenBy(node), contract.Ports, "Script"),
            "Elsa.Complete" when definition.Options.UsableAsActivity == true => (StatedBy(node), [.. definition.Outcomes, "Done"], "Outcomes"),
            _ => ([], null, ""),
        };
        if (declared is null) return;
        foreach (var outcome in chosen.Distinct(StringComparer.Ordinal))
        {
            if (declared.Contains(outcome) || node.Parent?.Connections.Any(connection => connection.Source == node.Id && connection.SourcePort == outcome) == true) continue;
            findings.Error(node, "outcome.undeclared",
                $"它会从出口“{outcome}”离开，但没有声明这个出口，流程到这里就断了；已声明的有：{string.Join('、', declared)}。请声明并连上它，或改用其中之一。",
                $"it leaves by the outcome '{outcome}', which is not declared, so the flow breaks off here; declared are {string.Join(", ", declared)}: declare and connect it, or use one of these.", input);
        }
    }

    /// <summary>Whether the activity, left by one outcome, is never left by the other in the same run. False where only a run can tell.</summary>
    public static bool Excludes(ActivityNode node, NodeContract? contract, DefinitionSet set, string one, string other)
    {
        if (contract is null) return false;
        if (contract.Descriptor is null) return set.ForActivity(node, NodaTime.Instant.MaxValue) is { } workflow && !workflow.Nodes.Any(inner => inner.Type == "Elsa.Complete" && LeavesByBoth(inner, one, other));
        switch (node.Type)
        {
            case "Elsa.FlowFork":
                return false;
            case "Elsa.FlowSwitch":
                return one == "Default" || other == "Default" || IsMatchFirst(node);
            case "Elsa.RunJavaScript":
                return Script(node) is { } script && !script.Contains("setOutcomes", StringComparison.Ordinal);
        }

        // A port that may be left open is mostly one that is followed while the work goes on, or beside another.
        if (contract.IsOptional(one) || contract.IsOptional(other)) return false;
        if (contract.Descriptor.Task is not null || node.Type == "Jsjb.CaseTask") return true;
        return node.Type.StartsWith("Elsa.", StringComparison.Ordinal) && one != "Done" && other != "Done";
    }

    private static bool IsMatchFirst(ActivityNode node) => !node.Inputs.TryGetValue("Mode", out var mode)
        ? node.Raw["mode"].AsString() is not ("MatchAny" or "1")
        : mode.Expression.Type == "Literal" && ValueConverter.ToText(mode.Expression.Value) is not ("MatchAny" or "1");

    private static bool LeavesByBoth(ActivityNode complete, string one, string other)
    {
        var stated = complete.Inputs.TryGetValue("Outcomes", out var binding) ? binding.Expression : null;
        if (stated is not null && stated.Type is not ("Literal" or "Object" or "Json")) return true;
        var outcomes = StatedBy(complete);
        return outcomes.Contains(one) && outcomes.Contains(other);
    }

    /// <summary>The outcomes that a Complete names as they stand.</summary>
    private static string[] StatedBy(ActivityNode complete)
    {
        var stated = complete.Inputs.TryGetValue("Outcomes", out var binding)
            ? binding.Expression.Type is "Literal" or "Object" or "Json" ? binding.Expression.Value : Value.Null
            : complete.Raw["outcomes"];
        if (stated.AsString() is { Length: > 0 } text)
        {
            if (!text.TrimStart().StartsWith('[')) return [text];
            stated = ValueConverter.Convert(stated, "JsonArray").Value;
        }

        return [.. stated.Items.Select(ValueConverter.ToText)];
    }

    private static string[] ChosenBy(ActivityNode node) => Script(node) is { } script ? ScriptAnalysis.OutcomesOf(script) : [];

    private static string? Script(ActivityNode node) => node.Inputs.TryGetValue("Script", out var binding)
        ? binding.Expression.Type == "Literal" ? ValueConverter.ToText(binding.Expression.Value) : null
        : node.Raw["script"].AsString();
}
