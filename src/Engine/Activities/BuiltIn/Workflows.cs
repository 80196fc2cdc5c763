using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Activities.BuiltIn;

/// <summary>What the activities that start workflows share.</summary>
internal abstract class WorkflowStarter : ContainerActivity, IWorkflowOwner
{
    public abstract void WorkflowEnded(RunContext context, WorkflowInstance ended, string[] outcomes);

    /// <summary>To Elsa a faulted child has finished.</summary>
    public virtual void WorkflowFaulted(RunContext context, WorkflowInstance faulted) => WorkflowEnded(context, faulted, []);

    internal override void ChildCompleted(RunContext context, EndedChild child)
    {
    }

    /// <summary>The published version of the workflow that the activity names; null after a fault.</summary>
    protected static WorkflowDefinition? FindDefinition(RunContext context)
    {
        var id = ValueConverter.ToText(context.Input("WorkflowDefinitionId"));
        var definition = context.Burst.Definitions.Published(id, context.Now);
        if (definition is null)
        {
            context.Fault("workflow.unknown", $"{context.DisplayText} ({context.ActivityId}): 没有已发布的流程“{id}”；请先发布。 / There is no published workflow '{id}': publish it first.");
            return null;
        }

        if (Composite.DepthOf(context) < context.Burst.Engine.Limits.MaxInstanceDepth) return definition;
        context.Fault("workflow.tooDeep", $"{context.DisplayText} ({context.ActivityId}): 流程嵌套过深；请去掉循环调用。 / Workflows are nested too deeply: remove the circular call.");
        return null;
    }

    /// <summary>The input of a child; Elsa adds who its parent is.</summary>
    protected static Value InputOf(RunContext context) =>
        (context.Input("Input") is { Kind: ValueKind.Object } input ? input : Value.EmptyObject)
            .With("ParentInstanceId", Value.Of(context.Burst.OwnerOfParts(context.WorkflowInstanceId).Id));

    protected static string? CorrelationOf(RunContext context) => context.Input("CorrelationId").AsString() is { Length: > 0 } id ? id : null;
}

/// <summary>Elsa.ExecuteWorkflow: runs a published workflow inside this step; waits for its end unless told not to.</summary>
internal sealed class ExecuteWorkflowActivity : WorkflowStarter
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("ExecuteWorkflow", Describe.Composition, "执行流程", "执行另一个已发布的流程。") with
    {
        Inputs =
        [
            Describe.Input("WorkflowDefinitionId", "String", "流程", "workflow-definition-picker", isRequired: true),
            Describe.Input("CorrelationId", "String", "关联号"),
            Describe.Input("Input", "Object", "输入", "dictionary"),
            Describe.Input("WaitForCompletion", "Boolean", "等待完成", "checkbox", Value.True),
        ],
        Outputs = [new("Result", "Object", "执行结果")],
    };

    internal override void Begin(RunContext context)
    {
        if (FindDefinition(context) is not { } definition) return;
        var waits = context.Input("WaitForCompletion").AsBoolean() ?? true;
        var id = context.Burst.StartWorkflow(definition, InputOf(context), context.WorkflowInstanceId, context.InstanceId, isComposite: false, CorrelationOf(context));
        context.WaitForChild(id);
        // Without waiting it goes on once the child has done what it can in this step.
        if (!waits) context.Burst.WhenIdle(context, id);
    }

    public override void WorkflowEnded(RunContext context, WorkflowInstance ended, string[] outcomes)
    {
        context.SetOutput("Result", Composite.ResultOf(ended, WorkflowStatus.Finished, ended.SubStatus == WorkflowSubStatus.Faulted ? WorkflowSubStatus.Faulted : WorkflowSubStatus.Finished));
        context.Complete();
    }
}

/// <summary>Elsa.DispatchWorkflow: starts a published workflow after what is under way now; may wait for its end.</summary>
internal sealed class DispatchWorkflowActivity : WorkflowStarter
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("DispatchWorkflow", Describe.Composition, "派发流程", "启动另一个已发布的流程，可等待其完成。") with
    {
        Inputs =
        [
            Describe.Input("WorkflowDefinitionId", "String", "流程", "workflow-definition-picker", isRequired: true),
            Describe.Input("CorrelationId", "String", "关联号"),
            Describe.Input("Input", "Object", "输入", "dictionary"),
            Describe.Input("WaitForCompletion", "Boolean", "等待完成", "checkbox", Value.False),
            Describe.Input("ChannelName", "String", "通道"),
        ],
        Outputs = [new("Result", "Object", "流程输出")],
    };

    internal override void Begin(RunContext context)
    {
        if (FindDefinition(context) is not { } definition) return;
        var waits = context.Input("WaitForCompletion").AsBoolean() ?? false;
        context.Burst.Dispatch(definition, InputOf(context), context.WorkflowInstanceId, waits ? context.InstanceId : null, CorrelationOf(context));
        if (waits) context.Awaits();
        else context.Complete();
    }

    public override void WorkflowEnded(RunContext context, WorkflowInstance ended, string[] outcomes)
    {
        context.SetOutput("Result", ended.Output);
        context.Complete();
    }
}

/// <summary>Elsa.BulkDispatchWorkflows: starts a published workflow for each item; may wait for all.</summary>
internal sealed class BulkDispatchWorkflowsActivity : WorkflowStarter
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("BulkDispatchWorkflows", Describe.Composition, "批量派发流程", "对列表中的每一项启动一个流程，可等待全部完成。") with
    {
        Inputs =
        [
            Describe.Input("WorkflowDefinitionId", "String", "流程", "workflow-definition-picker", isRequired: true),
            Describe.Input("Items", "Object", "列表", "multitext"),
            Describe.Input("DefaultItemInputKey", "String", "列表项的输入名", byDefault: Value.Of("Item")),
            Describe.Input("CorrelationIdFunction", "String", "关联号表达式"),
            Describe.Input("Input", "Object", "输入", "dictionary"),
            Describe.Input("WaitForCompletion", "Boolean", "等待完成", "checkbox", Value.True),
            Describe.Input("ChannelName", "String", "通道"),
        ],
        Ports = [Describe.Slot("ChildCompleted", "子流程完成时"), Describe.Slot("ChildFaulted", "子流程故障时"), Describe.Port("Completed", "全部完成"), Describe.Port("Canceled", "已取消"), Describe.Port("Done", "完成")],
    };

    internal override void Begin(RunContext context)
    {
        if (FindDefinition(context) is not { } definition) return;
        var waits = context.Input("WaitForCompletion").AsBoolean() ?? true;
        var key = ValueConverter.ToText(context.Input("DefaultItemInputKey"));
        var items = ForEachActivity.ItemsOf(context);
        foreach (var item in items)
        {
            // Elsa's rule: an item that is a dictionary is the input itself, any other goes under the key.
            var input = item.Kind == ValueKind.Object ? InputOf(context).Merge(item) : InputOf(context).With(key, item);
            // The function sees the item under its key, as getItem() or variables.Item.
            context.DeclareVariable(key, item);
            var correlationId = context.Input("CorrelationIdFunction").AsString() is { Length: > 0 } id ? id : null;
            context.Burst.Dispatch(definition, input, context.WorkflowInstanceId, waits ? context.InstanceId : null, correlationId);
        }

        if (!waits || items.Count == 0)
        {
            context.Complete();
            return;
        }

        context.SetProperty("remaining", Value.Of(items.Count));
        context.Awaits();
    }

    public override void WorkflowEnded(RunContext context, WorkflowInstance ended, string[] outcomes) => React(context, ended, "ChildCompleted");

    public override void WorkflowFaulted(RunContext context, WorkflowInstance faulted) => React(context, faulted, "ChildFaulted");

    internal override void ChildCompleted(RunContext context, EndedChild child) => CompleteIfAllEnded(context);

    private static void React(RunContext context, WorkflowInstance ended, string port)
    {
        context.SetProperty("remaining", Value.Of((context.GetProperty("remaining").AsInt64() ?? 1) - 1));
        if (context.Node.Node.ChildAt(port) is { } reaction) context.Schedule(reaction, Value.Object(("ChildInstanceId", Value.Of(ended.Id)), ("ChildOutput", ended.Output)));
        CompleteIfAllEnded(context);
    }

    private static void CompleteIfAllEnded(RunContext context)
    {
        if (context.GetProperty("remaining").AsInt64() is > 0 || context.Burst.HasPendingWork(context.InstanceId)) return;
        context.Complete("Completed", "Done");
    }
}
