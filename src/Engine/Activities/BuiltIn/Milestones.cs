using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Activities.BuiltIn;

/// <summary>Elsa.Start: where a flowchart begins.</summary>
internal sealed class StartActivity : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Start", Describe.Flow, "开始", "流程图的起点。") with { IsStart = true };

    internal override void Run(RunContext context) => context.Complete();
}

/// <summary>Elsa.End: ends the flowchart around it.</summary>
internal sealed class EndActivity : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("End", Describe.Flow, "结束", "结束所在的流程图。") with { IsTerminal = true };

    internal override void Run(RunContext context) => context.Complete();
}

/// <summary>Elsa.Finish: ends the workflow at once.</summary>
internal sealed class FinishActivity : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Finish", Describe.Flow, "办结", "立即结束整个流程，取消其余分支。") with { IsTerminal = true };

    internal override void Run(RunContext context)
    {
        // Its own run completes first, so that the history shows it as done and not as cancelled.
        context.Complete();
        context.Burst.FinishWorkflow(context.WorkflowInstanceId);
    }
}

/// <summary>Elsa.Complete: ends the nearest composite, with outcomes.</summary>
internal sealed class CompleteActivity : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Complete", Describe.Composition, "完成子流程", "以指定出口结束所在的子流程。") with
    {
        Inputs = [Describe.Input("Outcomes", "Object", "出口", "outcome-picker")],
        IsTerminal = true,
    };

    internal override void Run(RunContext context)
    {
        var outcomes = OutcomesOf(context.Input("Outcomes"));
        context.Complete();
        context.Burst.CompleteWorkflow(context.WorkflowInstanceId, outcomes);
    }

    private static string[] OutcomesOf(Value value)
    {
        if (value.Kind == ValueKind.Array) return [.. value.Items.Select(ValueConverter.ToText)];
        if (value.AsString() is not { Length: > 0 } text) return ["Done"];
        return text.StartsWith('[') && CanonicalJson.Parse(text) is { Count: > 0 } list ? [.. list.Items.Select(ValueConverter.ToText)] : [text];
    }
}

/// <summary>Elsa.Fault: ends with an incident.</summary>
internal sealed class FaultActivity : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Fault", Describe.Flow, "故障", "以故障停下，等待人工处理。") with
    {
        Inputs =
        [
            Describe.Input("Code", "String", "代码", byDefault: Value.Of("0")),
            Describe.Input("Category", "String", "类别", byDefault: Value.Of("General")),
            Describe.Input("FaultType", "String", "类型", byDefault: Value.Of("System")),
            Describe.Input("Message", "String", "说明", "multiline"),
        ],
    };

    internal override void Run(RunContext context)
    {
        var message = ValueConverter.ToText(context.Input("Message"));
        context.Fault(
            ValueConverter.ToText(context.Input("Code")),
            $"{ValueConverter.ToText(context.Input("Category"))}/{ValueConverter.ToText(context.Input("FaultType"))}: {message}");
    }
}
