using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Definitions;

namespace JieSuJiBan.Workflows.Validation;

/// <summary>Nobody waits without a clock (Arts. 13, 15): a wait that has no limit of its own needs a timer beside it.</summary>
internal static class WaitChecks
{
    public static void Check(WorkflowDefinition definition, CityPolicy? city, IReadOnlyList<string> unreadable, CheckList list)
    {
        if (city is not null && !unreadable.Contains("time-limits.json")) CheckSteps(definition, city, list);
        foreach (var node in definition.Nodes.Where(node => TicketTypes.WaitsWithoutClock(node.Type) && !HasClockBeside(node)))
        {
            list.Error(node, "wait.noClock",
                "在此等待却没有时限，无人处理时工单会一直停留；请改用带时限的人工环节，或从同一上一步并联一个“延时”活动。",
                "it waits without a limit, so a ticket that nobody works on stays here for ever: use a case activity with a limit, or draw a Delay beside it from the same step.");
        }
    }

    /// <summary>Waits whose limit the policies name, not the drawing: it must hold for every ticket.</summary>
    private static void CheckSteps(WorkflowDefinition definition, CityPolicy city, CheckList list)
    {
        foreach (var node in definition.Nodes)
        {
            LimitStep? step = node.Type switch
            {
                TicketTypes.Callback => LimitStep.Callback,
                TicketTypes.CarryOver => city.Handling.CarryOver.ReviewStep,
                "Jsjb.ReviewUnreasonable" when !city.Triage.Unreasonable.Grounds.IsEmpty => city.Triage.Unreasonable.Step,
                "Jsjb.ReviewDispute" when !city.Callback.Disputes.Grounds.IsEmpty => city.Callback.Disputes.WindowStep,
                _ => null,
            };
            if (step is not { } needed || city.TimeLimits.Rows.Any(row => row.Step == needed && row.Match == LimitMatch.Any)) continue;
            list.Error(node, "wait.noClock", $"这里的期限取自时限步骤“{needed}”，它没有一般时限，有的工单在此等待时没有期限；请在 time-limits.json 中补一行不带条件的时限。",
                $"its limit is that of the step '{needed}', which has no general row, so some tickets would wait here without a deadline: add a row without conditions to time-limits.json.");
        }
    }

    /// <summary>On every way to it a timer starts from the same step, or one lies in the same parallel or fork.</summary>
    private static bool HasClockBeside(ActivityNode node)
    {
        for (var at = node; at.Parent is { } parent; at = parent)
        {
            if (parent.Type is "Elsa.Parallel" or "Elsa.Fork" && parent.Children.Any(other => other != at && HasClock(other))) return true;
            if (parent.Type != "Elsa.Flowchart") continue;
            var ways = parent.Connections.Where(connection => connection.Target == at.Id).ToArray();
            bool IsWatched(Connection way) => parent.Connections.Any(beside => beside.Source == way.Source && beside.SourcePort == way.SourcePort
                && parent.Children.FirstOrDefault(child => child.Id == beside.Target) is { } other && other != at && HasClock(other));
            if (ways.Length > 0 && ways.All(IsWatched)) return true;
        }

        return false;
    }

    private static bool HasClock(ActivityNode node) => TicketTypes.IsClock(node.Type) || node.Children.Any(HasClock);
}
