using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Descriptors;

/// <summary>What the designer, the validator and the engine know of an activity type (Elsa's ActivityDescriptor).</summary>
public sealed record ActivityDescriptor
{
    /// <summary>Full type name, e.g. <c>Elsa.Flowchart</c> or <c>Jsjb.DispatchTicket</c>.</summary>
    public required string TypeName { get; init; }

    /// <summary>Version of the type.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Toolbox group, zh-CN.</summary>
    public required string Category { get; init; }

    /// <summary>Name for people, zh-CN.</summary>
    public required string DisplayName { get; init; }

    /// <summary>One or two sentences, zh-CN.</summary>
    public string Description { get; init; } = "";

    /// <summary>What it and its tasks rest on, as codes that a policy can cite: no law is named in code.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Inputs in the order shown.</summary>
    public IReadOnlyList<InputDescriptor> Inputs { get; init; } = [];

    /// <summary>Outputs.</summary>
    public IReadOnlyList<OutputDescriptor> Outputs { get; init; } = [];

    /// <summary>Outgoing flow ports (outcomes) and embedded ports. Empty: one flow port <c>Done</c>.</summary>
    public IReadOnlyList<OutcomeDescriptor> Ports { get; init; } = [];

    /// <summary>Elsa's kind: Action, Trigger, Job or Task.</summary>
    public string Kind { get; init; } = "Action";

    /// <summary>Holds other activities.</summary>
    public bool IsContainer { get; init; }

    /// <summary>May start a flow.</summary>
    public bool IsStart { get; init; }

    /// <summary>Ends its flow.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Shown in the toolbox.</summary>
    public bool IsBrowsable { get; init; } = true;

    /// <summary>The task it opens, or null.</summary>
    public TaskDeclaration? Task { get; init; }

    /// <summary>Further kinds of task that it opens.</summary>
    public IReadOnlyList<TaskDeclaration> MoreTasks { get; init; } = [];

    /// <summary>All kinds of task that it opens.</summary>
    public IEnumerable<TaskDeclaration> Tasks => Task is null ? MoreTasks : MoreTasks.Prepend(Task);
}

/// <summary>An input of an activity type.</summary>
/// <param name="Name">Pascal case; the JSON member is its camel case.</param>
/// <param name="TypeName">Elsa type alias, e.g. <c>String</c>, <c>Int32</c>, <c>TimeSpan</c>, <c>Object</c>.</param>
/// <param name="DisplayName">zh-CN.</param>
/// <param name="Description">zh-CN.</param>
/// <param name="DefaultValue">Used where the definition is silent.</param>
/// <param name="UiHint">Which editor Studio shows.</param>
/// <param name="UiSpecifications">The editor's settings, e.g. the drop-down's items.</param>
/// <param name="IsWrapped">False: raw JSON, not an expression.</param>
/// <param name="IsRequired">The validator demands a value.</param>
public sealed record InputDescriptor(
    string Name,
    string TypeName,
    string DisplayName,
    string Description = "",
    Value? DefaultValue = null,
    string UiHint = "singleline",
    Value? UiSpecifications = null,
    bool IsWrapped = true,
    bool IsRequired = false);

/// <summary>An output of an activity type.</summary>
/// <param name="Name">Pascal case; the JSON member is its camel case.</param>
/// <param name="TypeName">Elsa type alias.</param>
/// <param name="DisplayName">zh-CN.</param>
/// <param name="Description">zh-CN.</param>
public sealed record OutputDescriptor(string Name, string TypeName, string DisplayName, string Description = "");

/// <summary>A port of an activity type.</summary>
/// <param name="Name">Outcome, or name of the embedded activity.</param>
/// <param name="DisplayName">zh-CN.</param>
/// <param name="IsEmbedded">True: a slot for a child activity. False: an outgoing dot.</param>
/// <param name="IsOptional">True where nothing is missing if the port is not connected: what leads there is then not offered, or only recorded.</param>
public sealed record OutcomeDescriptor(string Name, string DisplayName, bool IsEmbedded = false, bool IsOptional = false);
