using System.Collections.Immutable;
using NodaTime;

namespace JieSuJiBan.Engine.Definitions;

/// <summary>A published definition version and since when it is in force.</summary>
/// <param name="Definition">The definition.</param>
/// <param name="EffectiveFrom">From this instant (UTC, inclusive) new instances use it.</param>
/// <param name="RetiredFrom">From this instant (UTC, inclusive) they do not any more; null: for ever. Running instances keep it.</param>
public sealed record PublishedDefinition(WorkflowDefinition Definition, Instant EffectiveFrom, Instant? RetiredFrom = null)
{
    /// <summary>Whether it took effect by that instant and is not retired.</summary>
    public bool IsInForce(Instant at) => EffectiveFrom <= at && !(RetiredFrom <= at);
}

/// <summary>The definitions that a step may need: the running ones by hash, and what is published at an instant. Immutable.</summary>
public sealed class DefinitionSet
{
    private readonly ImmutableDictionary<string, WorkflowDefinition> byHash;
    private readonly ImmutableDictionary<string, WorkflowDefinition> byVersionId;
    private readonly ImmutableDictionary<string, ImmutableList<PublishedDefinition>> byDefinitionId;
    private readonly ImmutableDictionary<string, ImmutableList<string>> definitionIdsByTypeName;

    private DefinitionSet(
        ImmutableDictionary<string, WorkflowDefinition> byHash,
        ImmutableDictionary<string, WorkflowDefinition> byVersionId,
        ImmutableDictionary<string, ImmutableList<PublishedDefinition>> byDefinitionId,
        ImmutableDictionary<string, ImmutableList<string>> definitionIdsByTypeName)
    {
        this.byHash = byHash;
        this.byVersionId = byVersionId;
        this.byDefinitionId = byDefinitionId;
        this.definitionIdsByTypeName = definitionIdsByTypeName;
    }

    /// <summary>The set without definitions.</summary>
    public static DefinitionSet Empty { get; } = new(
        ImmutableDictionary.Create<string, WorkflowDefinition>(StringComparer.Ordinal),
        ImmutableDictionary.Create<string, WorkflowDefinition>(StringComparer.Ordinal),
        ImmutableDictionary.Create<string, ImmutableList<PublishedDefinition>>(StringComparer.Ordinal),
        ImmutableDictionary.Create<string, ImmutableList<string>>(StringComparer.Ordinal));

    /// <summary>All publications, by definition id, then as <see cref="Published"/> ranks them, oldest first.</summary>
    public IEnumerable<PublishedDefinition> All =>
        byDefinitionId.OrderBy(entry => entry.Key, StringComparer.Ordinal).SelectMany(entry => entry.Value);

    /// <summary>The set of these definitions.</summary>
    public static DefinitionSet Of(IEnumerable<PublishedDefinition> definitions) =>
        definitions.Aggregate(Empty, (set, published) => set.With(published));

    /// <summary>This set with one more. A version may take effect several times: publishing an earlier one again is how to go back to it.</summary>
    public DefinitionSet With(PublishedDefinition published)
    {
        var definition = published.Definition;
        var versions = (byDefinitionId.GetValueOrDefault(definition.DefinitionId) ?? [])
            .RemoveAll(other => other.Definition.Hash == definition.Hash && other.EffectiveFrom == published.EffectiveFrom)
            .Add(published)
            .Sort((a, b) => a.EffectiveFrom != b.EffectiveFrom
                ? a.EffectiveFrom.CompareTo(b.EffectiveFrom)
                : a.Definition.Version.CompareTo(b.Definition.Version));
        var typeName = Naming.Pascal(definition.Name);
        var ids = definitionIdsByTypeName.GetValueOrDefault(typeName) ?? [];
        return new(
            byHash.SetItem(definition.Hash, definition),
            byVersionId.SetItem(definition.Id, definition),
            byDefinitionId.SetItem(definition.DefinitionId, versions),
            typeName.Length == 0 || ids.Contains(definition.DefinitionId)
                ? definitionIdsByTypeName
                : definitionIdsByTypeName.SetItem(typeName, ids.Add(definition.DefinitionId)));
    }

    /// <summary>The definition version of that <see cref="WorkflowDefinition.Hash"/>, or null.</summary>
    public WorkflowDefinition? ByHash(string hash) => byHash.GetValueOrDefault(hash);

    /// <summary>The definition version of that version id (<see cref="WorkflowDefinition.Id"/>), or null.</summary>
    public WorkflowDefinition? ByVersionId(string id) => byVersionId.GetValueOrDefault(id);

    /// <summary>
    /// The version in force at that instant: of those not retired the latest to take effect, of several at once the highest version;
    /// null where there is none.
    /// </summary>
    public WorkflowDefinition? Published(string definitionId, Instant at) =>
        byDefinitionId.GetValueOrDefault(definitionId)?.FindLast(version => version.IsInForce(at))?.Definition;

    /// <summary>That version of the definition, or null.</summary>
    public WorkflowDefinition? ByVersion(string definitionId, int version) =>
        byDefinitionId.GetValueOrDefault(definitionId)?.FindLast(published => published.Definition.Version == version)?.Definition;

    /// <summary>
    /// The workflows in force at that instant which an event of that name starts, and at which activity: an Elsa.Event that may
    /// start the workflow, directly in its root, whose event name is a literal.
    /// </summary>
    public IEnumerable<(WorkflowDefinition Definition, string ActivityId)> TriggeredBy(string eventName, Instant at)
    {
        foreach (var id in byDefinitionId.Keys.Order(StringComparer.Ordinal))
        {
            if (Published(id, at) is not { } definition) continue;
            foreach (var node in definition.EventTriggers)
            {
                if (node.Inputs["EventName"].Expression.Value.AsString() == eventName) yield return (definition, node.Id);
            }
        }
    }

    /// <summary>
    /// The workflow that an activity stands for, or null where it stands for none: by its <c>workflowDefinitionVersionId</c>,
    /// else by <c>workflowDefinitionId</c>, else by its type name, which is the workflow's name in Pascal case;
    /// the version that the activity names, else the one in force at that instant.
    /// </summary>
    public WorkflowDefinition? ForActivity(ActivityNode node, Instant at)
    {
        if (node.Raw["workflowDefinitionVersionId"].AsString() is { Length: > 0 } versionId && ByVersionId(versionId) is { } exact) return exact;
        if (node.Raw["workflowDefinitionId"].AsString() is { Length: > 0 } id && (ByVersion(id, node.Version) ?? Published(id, at)) is { } known) return known;
        return ByTypeName(node.Type, node.Version, at);
    }

    /// <summary>The workflow whose name in Pascal case is that type name: that version, else the one in force at that instant; null where there is none.</summary>
    public WorkflowDefinition? ByTypeName(string typeName, int version, Instant at)
    {
        foreach (var id in definitionIdsByTypeName.GetValueOrDefault(Naming.Pascal(typeName)) ?? [])
        {
            if ((ByVersion(id, version) ?? Published(id, at)) is { } found) return found;
        }

        return null;
    }
}
