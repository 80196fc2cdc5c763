using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Execution;

/// <summary>A workflow used as an activity: its inputs are the workflow's, its outcomes and outputs come back.</summary>
internal static class Composite
{
    public static void Begin(RunContext context)
    {
        var node = context.Node.Node;
        var definition = context.Burst.Definitions.ForActivity(node, context.Now);
        if (definition is null && RefusedActivities.ReasonFor(node.Type) is { } reason)
        {
            context.Fault("activity.refusedType", $"{context.DisplayText} ({context.ActivityId}): {reason.Chinese} / {reason.English}");
            return;
        }

        if (definition is null)
        {
            context.Fault(
                "activity.unknownType",
                $"不认识活动类型“{node.Type}”；请安装该活动，或在设计器中替换它后重试。 / The activity type '{node.Type}' is not known here: install it, or replace the activity in the designer, then retry.");
            return;
        }

        if (DepthOf(context) >= context.Burst.Engine.Limits.MaxInstanceDepth)
        {
            context.Fault(
                "workflow.tooDeep",
                $"流程“{definition.Name}”嵌套过深（可能调用了自身）；请去掉循环引用。 / The workflow '{definition.Name}' is nested too deeply, perhaps in itself: remove the circular use.");
            return;
        }

        var input = new List<(string, Value)>(definition.Inputs.Count);
        foreach (var declared in definition.Inputs)
        {
            var stated = node.Inputs.GetValueOrDefault(declared.Name)
                ?? node.Inputs.FirstOrDefault(entry => string.Equals(entry.Key, declared.Name, StringComparison.OrdinalIgnoreCase)).Value;
            if (stated is not null) input.Add((declared.Name, context.EvaluateDeclared(stated.Expression, TypeOf(declared.TypeName, declared.IsArray), declared.Name)));
        }

        context.Awaits();
        context.Burst.StartWorkflow(definition, Value.Object(input.ToArray()), context.WorkflowInstanceId, context.InstanceId, isComposite: true);
    }

    public static void End(RunContext context, WorkflowInstance ended, string[] outcomes)
    {
        foreach (var (name, value) in ended.Output.MembersByName) context.SetOutput(name, value);
        context.Complete(outcomes);
    }

    /// <summary>How many workflows are above.</summary>
    public static int DepthOf(RunContext context)
    {
        var depth = 0;
        for (var instance = context.Workflow; instance.ParentId is not null && context.Burst.State.FindInstance(instance.ParentId) is { } parent; instance = parent) depth++;
        return depth;
    }

    /// <summary>What an activity that started a workflow gives as its output.</summary>
    public static Value ResultOf(WorkflowInstance instance, WorkflowStatus status, WorkflowSubStatus subStatus) => Value.Object(
        ("output", instance.Output),
        ("status", Value.Of(status.ToString())),
        ("subStatus", Value.Of(subStatus.ToString())),
        ("workflowInstanceId", Value.Of(instance.Id)));

    private static string TypeOf(string typeName, bool isArray) => isArray ? typeName + "[]" : typeName;
}
