namespace JieSuJiBan.Engine.Flow;

/// <summary>What lies between one activity and the ways back to it.</summary>
/// <param name="Head">Position of the activity that each round begins with.</param>
/// <param name="Holds">By child, whether it lies in the loop, the head included.</param>
/// <param name="Exits">The forward connections that lead out of this loop and of no loop around it.</param>
internal sealed record FlowLoop(int Head, bool[] Holds, FlowEdge[] Exits);

/// <summary>The loops of a flowchart: a way out that one round does not take may be taken by a later one.</summary>
internal sealed class FlowLoops
{
    private readonly FlowLoop?[] leftBy;

    private FlowLoops(FlowLoop[] all, FlowLoop?[] leftBy) => (All, this.leftBy) = (all, leftBy);

    /// <summary>Inner loops before those around them.</summary>
    public FlowLoop[] All { get; }

    /// <summary>The outermost loop that a connection leads out of, or null.</summary>
    public FlowLoop? LeftBy(FlowEdge edge) => leftBy[edge.Position];

    public static FlowLoops? Of(FlowGraph graph)
    {
        var backward = Array.FindAll(graph.Edges, edge => edge is { IsBackward: true, IsValid: true } && Leads(graph, edge.Target, edge.Source));
        if (backward.Length == 0) return null;
        // A head that comes before another is that of the loop around it, where both hold the connection's source.
        var loops = backward.GroupBy(edge => edge.Target)
            .Select(ways => (Head: ways.Key, Holds: Between(graph, ways.Key, ways)))
            .OrderBy(loop => graph.Ancestors[loop.Head].Count(isBefore => isBefore))
            .ToArray();
        var outermost = new int[graph.Edges.Length];
        foreach (var edge in graph.Edges) outermost[edge.Position] = edge.IsBackward ? -1 : Array.FindIndex(loops, loop => loop.Holds[edge.Source] && !loop.Holds[edge.Target]);
        FlowLoop[] all = [.. loops.Select((loop, at) => new FlowLoop(loop.Head, loop.Holds, Array.FindAll(graph.Edges, edge => outermost[edge.Position] == at)))];
        FlowLoop?[] leftBy = [.. outermost.Select(at => at < 0 ? null : all[at])];
        FlowLoop[] inwards = [.. all.Reverse().Where(loop => loop.Exits.Length > 0)];
        return inwards.Length == 0 ? null : new(inwards, leftBy);
    }

    /// <summary>Whatever leads to the ways back without passing the head, inner loops with all they hold.</summary>
    private static bool[] Between(FlowGraph graph, int head, IEnumerable<FlowEdge> ways)
    {
        var holds = new bool[graph.Children.Length];
        holds[head] = true;
        var pending = new Stack<int>(ways.Select(way => way.Source));
        while (pending.TryPop(out var at))
        {
            if (holds[at]) continue;
            holds[at] = true;
            foreach (var edge in graph.Inbound[at]) pending.Push(edge.Source);
        }

        return holds;
    }

    private static bool Leads(FlowGraph graph, int from, int to) => from == to || graph.Ancestors[to][from];
}
