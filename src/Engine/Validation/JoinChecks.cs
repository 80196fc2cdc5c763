using System.Runtime.CompilerServices;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Flow;

namespace JieSuJiBan.Engine.Validation;

/// <summary>
/// Finds joins that wait for ways of which one run can take only one. Two connections can be followed in one round where some ways from the
/// start to them part nowhere at a choice. Where that cannot be told, they can: what is found here never runs, in any run.
/// </summary>
internal sealed class JoinChecks
{
    private const int MostPairs = 1_000_000;

    private readonly FlowGraph graph;
    private readonly bool usesTokens;
    private readonly Func<ActivityNode, string, string, bool> excludes;
    private readonly int[] ranks;
    private readonly Dictionary<(int, int), bool> known = [];
    private ActivityNode? choice;

    private JoinChecks(FlowGraph graph, bool usesTokens, Func<ActivityNode, string, string, bool> excludes)
    {
        (this.graph, this.usesTokens, this.excludes) = (graph, usesTokens, excludes);
        ranks = RanksOf(graph);
    }

    /// <summary>Checks the joins of one flowchart.</summary>
    /// <param name="graph">The flowchart.</param>
    /// <param name="usesTokens">Whether it runs by tokens.</param>
    /// <param name="excludes">Whether an activity that leaves by one outcome never leaves by the other in the same run.</param>
    /// <param name="findings">Takes what is found.</param>
    public static void Check(FlowGraph graph, bool usesTokens, Func<ActivityNode, string, string, bool> excludes, DefinitionFindings findings)
    {
        var checks = new JoinChecks(graph, usesTokens, excludes);
        for (var join = 0; join < graph.Children.Length; join++) checks.Check(join, findings);
    }

    private void Check(int join, DefinitionFindings findings)
    {
        var node = graph.Children[join];
        var isMerge = graph.Merges[join] is MergeMode.Merge or MergeMode.Converge && node.Type != "Elsa.FlowJoin";
        if (graph.Joins[join] != JoinMode.WaitAll && !isMerge) return;
        // Merge modes mean something in token mode only; whoever draws them means that mode.
        var severity = isMerge && !usesTokens ? Severity.Warning : Severity.Error;
        if (isMerge && graph.Merges[join] == MergeMode.Converge && graph.Inbound[join].Length > 1
            && Array.Find(graph.Inbound[join], edge => edge.IsBackward && edge.IsValid && IsReached(edge.Source)) is { } own)
        {
            findings.Add(severity, node, "join.waitsForItself",
                $"它要等从“{findings.Label(graph.Children[own.Source])}”返回的连线，而那条路要先经过它自己，永远等不到；请改用 Merge，或改画连线。",
                $"it waits for the connection back from '{findings.Label(graph.Children[own.Source])}', a way that leads through itself first, so it never runs: use Merge, or draw the connection otherwise.");
            return;
        }

        var ways = graph.ForwardInbound[join];
        // Tokens of several rounds may meet where a loop comes by before the join.
        if (ways.Length < 2 || ((usesTokens || isMerge) && LoopsBefore(join))) return;
        for (var i = 0; i < ways.Length; i++)
        {
            for (var j = i + 1; j < ways.Length; j++)
            {
                if (CanBoth(ways[i], ways[j])) continue;
                var (one, other) = (findings.Label(graph.Children[ways[i].Source]), findings.Label(graph.Children[ways[j].Source]));
                var (at, atEnglish) = choice is null ? ("", "") : ($"（在“{findings.Label(choice)}”分开）", $" (they part at '{findings.Label(choice)}')");
                findings.Add(severity, node, "join.exclusiveWays",
                    $"它要等所有来路都到达，但来自“{one}”和“{other}”的路每次只会走其中一条{at}，所以永远等不齐，后面的环节不会执行；请改为“任一到达”或“所有走到的都到达”。",
                    $"it waits for every way, but of those from '{one}' and '{other}' a run takes only one{atEnglish}, so it never runs, nor does what follows: let it wait for any, or for all that are active.");
                return;
            }
        }
    }

    private bool CanBoth(FlowEdge one, FlowEdge other)
    {
        if (one.Source == other.Source)
        {
            if (one.Outcome == other.Outcome || !excludes(graph.Children[one.Source], one.Outcome, other.Outcome)) return true;
            choice = graph.Children[one.Source];
            return false;
        }

        // The later of the two can only depend on the earlier, never the other way round.
        var (earlier, later) = ranks[one.Source] < ranks[other.Source] ? (one, other) : (other, one);
        if (later.Source == graph.Start || graph.ForwardInbound[later.Source].Length == 0) return true;
        if (known.TryGetValue((earlier.Position, later.Position), out var before)) return before;
        if (known.Count >= MostPairs || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) return true;
        var inbound = graph.ForwardInbound[later.Source];
        var can = NeedsAll(later.Source) ? Array.TrueForAll(inbound, edge => CanBoth(earlier, edge)) : Array.Exists(inbound, edge => CanBoth(earlier, edge));
        known[(earlier.Position, later.Position)] = can;
        return can;
    }

    private bool NeedsAll(int child) => graph.Joins[child] == JoinMode.WaitAll || (usesTokens && graph.Merges[child] is MergeMode.Merge or MergeMode.Converge);

    private bool LoopsBefore(int join)
    {
        foreach (var edge in graph.Edges)
        {
            if (edge.IsBackward && graph.Ancestors[join][edge.Target] && IsReached(edge.Source) && Reaches(edge.Target, edge.Source, without: join)) return true;
        }

        return false;
    }

    private bool Reaches(int from, int to, int without)
    {
        var seen = new bool[graph.Children.Length];
        var stack = new Stack<int>([from]);
        while (stack.TryPop(out var at))
        {
            if (at == to) return true;
            if (seen[at] || at == without) continue;
            seen[at] = true;
            foreach (var edge in graph.Outbound[at])
            {
                if (!edge.IsBackward) stack.Push(edge.Target);
            }
        }

        return false;
    }

    private bool IsReached(int child) => child == graph.Start || graph.Start >= 0 && graph.Ancestors[child][graph.Start];

    /// <summary>An order in which every forward connection leads upward.</summary>
    private static int[] RanksOf(FlowGraph graph)
    {
        var (ranks, open) = (new int[graph.Children.Length], new int[graph.Children.Length]);
        var ready = new Queue<int>();
        for (var child = 0; child < open.Length; child++)
        {
            open[child] = graph.ForwardInbound[child].Length;
            if (open[child] == 0) ready.Enqueue(child);
        }

        for (var rank = 0; ready.TryDequeue(out var child); rank++)
        {
            ranks[child] = rank;
            foreach (var edge in graph.Outbound[child])
            {
                if (!edge.IsBackward && --open[edge.Target] == 0) ready.Enqueue(edge.Target);
            }
        }

        return ranks;
    }
}
