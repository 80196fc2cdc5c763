using JieSuJiBan.Engine.Definitions;

namespace JieSuJiBan.Workflows.Validation;

/// <summary>Nobody waits without a clock (Arts. 13, 15): a wait that has no limit of its own needs a timer beside it.</summary>
internal static class WaitChecks
{
    public static void Check(WorkflowDefinition definition, CheckList list)
    {
        foreach (var node in definition.Nodes.Where(node => TicketTypes.WaitsWithoutClock(node.Type) && !HasClockBeside(node)))
        {
            list.Error(node, "wait.noClock",
                "在此等待却没有时限，无人处理时工单会一直停留；请改用带时限的人工环节，或从同一上一步并联一个“延时”活动。",
                "it waits without a limit, so a ticket that nobody works on stays here for ever: use a case activity with a limit, or draw a Delay beside it from the same step.");
        }
    }

    /// <summary>A timer that starts from the same step, or lies in the same parallel or fork.</summary>
    private static bool HasClockBeside(ActivityNode node)
    {
        for (var at = node; at.Parent is { } parent; at = parent)
        {
            if (parent.Type is "Elsa.Parallel" or "Elsa.Fork" && parent.Children.Any(other => other != at && HasClock(other))) return true;
            if (parent.Type != "Elsa.Flowchart") continue;
            var before = parent.Connections.Where(connection => connection.Target == at.Id).Select(connection => connection.Source).ToHashSet(StringComparer.Ordinal);
            var beside = parent.Connections.Where(connection => before.Contains(connection.Source)).Select(connection => connection.Target);
            if (beside.Any(id => parent.Children.FirstOrDefault(child => child.Id == id) is { } other && other != at && HasClock(other))) return true;
        }

        return false;
    }

    private static bool HasClock(ActivityNode node) => TicketTypes.IsClock(node.Type) || node.Children.Any(HasClock);
}
