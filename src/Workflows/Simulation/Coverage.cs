using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Workflows.Validation;

namespace JieSuJiBan.Workflows.Simulation;

/// <summary>Which activities and drawn outcomes of a pack's definitions were reached at all.</summary>
internal sealed class Coverage
{
    private readonly SortedDictionary<string, bool> reached = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, long> passages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);

    private readonly HashSet<string> offered = new(StringComparer.Ordinal);

    public Coverage(IEnumerable<WorkflowDefinition> definitions)
    {
        foreach (var definition in definitions)
        {
            names[definition.Hash] = definition.DefinitionId;
            foreach (var node in definition.Nodes)
            {
                reached.TryAdd(Node(definition.DefinitionId, node.Id), false);
                foreach (var outcome in node.Type == TicketTypes.CityTask ? NameChecks.OutcomesOf(node).Distinct() : [])
                {
                    reached.TryAdd(Outcome(definition.DefinitionId, node.Id, outcome), false);
                    passages.TryAdd(Outcome(definition.DefinitionId, node.Id, outcome), 0);
                    offered.Add(Outcome(definition.DefinitionId, node.Id, outcome));
                }

                foreach (var connection in node.Connections)
                {
                    reached.TryAdd(Outcome(definition.DefinitionId, connection.Source, connection.SourcePort), false);
                    passages.TryAdd(Outcome(definition.DefinitionId, connection.Source, connection.SourcePort), 0);
                }
            }
        }
    }

    /// <summary>What nothing reached, in order: <c>ticket/handle</c> or <c>ticket/handle:Replied</c>.</summary>
    public IReadOnlyList<string> Unreached => [.. reached.Where(place => !place.Value).Select(place => place.Key)];

    /// <summary>How often each drawn outcome was followed.</summary>
    public IReadOnlyDictionary<string, long> Passages => passages;

    /// <summary>How many places there are.</summary>
    public int Places => reached.Count;

    public void Add(Trace trace)
    {
        foreach (var node in trace.Nodes)
        {
            if (node.Started > 0 && names.TryGetValue(node.DefinitionHash, out var definition)) reached[Node(definition, node.ActivityId)] = true;
        }

        // What a step of the city's own ended by, drawn further or not.
        foreach (var node in trace.Nodes)
        {
            if (!names.TryGetValue(node.DefinitionHash, out var definition)) continue;
            foreach (var (outcome, times) in node.Completions.Where(done => offered.Contains(Outcome(definition, node.ActivityId, done.Outcome))))
            {
                reached[Outcome(definition, node.ActivityId, outcome)] = true;
                passages[Outcome(definition, node.ActivityId, outcome)] += times;
            }
        }

        // Several connections from one outcome are one passage.
        foreach (var followed in trace.Edges.GroupBy(edge => (edge.DefinitionHash, edge.Source, edge.Outcome)))
        {
            if (!names.TryGetValue(followed.Key.DefinitionHash, out var definition) || offered.Contains(Outcome(definition, followed.Key.Source, followed.Key.Outcome))) continue;
            var place = Outcome(definition, followed.Key.Source, followed.Key.Outcome);
            reached[place] = true;
            passages[place] = passages.GetValueOrDefault(place) + followed.Max(edge => edge.Followed);
        }
    }

    private static string Node(string definition, string node) => $"{definition}/{node}";

    private static string Outcome(string definition, string node, string outcome) => $"{definition}/{node}:{outcome}";
}
