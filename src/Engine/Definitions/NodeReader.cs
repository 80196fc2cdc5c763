using System.Globalization;
using System.Text.Json;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Definitions;

/// <summary>
/// Compiles activity JSON into nodes. What a member is shows in its form: <c>expression</c> makes an input,
/// <c>memoryReference</c> alone an output, an object with <c>type</c> and <c>id</c> an embedded activity; all else stays raw.
/// </summary>
internal sealed class NodeReader(List<Finding> findings)
{
    private const string NotFoundType = "Elsa.NotFoundActivity";

    /// <summary>Members that every activity has, or that hold no input.</summary>
    private static readonly HashSet<string> Structure = new(StringComparer.OrdinalIgnoreCase)
    {
        "id", "nodeId", "name", "type", "version", "metadata", "customProperties", "activities", "connections", "variables",
    };

    private readonly List<ActivityNode?> nodes = [];
    private readonly HashSet<string> ids = new(StringComparer.Ordinal);

    public ActivityNode[] Read(JsonElement root)
    {
        _ = ReadNode(root, "", "root");
        return [.. nodes.OfType<ActivityNode>()];
    }

    private ActivityNode ReadNode(JsonElement stated, string port, string place)
    {
        if (stated.Text("type") == NotFoundType && stated.Text("originalActivityJson") is { } original && TryParse(original) is { } hidden)
        {
            return ReadKnown(hidden, stated, port, place);
        }

        return ReadKnown(stated, stated, port, place);
    }

    /// <summary>Reads the activity; <paramref name="shown"/> is what the designer moved, where that is a stand-in for it.</summary>
    private ActivityNode ReadKnown(JsonElement json, JsonElement shown, string port, string place)
    {
        var id = shown.Text("id") ?? json.Text("id");
        if (string.IsNullOrEmpty(id))
        {
            id = place;
            findings.Add(new(Severity.Warning, "activity.noId", $"位于 {place} 的活动没有 id，已按位置命名；请在设计器中重新保存。",
                $"The activity at {place} has no id and is named after its place: save it again in the designer.", id, json.Text("name")));
        }

        var type = json.Text("type") ?? "";
        var name = json.Text("name");
        if (!ids.Add(id))
        {
            findings.Add(new(Severity.Error, "activity.duplicateId", $"有多个活动使用同一个 id“{id}”；请删除其中一个并重新添加。",
                $"Several activities have the id '{id}': delete one of them and add it again.", id, name));
        }

        if (type.Length == 0)
        {
            findings.Add(new(Severity.Error, "activity.noType", $"活动“{name ?? id}”没有类型（type）；请删除后重新添加。",
                $"The activity '{name ?? id}' has no type: delete it and add it again.", id, name));
        }

        var index = nodes.Count;
        nodes.Add(null);
        var inputs = new Dictionary<string, InputBinding>(StringComparer.Ordinal);
        var outputs = new Dictionary<string, string>(StringComparer.Ordinal);
        var raw = new List<(string, Value)>();
        var children = new List<ActivityNode>();
        ReadList(json.Member("activities"), "Activities", id, children);
        foreach (var member in json.EnumerateObject())
        {
            if (!Structure.Contains(member.Name)) ReadMember(member, id, inputs, outputs, raw, children);
        }

        raw.Add(("customProperties", CustomProperties(json)));
        var node = new ActivityNode
        {
            Id = id,
            Type = type,
            Version = json.Whole("version") ?? 1,
            Name = name,
            DisplayText = json.Object("metadata")?.Text("displayText"),
            Index = index,
            Port = port,
            Inputs = inputs,
            Outputs = outputs,
            Raw = Value.Object([.. raw]),
            Children = children,
            Connections = new ConnectionReader(findings).Read(json, id, name, children),
            Variables = VariableReader.Read(json.Member("variables"), findings, id),
        };
        foreach (var child in children) child.Parent = node;
        nodes[index] = node;
        return node;
    }

    private void ReadMember(
        JsonProperty member,
        string id,
        Dictionary<string, InputBinding> inputs,
        Dictionary<string, string> outputs,
        List<(string, Value)> raw,
        List<ActivityNode> children)
    {
        var value = member.Value;
        var key = Naming.Pascal(member.Name);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when value.Object("expression") is { } expression:
                inputs[key] = new(value.Text("typeName"), new(expression.Text("type") ?? "Literal",
                    expression.Member("value") is { } stated ? CanonicalJson.From(stated) : Value.Null));
                break;
            case JsonValueKind.Object when Has(value, "memoryReference"):
                if (!Has(value, "expression") && value.Object("memoryReference")?.Text("id") is { Length: > 0 } reference) outputs[key] = reference;
                break;
            case JsonValueKind.Object when IsActivity(value):
                children.Add(ReadNode(value, key, $"{id}.{key}"));
                break;
            case JsonValueKind.Array when value.EnumerateArray().Any(IsActivity):
                ReadList(value, key, id, children);
                break;
            default:
                ReadCases(member, key, id, children);
                ReadSlots(member, key, id, children);
                raw.Add((member.Name, CanonicalJson.From(value)));
                break;
        }
    }

    /// <summary>Elsa.Switch keeps an activity in each case: its port is <c>Cases[0]</c>, <c>Cases[1]</c> … by position of the case.</summary>
    private void ReadCases(JsonProperty member, string key, string id, List<ActivityNode> children)
    {
        if (!member.NameEquals("cases") || member.Value.ValueKind != JsonValueKind.Array) return;
        var position = 0;
        foreach (var item in member.Value.EnumerateArray())
        {
            if (item.Object("activity") is { } activity && IsActivity(activity))
            {
                var port = string.Create(CultureInfo.InvariantCulture, $"{key}[{position}]");
                children.Add(ReadNode(activity, port, $"{id}.{port}"));
            }

            position++;
        }
    }

    /// <summary>Elsa.StateMachine keeps activities in its states and transitions: their ports are <c>States[0].Entry</c>, <c>Transitions[1].Trigger</c> ….</summary>
    private void ReadSlots(JsonProperty member, string key, string id, List<ActivityNode> children)
    {
        if (!(member.NameEquals("states") || member.NameEquals("transitions"))) return;
        var position = 0;
        foreach (var item in member.Value.ValueKind is JsonValueKind.Array or JsonValueKind.Object ? ((JsonElement?)member.Value).Listed() : [])
        {
            foreach (var slot in (ReadOnlySpan<string>)(item.ValueKind == JsonValueKind.Object ? ["entry", "exit", "trigger", "action"] : []))
            {
                if (item.Object(slot) is not { } activity || !IsActivity(activity)) continue;
                var port = string.Create(CultureInfo.InvariantCulture, $"{key}[{position}].{Naming.Pascal(slot)}");
                children.Add(ReadNode(activity, port, $"{id}.{port}"));
            }

            position++;
        }
    }

    private void ReadList(JsonElement? list, string port, string id, List<ActivityNode> children)
    {
        var position = 0;
        foreach (var item in list.Listed())
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{id}.{port}[{position++}]");
            if (item.ValueKind == JsonValueKind.Object)
            {
                children.Add(ReadNode(item, port, place));
                continue;
            }

            findings.Add(new(Severity.Error, "activity.notObject", $"位于 {place} 的内容不是活动；请删除它。",
                $"What stands at {place} is no activity: delete it.", id));
        }
    }

    /// <summary>Elsa before 3.0 kept two of them at the top of the activity.</summary>
    private static Value CustomProperties(JsonElement json)
    {
        var properties = json.Object("customProperties") is { } stated ? CanonicalJson.From(stated) : Value.EmptyObject;
        foreach (var legacy in (ReadOnlySpan<string>)["canStartWorkflow", "runAsynchronously"])
        {
            if (!properties.Has(legacy) && json.Truth(legacy) is { } truth) properties = properties.With(legacy, Value.Of(truth));
        }

        return properties;
    }

    private static bool IsActivity(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object
        && element.Text("type") is { } type
        && !Has(element, "expression")
        && !Has(element, "memoryReference")
        && (Has(element, "id") || Has(element, "nodeId") || type.StartsWith("Elsa.", StringComparison.Ordinal));

    private static bool Has(JsonElement element, string name) => element.TryGetProperty(name, out _);

    private static JsonElement? TryParse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 64, AllowDuplicateProperties = false });
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            // No JSON inside: then the stand-in itself is all there is, and the validator reports its type.
            return null;
        }
    }
}
