using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.State;

namespace JieSuJiBan.Engine.Execution;

/// <summary>
/// Flowcharts by visit counters, Elsa's default: a connection is visited whether it is followed or not, so a join knows
/// when nothing more can come (dead path elimination).
/// </summary>
internal static class CounterFlow
{
    /// <summary>A child completed, or was cancelled (then without outcomes): decides what its connections lead to.</summary>
    public static void Ended(RunContext flowchart, EndedChild child)
    {
        var position = flowchart.Graph.PositionOf(child.Node.Node.Id);
        if (!new Decision(flowchart).Propagate(position, child.Outcomes, !child.WasBackward)) CompleteIfIdle(flowchart);
    }

    /// <summary>
    /// A child that stays open sends something off beside its round: what it leads to runs as along a way back, so that
    /// the joins' count of rounds stays right.
    /// </summary>
    public static void Follow(RunContext flowchart, NodePlan child, string[] outcomes)
    {
        var graph = flowchart.Graph;
        var followed = graph.Outbound[graph.PositionOf(child.Node.Id)].Where(edge => Array.IndexOf(outcomes, edge.Outcome) >= 0).ToArray();
        if (followed.Length == 0) return;
        flowchart.Burst.Emit(new ConnectionsFollowed(flowchart.InstanceId, [.. followed.Select(edge => edge.Position)]));
        foreach (var edge in followed) flowchart.Schedule(graph.Children[edge.Target], isBackward: true);
    }

    /// <summary>Ends what is still running before a join that has what it waited for.</summary>
    public static void CancelAncestors(RunContext flowchart, int join)
    {
        var graph = flowchart.Graph;
        var activities = flowchart.Burst.State.Activities;
        for (int i = activities.Slots - 1, left = activities.CountOf(flowchart.InstanceId); left > 0 && i >= 0; i--)
        {
            if (activities.At(i) is not { } activity || activity.ParentId != flowchart.InstanceId) continue;
            left--;
            var position = graph.PositionOf(activity.ActivityId);
            if (position >= 0 && position != join && graph.Ancestors[join][position]) flowchart.Burst.CancelActivity(activity, reports: true);
        }
    }

    private static void CompleteIfIdle(RunContext flowchart)
    {
        // A faulted child counts as work that is left: the flowchart stays open for the person who resolves it.
        if (flowchart.Burst.HasPendingWork(flowchart.InstanceId)) return;
        if (flowchart.Semantics >= Semantics.NothingIsLost && HeldArrivals.InCounters(flowchart) is { } join) HeldArrivals.Raise(flowchart, join);
        else flowchart.Complete();
    }

    /// <summary>One propagation. What it decides becomes one event at the end; meanwhile a scratch copy counts.</summary>
    private readonly struct Decision(RunContext flowchart)
    {
        private readonly FlowGraph graph = flowchart.Graph;
        private readonly FlowRoom room = flowchart.Burst.FlowRoom;
        private readonly FlowCounters counters = flowchart.Burst.FlowRoom.Counters;

        public bool Propagate(int child, string[] outcomes, bool countsVisit)
        {
            room.Clear();
            counters.Set(flowchart.Instance.Counters);
            var decided = room.Decided;
            var isAnyScheduled = false;
            var loops = Loops;
            // Skipped activities are walked at once, depth first; an explicit stack, since a path may be as long as the definition.
            var stack = room.Stack;
            Visit(child, countsVisit);
            stack.Push((child, 0));
            while (stack.TryPop(out var at))
            {
                var edges = graph.Outbound[at.Child];
                if (at.Next >= edges.Length) continue;
                stack.Push((at.Child, at.Next + 1));
                var edge = edges[at.Next];
                // Only the activity that ended has outcomes: what is skipped has none.
                var isFollowed = stack.Count == 1 && Array.IndexOf(outcomes, edge.Outcome) >= 0;
                if (isFollowed || !MayComeLater(edge)) isAnyScheduled |= Decide(edge, isFollowed);
            }

            if (loops is not null) isAnyScheduled |= DecideExits(loops);
            if (room.Visits.Count + decided.Count > 0) flowchart.Burst.Emit(new ConnectionsDecided(flowchart.InstanceId, room.Visits.ToArray(), decided.ToArray()));
            foreach (var join in room.Joins) CancelAncestors(flowchart, join);
            return isAnyScheduled;
        }

        /// <summary>Counts a connection and does what its target is to do: whether that was to run.</summary>
        private bool Decide(FlowEdge edge, bool isFollowed)
        {
            room.Decided.Add(isFollowed ? edge.Position : -1 - edge.Position);
            counters.CountConnection(edge.Position, isFollowed);
            var join = edge.IsBackward ? JoinMode.WaitAllActive : graph.JoinAt(flowchart, edge.Target);
            switch (edge.IsBackward ? Backward(edge, isFollowed) : Forward(edge, join))
            {
                case Verdict.Schedule:
                    flowchart.Schedule(graph.Children[edge.Target], edge.IsBackward);
                    if (join == JoinMode.WaitAny) room.Joins.Add(edge.Target);
                    return true;
                case Verdict.Skip:
                    Visit(edge.Target, counts: true);
                    room.Stack.Push((edge.Target, 0));
                    return false;
                default:
                    return false;
            }
        }

        private FlowLoops? Loops => flowchart.Semantics >= Semantics.LoopsEndOnce ? graph.Loops : null;

        /// <summary>A way out of a loop that is not taken in this round may be taken in the next.</summary>
        private bool MayComeLater(FlowEdge edge) => !edge.IsBackward && Loops?.LeftBy(edge) is not null;

        /// <summary>Of loops that are over, the ways out that were not taken in any round are dead from now on.</summary>
        private bool DecideExits(FlowLoops loops)
        {
            var isAnyScheduled = false;
            foreach (var loop in loops.All)
            {
                if (!Array.Exists(loop.Exits, IsOpen(loop)) || IsAlive(loop)) continue;
                foreach (var exit in loop.Exits)
                {
                    if (!IsOpen(loop)(exit)) continue;
                    isAnyScheduled |= Decide(exit, isFollowed: false);
                    while (room.Stack.TryPop(out var at))
                    {
                        var edges = graph.Outbound[at.Child];
                        if (at.Next >= edges.Length) continue;
                        room.Stack.Push((at.Child, at.Next + 1));
                        if (!MayComeLater(edges[at.Next])) isAnyScheduled |= Decide(edges[at.Next], isFollowed: false);
                    }
                }
            }

            return isAnyScheduled;
        }

        private Predicate<FlowEdge> IsOpen(FlowLoop loop)
        {
            var (counted, head) = (counters, loop.Head);
            return exit => counted.ConnectionVisits(exit.Position) < counted.Visits(head);
        }

        /// <summary>Whether something in the loop runs, or waits in it for what is still to come.</summary>
        private bool IsAlive(FlowLoop loop)
        {
            foreach (var (_, node) in flowchart.Burst.LivingIn(flowchart.InstanceId))
            {
                if (graph.PositionOf(node.Id) is >= 0 and var at && loop.Holds[at]) return true;
            }

            for (var at = 0; at < loop.Holds.Length; at++)
            {
                if (!loop.Holds[at]) continue;
                foreach (var edge in graph.ForwardInbound[at])
                {
                    if (counters.ConnectionVisits(edge.Position) > counters.Visits(at)) return true;
                }
            }

            return false;
        }

        private void Visit(int child, bool counts)
        {
            if (!counts) return;
            room.Visits.Add(child);
            counters.CountVisit(child);
        }

        private Verdict Backward(FlowEdge edge, bool isFollowed)
        {
            if (!isFollowed) return Verdict.Wait;
            if (edge.IsValid) return Verdict.Schedule;
            var (source, target) = (graph.Children[edge.Source].Id, graph.Children[edge.Target].Id);
            throw new ActivityFaultException(
                "flowchart.invalidBackwardConnection",
                $"从“{source}”返回“{target}”的连线无效：从起点到“{source}”的每条路径都必须经过“{target}”。请改画连线。 / " +
                $"The connection back from '{source}' to '{target}' is invalid: every way from the start to '{source}' must pass '{target}'. Draw it otherwise.");
        }

        private Verdict Forward(FlowEdge edge, JoinMode join)
        {
            var (areAllVisited, isAnyFollowed, areAllFollowed) = Inbound(edge.Target);
            switch (join)
            {
                case JoinMode.WaitAny:
                    if (counters.ConnectionVisits(edge.Position) <= counters.Visits(edge.Target)) return Verdict.Wait;
                    // It may be at work already: what it cancels comes here, and must not run it a second time.
                    if (flowchart.Burst.IsUnderWay(flowchart.InstanceId, flowchart.Plan[graph.Children[edge.Target]])) return Verdict.Wait;
                    return isAnyFollowed ? Verdict.Schedule : areAllVisited ? Verdict.Skip : Verdict.Wait;
                case JoinMode.WaitAll:
                    return !areAllVisited ? Verdict.Wait : areAllFollowed ? Verdict.Schedule : Verdict.Skip;
                default:
                    return !areAllVisited ? Verdict.Wait : isAnyFollowed ? Verdict.Schedule : Verdict.Skip;
            }
        }

        /// <summary>How the connections into an activity stand in the round that would be its next.</summary>
        private (bool AreAllVisited, bool IsAnyFollowed, bool AreAllFollowed) Inbound(int target)
        {
            var ran = counters.Visits(target);
            var (areAllVisited, isAnyFollowed, areAllFollowed) = (true, false, true);
            foreach (var edge in graph.ForwardInbound[target])
            {
                var isVisited = counters.ConnectionVisits(edge.Position) > ran;
                var isFollowed = isVisited && counters.WasFollowed(edge.Position);
                areAllVisited &= isVisited;
                isAnyFollowed |= isFollowed;
                areAllFollowed &= isFollowed;
            }

            return (areAllVisited, isAnyFollowed, areAllFollowed);
        }

        private enum Verdict
        {
            Wait,
            Schedule,
            Skip,
        }
    }
}
