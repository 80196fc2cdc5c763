using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Execution;

/// <summary>Elsa.Flowchart: activities joined by connections, in counter or token mode.</summary>
internal sealed class FlowchartActivity : ContainerActivity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Flowchart", Describe.Flow, "流程图", "用连线把活动连起来，按连线执行。") with
    {
        IsContainer = true,
    };

    /// <summary>Remembers the activity that the workflow was started at, where that was a trigger.</summary>
    internal const string TriggerProperty = "trigger";

    internal override void Begin(RunContext context)
    {
        if (context.Burst.TriggerOf(context.WorkflowInstanceId) is { } trigger && context.Node.Graph.PositionOf(trigger.ActivityId) >= 0)
        {
            // What is before and after the trigger is another question from there on, also in later steps.
            context.SetProperty(TriggerProperty, Value.Of(trigger.ActivityId));
        }

        var graph = context.Graph;
        if (graph.Start < 0) context.Complete();
        else context.Schedule(graph.Children[graph.Start], isBackward: false);
    }

    internal override void ChildCompleted(RunContext context, EndedChild child)
    {
        if (child.Node.IsTerminal) context.Complete();
        else if (!IsTokenMode(context)) CounterFlow.Ended(context, child);
        else if (context.Semantics >= Semantics.TokensOfOneRound) TokenRounds.Completed(context, child);
        else TokenFlow.Completed(context, child);
    }

    internal override void ChildCancelled(RunContext context, EndedChild child)
    {
        if (!IsTokenMode(context)) CounterFlow.Ended(context, child);
        else if (context.Semantics >= Semantics.TokensOfOneRound) TokenRounds.Cancelled(context, child);
        else TokenFlow.Cancelled(context, child);
    }

    /// <summary>Runs what a child's ports lead to while the child stays open.</summary>
    internal static void Follow(RunContext flowchart, RunContext child, string[] outcomes)
    {
        if (!IsTokenMode(flowchart)) CounterFlow.Follow(flowchart, child.Node, outcomes);
        else if (flowchart.Semantics >= Semantics.TokensOfOneRound) TokenRounds.Follow(flowchart, child, outcomes);
        else TokenFlow.Follow(flowchart, child.Node, outcomes);
    }

    internal static bool IsTokenMode(RunContext flowchart) => flowchart.Node.Node.UsesTokens(flowchart.Plan.Definition, flowchart.Burst.Engine.Mode);
}
