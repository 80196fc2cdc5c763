using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;

namespace JieSuJiBan.Engine.Execution;

/// <summary>Which outcomes an activity of a flowchart may be left by. In other containers outcomes lead nowhere and are nobody's affair.</summary>
internal static class Outcomes
{
    /// <summary>The first outcome that is neither drawn, nor a port of the activity, nor an answer that its task offers; null: all are.</summary>
    public static string? UndeclaredOf(RunContext context, string[] outcomes)
    {
        foreach (var outcome in outcomes)
        {
            // What is left without being told how is left by this one.
            if (outcome != "Done" && !IsDrawn(context.Node.Node, outcome) && !IsPort(context, outcome)) return outcome;
        }

        return null;
    }

    private static bool IsDrawn(ActivityNode node, string outcome)
    {
        if (node.Parent is not { Type: "Elsa.Flowchart" }) return true;
        foreach (var connection in node.Parent.Connections)
        {
            if (connection.Source == node.Id && connection.SourcePort == outcome) return true;
        }

        return false;
    }

    private static bool IsPort(RunContext context, string outcome)
    {
        var node = context.Node;
        if ((node.Ports ?? NodeContract.Of(node.Node, context.Burst.Definitions, context.Now)?.Ports) is not { } ports || ports.Contains(outcome)) return true;
        // An answer that the city declares for the task is the activity's too, whether drawn or not.
        return context.Burst.Answered is { } task && task.Outcomes.Any(offered => offered.Name == outcome)
            || node.Activity?.Descriptor.Tasks.Any(declared => declared.Outcomes.Any(offered => offered.Name == outcome)) == true;
    }
}
