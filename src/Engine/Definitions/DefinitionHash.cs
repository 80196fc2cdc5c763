using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Definitions;

/// <summary>What of a definition decides how it runs, as one canonical value.</summary>
internal static class DefinitionHash
{
    /// <summary>Custom properties that tools leave behind and nothing runs on.</summary>
    private static readonly string[] SilentProperties =
        ["source", "line", "notFoundConnections", "VariableTestValues", "logPersistenceConfig", "logPersistenceMode", "jsjb:parking"];

    /// <summary>Which version the designer last saw published.</summary>
    private static readonly string[] SilentMembers = ["latestAvailablePublishedVersion", "latestAvailablePublishedVersionId"];

    /// <summary>What files carry in a flowchart and Elsa does not read.</summary>
    private static readonly string[] SilentMembersOfFlowcharts = ["start", "notes"];

    public static (string Hash, string BehaviourHash) Of(WorkflowDefinition definition)
    {
        var behaviour = Value.Object(
            ("customProperties", Behaving(definition.CustomProperties)),
            ("inputs", Value.Of(definition.Inputs.Select(Argument))),
            ("name", Value.Of(definition.Name)),
            ("nodes", Value.Of(definition.Nodes.Select(Node))),
            ("options", Options(definition.Options)),
            ("outcomes", Value.Of(definition.Outcomes)),
            ("outputs", Value.Of(definition.Outputs.Select(Argument))),
            ("variables", Value.Of(definition.Variables.Select(Variable))));
        var behaviourHash = CanonicalJson.Hash(behaviour);
        var hash = CanonicalJson.Hash(Value.Object(
            ("behaviour", Value.Of(behaviourHash)),
            ("definitionId", Value.Of(definition.DefinitionId)),
            ("version", Value.Of(definition.Version))));
        return (hash, behaviourHash);
    }

    /// <summary>What decides how the workflow runs besides its activities.</summary>
    public static Value Frame(WorkflowDefinition definition) => Value.Object(
        ("customProperties", Behaving(definition.CustomProperties)),
        ("inputs", Value.Of(definition.Inputs.Select(Argument))),
        ("name", Value.Of(definition.Name)),
        ("options", Options(definition.Options)),
        ("outcomes", Value.Of(definition.Outcomes)),
        ("outputs", Value.Of(definition.Outputs.Select(Argument))),
        ("variables", Value.Of(definition.Variables.Select(Variable))));

    /// <summary>What decides how an activity runs, its children aside.</summary>
    /// <param name="node">The activity.</param>
    /// <param name="includesConnections">Whether a flowchart's connections count.</param>
    public static Value Node(ActivityNode node, bool includesConnections) => includesConnections ? Node(node) : Node(node).Without("connections");

    private static Value Node(ActivityNode node) => Value.Object(
        ("connections", Value.Of(node.Connections
            .GroupBy(connection => connection.Source, StringComparer.Ordinal)
            .OrderBy(outgoing => outgoing.Key, StringComparer.Ordinal)
            .SelectMany(outgoing => outgoing)
            .Select(c => Value.Of([c.Source, c.SourcePort, c.Target, c.TargetPort])))),
        ("id", Value.Of(node.Id)),
        ("inputs", Value.Object(node.Inputs.Select(input => KeyValuePair.Create(input.Key, Input(input.Value))))),
        ("name", Value.Of(node.Name)),
        ("outputs", Value.Object(node.Outputs.Select(output => KeyValuePair.Create(output.Key, Value.Of(output.Value))))),
        ("parent", Value.Of(node.Parent?.Id)),
        ("port", Value.Of(node.Port)),
        ("raw", Raw(node)),
        ("type", Value.Of(node.Type)),
        ("variables", Value.Of(node.Variables.Select(Variable))),
        ("version", Value.Of(node.Version)));

    private static Value Raw(ActivityNode node) => Value.Object(node.Raw.MembersByName
        .Where(member => !SilentMembers.Contains(member.Key, StringComparer.Ordinal)
            && !(node.Type == "Elsa.Flowchart" && SilentMembersOfFlowcharts.Contains(member.Key, StringComparer.Ordinal)))
        .Select(member => member.Key == "customProperties" ? KeyValuePair.Create(member.Key, Behaving(member.Value)) : member));

    private static Value Behaving(Value customProperties) => Value.Object(
        customProperties.MembersByName.Where(property => !SilentProperties.Contains(property.Key, StringComparer.Ordinal)));

    private static Value Input(InputBinding input) =>
        Value.Of([Value.Of(input.TypeName), Value.Of(input.Expression.Type), input.Expression.Value]);

    private static Value Argument(ArgumentDefinition argument) =>
        Value.Of([Value.Of(argument.Name), Value.Of(argument.TypeName), Value.Of(argument.IsArray)]);

    private static Value Variable(VariableDefinition variable) => Value.Of(
        [Value.Of(variable.Id), Value.Of(variable.Name), Value.Of(variable.TypeName), Value.Of(variable.IsArray), variable.Default]);

    private static Value Options(WorkflowOptions options) => Value.Of(
        [Value.Of(options.ActivationStrategyType), Value.Of(options.IncidentStrategyType), Value.Of(options.UsableAsActivity ?? false)]);
}
