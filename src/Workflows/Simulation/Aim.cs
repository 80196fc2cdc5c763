using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Workflows.Validation;

namespace JieSuJiBan.Workflows.Simulation;

/// <summary>A place that made-up people try to come to: how far each activity is from it along the connections.</summary>
public sealed class Aim
{
    private const int MostDistance = 1000;
    private readonly WorkflowDefinition definition;
    private readonly string activity;
    private readonly string? outcome;
    private readonly Dictionary<string, int> distances = new(StringComparer.Ordinal);

    private Aim(WorkflowDefinition definition, string activity, string? outcome)
    {
        (this.definition, this.activity, this.outcome) = (definition, activity, outcome);
        var pending = new Queue<string>([activity]);
        distances[activity] = 0;
        while (pending.TryDequeue(out var at))
        {
            foreach (var connection in definition.Nodes.SelectMany(node => node.Connections).Where(connection => connection.Target == at))
            {
                if (distances.TryAdd(connection.Source, distances[at] + 1)) pending.Enqueue(connection.Source);
            }
        }

        NeedsDelay = definition.Nodes.Any(node => distances.ContainsKey(node.Id) && node.Type == TicketTypes.Clock && (node.Id != activity || outcome is not null));
    }

    /// <summary>True where a clock lies on a way there: somebody must be late.</summary>
    public bool NeedsDelay { get; }

    /// <summary>The place by <c>NODE</c>, <c>NODE:OUTCOME</c> or with the definition before it, <c>ticket/NODE:OUTCOME</c>; a node by id or name. Null where no definition has it.</summary>
    /// <param name="pack">The definitions.</param>
    /// <param name="place">The place.</param>
    public static Aim? At(IEnumerable<WorkflowDefinition> pack, string place)
    {
        ArgumentNullException.ThrowIfNull(place);
        var (where, outcome) = place.LastIndexOf(':') is var colon and > 0 ? (place[..colon], place[(colon + 1)..]) : (place, null);
        var (file, node) = where.IndexOf('/', StringComparison.Ordinal) is var slash and > 0 ? (where[..slash], where[(slash + 1)..]) : (null, where);
        foreach (var definition in pack.Where(definition => file is null || definition.DefinitionId == file).OrderBy(definition => definition.DefinitionId != DefinitionChecks.TicketDefinition))
        {
            if ((definition.NodeById(node) ?? definition.NodeByName(node)) is not { } found) continue;
            if (outcome is null || OutcomesOf(definition, found).Contains(outcome)) return new(definition, found.Id, outcome);
        }

        return null;
    }

    /// <summary>The outcomes that a drawing leads on from, and those that a step of the city's own offers: a step may end a side way.</summary>
    internal static IEnumerable<string> OutcomesOf(WorkflowDefinition definition, ActivityNode node) => definition.Nodes.SelectMany(one => one.Connections)
        .Where(connection => connection.Source == node.Id).Select(connection => connection.SourcePort)
        .Concat(node.Type == TicketTypes.CityTask ? NameChecks.OutcomesOf(node) : []);

    /// <summary>How far it is to the place if an activity is left by an outcome; null where that outcome leads nowhere near.</summary>
    internal int? DistanceBy(string definitionHash, string from, string by)
    {
        if (definitionHash != definition.Hash) return null;
        if (from == activity && by == outcome) return 0;
        int? least = null;
        foreach (var connection in definition.Nodes.SelectMany(node => node.Connections).Where(connection => connection.Source == from && connection.SourcePort == by))
        {
            // What must be left by an outcome is only come near to, not reached, by going round to it.
            var far = distances.GetValueOrDefault(connection.Target, MostDistance);
            if (far < (least ?? MostDistance)) least = far + 1;
        }

        return least;
    }

    /// <summary>Whether a case came there.</summary>
    internal bool IsIn(Trace trace) => outcome is null
        ? trace.Nodes.Any(node => node.DefinitionHash == definition.Hash && node.ActivityId == activity && node.Started > 0)
        : trace.Nodes.Any(node => node.DefinitionHash == definition.Hash && node.ActivityId == activity && node.Completions.Any(done => done.Outcome == outcome))
        || trace.Edges.Any(edge => edge.DefinitionHash == definition.Hash && edge.Source == activity && edge.Outcome == outcome);
}
