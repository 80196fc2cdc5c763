using System.Collections.Frozen;
using JieSuJiBan.Engine.Validation;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Definitions;

/// <summary>
/// One version of an Elsa workflow definition, compiled once for running. Immutable, shared by all cases and threads.
/// The text it was read from is kept: <see cref="ToJson"/> loses nothing.
/// </summary>
public sealed class WorkflowDefinition
{
    private readonly string source;
    private readonly Lazy<(string Hash, string BehaviourHash)> hashes;
    private readonly FrozenDictionary<string, ActivityNode> nodesById;
    private readonly FrozenDictionary<string, ActivityNode> nodesByPascalName;

    internal WorkflowDefinition(string source, IReadOnlyList<ActivityNode> nodes)
    {
        this.source = source;
        Nodes = nodes;
        nodesById = FirstBy(nodes, node => node.Id);
        nodesByPascalName = FirstBy(nodes.Where(node => !string.IsNullOrEmpty(node.Name)), node => Naming.Pascal(node.Name!));
        EventTriggers = [.. nodes.Where(node => node.Type == "Elsa.Event"
            && (node.Parent is null || node.Parent == nodes[0])
            && node.Raw["customProperties"]["canStartWorkflow"].AsBoolean() == true
            && node.Inputs.TryGetValue("EventName", out var name) && name.Expression.Type == "Literal")];
        hashes = new(() => DefinitionHash.Of(this));
    }

    /// <summary>Id of this version (Elsa's "version id").</summary>
    public required string Id { get; init; }

    /// <summary>Stable id of the definition through all its versions.</summary>
    public required string DefinitionId { get; init; }

    /// <summary>Version number, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>Name, or empty.</summary>
    public required string Name { get; init; }

    /// <summary>Description, or empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>Version of the tool that wrote the file, e.g. <c>3.8.2.0</c>, or null.</summary>
    public string? ToolVersion { get; init; }

    /// <summary>Whether the file says that it is published. Advisory: the catalogue decides.</summary>
    public bool IsPublished { get; init; }

    /// <summary>Workflow-wide variables.</summary>
    public IReadOnlyList<VariableDefinition> Variables { get; init; } = [];

    /// <summary>The inputs a caller may give.</summary>
    public IReadOnlyList<ArgumentDefinition> Inputs { get; init; } = [];

    /// <summary>The outputs it gives back.</summary>
    public IReadOnlyList<ArgumentDefinition> Outputs { get; init; } = [];

    /// <summary>The outcomes it has when used as an activity; empty: <c>Done</c>.</summary>
    public IReadOnlyList<string> Outcomes { get; init; } = [];

    /// <summary>How it starts, faults and commits.</summary>
    public WorkflowOptions Options { get; init; } = new();

    /// <summary>Free-form data; unknown keys are kept. What is ours lives here too, because Studio keeps it.</summary>
    public Value CustomProperties { get; init; } = Value.EmptyObject;

    /// <summary>What the reader noticed; <see cref="DefinitionValidator"/> reports it again.</summary>
    internal IReadOnlyList<Finding> ReadingFindings { get; init; } = [];

    /// <summary>The events that start it: see <see cref="DefinitionSet.TriggeredBy"/>.</summary>
    internal IReadOnlyList<ActivityNode> EventTriggers { get; }

    /// <summary>The root activity.</summary>
    public ActivityNode Root => Nodes[0];

    /// <summary>All activities, parents before their children; the position of each is its <see cref="ActivityNode.Index"/>.</summary>
    public IReadOnlyList<ActivityNode> Nodes { get; }

    /// <summary>
    /// SHA-256, lower-case hexadecimal, over definition id, version and behaviour: names this version for the journal.
    /// Positions, sizes, display texts and descriptions, time stamps and flags do not count; connections count in the
    /// order in which they leave one activity, which is all that running them depends on.
    /// </summary>
    public string Hash => hashes.Value.Hash;

    /// <summary>As <see cref="Hash"/>, without definition id and version: equal for two versions that behave alike.</summary>
    public string BehaviourHash => hashes.Value.BehaviourHash;

    /// <summary>Reads an Elsa 3 definition in any form that Elsa accepts (see format notes); never throws on bad content.</summary>
    /// <param name="json">The JSON text, up to <see cref="DefinitionReader.MaxLength"/> UTF-16 units and <see cref="DefinitionReader.MaxDepth"/> levels.</param>
    public static DefinitionReading Read(string json) => DefinitionReader.Read(json);

    /// <summary>The activity of that id, or null.</summary>
    public ActivityNode? NodeById(string id) => nodesById.GetValueOrDefault(id);

    /// <summary>The first activity of that name, compared in Pascal case as script functions write it, or null.</summary>
    public ActivityNode? NodeByName(string name) => nodesByPascalName.GetValueOrDefault(Naming.Pascal(name));

    /// <summary>The workflow-wide variable of that id, or, with <paramref name="from"/>, the innermost one visible at that activity; null where there is none.</summary>
    public VariableDefinition? VariableById(string id, ActivityNode? from = null)
    {
        foreach (var variable in VariablesVisibleAt(from))
        {
            if (variable.Id == id) return variable;
        }

        return null;
    }

    /// <summary>The variables visible at an activity, innermost container first, workflow-wide last.</summary>
    public IEnumerable<VariableDefinition> VariablesVisibleAt(ActivityNode? node)
    {
        for (var scope = node; scope is not null; scope = scope.Parent)
        {
            foreach (var variable in scope.Variables) yield return variable;
        }

        foreach (var variable in Variables) yield return variable;
    }

    /// <summary>The JSON it was read from, to the letter.</summary>
    public string ToJson() => source;

    private static FrozenDictionary<string, ActivityNode> FirstBy(IEnumerable<ActivityNode> nodes, Func<ActivityNode, string> key)
    {
        var first = new Dictionary<string, ActivityNode>(StringComparer.Ordinal);
        foreach (var node in nodes) first.TryAdd(key(node), node);
        return first.ToFrozenDictionary(StringComparer.Ordinal);
    }
}

/// <summary>An input or output of a workflow.</summary>
/// <param name="Name">Name.</param>
/// <param name="TypeName">Elsa type alias; advisory where unknown.</param>
/// <param name="IsArray">A list of that type.</param>
/// <param name="DisplayName">Name for people, or null.</param>
/// <param name="Description">Description, or null.</param>
/// <param name="Category">Group in the designer, or null.</param>
/// <param name="UiHint">For inputs, which editor Studio shows, or null.</param>
public sealed record ArgumentDefinition(
    string Name,
    string TypeName,
    bool IsArray,
    string? DisplayName = null,
    string? Description = null,
    string? Category = null,
    string? UiHint = null);

/// <summary>Elsa's workflow options.</summary>
/// <param name="ActivationStrategyType">Type name of the activation strategy, or null: always.</param>
/// <param name="UsableAsActivity">Whether other workflows may use it as an activity; null: not.</param>
/// <param name="AutoUpdateConsumingWorkflows">Whether consumers move to its next version.</param>
/// <param name="ActivityCategory">Toolbox group when usable as an activity, or null.</param>
/// <param name="IncidentStrategyType">Type name of the incident strategy, or null: fault.</param>
/// <param name="CommitStrategyName">Name of the commit strategy, or null. This engine commits once per step.</param>
public sealed record WorkflowOptions(
    string? ActivationStrategyType = null,
    bool? UsableAsActivity = null,
    bool AutoUpdateConsumingWorkflows = false,
    string? ActivityCategory = null,
    string? IncidentStrategyType = null,
    string? CommitStrategyName = null)
{
    /// <summary>True where an incident stops only its own branch (<c>ContinueWithIncidentsStrategy</c>).</summary>
    public bool ContinuesWithIncidents => IncidentStrategyType?.Contains("ContinueWithIncidents", StringComparison.Ordinal) ?? false;
}
