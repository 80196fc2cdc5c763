using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Definitions;

/// <summary>An activity as the definition draws it, compiled once for running: immutable and shared by all cases.</summary>
public sealed class ActivityNode
{
    /// <summary>Id, unique in the workflow.</summary>
    public required string Id { get; init; }

    /// <summary>Type name, e.g. <c>Elsa.If</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Version of the type.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Friendly name, e.g. <c>If1</c>; used by expressions such as <c>getOutputFrom</c>.</summary>
    public string? Name { get; init; }

    /// <summary>What the designer shows, or null.</summary>
    public string? DisplayText { get; init; }

    /// <summary>Position in the definition's flat list of nodes: the root is 0.</summary>
    public required int Index { get; init; }

    /// <summary>The containing node, or null for the root.</summary>
    public ActivityNode? Parent { get; internal set; }

    /// <summary>The port of the parent this node sits in: <c>Activities</c> for members of a list, else the embedded port (<c>Then</c>, <c>Body</c> …).</summary>
    public string Port { get; init; } = "";

    /// <summary>Inputs and outputs by their Pascal-case name. Only what the definition states.</summary>
    public required IReadOnlyDictionary<string, InputBinding> Inputs { get; init; }

    /// <summary>Where outputs go, by Pascal-case output name: a variable id, or the name of a workflow output.</summary>
    public required IReadOnlyDictionary<string, string> Outputs { get; init; }

    /// <summary>Unwrapped members by JSON name (e.g. <c>cases</c>, <c>mode</c>, <c>branches</c>, <c>variable</c>), and <c>customProperties</c>.</summary>
    public required Value Raw { get; init; }

    /// <summary>Child nodes in definition order; their <see cref="Port"/> tells the slot.</summary>
    public required IReadOnlyList<ActivityNode> Children { get; init; }

    /// <summary>Connections between the children (flowcharts only).</summary>
    public IReadOnlyList<Connection> Connections { get; init; } = [];

    /// <summary>Variables that this container declares.</summary>
    public IReadOnlyList<VariableDefinition> Variables { get; init; } = [];

    /// <summary>The child in that embedded port, or null.</summary>
    public ActivityNode? ChildAt(string port) => Children.FirstOrDefault(child => child.Port == port);
}

/// <summary>An input as the definition states it.</summary>
/// <param name="TypeName">Elsa type alias written in the file, or null: the descriptor's type counts.</param>
/// <param name="Expression">How its value is found.</param>
public sealed record InputBinding(string? TypeName, Expression Expression);

/// <summary>An expression: type (Literal, Object, Variable, Input, JavaScript, Liquid …) and what it holds.</summary>
/// <param name="Type">Elsa's expression type.</param>
/// <param name="Value">Its value: text for scripts; any JSON for literals and variables.</param>
public sealed record Expression(string Type, Value Value);

/// <summary>An edge of a flowchart.</summary>
/// <param name="Source">Id of the source activity.</param>
/// <param name="SourcePort">Outcome followed; Elsa's default is <c>Done</c>.</param>
/// <param name="Target">Id of the target activity.</param>
/// <param name="TargetPort">Elsa's default is <c>In</c>.</param>
public sealed record Connection(string Source, string SourcePort, string Target, string TargetPort);

/// <summary>A variable, workflow-wide or of a container.</summary>
/// <param name="Id">Id that bindings refer to.</param>
/// <param name="Name">Name that scripts use.</param>
/// <param name="TypeName">Elsa type alias; advisory where unknown.</param>
/// <param name="IsArray">A list of that type.</param>
/// <param name="Default">Default value, already converted under the first meaning; null where there is none.</param>
public sealed record VariableDefinition(string Id, string Name, string TypeName, bool IsArray, Value Default)
{
    /// <summary>The default as it stands in the definition, where durations and instants are read otherwise under later meanings; else null.</summary>
    internal Value? Stated { get; init; }

    /// <summary>The type with its brackets.</summary>
    internal string FullType => IsArray ? TypeName + "[]" : TypeName;
}
