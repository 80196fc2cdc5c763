using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.State;
using NodaTime;

namespace JieSuJiBan.Engine.Replay;

/// <summary>How an activity of a definition fared in a case: what lights up its node in the diagram.</summary>
/// <param name="DefinitionHash">The definition version.</param>
/// <param name="ActivityId">The activity.</param>
/// <param name="Started">How often it began.</param>
/// <param name="Completed">How often it completed.</param>
/// <param name="Cancelled">How often it was cancelled.</param>
/// <param name="Faulted">How often it failed.</param>
/// <param name="FirstAt">When it first began (UTC).</param>
/// <param name="LastAt">When it last began or ended (UTC).</param>
/// <param name="Outcomes">The outcomes of its latest completion.</param>
public sealed record NodeTrace(string DefinitionHash, string ActivityId, int Started, int Completed, int Cancelled, int Faulted, Instant FirstAt, Instant LastAt, IReadOnlyList<string> Outcomes)
{
    /// <summary>Whether it is running or waiting now.</summary>
    public bool IsActive => Started > Completed + Cancelled + Faulted;
}

/// <summary>How often a connection was followed: what lights up its edge in the diagram.</summary>
/// <param name="DefinitionHash">The definition version.</param>
/// <param name="Source">The source activity.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Target">The target activity.</param>
/// <param name="Followed">How often.</param>
/// <param name="LastAt">When last (UTC).</param>
public sealed record EdgeTrace(string DefinitionHash, string Source, string Outcome, string Target, int Followed, Instant LastAt);

/// <summary>What ran in a case: nodes and edges, how often, when, and with which outcome.</summary>
/// <param name="Nodes">In the order they first began.</param>
/// <param name="Edges">In the order they were first followed.</param>
public sealed record Trace(IReadOnlyList<NodeTrace> Nodes, IReadOnlyList<EdgeTrace> Edges)
{
    /// <summary>The trace of a journal.</summary>
    /// <param name="entries">The entries of one case, from the first, in order.</param>
    /// <param name="definitions">A definition by hash, or null where it is lost (then its edges stay dark).</param>
    public static Trace Of(IEnumerable<JournalEntry> entries, Func<string, WorkflowDefinition?> definitions) =>
        Of(entries.SelectMany(entry => entry.Events.Select(happened => (entry.Stimulus.At, happened))), definitions);

    /// <summary>The trace of these events, each with the instant of its step.</summary>
    public static Trace Of(IEnumerable<(Instant At, Event Happened)> history, Func<string, WorkflowDefinition?> definitions)
    {
        var tracer = new Tracer(definitions);
        foreach (var (at, happened) in history) tracer.Take(at, happened);
        return new([.. tracer.Nodes.Values], [.. tracer.Edges.Values]);
    }

    private sealed class Tracer(Func<string, WorkflowDefinition?> definitions)
    {
        private readonly Dictionary<string, string> hashByInstance = new(StringComparer.Ordinal);
        private readonly Dictionary<string, (string Hash, string ActivityId)> activities = new(StringComparer.Ordinal);
        private readonly Dictionary<(string, string), FlowGraph?> graphs = [];

        public OrderedDictionary<(string, string), NodeTrace> Nodes { get; } = [];

        public OrderedDictionary<(string, int, string), EdgeTrace> Edges { get; } = [];

        public void Take(Instant at, Event happened)
        {
            switch (happened)
            {
                case WorkflowStarted started:
                    hashByInstance[started.Instance.Id] = started.Instance.DefinitionHash;
                    break;
                case ActivityStarted started:
                    activities[started.Id] = (hashByInstance[started.WorkflowInstanceId], started.ActivityId);
                    Change(started.Id, at, node => node with { Started = node.Started + 1 });
                    break;
                case ActivityCompleted completed:
                    Change(completed.Id, at, node => node with { Completed = node.Completed + 1, Outcomes = completed.Outcomes });
                    break;
                case ActivityCancelled cancelled:
                    Change(cancelled.Id, at, node => node with { Cancelled = node.Cancelled + 1 });
                    break;
                case IncidentRaised raised:
                    Change(raised.Incident.ActivityInstanceId, at, node => node with { Faulted = node.Faulted + 1 });
                    break;
                case ConnectionsDecided decided:
                    foreach (var connection in decided.Connections) Follow(decided.FlowchartId, connection, at);
                    break;
                case TokensMoved moved:
                    foreach (var connection in moved.Followed) Follow(moved.FlowchartId, connection, at);
                    break;
                default:
                    break;
            }
        }

        private void Change(string activityInstanceId, Instant at, Func<NodeTrace, NodeTrace> change)
        {
            // One that was scheduled but never began leaves no light.
            if (!activities.TryGetValue(activityInstanceId, out var key)) return;
            var node = Nodes.TryGetValue(key, out var known) ? known : new(key.Hash, key.ActivityId, 0, 0, 0, 0, at, at, []);
            Nodes[key] = change(node) with { LastAt = at };
        }

        private void Follow(string flowchartId, int connection, Instant at)
        {
            if (connection < 0 || !activities.TryGetValue(flowchartId, out var flowchart)) return;
            if (!graphs.TryGetValue(flowchart, out var graph))
            {
                graph = definitions(flowchart.Hash)?.NodeById(flowchart.ActivityId) is { } node ? new FlowGraph(node) : null;
                graphs[flowchart] = graph;
            }

            if (graph is null) return;
            var edge = graph.Edges[connection];
            var key = (flowchart.Hash, connection, flowchart.ActivityId);
            var trace = Edges.TryGetValue(key, out var known)
                ? known
                : new(flowchart.Hash, graph.Children[edge.Source].Id, edge.Outcome, graph.Children[edge.Target].Id, 0, at);
            Edges[key] = trace with { Followed = trace.Followed + 1, LastAt = at };
        }
    }
}
