using System.Globalization;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Activities;

/// <summary>What an activity's type promises: its inputs, and the ports by which this very activity can leave.</summary>
internal sealed class NodeContract
{
    private NodeContract(ActivityDescriptor? descriptor, IReadOnlyList<InputDescriptor> inputs, IReadOnlySet<string> outputs, IReadOnlyList<string>? ports)
    {
        Descriptor = descriptor;
        Inputs = inputs;
        Outputs = outputs;
        Ports = ports;
    }

    /// <summary>The descriptor, or null for a workflow used as an activity.</summary>
    public ActivityDescriptor? Descriptor { get; }

    public IReadOnlyList<InputDescriptor> Inputs { get; }

    public IReadOnlySet<string> Outputs { get; }

    /// <summary>The outcomes that connections may leave by; null where only a run can tell.</summary>
    public IReadOnlyList<string>? Ports { get; }

    /// <summary>Whether a port may be left unconnected without anything missing.</summary>
    public bool IsOptional(string port) => Descriptor is { } known
        && (known.Ports.Any(declared => declared.Name == port && declared.IsOptional)
            || known.Inputs.Any(input => input.UiSpecifications?["DynamicOutcomesOptions"]["fixedOutcomes"].Items.Any(fixedOne => ValueConverter.ToText(fixedOne) == port) == true));

    /// <summary>What a port is called among people, zh-CN; its own name where nobody named it.</summary>
    public string PortName(string port) => Descriptor is { } known
        && (known.Ports.FirstOrDefault(declared => declared.Name == port)?.DisplayName ?? known.Tasks.SelectMany(task => task.Outcomes).FirstOrDefault(outcome => outcome.Name == port)?.DisplayName) is { Length: > 0 } name
            ? name == port ? port : $"{name}（{port}）"
            : port;

    public bool IsTerminal => Descriptor?.IsTerminal ?? false;

    /// <summary>The contract, or null where the type is unknown.</summary>
    public static NodeContract? Of(ActivityNode node, ActivityRegistry catalog, DefinitionSet set)
    {
        if (catalog.Find(node.Type, node.Version)?.Descriptor is { } descriptor)
        {
            return new(descriptor, descriptor.Inputs, descriptor.Outputs.Select(output => output.Name).ToHashSet(StringComparer.Ordinal), PortsOf(node, descriptor));
        }

        return Of(node, set, NodaTime.Instant.MaxValue);
    }

    /// <summary>The contract of a workflow used as an activity, as it is published at that instant; null where there is none.</summary>
    public static NodeContract? Of(ActivityNode node, DefinitionSet set, NodaTime.Instant at)
    {
        if (set.ForActivity(node, at) is not { } workflow) return null;
        var inputs = workflow.Inputs.Select(input => new InputDescriptor(
            Naming.Pascal(input.Name), input.IsArray ? input.TypeName + "[]" : input.TypeName, input.DisplayName ?? input.Name)).ToArray();
        var outputs = workflow.Outputs.Select(output => Naming.Pascal(output.Name)).ToHashSet(StringComparer.Ordinal);
        return new(null, inputs, outputs, workflow.Outcomes.Count > 0 ? [.. workflow.Outcomes, "Done"] : ["Done"]);
    }

    /// <summary>The outcomes by which an activity of a known type can be left; null where only a run can tell.</summary>
    public static string[]? PortsOf(ActivityNode node, ActivityDescriptor descriptor)
    {
        var ports = descriptor.Ports.Where(port => !port.IsEmbedded).Select(port => port.Name).ToList();

        // An activity that names its ports says how it is left, whatever its task asks: an answer may lead to a further attempt.
        if (ports.Count == 0) ports.AddRange(descriptor.Task?.Outcomes.Select(outcome => outcome.Name) ?? []);
        var isDynamic = false;
        foreach (var input in descriptor.Inputs)
        {
            switch (input.UiHint)
            {
                case "dynamic-outcomes":
                    isDynamic = true;
                    if (Listed(node, input) is not { } outcomes) return null;
                    ports.AddRange(outcomes.Select(ValueConverter.ToText));
                    ports.AddRange((input.UiSpecifications?["DynamicOutcomesOptions"]["fixedOutcomes"].Items ?? []).Select(ValueConverter.ToText));
                    break;
                case "flow-switch-editor":
                    if (Listed(node, input) is not { } cases) return null;
                    ports.AddRange(cases.Select(item => item["label"].AsString() ?? ""));
                    break;
                case "http-status-codes":
                    if (Listed(node, input) is not { } codes) return null;
                    ports.AddRange(codes.Select(code => (code.Kind == ValueKind.Object ? code["statusCode"].AsInt64() : code.AsInt64())?.ToString(CultureInfo.InvariantCulture) ?? ValueConverter.ToText(code)));
                    break;
            }
        }

        if (ports.Count == 0 && !descriptor.IsTerminal || isDynamic) ports.Add("Done");
        return [.. ports.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The list that an input states as it stands; empty where silent, null where only a run can tell.</summary>
    private static IReadOnlyList<Value>? Listed(ActivityNode node, InputDescriptor input)
    {
        var stated = StatedInput.Of(node, input);
        if (stated is null) return (input.DefaultValue ?? Value.Null).Items;
        if (stated.Type is not ("Literal" or "Object" or "Json")) return null;
        var value = stated.Value["$values"] is { Kind: ValueKind.Array } wrapped ? wrapped : stated.Value;
        var converted = ValueConverter.Convert(value, "JsonArray");
        return converted.Error is null ? converted.Value.Items : [];
    }
}

/// <summary>How a definition states an input: wrapped, bare or raw.</summary>
internal static class StatedInput
{
    /// <summary>The expression; a bare or raw value reads as a literal. Null where the definition is silent.</summary>
    public static Expression? Of(ActivityNode node, InputDescriptor input)
    {
        if (node.Inputs.TryGetValue(Naming.Pascal(input.Name), out var binding)) return binding.Expression;
        return node.Raw[Naming.Camel(input.Name)] is { IsNull: false } bare ? new("Literal", bare) : null;
    }
}
