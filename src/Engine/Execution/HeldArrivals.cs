using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Execution;

/// <summary>
/// Branches that have arrived at a join in a flowchart in which nothing runs any more: the join can never let them go on. The incident is the
/// join's, so that a person who retries or skips it goes on behind it.
/// </summary>
internal static class HeldArrivals
{
    /// <summary>At which visit a join was reported, or given up with all that runs: it is held no second time for the same arrivals.</summary>
    private const string SettledProperty = "settledJoins";

    /// <summary>The first child at which tokens wait, or null.</summary>
    public static int? InTokens(RunContext flowchart)
    {
        var graph = flowchart.Graph;
        return First(graph, at => flowchart.Instance.Tokens.Any(token => IsWaiting(token) && token.To == graph.Children[at].Id));
    }

    /// <summary>The first child whose followed connections have led to nothing, or null.</summary>
    public static int? InCounters(RunContext flowchart)
    {
        if (flowchart.Instance.Counters is not { } counters) return null;
        var (graph, settled) = (flowchart.Graph, flowchart.GetProperty(SettledProperty));
        return First(graph, at => Holds(flowchart, graph, counters, at) && settled[graph.Children[at].Id].AsInt64() != counters.Visits(at));
    }

    /// <summary>All that waits at joins now is given up on purpose.</summary>
    public static void Settle(RunContext flowchart)
    {
        if (flowchart.Instance.Counters is not { } counters) return;
        var graph = flowchart.Graph;
        for (var at = 0; at < graph.Children.Length; at++)
        {
            if (Array.Exists(graph.ForwardInbound[at], edge => counters.ConnectionVisits(edge.Position) > counters.Visits(at) && counters.WasFollowed(edge.Position))) Settle(flowchart, graph, counters, at);
        }
    }

    public static void Raise(RunContext flowchart, int at)
    {
        var (graph, burst) = (flowchart.Graph, flowchart.Burst);
        var node = flowchart.Plan[graph.Children[at]];
        var (id, missing) = (burst.NextId(), Missing(flowchart, graph, at));
        burst.Emit(new ActivityStarted(id, flowchart.WorkflowInstanceId, node.Node.Id, node.Node.Type, flowchart.InstanceId, IsBackward: flowchart.Instance.Counters is not null, Value.EmptyObject));
        if (flowchart.Instance.Counters is { } counters) Settle(flowchart, graph, counters, at);
        if (flowchart.Instance.Tokens.Any(token => IsWaiting(token) && token.To == node.Node.Id))
        {
            FlowToken[] tokens = [.. flowchart.Instance.Tokens.Select(token => IsWaiting(token) && token.To == node.Node.Id ? token with { Of = id } : token)];
            burst.Emit(new TokensMoved(flowchart.InstanceId, node.Node.Id, [], tokens));
        }

        var join = new RunContext(burst, flowchart.Plan, node, id, flowchart.WorkflowInstanceId, flowchart.InstanceId);
        var (zh, en) = missing.Length == 0 ? ("", "") : ($"（{string.Join("、", missing)}）", $" (from {string.Join(", ", missing)})");
        join.Fault(
            "flowchart.arrivalHeld",
            $"{join.DisplayText} ({join.ActivityId}): 已有分支到达，但它等待的其他分支{zh}不会再来：流程里已没有在办的事。请改画流程；重试或跳过本故障，则不再等待、从这里继续。 / " +
            $"a branch has arrived, but the others that it waits for{en} will not come: nothing else runs. Draw the flow otherwise; to retry or skip this incident goes on from here without them.");
    }

    private static void Settle(RunContext flowchart, FlowGraph graph, FlowCounters counters, int at) =>
        flowchart.SetProperty(SettledProperty, (flowchart.GetProperty(SettledProperty) is { IsNull: false } settled ? settled : Value.EmptyObject).With(graph.Children[at].Id, Value.Of(counters.Visits(at))));

    /// <summary>
    /// A branch that arrived and was not let go on; or, where all must come, the last round was skipped though one had come, and nothing behind
    /// went on by another way either.
    /// </summary>
    private static bool Holds(RunContext flowchart, FlowGraph graph, FlowCounters counters, int at)
    {
        var inbound = graph.ForwardInbound[at];
        if (Array.Exists(inbound, edge => counters.ConnectionVisits(edge.Position) > counters.Visits(at) && counters.WasFollowed(edge.Position))) return true;
        if (!IsMixed(graph, counters, at) || graph.JoinAt(flowchart, at) != JoinMode.WaitAll) return false;
        for (var behind = 0; behind < graph.Children.Length; behind++)
        {
            if (graph.Ancestors[behind][at]
                && Array.Exists(graph.ForwardInbound[behind], edge => counters.WasFollowed(edge.Position))
                && !(IsMixed(graph, counters, behind) && graph.JoinAt(flowchart, behind) == JoinMode.WaitAll)) return false;
        }

        return true;
    }

    private static bool IsMixed(FlowGraph graph, FlowCounters counters, int at) =>
        Array.Exists(graph.ForwardInbound[at], edge => counters.WasFollowed(edge.Position)) && Array.Exists(graph.ForwardInbound[at], edge => !counters.WasFollowed(edge.Position));

    /// <summary>The activities from which nothing came.</summary>
    private static string[] Missing(RunContext flowchart, FlowGraph graph, int at)
    {
        bool HasCome(FlowEdge edge) => flowchart.Instance.Counters is { } counters
            ? counters.WasFollowed(edge.Position) && counters.ConnectionVisits(edge.Position) >= counters.Visits(at)
            : flowchart.Instance.Tokens.Any(token => IsWaiting(token) && token.From == graph.Children[edge.Source].Id && token.To == graph.Children[at].Id && token.Outcome == edge.Outcome);
        return [.. graph.Inbound[at].Where(edge => !HasCome(edge)).Select(edge => graph.Children[edge.Source].Id).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Of several the one that no other leads to.</summary>
    private static int? First(FlowGraph graph, Predicate<int> holds)
    {
        int? first = null;
        for (var at = 0; at < graph.Children.Length; at++)
        {
            if ((first is null || graph.Ancestors[first.Value][at]) && holds(at)) first = at;
        }

        return first;
    }

    private static bool IsWaiting(FlowToken token) => token is { IsConsumed: false, IsBlocked: false, Of: null };
}
