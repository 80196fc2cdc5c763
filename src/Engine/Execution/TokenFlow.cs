using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.State;

namespace JieSuJiBan.Engine.Execution;

/// <summary>
/// Flowcharts by tokens as they were decided before <see cref="Semantics.TokensOfOneRound"/>; today's are <see cref="TokenRounds"/>'.
/// </summary>
internal static class TokenFlow
{
    public static void Completed(RunContext flowchart, EndedChild child)
    {
        Move(flowchart, child.Node, child.Outcomes, staysOpen: false);
        CompleteIfIdle(flowchart);
    }

    /// <summary>A child that stays open sends tokens off; the one it runs on stays with it.</summary>
    public static void Follow(RunContext flowchart, NodePlan child, string[] outcomes) => Move(flowchart, child, outcomes, staysOpen: true);

    private static void Move(RunContext flowchart, NodePlan child, string[] outcomes, bool staysOpen)
    {
        var graph = flowchart.Graph;
        var position = graph.PositionOf(child.Node.Id);
        var id = child.Node.Id;
        var tokens = new List<FlowToken>(flowchart.Instance.Tokens);
        var followed = new List<FlowEdge>();
        foreach (var edge in graph.Outbound[position])
        {
            if (Array.IndexOf(outcomes, edge.Outcome) < 0) continue;
            followed.Add(edge);
            tokens.Add(new(id, edge.Outcome, graph.Children[edge.Target].Id, IsConsumed: false, IsBlocked: false));
        }

        if (!staysOpen)
        {
            for (var i = 0; i < tokens.Count; i++)
            {
                if (tokens[i] is { IsConsumed: false, IsBlocked: false } token && token.To == id) tokens[i] = token with { IsConsumed = true };
            }
        }

        var races = new List<int>();
        var joined = new List<int>();
        foreach (var edge in followed) Consider(flowchart, graph, edge, tokens, races, joined, staysOpen);
        Save(flowchart, id, followed, tokens);
        foreach (var target in races) CounterFlow.CancelAncestors(flowchart, target);
    }

    /// <summary>What comes from or goes to an activity that was cancelled is gone.</summary>
    public static void Cancelled(RunContext flowchart, EndedChild child)
    {
        var id = child.Node.Node.Id;
        var tokens = new List<FlowToken>(flowchart.Instance.Tokens);
        if (tokens.RemoveAll(token => token.From == id || token.To == id) > 0) Save(flowchart, id, [], tokens);
        CompleteIfIdle(flowchart);
    }

    private static void Consider(RunContext flowchart, FlowGraph graph, FlowEdge edge, List<FlowToken> tokens, List<int> races, List<int> joined, bool staysOpen)
    {
        var target = graph.Children[edge.Target];
        var merge = graph.MergeAt(flowchart, edge.Target);
        switch (merge)
        {
            case MergeMode.Cascade:
            case MergeMode.Race:
                var blocked = tokens.FindIndex(t => t.To == target.Id && t.From == graph.Children[edge.Source].Id && t.Outcome == edge.Outcome && !t.IsConsumed && t.IsBlocked);
                if (blocked >= 0)
                {
                    // A sibling came first and ran the target for this round: this one is spent without running it.
                    tokens[blocked] = tokens[blocked] with { IsConsumed = true, IsBlocked = false };
                    Spend(tokens, edge, graph, target.Id);
                    return;
                }

                if (merge == MergeMode.Race && joined.Contains(edge.Target)) return;
                joined.Add(edge.Target);
                if (merge == MergeMode.Race) races.Add(edge.Target);
                foreach (var sibling in graph.ForwardInbound[edge.Target])
                {
                    if (sibling.Source != edge.Source) tokens.Add(new(graph.Children[sibling.Source].Id, sibling.Outcome, target.Id, IsConsumed: false, IsBlocked: true));
                }

                flowchart.Schedule(target, isBackward: false);
                return;
            case MergeMode.Merge:
            case MergeMode.Converge:
                // Two connections from one activity are one arrival.
                if (joined.Contains(edge.Target) || !HasTokenOnEach((merge == MergeMode.Merge ? graph.ForwardInbound : graph.Inbound)[edge.Target], graph, tokens)) return;
                joined.Add(edge.Target);
                flowchart.Schedule(target, isBackward: false);
                return;
            default:
                foreach (var inbound in graph.ForwardInbound[edge.Target])
                {
                    // The token on which the sender runs on stays with it: what it sends off beside does not wait for its end.
                    if (staysOpen && inbound.Source == edge.Source) continue;
                    var source = graph.Children[inbound.Source].Id;
                    if (tokens.Exists(t => t is { IsConsumed: false, IsBlocked: false } && t.To == source)) return;
                }

                flowchart.Schedule(target, isBackward: false);
                return;
        }
    }

    private static void Spend(List<FlowToken> tokens, FlowEdge edge, FlowGraph graph, string target)
    {
        var at = tokens.FindLastIndex(t => t is { IsConsumed: false, IsBlocked: false } && t.To == target && t.From == graph.Children[edge.Source].Id && t.Outcome == edge.Outcome);
        if (at >= 0) tokens[at] = tokens[at] with { IsConsumed = true };
    }

    /// <summary>Whether a token waits on each connection. A single connection, and a way back past it, needs no waiting.</summary>
    private static bool HasTokenOnEach(FlowEdge[] inbound, FlowGraph graph, List<FlowToken> tokens)
    {
        if (inbound.Length <= 1) return true;
        foreach (var edge in inbound)
        {
            var (from, to) = (graph.Children[edge.Source].Id, graph.Children[edge.Target].Id);
            if (!tokens.Exists(t => t is { IsConsumed: false, IsBlocked: false } && t.From == from && t.To == to && t.Outcome == edge.Outcome)) return false;
        }

        return true;
    }

    /// <summary>Tokens that are spent are dropped: what is kept does not grow with the rounds of a loop.</summary>
    private static void Save(RunContext flowchart, string activityId, List<FlowEdge> followed, List<FlowToken> tokens)
    {
        tokens.RemoveAll(token => token.IsConsumed);
        var positions = new int[followed.Count];
        for (var i = 0; i < positions.Length; i++) positions[i] = followed[i].Position;
        flowchart.Burst.Emit(new TokensMoved(flowchart.InstanceId, activityId, positions, tokens.ToArray()));
    }

    private static void CompleteIfIdle(RunContext flowchart)
    {
        if (!flowchart.IsAlive || flowchart.Burst.HasPendingWork(flowchart.InstanceId)) return;
        foreach (var token in flowchart.Instance.Tokens)
        {
            if (token is { IsConsumed: false, IsBlocked: false }) return;
        }

        flowchart.Complete();
    }
}
