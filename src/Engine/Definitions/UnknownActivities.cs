using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JieSuJiBan.Engine.Definitions;

/// <summary>
/// Stands Elsa's <c>Elsa.NotFoundActivity</c> in for activities whose type has no descriptor, because one such type leaves
/// Studio's whole canvas blank; and brings the originals back from what Studio saves. Nothing is lost on the way.
/// </summary>
public static class UnknownActivities
{
    /// <summary>The type of the stand-in.</summary>
    public const string StandInType = "Elsa.NotFoundActivity";

    private const string ParkedMember = "notFoundConnections";

    /// <summary>Where among the connections a parked one stood: ours, so that bringing it back keeps the order.</summary>
    internal const string IndexMember = "jsjb:index";

    /// <summary>What had to be added for parking, so that bringing back can take it away again.</summary>
    private const string AddedMember = "jsjb:parking";

    private static readonly JsonSerializerOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1024 };

    /// <summary>The definition as Studio can show it.</summary>
    /// <param name="json">A definition that <see cref="WorkflowDefinition.Read"/> accepts.</param>
    /// <param name="isKnown">Whether there is a descriptor for that type name and version.</param>
    public static string Hide(string json, Func<string, int, bool> isKnown) => Change(json, (container, activities) =>
    {
        var hidden = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (activity, replace) in activities)
        {
            var type = Text(activity["type"])!;
            if (type == StandInType || isKnown(type, Version(activity))) continue;
            if (Text(activity["id"]) is { } id) hidden.Add(id);
            replace(StandIn(activity, type));
        }

        if (hidden.Count > 0 && container is not null) Park(container, hidden);
    });

    /// <summary>The definition with every stand-in replaced by what it stands for, at the place where Studio moved it, and its connections.</summary>
    /// <param name="json">What Studio saved.</param>
    public static string Restore(string json) => Change(json, (container, activities) =>
    {
        foreach (var (activity, replace) in activities)
        {
            if (Text(activity["type"]) == StandInType && Original(activity) is { } original) replace(original);
        }

        if (container is not null) Unpark(container);
    });

    private delegate void Visit(JsonObject? container, IReadOnlyList<(JsonObject Activity, Action<JsonObject> Replace)> activities);

    private static string Change(string json, Visit visit)
    {
        var root = JsonNode.Parse(json, documentOptions: new() { MaxDepth = ReadDepth });
        if (root is not JsonObject definition || definition["root"] is not JsonObject) return json;
        Walk(definition, visit, isTop: true);
        return definition.ToJsonString(Written);
    }

    private const int ReadDepth = DefinitionReader.MaxDepth * 2;

    private static void Walk(JsonNode node, Visit visit, bool isTop)
    {
        var activities = new List<(JsonObject, Action<JsonObject>)>();
        if (node is JsonObject holder)
        {
            // One holder is visited with all its direct activities, so that a flowchart's connections are seen once.
            foreach (var (name, member) in holder.ToArray())
            {
                if (isTop ? name != "root" : name is "customProperties" or "metadata" or "connections") continue;
                if (member is JsonObject one && IsActivity(one)) activities.Add((one, by => holder[name] = by));
                if (member is not JsonArray list) continue;
                for (var i = 0; i < list.Count; i++)
                {
                    var at = i;
                    if (list[i] is JsonObject item && IsActivity(item)) activities.Add((item, by => list[at] = by));
                }
            }

            visit(IsActivity(holder) ? holder : null, activities);
        }

        foreach (var child in Children(node, isTop)) Walk(child, visit, isTop: false);
    }

    private static JsonNode[] Children(JsonNode node, bool isTop) => node switch
    {
        JsonObject holder => [.. holder.Where(member => isTop ? member.Key == "root" : member.Key is not ("customProperties" or "metadata")).Select(member => member.Value).OfType<JsonNode>().Where(IsComposite)],
        JsonArray list => [.. list.OfType<JsonNode>().Where(IsComposite)],
        _ => [],
    };

    private static bool IsComposite(JsonNode node) => node is JsonObject or JsonArray;

    private static JsonObject StandIn(JsonObject activity, string type)
    {
        var metadata = activity["metadata"] is JsonObject stated ? (JsonObject)stated.DeepClone() : [];
        metadata["displayText"] = "Not Found: " + type;
        return new()
        {
            ["id"] = activity["id"]?.DeepClone(),
            ["nodeId"] = activity["nodeId"]?.DeepClone(),
            ["name"] = activity["name"]?.DeepClone(),
            ["type"] = StandInType,
            ["version"] = 1,
            ["customProperties"] = new JsonObject { ["canStartWorkflow"] = false, ["runAsynchronously"] = false },
            ["metadata"] = metadata,
            ["missingTypeName"] = type,
            ["missingTypeVersion"] = Version(activity),
            ["originalActivityJson"] = activity.ToJsonString(Written),
        };
    }

    private static JsonObject? Original(JsonObject standIn)
    {
        if (Text(standIn["originalActivityJson"]) is not { } json) return null;
        JsonObject? original;
        try
        {
            original = JsonNode.Parse(json, documentOptions: new() { MaxDepth = ReadDepth }) as JsonObject;
        }
        catch (JsonException)
        {
            // Then the stand-in is all there is, and it is kept as it is.
            return null;
        }

        if (original is not null && standIn["metadata"]?["designer"] is { } moved && !JsonNode.DeepEquals(moved, (original["metadata"] as JsonObject)?["designer"]))
        {
            if (original["metadata"] is not JsonObject metadata) original["metadata"] = metadata = [];
            metadata["designer"] = moved.DeepClone();
        }

        return original;
    }

    private static void Park(JsonObject flowchart, HashSet<string> hidden)
    {
        if (flowchart["connections"] is not JsonArray connections) return;
        var parked = new List<JsonNode>();
        for (var i = 0; i < connections.Count; i++)
        {
            if (connections[i] is not JsonObject connection || !Ends(connection).Any(hidden.Contains)) continue;
            var copy = (JsonObject)connection.DeepClone();
            copy[IndexMember] = i;
            parked.Add(copy);
        }

        if (parked.Count == 0) return;
        for (var i = parked.Count - 1; i >= 0; i--) connections.RemoveAt((int)parked[i][IndexMember]!);
        var added = flowchart["customProperties"] is not JsonObject ? "properties" : flowchart["customProperties"]![ParkedMember] is not JsonArray ? "list" : null;
        if (flowchart["customProperties"] is not JsonObject properties) flowchart["customProperties"] = properties = [];
        if (properties[ParkedMember] is not JsonArray list) properties[ParkedMember] = list = [];
        foreach (var connection in parked) list.Add(connection);
        if (added is not null) properties[AddedMember] = added;
    }

    private static void Unpark(JsonObject flowchart)
    {
        if (flowchart["customProperties"] is not JsonObject properties || properties[ParkedMember] is not JsonArray list) return;
        var present = (flowchart["activities"] as JsonArray ?? []).OfType<JsonObject>()
            .Where(activity => Text(activity["type"]) != StandInType)
            .Select(activity => Text(activity["id"])).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var connection in list.OfType<JsonObject>().OrderBy(Index).ToArray())
        {
            var isOurs = connection[IndexMember] is JsonValue;
            var canReturn = Ends(connection).Count() == 2 && Ends(connection).All(present.Contains);
            // Whoever deleted a stand-in deleted its connections too; what Elsa parked stays until its activity is back.
            if (!isOurs && !canReturn) continue;
            var at = Index(connection);
            _ = list.Remove(connection);
            _ = connection.Remove(IndexMember);
            if (!canReturn) continue;
            if (flowchart["connections"] is not JsonArray connections) flowchart["connections"] = connections = [];
            connections.Insert(Math.Min(at, connections.Count), connection);
        }

        if (Text(properties[AddedMember]) is not { } added) return;
        _ = properties.Remove(AddedMember);
        if (list.Count == 0) _ = properties.Remove(ParkedMember);
        if (added == "properties" && properties.Count == 0) _ = flowchart.Remove("customProperties");
    }

    private static int Index(JsonObject connection) => connection[IndexMember] is JsonValue value && value.TryGetValue<int>(out var index) && index >= 0 ? index : int.MaxValue;

    private static IEnumerable<string> Ends(JsonObject connection) =>
        new[] { End(connection["source"]), End(connection["target"]) }.OfType<string>();

    private static string? End(JsonNode? end) => Text(end) ?? Text((end as JsonObject)?["activity"]);

    private static bool IsActivity(JsonObject json) =>
        Text(json["type"]) is { } type
        && !json.ContainsKey("expression")
        && !json.ContainsKey("memoryReference")
        && (json.ContainsKey("id") || json.ContainsKey("nodeId") || type.StartsWith("Elsa.", StringComparison.Ordinal));

    private static int Version(JsonObject activity) => activity["version"] is JsonValue value
        ? value.TryGetValue<int>(out var number) ? number
        : value.TryGetValue<string>(out var text) && int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var parsed) ? parsed : 1
        : 1;

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
