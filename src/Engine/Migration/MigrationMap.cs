using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Migration;

/// <summary>What activities and variables of one version are called in another: as the mapping says, else by equal ids.</summary>
internal sealed class MigrationMap
{
    private readonly WorkflowDefinition target;
    private readonly Dictionary<string, string> activities;
    private readonly Dictionary<string, string> variables;
    private readonly HashSet<string> takenActivities;
    private readonly HashSet<string> takenVariables;
    private readonly Dictionary<string, string> sources;

    public MigrationMap(WorkflowDefinition source, WorkflowDefinition target, MigrateCase input)
    {
        this.target = target;
        activities = TextsOf(input.Activities);
        variables = TextsOf(input.Variables);
        takenActivities = [.. activities.Values];
        takenVariables = [.. variables.Values];
        sources = new(StringComparer.Ordinal);
        foreach (var node in source.Nodes)
        {
            if (Activity(node.Id) is { } known) sources.TryAdd(known.Id, node.Id);
        }

        Renames = [.. activities.Where(entry => entry.Key != entry.Value).OrderBy(entry => entry.Key, StringComparer.Ordinal)];
    }

    /// <summary>The activities that are called otherwise in the target, by their id now.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Renames { get; }

    /// <summary>What is wrong with a mapping, or null.</summary>
    public static Rejection? Check(WorkflowDefinition source, WorkflowDefinition target, MigrateCase input) =>
        Check("activities", input.Activities, id => source.NodeById(id) is not null, id => target.NodeById(id) is not null)
        ?? Check("variables", input.Variables, id => Declares(source, id), id => Declares(target, id));

    /// <summary>The activity of the target that an activity becomes, or null.</summary>
    public ActivityNode? Activity(string id) =>
        activities.TryGetValue(id, out var named) ? target.NodeById(named)
        : takenActivities.Contains(id) ? null
        : target.NodeById(id);

    /// <summary>The id of the activity that becomes that of the target, or null where only the target has it.</summary>
    public string? SourceOf(string targetId) => sources.GetValueOrDefault(targetId);

    /// <summary>The variable of a scope of the target that a variable becomes, or null.</summary>
    public VariableDefinition? Variable(string id, IReadOnlyList<VariableDefinition> scope)
    {
        var sought = variables.TryGetValue(id, out var named) ? named : takenVariables.Contains(id) ? null : id;
        return sought is null ? null : scope.FirstOrDefault(variable => variable.Id == sought);
    }

    private static Rejection? Check(string part, Value mapping, Func<string, bool> isSource, Func<string, bool> isTarget)
    {
        if (mapping.IsNull) return null;
        if (mapping.Kind != ValueKind.Object) return MigrationRefusals.MappingNoObject(part);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (from, to) in mapping.MembersByName)
        {
            if (!isSource(from)) return MigrationRefusals.MappingUnknownSource(part, from);
            if (to.AsString() is not { } id || !isTarget(id)) return MigrationRefusals.MappingUnknownTarget(part, from, to);
            if (!seen.Add(id)) return MigrationRefusals.MappingTwice(part, id);
        }

        return null;
    }

    private static bool Declares(WorkflowDefinition definition, string id) =>
        definition.Variables.Concat(definition.Nodes.SelectMany(node => node.Variables)).Any(variable => variable.Id == id);

    private static Dictionary<string, string> TextsOf(Value mapping) =>
        mapping.MembersByName.ToDictionary(entry => entry.Key, entry => entry.Value.AsString()!, StringComparer.Ordinal);
}
