using System.Collections.Concurrent;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Flow;

/// <summary>A definition with its activity types looked up and its flowcharts worked out: once per definition and engine.</summary>
internal sealed class DefinitionPlan
{
    private readonly NodePlan[] nodes;

    public DefinitionPlan(WorkflowDefinition definition, ActivityRegistry catalog)
    {
        Definition = definition;
        nodes = new NodePlan[definition.Nodes.Count];
        for (var i = 0; i < nodes.Length; i++) nodes[i] = new(definition.Nodes[i], catalog);
    }

    public WorkflowDefinition Definition { get; }

    public NodePlan Root => nodes[0];

    public NodePlan this[ActivityNode node] => nodes[node.Index];

    public NodePlan? ById(string activityId) => Definition.NodeById(activityId) is { } node ? nodes[node.Index] : null;
}

/// <summary>One activity of a definition, ready to run.</summary>
internal sealed class NodePlan
{
    private readonly Lazy<FlowGraph> graph;
    private readonly Lazy<string[]?> ports;
    private readonly ConcurrentDictionary<string, FlowGraph> triggered = new(StringComparer.Ordinal);

    public NodePlan(ActivityNode node, ActivityRegistry catalog)
    {
        Node = node;
        Activity = catalog.Find(node.Type, node.Version);
        graph = new(() => new FlowGraph(node));
        ports = new(() => Activity is null ? null : NodeContract.PortsOf(node, Activity.Descriptor));
        Inputs = Activity is null ? [] : [.. Activity.Descriptor.Inputs.Select(input => new InputPlan(input, node))];
    }

    public ActivityNode Node { get; }

    /// <summary>The activity type, or null where the product does not know it (then it is a composite, or an incident).</summary>
    public Activity? Activity { get; }

    public FlowGraph Graph => graph.Value;

    /// <summary>The shape as it is where a trigger started the flowchart.</summary>
    public FlowGraph GraphFrom(string trigger) => triggered.GetOrAdd(trigger, static (id, node) => new FlowGraph(node, id), Node);

    /// <summary>The outcomes that the type declares for this very activity; null where only a run can tell, or the type is a workflow.</summary>
    public string[]? Ports => ports.Value;

    public bool IsTerminal => Activity?.Descriptor.IsTerminal ?? false;

    public InputPlan[] Inputs { get; }

    public InputPlan? FindInput(string name)
    {
        foreach (var input in Inputs)
        {
            if (input.Descriptor.Name == name) return input;
        }

        return null;
    }
}

/// <summary>An input of one activity: constant ones are converted once.</summary>
internal sealed class InputPlan
{
    public InputPlan(InputDescriptor descriptor, ActivityNode node)
    {
        Descriptor = descriptor;
        IsReadInTime = ValueReading.Matters(descriptor.TypeName);
        if (!descriptor.IsWrapped)
        {
            Constant = node.Raw[Naming.Camel(descriptor.Name)] is { IsNull: false } raw ? raw : Wrapped(node) ?? descriptor.DefaultValue ?? Value.Null;
            return;
        }

        Expression = node.Inputs.TryGetValue(descriptor.Name, out var binding) ? binding.Expression : null;
        if (Expression is null && node.Raw[Naming.Camel(descriptor.Name)] is { IsNull: false } bare) Expression = new("Literal", bare);
        if (Expression is null) Constant = descriptor.DefaultValue ?? Value.Null;
        else if (Expression.Type == "Literal" && ValueConverter.Convert(Expression.Value, descriptor.TypeName) is { Error: null } converted) Constant = converted.Value;
    }

    public InputDescriptor Descriptor { get; }

    /// <summary>How the definition states it, or null where it is silent.</summary>
    public Expression? Expression { get; }

    /// <summary>Whether a literal is read by the zone and meaning of the step, so that <see cref="Constant"/> is that of the first meaning only.</summary>
    public bool IsReadInTime { get; }

    /// <summary>Its value where no evaluation is needed.</summary>
    public Value? Constant { get; }

    /// <summary>Some files wrap what Elsa keeps raw.</summary>
    private Value? Wrapped(ActivityNode node) => node.Inputs.TryGetValue(Descriptor.Name, out var binding) ? binding.Expression.Value : null;
}
