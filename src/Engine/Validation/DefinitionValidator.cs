using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Flow;

namespace JieSuJiBan.Engine.Validation;

/// <summary>Says before publication what would end in an incident, or never run.</summary>
public static class DefinitionValidator
{
    /// <summary>
    /// What is wrong with a definition, in the order of its activities; empty for a sound one. Errors must be corrected
    /// before publication; warnings are things that a person should have meant.
    /// </summary>
    /// <param name="definition">The definition. What its reading found is reported again.</param>
    /// <param name="catalog">The activity types that the product knows.</param>
    /// <param name="set">The published workflows that it may call or use as activities.</param>
    public static IReadOnlyList<Finding> Validate(WorkflowDefinition definition, ActivityRegistry catalog, DefinitionSet set)
    {
        var findings = new DefinitionFindings(definition.ReadingFindings, catalog);
        var contracts = definition.Nodes.Select(node => NodeContract.Of(node, catalog, set)).ToArray();
        var inputs = new InputChecks(definition, set, findings);
        CheckNames(definition, findings);
        foreach (var node in definition.Nodes)
        {
            if (contracts[node.Index] is not { } contract)
            {
                if (node.Type.Length > 0) UnknownType(node, findings);
                continue;
            }

            if (contract.Descriptor is null && UsesItself(definition, node, set)) CircularUse(node, findings);
            inputs.Check(node, contract);
            if (node.Type == "Elsa.StateMachine") StateMachineChecks.Check(node, inputs, findings);
            OutcomeChecks.Check(node, contract, definition, findings);
            if (node.Type != "Elsa.Flowchart") continue;
            FlowchartChecks.Check(node, child => contracts[child.Index], findings);
            JoinChecks.Check(new FlowGraph(node), node.UsesTokens(definition, FlowchartMode.Counter), (child, one, other) => OutcomeChecks.Excludes(child, contracts[child.Index], set, one, other), findings);
        }

        return findings.All;
    }

    /// <summary>The outcomes by which that very activity can be left; null where its type is unknown or only a run can tell.</summary>
    /// <param name="node">The activity.</param>
    /// <param name="catalog">The activity types that the product knows.</param>
    /// <param name="set">The published workflows that it may stand for.</param>
    public static IReadOnlyList<string>? PortsOf(ActivityNode node, ActivityRegistry catalog, DefinitionSet set) => NodeContract.Of(node, catalog, set)?.Ports;

    /// <summary>How that activity states an input: as an expression, or bare as a literal. Null where the definition is silent.</summary>
    public static Expression? StatedInputOf(ActivityNode node, InputDescriptor input) => StatedInput.Of(node, input);

    /// <summary>
    /// How an activity is called: its display text; for what was dropped and never named, the display name of its type and its number; else its
    /// name, else its id.
    /// </summary>
    /// <param name="node">The activity.</param>
    /// <param name="catalog">The activity types that the product knows.</param>
    public static string LabelOf(ActivityNode node, ActivityRegistry catalog) => ActivityLabel.Of(node, catalog);

    /// <summary>Whether the workflow that the activity stands for comes back to the definition by way of activities that stand for workflows.</summary>
    private static bool UsesItself(WorkflowDefinition definition, ActivityNode node, DefinitionSet set)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var pending = new Stack<ActivityNode>([node]);
        while (pending.TryPop(out var at))
        {
            if (at.Type.StartsWith("Elsa.", StringComparison.Ordinal) || set.ForActivity(at, NodaTime.Instant.MaxValue) is not { } used) continue;
            if (used.DefinitionId == definition.DefinitionId) return true;
            if (!seen.Add(used.Hash)) continue;
            foreach (var inner in used.Nodes) pending.Push(inner);
        }

        return false;
    }

    private static void CircularUse(ActivityNode node, DefinitionFindings findings) => findings.Error(node, "workflow.circular",
        "流程经由它使用了自身，永远不会结束；请去掉循环引用，或改用 Elsa.DispatchWorkflow。",
        "by way of it the workflow uses itself and would never end: remove the circular use, or use Elsa.DispatchWorkflow.");

    private static void UnknownType(ActivityNode node, DefinitionFindings findings)
    {
        if (RefusedActivities.ReasonFor(node.Type) is { } reason)
        {
            findings.Error(node, "activity.refusedType", reason.Chinese, reason.English);
            return;
        }

        findings.Error(node, "activity.unknownType",
            $"活动类型“{node.Type}”不存在；请删除它，或安装提供该类型的模块、发布同名流程。",
            $"the activity type '{node.Type}' does not exist: delete it, install the module that provides it, or publish the workflow of that name.");
    }

    private static void CheckNames(WorkflowDefinition definition, DefinitionFindings findings)
    {
        foreach (var same in definition.Nodes.Where(node => !string.IsNullOrEmpty(node.Name)).GroupBy(node => node.Name, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            findings.Warning(same.ElementAt(1), "activity.duplicateName", $"有多个活动都叫“{same.Key}”，脚本只能取到第一个的输出；请改名。",
                $"several activities are called '{same.Key}', and scripts reach the output of the first only: rename them.");
        }

        CheckVariables(definition.Root, definition.Variables, findings);
        foreach (var node in definition.Nodes) CheckVariables(node, node.Variables, findings);
    }

    private static void CheckVariables(ActivityNode node, IReadOnlyList<VariableDefinition> variables, DefinitionFindings findings)
    {
        foreach (var same in variables.GroupBy(variable => variable.Id, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            findings.Error(node, "variable.duplicateId", $"变量“{same.First().Name}”与“{same.ElementAt(1).Name}”的 id 相同；请删除其中一个并重新添加。",
                $"the variables '{same.First().Name}' and '{same.ElementAt(1).Name}' have the same id: delete one of them and add it again.");
        }

        foreach (var same in variables.GroupBy(variable => variable.Name, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            findings.Error(node, "variable.duplicateName", $"有多个变量都叫“{same.Key}”，脚本分不清；请改名。",
                $"several variables are called '{same.Key}', and scripts cannot tell them apart: rename them.");
        }

        foreach (var nameless in variables.Where(variable => string.IsNullOrWhiteSpace(variable.Name)))
        {
            findings.Error(node, "variable.noName", $"变量（id {nameless.Id}）没有名称；请命名。", $"the variable with id '{nameless.Id}' has no name: name it.");
        }
    }
}
