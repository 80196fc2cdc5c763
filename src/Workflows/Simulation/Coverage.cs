using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Replay;

namespace JieSuJiBan.Workflows.Simulation;

/// <summary>Which activities and drawn outcomes of a pack's definitions were reached at all.</summary>
internal sealed class Coverage
{
    private readonly SortedDictionary<string, bool> reached = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, long> passages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);

    public Coverage(IEnumerable<WorkflowDefinition> definitions)
    {
        foreach (var definition in definitions)
        {
            names[definition.Hash] = definition.DefinitionId;
            foreach (var node in definition.Nodes)
            {
                reached.TryAdd(Node(definition.DefinitionId, node.Id), false);
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

        // Several connections from one outcome are one passage.
        foreach (var followed in trace.Edges.GroupBy(edge => (edge.DefinitionHash, edge.Source, edge.Outcome)))
        {
            if (!names.TryGetValue(followed.Key.DefinitionHash, out var definition)) continue;
            var place = Outcome(definition, followed.Key.Source, followed.Key.Outcome);
            reached[place] = true;
            passages[place] = passages.GetValueOrDefault(place) + followed.Max(edge => edge.Followed);
        }
    }

    private static string Node(string definition, string node) => $"{definition}/{node}";

    private static string Outcome(string definition, string node, string outcome) => $"{definition}/{node}:{outcome}";
}
