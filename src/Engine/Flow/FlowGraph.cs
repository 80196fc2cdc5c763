using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Flow;

/// <summary>How a flowchart activity waits for its inbound connections (Elsa's FlowJoinMode).</summary>
internal enum JoinMode
{
    /// <summary>For all of them, then runs if any was followed. What every activity but FlowJoin does.</summary>
    WaitAllActive,
    /// <summary>For all of them, then runs only if all were followed.</summary>
    WaitAll,
    /// <summary>For the first that is followed; the others' activities are cancelled.</summary>
    WaitAny,
}

/// <summary>How tokens merge in token mode (Elsa's MergeMode).</summary>
internal enum MergeMode
{
    /// <summary>Runs unless a token is still on its way to one of the sources.</summary>
    Stream,
    /// <summary>Needs a token on every forward inbound connection.</summary>
    Merge,
    /// <summary>Needs a token on every inbound connection, backward ones included.</summary>
    Converge,
    /// <summary>Runs for each token.</summary>
    Cascade,
    /// <summary>Runs for the first token and cancels what could bring others.</summary>
    Race,
}

/// <summary>A connection of a flowchart, by position.</summary>
/// <param name="Position">Position in the canonical order: by source id, then as the definition orders them.</param>
/// <param name="Source">Position of the source among the children.</param>
/// <param name="Outcome">The outcome followed.</param>
/// <param name="Target">Position of the target among the children.</param>
/// <param name="IsBackward">Closes a cycle.</param>
/// <param name="IsValid">For a backward one: every way from the start to its source passes its target.</param>
internal sealed record FlowEdge(int Position, int Source, string Outcome, int Target, bool IsBackward, bool IsValid);

/// <summary>The shape of one flowchart, worked out once per definition: immutable, shared by all cases.</summary>
internal sealed class FlowGraph
{
    private const int None = -1;
    private readonly Dictionary<string, int> positions = new(StringComparer.Ordinal);

    /// <param name="flowchart">The flowchart.</param>
    /// <param name="trigger">Id of the child that the workflow was started at, or null: the flowchart chooses.</param>
    public FlowGraph(ActivityNode flowchart, string? trigger = null)
    {
        Children = [.. flowchart.Children.Where(child => child.Port == "Activities")];
        for (var i = 0; i < Children.Length; i++) positions.TryAdd(Children[i].Id, i);

        var connections = flowchart.Connections
            .Where(c => positions.ContainsKey(c.Source) && positions.ContainsKey(c.Target))
            .OrderBy(c => c.Source, StringComparer.Ordinal)
            .ToArray();
        Start = trigger is null ? FindStart(connections) : PositionOf(trigger);
        var pairs = ForwardPairs(connections);
        Edges = new FlowEdge[connections.Length];
        for (var i = 0; i < connections.Length; i++)
        {
            var (source, target) = (positions[connections[i].Source], positions[connections[i].Target]);
            var isBackward = !pairs.Contains((source, target));
            Edges[i] = new(i, source, connections[i].SourcePort, target, isBackward, !isBackward || EveryWayPasses(pairs, source, target));
        }

        Outbound = ByChild(edge => edge.Source);
        ForwardInbound = ByChild(edge => edge.IsBackward ? None : edge.Target);
        Inbound = ByChild(edge => edge.Target);
        Ancestors = [.. Children.Select((_, child) => AncestorsOf(child))];
        Joins = [.. Children.Select(JoinOf)];
        Merges = [.. Children.Select(MergeOf)];
        Loops = FlowLoops.Of(this);
    }

    public ActivityNode[] Children { get; }

    /// <summary>Position of the child that runs first, or -1 where there are no children.</summary>
    public int Start { get; }

    public FlowEdge[] Edges { get; }

    /// <summary>By child, in definition order.</summary>
    public FlowEdge[][] Outbound { get; }

    /// <summary>By child: the forward connections into it.</summary>
    public FlowEdge[][] ForwardInbound { get; }

    /// <summary>By child: all connections into it.</summary>
    public FlowEdge[][] Inbound { get; }

    /// <summary>By child, whether each child lies before it.</summary>
    public bool[][] Ancestors { get; }

    /// <summary>The loops that have ways out, or null: there are none.</summary>
    public FlowLoops? Loops { get; }

    /// <summary>By child; null where only the run can tell, because the mode is an expression.</summary>
    public JoinMode?[] Joins { get; }

    /// <summary>By child; null where only the run can tell.</summary>
    public MergeMode?[] Merges { get; }

    public int PositionOf(string activityId) => positions.GetValueOrDefault(activityId, None);

    /// <summary>Elsa's order: a Start activity, one that may start the workflow, one without inbound connections, the first.</summary>
    private int FindStart(Connection[] connections)
    {
        if (Children.Length == 0) return None;
        var at = Array.FindIndex(Children, child => child.Type == "Elsa.Start");
        if (at < 0) at = Array.FindIndex(Children, CanStart);
        if (at < 0) at = Array.FindIndex(Children, child => !Array.Exists(connections, c => c.Target == child.Id));
        return Math.Max(at, 0);
    }

    private static bool CanStart(ActivityNode child) =>
        child.Raw["customProperties"]["canStartWorkflow"].AsBoolean() ?? child.Raw["canStartWorkflow"].AsBoolean() ?? false;

    /// <summary>Breadth first from the start: a pair that would close a cycle over those accepted before is left out.</summary>
    private HashSet<(int Source, int Target)> ForwardPairs(Connection[] connections)
    {
        var pairs = new HashSet<(int, int)>();
        if (Start < 0) return pairs;
        var targets = connections.ToLookup(c => positions[c.Source], c => positions[c.Target]);
        var accepted = new List<int>[Children.Length];
        for (var i = 0; i < accepted.Length; i++) accepted[i] = [];
        var visited = new bool[Children.Length];
        var queue = new Queue<int>([Start]);
        while (queue.TryDequeue(out var source))
        {
            visited[source] = true;
            foreach (var target in targets[source])
            {
                if (pairs.Contains((source, target)) || Reaches(accepted, target, source, blocked: None)) continue;
                pairs.Add((source, target));
                accepted[source].Add(target);
                if (!visited[target]) queue.Enqueue(target);
            }
        }

        return pairs;
    }

    private bool EveryWayPasses(HashSet<(int Source, int Target)> pairs, int source, int target)
    {
        if (Start < 0) return false;
        if (target == Start || target == source) return true;
        var next = new List<int>[Children.Length];
        for (var i = 0; i < next.Length; i++) next[i] = [];
        foreach (var pair in pairs) next[pair.Source].Add(pair.Target);
        return !Reaches(next, Start, source, blocked: target);
    }

    private static bool Reaches(List<int>[] next, int from, int to, int blocked)
    {
        if (from == to) return true;
        var seen = new bool[next.Length];
        var stack = new Stack<int>([from]);
        while (stack.TryPop(out var at))
        {
            if (at == to) return true;
            if (seen[at] || at == blocked) continue;
            seen[at] = true;
            foreach (var target in next[at]) stack.Push(target);
        }

        return false;
    }

    private FlowEdge[][] ByChild(Func<FlowEdge, int> child)
    {
        var groups = Edges.ToLookup(child);
        return [.. Children.Select((_, at) => groups[at].ToArray())];
    }

    private bool[] AncestorsOf(int child)
    {
        var ancestors = new bool[Children.Length];
        var queue = new Queue<int>([child]);
        while (queue.TryDequeue(out var at))
        {
            foreach (var edge in ForwardInbound[at])
            {
                if (ancestors[edge.Source]) continue;
                ancestors[edge.Source] = true;
                queue.Enqueue(edge.Source);
            }
        }

        return ancestors;
    }

    /// <summary>Elsa's names and numbers of the modes; what is none of them is its default.</summary>
    public static JoinMode JoinNamed(string? mode) => mode?.Trim().ToUpperInvariant() switch
    {
        "WAITALL" or "1" => JoinMode.WaitAll,
        "WAITALLACTIVE" or "2" => JoinMode.WaitAllActive,
        _ => JoinMode.WaitAny,
    };

    private static JoinMode? JoinOf(ActivityNode child)
    {
        if (child.Type != "Elsa.FlowJoin") return JoinMode.WaitAllActive;
        if (!child.Inputs.TryGetValue("Mode", out var mode)) return JoinNamed(child.Raw["mode"].AsString());
        return mode.Expression.Type == "Literal" ? JoinNamed(ValueConverter.ToText(mode.Expression.Value)) : null;
    }

    private static MergeMode? MergeOf(ActivityNode child)
    {
        if (child.Type == "Elsa.FlowJoin") return JoinOf(child) is { } known ? MergeFor(known) : null;
        return child.Raw["customProperties"]["mergeMode"].AsString()?.ToUpperInvariant() switch
        {
            "MERGE" => MergeMode.Merge,
            "CONVERGE" => MergeMode.Converge,
            "CASCADE" => MergeMode.Cascade,
            "RACE" => MergeMode.Race,
            _ => MergeMode.Stream,
        };
    }

    public static MergeMode MergeFor(JoinMode join) => join == JoinMode.WaitAny ? MergeMode.Race : MergeMode.Merge;
}
