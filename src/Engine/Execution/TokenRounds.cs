using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.State;

namespace JieSuJiBan.Engine.Execution;

/// <summary>
/// Flowcharts by tokens: each connection followed carries one, and the target's merge mode says when it runs. A token belongs to the run that
/// took it, and is spent when that run ends. A race or cascade goes on with the first arrival of a round; the runs that may still bring another
/// of the same round are remembered as late, and so is what they lead to, until it has come or can come no more.
/// </summary>
internal sealed class TokenRounds
{
    private readonly RunContext flowchart;
    private readonly FlowGraph graph;
    private readonly List<FlowToken> tokens;
    private readonly List<(FlowEdge Edge, MergeMode Merge)> fired = [];
    private readonly Dictionary<string, FlowEdge> runs = new(StringComparer.Ordinal);

    private TokenRounds(RunContext flowchart)
    {
        this.flowchart = flowchart;
        graph = flowchart.Graph;
        tokens = [.. flowchart.Instance.Tokens];
    }

    public static void Completed(RunContext flowchart, EndedChild child)
    {
        var round = new TokenRounds(flowchart);
        round.Spend(child.Node.Node.Id, child.InstanceId);
        round.Move(child.Node.Node.Id, child.InstanceId, child.Outcomes, staysOpen: false);
        CompleteIfIdle(flowchart);
    }

    /// <summary>A child that stays open sends tokens off; those it runs on stay with it.</summary>
    public static void Follow(RunContext flowchart, RunContext child, string[] outcomes) =>
        new TokenRounds(flowchart).Move(child.ActivityId, child.InstanceId, outcomes, staysOpen: true);

    /// <summary>What a cancelled run had taken is gone; what waited for it alone goes on.</summary>
    public static void Cancelled(RunContext flowchart, EndedChild child)
    {
        var round = new TokenRounds(flowchart);
        round.Spend(child.Node.Node.Id, child.InstanceId);
        round.FreeStreams();
        round.Save(child.Node.Node.Id, []);
        CompleteIfIdle(flowchart);
    }

    private void Move(string from, string run, string[] outcomes, bool staysOpen)
    {
        var earlier = tokens.Count;
        var followed = Array.FindAll(graph.Outbound[graph.PositionOf(from)], edge => Array.IndexOf(outcomes, edge.Outcome) >= 0);
        foreach (var edge in followed) tokens.Add(new(from, edge.Outcome, graph.Children[edge.Target].Id, IsConsumed: false, IsBlocked: false));
        for (var i = 0; i < followed.Length; i++) Consider(followed[i], earlier + i, earlier, run, staysOpen);
        foreach (var (edge, merge) in fired)
        {
            if (merge != MergeMode.Race) continue;
            CounterFlow.CancelAncestors(flowchart, edge.Target);
            // What has arrived before the join and waits there for others is of the round that is over.
            tokens.RemoveAll(token => IsWaiting(token) && graph.PositionOf(token.To) is >= 0 and var at && graph.Ancestors[edge.Target][at]);
        }

        foreach (var (edge, _) in fired) RememberLate(edge);
        FreeStreams();
        Save(from, followed);
    }

    private void Consider(FlowEdge edge, int arrival, int earlier, string run, bool staysOpen)
    {
        var target = graph.Children[edge.Target].Id;
        if (!IsWaiting(tokens[arrival])) return;
        var merge = graph.MergeAt(flowchart, edge.Target);
        switch (merge)
        {
            case MergeMode.Cascade:
            case MergeMode.Race:
                if (TakeLate(edge, run))
                {
                    tokens[arrival] = tokens[arrival] with { IsConsumed = true };
                    return;
                }

                if (merge == MergeMode.Race && fired.FindIndex(one => one.Edge.Target == edge.Target) is >= 0 and var first)
                {
                    // Two connections from one activity are one arrival.
                    tokens[arrival] = tokens[arrival] with { Of = runs.First(one => one.Value == fired[first].Edge).Key };
                    return;
                }

                fired.Add((edge, merge));
                Run(edge, run, token => token == arrival);
                return;
            case MergeMode.Merge when edge.IsBackward:
                // A way back is a round of its own and waits for nothing.
                Run(edge, run, token => token == arrival);
                return;
            case MergeMode.Merge:
                Gather(edge, graph.ForwardInbound[edge.Target], run);
                return;
            case MergeMode.Converge:
                Gather(edge, graph.Inbound[edge.Target], run);
                return;
            default:
                if (IsComing(edge, staysOpen)) return;
                Run(edge, run, token => token == arrival || (token < earlier && tokens[token].To == target));
                return;
        }
    }

    /// <summary>Runs a target that needs a token on each of these connections: of several rounds that came by one, the first is due.</summary>
    private void Gather(FlowEdge edge, FlowEdge[] needed, string run)
    {
        var taken = new List<int>();
        foreach (var need in needed.Length <= 1 ? [edge] : needed)
        {
            var at = 0;
            while (at < tokens.Count && !(IsWaiting(tokens[at]) && IsOn(tokens[at], need) && !taken.Contains(at))) at++;
            if (at == tokens.Count) return;
            taken.Add(at);
        }

        Run(edge, run, taken.Contains);
    }

    /// <summary>Schedules the target; the waiting tokens that it takes are its own from now on, and it is as late as who led to it.</summary>
    private void Run(FlowEdge edge, string by, Predicate<int> takes)
    {
        var run = flowchart.Schedule(graph.Children[edge.Target], isBackward: false);
        runs.Add(run, edge);
        for (var i = 0; i < tokens.Count; i++)
        {
            if (takes(i) && IsWaiting(tokens[i])) tokens[i] = tokens[i] with { Of = run };
        }

        for (int i = 0, count = tokens.Count; i < count; i++)
        {
            var late = tokens[i];
            if (!late.IsBlocked || late.Of != by || !Leads(edge.Target, late)) continue;
            if (!edge.IsBackward || !BeginsRound(edge.Target, late.To, by)) tokens.Add(late with { Of = run });
        }
    }

    /// <summary>Whether this arrival is one that the target went on without.</summary>
    private bool TakeLate(FlowEdge edge, string run)
    {
        var isJoin = graph.Children[edge.Target].Type == "Elsa.FlowJoin";
        var at = tokens.FindIndex(token => token.IsBlocked && IsOn(token, edge) && (token.Of == run || token.Of is null && !isJoin));
        if (at < 0) return false;
        tokens[at] = tokens[at] with { IsConsumed = true };
        return true;
    }

    /// <summary>Whoever is alive and may still arrive by another connection is late from now on.</summary>
    private void RememberLate(FlowEdge first)
    {
        var target = graph.Children[first.Target].Id;
        var others = Array.FindAll(graph.ForwardInbound[first.Target], edge => edge.Source != first.Source);
        if (others.Length == 0) return;
        var known = tokens.Where(token => token.IsBlocked && token.To == target).Select(token => token.Of).ToHashSet(StringComparer.Ordinal);
        foreach (var (run, node) in flowchart.Burst.LivingIn(flowchart.InstanceId))
        {
            var at = graph.PositionOf(node.Id);
            if (at < 0 || !Array.Exists(others, edge => Leads(at, edge.Source)) || known.Contains(run)) continue;
            // Sent back in this very moment to where both come from, it begins the next round.
            if (runs.TryGetValue(run, out var way) && way.IsBackward && Leads(at, first.Source)) continue;
            foreach (var edge in others) tokens.Add(new(graph.Children[edge.Source].Id, edge.Outcome, target, IsConsumed: false, IsBlocked: true, run));
        }
    }

    /// <summary>Whether going back there leads to the connection that the join went on with, too: then the join's next round begins.</summary>
    private bool BeginsRound(int at, string join, string by) =>
        Array.Exists(graph.ForwardInbound[graph.PositionOf(join)], edge => Leads(at, edge.Source) && !tokens.Exists(token => token.IsBlocked && token.Of == by && IsOn(token, edge)));

    /// <summary>Runs what waited for a branch that will not come: a stream ignores dead ways.</summary>
    private void FreeStreams()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (!IsWaiting(token) || !seen.Add(token.To) || graph.PositionOf(token.To) is not (>= 0 and var at) || graph.MergeAt(flowchart, at) != MergeMode.Stream) continue;
            if (Array.Find(graph.Inbound[at], edge => IsOn(token, edge)) is { } edge && !IsComing(edge, staysOpen: false)) Run(edge, "", other => tokens[other].To == token.To);
        }
    }

    /// <summary>
    /// Whether a branch is under way to one of the sources of an activity. Where the sender stays open, what it runs on stays with it; and what
    /// waits at the sender for others is of its next round.
    /// </summary>
    private bool IsComing(FlowEdge edge, bool staysOpen)
    {
        foreach (var inbound in graph.ForwardInbound[edge.Target])
        {
            var isSender = inbound.Source == edge.Source;
            if (isSender && staysOpen) continue;
            var source = graph.Children[inbound.Source].Id;
            if (tokens.Exists(token => token is { IsConsumed: false, IsBlocked: false } && token.To == source && !(isSender && token.Of is null))) return true;
        }

        return false;
    }

    /// <summary>What a run had taken is spent. One that began before tokens belonged to runs takes all that came.</summary>
    private void Spend(string activityId, string run)
    {
        var hasOwn = tokens.Exists(token => !token.IsBlocked && token.Of == run);
        tokens.RemoveAll(token => !token.IsBlocked && token.To == activityId && (hasOwn ? token.Of == run : token.Of is null));
    }

    private void Save(string activityId, FlowEdge[] followed)
    {
        tokens.RemoveAll(token => token.IsConsumed || token.IsBlocked && token.Of is null && IsJoin(token.To));
        if (tokens.Exists(token => token.IsBlocked && token.Of is not null))
        {
            var living = flowchart.Burst.LivingIn(flowchart.InstanceId).Select(one => one.Id).ToHashSet(StringComparer.Ordinal);
            tokens.RemoveAll(token => token.IsBlocked && token.Of is { } run && !living.Contains(run));
        }

        if (followed.Length == 0 && tokens.SequenceEqual(flowchart.Instance.Tokens)) return;
        flowchart.Burst.Emit(new TokensMoved(flowchart.InstanceId, activityId, [.. followed.Select(edge => edge.Position)], [.. tokens]));
    }

    private bool IsJoin(string activityId) => graph.PositionOf(activityId) is >= 0 and var at && graph.Children[at].Type == "Elsa.FlowJoin";

    /// <summary>Whether forward connections lead from a child to the one at which a late arrival would come.</summary>
    private bool Leads(int from, FlowToken late) => graph.PositionOf(late.From) is >= 0 and var to && Leads(from, to);

    private bool Leads(int from, int to) => from == to || graph.Ancestors[to][from];

    private bool IsOn(FlowToken token, FlowEdge edge) =>
        token.From == graph.Children[edge.Source].Id && token.To == graph.Children[edge.Target].Id && token.Outcome == edge.Outcome;

    private static bool IsWaiting(FlowToken token) => token is { IsConsumed: false, IsBlocked: false, Of: null };

    private static void CompleteIfIdle(RunContext flowchart)
    {
        if (!flowchart.IsAlive || flowchart.Burst.HasPendingWork(flowchart.InstanceId)) return;
        if (HeldArrivals.InTokens(flowchart) is { } join) HeldArrivals.Raise(flowchart, join);
        else flowchart.Complete();
    }
}
