using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.State;
using NodaTime;

namespace JieSuJiBan.Engine.Replay;

/// <summary>How an activity of a definition fared in a case: what lights up its node in the diagram.</summary>
/// <param name="DefinitionHash">The definition version.</param>
/// <param name="ActivityId">The activity.</param>
/// <param name="Started">How often it began; one that came with a migration counts as begun there.</param>
/// <param name="Completed">How often it completed.</param>
/// <param name="Cancelled">How often it was cancelled.</param>
/// <param name="Faulted">How often it failed.</param>
/// <param name="FirstAt">When it first began (UTC).</param>
/// <param name="LastAt">When it last began or ended (UTC).</param>
/// <param name="Outcomes">The outcomes of its latest completion.</param>
public sealed record NodeTrace(string DefinitionHash, string ActivityId, int Started, int Completed, int Cancelled, int Faulted, Instant FirstAt, Instant LastAt, IReadOnlyList<string> Outcomes)
{
    /// <summary>By which outcomes it completed, and how often by each, in the order they first came.</summary>
    public IReadOnlyList<(string Outcome, int Times)> Completions { get; init; } = [];

    /// <summary>How many runs of it are alive now: running, waiting, or failed and not yet dealt with.</summary>
    public int Active { get; init; }

    /// <summary>How many of those wait for a person, an instant, an event, an answer or a workflow.</summary>
    public int Waiting { get; init; }

    /// <summary>How many of those have failed, and nobody has dealt with it yet.</summary>
    public int Broken { get; init; }

    /// <summary>Whether it is running or waiting now.</summary>
    public bool IsActive => Active > Broken;
}

/// <summary>How often a connection was followed: what lights up its edge in the diagram.</summary>
/// <param name="DefinitionHash">The definition version.</param>
/// <param name="Source">The source activity.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Target">The target activity.</param>
/// <param name="Followed">How often.</param>
/// <param name="FirstAt">When first (UTC).</param>
/// <param name="LastAt">When last (UTC).</param>
public sealed record EdgeTrace(string DefinitionHash, string Source, string Outcome, string Target, int Followed, Instant FirstAt, Instant LastAt);

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
        return tracer.ToTrace();
    }

    private sealed class Tracer(Func<string, WorkflowDefinition?> definitions)
    {
        private readonly Dictionary<string, string> hashByInstance = new(StringComparer.Ordinal);
        private readonly Dictionary<string, Run> runs = new(StringComparer.Ordinal);
        private readonly Dictionary<string, string> waits = new(StringComparer.Ordinal);
        private readonly Dictionary<(string, string), FlowGraph?> graphs = [];
        private readonly OrderedDictionary<(string, string), NodeTrace> nodes = [];
        private readonly OrderedDictionary<(string, int, string), EdgeTrace> edges = [];

        public void Take(Instant at, Event happened)
        {
            switch (happened)
            {
                case WorkflowStarted started:
                    hashByInstance[started.Instance.Id] = started.Instance.DefinitionHash;
                    break;
                case InstanceMigrated migrated:
                    Move(migrated, at);
                    break;
                case ActivityStarted started:
                    runs[started.Id] = new(started.WorkflowInstanceId, hashByInstance[started.WorkflowInstanceId], started.ActivityId);
                    Change(started.Id, at, node => node with { Started = node.Started + 1 });
                    break;
                case ActivityCompleted completed:
                    Change(completed.Id, at, node => node with { Completed = node.Completed + 1, Outcomes = completed.Outcomes, Completions = Counted(node.Completions, completed.Outcomes) });
                    runs.Remove(completed.Id);
                    break;
                case ActivityCancelled cancelled:
                    Change(cancelled.Id, at, node => node with { Cancelled = node.Cancelled + 1 });
                    runs.Remove(cancelled.Id);
                    break;
                case IncidentRaised raised:
                    Change(raised.Incident.ActivityInstanceId, at, node => node with { Faulted = node.Faulted + 1 });
                    if (runs.TryGetValue(raised.Incident.ActivityInstanceId, out var broken)) broken.IsBroken = true;
                    break;
                case TaskOpened opened:
                    waits[opened.Bookmark.Id] = opened.Bookmark.ActivityInstanceId;
                    break;
                case TimerSet set:
                    waits[set.Bookmark.Id] = set.Bookmark.ActivityInstanceId;
                    break;
                case WaitBegun begun:
                    waits[begun.Bookmark.Id] = begun.Bookmark.ActivityInstanceId;
                    break;
                case TaskCompleted { BookmarkId: var id }:
                    waits.Remove(id);
                    break;
                case TaskWithdrawn { BookmarkId: var id }:
                    waits.Remove(id);
                    break;
                case TimerFired { BookmarkId: var id }:
                    waits.Remove(id);
                    break;
                case TimerCleared { BookmarkId: var id }:
                    waits.Remove(id);
                    break;
                case WaitResumed { Burns: true, BookmarkId: var id }:
                    waits.Remove(id);
                    break;
                case WaitEnded { BookmarkId: var id }:
                    waits.Remove(id);
                    break;
                case ConnectionsDecided decided:
                    foreach (var connection in decided.Connections) Follow(decided.FlowchartId, connection, at);
                    break;
                case ConnectionsFollowed followed:
                    foreach (var connection in followed.Connections) Follow(followed.FlowchartId, connection, at);
                    break;
                case TokensMoved moved:
                    foreach (var connection in moved.Followed) Follow(moved.FlowchartId, connection, at);
                    break;
                default:
                    break;
            }
        }

        public Trace ToTrace()
        {
            var waiting = waits.Values.ToHashSet(StringComparer.Ordinal);
            foreach (var (id, run) in runs)
            {
                if (!nodes.TryGetValue(run.Key, out var node)) continue;
                nodes[run.Key] = node with
                {
                    Active = node.Active + 1,
                    Waiting = node.Waiting + (waiting.Contains(id) ? 1 : 0),
                    Broken = node.Broken + (run.IsBroken ? 1 : 0),
                };
            }

            return new([.. nodes.Values], [.. edges.Values]);
        }

        /// <summary>What is alive lights up in the version to go on with; what was done stays in the version it was done in.</summary>
        private void Move(InstanceMigrated migrated, Instant at)
        {
            hashByInstance[migrated.WorkflowInstanceId] = migrated.DefinitionHash;
            foreach (var (id, run) in runs)
            {
                if (run.WorkflowInstanceId != migrated.WorkflowInstanceId) continue;
                run.Key = (migrated.DefinitionHash, migrated.Moves.FirstOrDefault(move => move.From == run.Key.ActivityId)?.To ?? run.Key.ActivityId);
                Change(id, at, node => node with { Started = node.Started + 1 });
            }
        }

        private void Change(string activityInstanceId, Instant at, Func<NodeTrace, NodeTrace> change)
        {
            // One that was scheduled but never began leaves no light.
            if (!runs.TryGetValue(activityInstanceId, out var run)) return;
            var node = nodes.TryGetValue(run.Key, out var known) ? known : new(run.Key.Hash, run.Key.ActivityId, 0, 0, 0, 0, at, at, []);
            nodes[run.Key] = change(node) with { LastAt = at };
        }

        private void Follow(string flowchartId, int connection, Instant at)
        {
            if (connection < 0 || !runs.TryGetValue(flowchartId, out var flowchart)) return;
            var (hash, activityId) = flowchart.Key;
            if (!graphs.TryGetValue(flowchart.Key, out var graph))
            {
                graph = definitions(hash)?.NodeById(activityId) is { } node ? new FlowGraph(node) : null;
                graphs[flowchart.Key] = graph;
            }

            if (graph is null) return;
            var edge = graph.Edges[connection];
            var key = (hash, connection, activityId);
            var trace = edges.TryGetValue(key, out var known)
                ? known
                : new(hash, graph.Children[edge.Source].Id, edge.Outcome, graph.Children[edge.Target].Id, 0, at, at);
            edges[key] = trace with { Followed = trace.Followed + 1, LastAt = at };
        }

        private static (string Outcome, int Times)[] Counted(IReadOnlyList<(string Outcome, int Times)> before, IReadOnlyList<string> outcomes)
        {
            var counted = before.ToList();
            foreach (var outcome in outcomes)
            {
                var at = counted.FindIndex(one => one.Outcome == outcome);
                if (at < 0) counted.Add((outcome, 1));
                else counted[at] = (outcome, counted[at].Times + 1);
            }

            return [.. counted];
        }

        /// <summary>One run of an activity that is alive.</summary>
        private sealed class Run(string workflowInstanceId, string hash, string activityId)
        {
            public string WorkflowInstanceId => workflowInstanceId;

            public (string Hash, string ActivityId) Key { get; set; } = (hash, activityId);

            public bool IsBroken { get; set; }
        }
    }
}
