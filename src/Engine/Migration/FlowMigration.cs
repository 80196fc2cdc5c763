using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.State;

namespace JieSuJiBan.Engine.Migration;

/// <summary>
/// Takes the position of a flowchart over to another drawing of it. "Coming" is a child that is alive or lies ahead of one
/// that is, along forward connections: only from there can a connection still be decided in this round.
/// </summary>
internal sealed class FlowMigration
{
    private readonly FlowGraph from;
    private readonly FlowGraph to;
    private readonly ActivityInstance flowchart;
    private readonly List<MigrationBlock> blocks;
    private readonly int[] targets;
    private readonly int[] sources;
    private readonly bool[] isAlive0;
    private readonly bool[] isAlive1;
    private readonly bool[] isAhead0;
    private readonly bool[] isAhead1;
    private readonly bool[] isForwardRun;
    private readonly FlowEdge?[] known;

    public FlowMigration(FlowGraph from, FlowGraph to, MigrationMap map, ActivityInstance flowchart, IReadOnlyList<ActivityInstance> children, List<MigrationBlock> blocks)
    {
        (this.from, this.to, this.flowchart, this.blocks) = (from, to, flowchart, blocks);
        targets = [.. from.Children.Select(child => map.Activity(child.Id) is { } target ? to.PositionOf(target.Id) : -1)];
        sources = new int[to.Children.Length];
        Array.Fill(sources, -1);
        for (var i = 0; i < targets.Length; i++)
        {
            if (targets[i] >= 0) sources[targets[i]] = i;
        }

        isAlive0 = new bool[from.Children.Length];
        isAlive1 = new bool[to.Children.Length];
        isForwardRun = new bool[to.Children.Length];
        foreach (var child in children)
        {
            var position = from.PositionOf(child.ActivityId);
            isAlive0[position] = true;
            isAlive1[targets[position]] = true;
            isForwardRun[targets[position]] |= !child.IsBackward;
        }

        isAhead0 = AheadOf(from, isAlive0);
        isAhead1 = AheadOf(to, isAlive1);
        known = [.. to.Edges.Select(Known)];
        CheckReach();
    }

    public Event? OfCounters()
    {
        var counters = flowchart.Counters ?? new FlowCounters();
        var visits = new int[to.Children.Length];
        for (var i = 0; i < visits.Length; i++) visits[i] = sources[i] < 0 ? 0 : counters.Visits(sources[i]);
        var connections = new int[to.Edges.Length];
        var followed = new bool[to.Edges.Length];
        foreach (var edge in to.Edges)
        {
            if (!edge.IsBackward || known[edge.Position] is not { } same) continue;
            connections[edge.Position] = counters.ConnectionVisits(same.Position);
            followed[edge.Position] = counters.WasFollowed(same.Position);
        }

        for (var target = 0; target < to.Children.Length; target++)
        {
            var source = sources[target];
            var wasComing = source >= 0 && (isAlive0[source] || isAhead0[source]);
            if (!isAlive1[target] && isAhead1[target] && source >= 0 && !wasComing && Ran(source, counters)) blocks.Add(MigrationRefusals.RunsAgain(to.Children[target]));
            foreach (var edge in to.ForwardInbound[target]) (connections[edge.Position], followed[edge.Position]) = Decided(edge, visits[target], wasComing, counters);
        }

        for (var source = 0; source < from.Children.Length; source++)
        {
            if (isAlive0[source] || !isAhead0[source] || (targets[source] >= 0 && isAhead1[targets[source]])) continue;
            // Nothing leads here any more: what has arrived already would wait for ever.
            if (Array.Exists(from.ForwardInbound[source], edge => HasArrived(edge, counters))) blocks.Add(MigrationRefusals.BranchLost(from.Children[source]));
        }

        return Changed(counters, visits, connections, followed)
            ? new FlowchartMigrated(flowchart.Id, Trim(visits), Trim(connections), [.. Positions(followed)], flowchart.Tokens)
            : null;
    }

    public Event? OfTokens()
    {
        var before = Reachable(from);
        for (var target = 0; target < to.Children.Length; target++)
        {
            // Tokens do not tell what ran, so all that may have counts as done.
            if (sources[target] is >= 0 and var source && isAhead1[target] && !isAlive1[target] && !isAhead0[source] && before[source]) blocks.Add(MigrationRefusals.RunsAgain(to.Children[target]));
        }

        var tokens = new List<FlowToken>(flowchart.Tokens.Count);
        foreach (var token in flowchart.Tokens) Take(token, tokens);
        return tokens.SequenceEqual(flowchart.Tokens) && flowchart.Counters is null ? null : new FlowchartMigrated(flowchart.Id, [], [], [], tokens);
    }

    private void Take(FlowToken token, List<FlowToken> tokens)
    {
        var (source, target) = (from.PositionOf(token.From), from.PositionOf(token.To));
        var to1 = target < 0 ? -1 : targets[target];
        var from1 = source < 0 ? -1 : targets[source];
        var edge = to1 < 0 || from1 < 0 ? null : Array.Find(to.Inbound[to1], edge => edge.Source == from1 && edge.Outcome == token.Outcome);
        if (token.IsBlocked)
        {
            if (edge is not null) tokens.Add(token with { From = to.Children[from1].Id, To = to.Children[to1].Id });
            return;
        }

        if (to1 >= 0 && isAlive1[to1])
        {
            tokens.Add(token with { From = from1 < 0 ? token.From : to.Children[from1].Id, To = to.Children[to1].Id });
            return;
        }

        if (target < 0) return;
        if (edge is null || !isAhead1[to1])
        {
            blocks.Add(MigrationRefusals.BranchLost(from.Children[target]));
            return;
        }

        var needed = to.Merges[to1] switch { MergeMode.Merge => to.ForwardInbound[to1], MergeMode.Converge => to.Inbound[to1], _ => [] };
        if (Array.Exists(needed, need => known[need.Position] is null && !IsComing(need.Source))) blocks.Add(MigrationRefusals.JoinStarved(to.Children[to1]));
        tokens.Add(token with { From = to.Children[from1].Id, To = to.Children[to1].Id });
    }

    /// <summary>How a forward connection of the target stands, so that its end waits for it exactly where it can still come.</summary>
    private (int Visits, bool Followed) Decided(FlowEdge edge, int visits, bool targetWasComing, FlowCounters counters)
    {
        var same = known[edge.Position];
        var (count, wasFollowed) = same is null ? (0, false) : (counters.ConnectionVisits(same.Position), counters.WasFollowed(same.Position));
        var isDecided = count > visits;
        if (isAlive1[edge.Target]) return same is not null ? (count, wasFollowed) : (isForwardRun[edge.Target] ? visits + 1 : visits, false);
        if (!isAhead1[edge.Target])
        {
            // Not in this round. One that was cut off while a dead branch had arrived must be open in the next.
            return same is null ? (visits, false) : targetWasComing && isDecided && !wasFollowed ? (visits, false) : (count, wasFollowed);
        }

        var couldCome = same is not null && (isAlive0[same.Source] || isAhead0[same.Source]);
        if (IsComing(edge.Source)) return same is null || (isDecided && !couldCome) ? (visits, false) : (count, wasFollowed);
        if (same is not null && (isDecided || (!couldCome && targetWasComing))) return (count, wasFollowed);
        if (to.Joins[edge.Target] == JoinMode.WaitAll) blocks.Add(MigrationRefusals.JoinStarved(to.Children[edge.Target]));
        return (visits + 1, false);
    }

    /// <summary>Alive positions must lie on the way, and must not be started a second time by a branch that is under way.</summary>
    private void CheckReach()
    {
        var (before, after) = (Reachable(from), Reachable(to));
        for (var target = 0; target < to.Children.Length; target++)
        {
            if (!isAlive1[target]) continue;
            if (!after[target] && before[sources[target]])
            {
                blocks.Add(MigrationRefusals.PlaceUnreachable(to.Children[target]));
                continue;
            }

            foreach (var edge in to.ForwardInbound[target])
            {
                if (!IsComing(edge.Source) || (known[edge.Position] is { } same && (isAlive0[same.Source] || isAhead0[same.Source]))) continue;
                blocks.Add(MigrationRefusals.StartsTwice(to.Children[target]));
                break;
            }
        }
    }

    private bool IsComing(int child) => isAlive1[child] || isAhead1[child];

    private bool HasArrived(FlowEdge edge, FlowCounters counters) =>
        counters.ConnectionVisits(edge.Position) > counters.Visits(edge.Target) && counters.WasFollowed(edge.Position);

    /// <summary>Whether a child that was passed ran, and was not skipped as part of a dead branch.</summary>
    private bool Ran(int child, FlowCounters counters) =>
        counters.Visits(child) > 0 && (from.ForwardInbound[child].Length == 0 || Array.Exists(from.ForwardInbound[child], edge => counters.WasFollowed(edge.Position)));

    /// <summary>The same connection in the other drawing: ends, outcome and direction are equal; of several alike, the one in the same place.</summary>
    private FlowEdge? Known(FlowEdge edge)
    {
        var (source, target) = (sources[edge.Source], sources[edge.Target]);
        if (source < 0 || target < 0) return null;
        var nth = to.Outbound[edge.Source].TakeWhile(other => other != edge).Count(other => other.Outcome == edge.Outcome && other.Target == edge.Target);
        return from.Outbound[source].Where(other => other.Outcome == edge.Outcome && other.Target == target).ElementAtOrDefault(nth) is { } same && same.IsBackward == edge.IsBackward
            ? same
            : null;
    }

    private static bool[] AheadOf(FlowGraph graph, bool[] isAlive)
    {
        var ahead = new bool[graph.Children.Length];
        var stack = new Stack<int>();
        for (var i = 0; i < isAlive.Length; i++)
        {
            if (isAlive[i]) stack.Push(i);
        }

        while (stack.TryPop(out var at))
        {
            foreach (var edge in graph.Outbound[at])
            {
                if (edge.IsBackward || ahead[edge.Target]) continue;
                ahead[edge.Target] = true;
                stack.Push(edge.Target);
            }
        }

        return ahead;
    }

    private static bool[] Reachable(FlowGraph graph)
    {
        var start = new bool[graph.Children.Length];
        if (graph.Start < 0) return start;
        start[graph.Start] = true;
        var reachable = AheadOf(graph, start);
        reachable[graph.Start] = true;
        return reachable;
    }

    private static bool Changed(FlowCounters counters, int[] visits, int[] connections, bool[] followed) =>
        !Trim(visits).SequenceEqual(Trim(counters.AllVisits)) || !Trim(connections).SequenceEqual(Trim(counters.AllConnections))
        || !Positions(followed).SequenceEqual(Positions(counters.AllFollowed.ToArray()));

    private static int[] Trim(ReadOnlySpan<int> numbers) => numbers.TrimEnd(0).ToArray();

    private static IEnumerable<int> Positions(bool[] flags) => flags.Select((flag, position) => (flag, position)).Where(one => one.flag).Select(one => one.position);
}
