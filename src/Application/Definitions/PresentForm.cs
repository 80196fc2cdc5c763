using System.Text.Json.Nodes;

namespace JieSuJiBan.Application.Definitions;

/// <summary>
/// Brings activities into the one form that Studio draws. The reader of definitions knows older forms of Elsa's files too: lists in
/// <c>$values</c>, connections that are flat or in Pascal case, activities without a version. Studio shows an empty canvas for any of them.
/// </summary>
public static class PresentForm
{
    /// <summary>An activity and all within it, with Elsa's node ids: the path of ids from the workflow.</summary>
    /// <param name="activity">The activity; it is changed.</param>
    /// <param name="parent">Node id of what holds it.</param>
    public static void Give(JsonObject activity, string parent)
    {
        if (activity["id"] is not JsonValue id) return;
        if (activity["version"] is null) activity["version"] = 1;
        if (activity["activities"] is JsonObject activities) activity["activities"] = Listed(activities);
        if (activity["connections"] is { } connections) activity["connections"] = new JsonArray([.. Listed(connections).Select(Connection)]);
        var path = parent + ":" + id;
        activity["nodeId"] = path;
        foreach (var child in DefinitionDocument.Children(activity)) Give(child.Activity, path);
    }

    private static JsonArray Listed(JsonNode json)
    {
        if (json is JsonArray list) return list;
        if (json is JsonObject wrapped && wrapped["$values"] is JsonArray values)
        {
            wrapped.Remove("$values");
            return values;
        }

        return [json.DeepClone()];
    }

    private static JsonNode? Connection(JsonNode? json)
    {
        if (json?.DeepClone() is not JsonObject connection) return null;
        Lower(connection);
        foreach (var (end, port) in new[] { ("source", "Done"), ("target", "In") })
        {
            if (connection[end] is JsonObject place) Lower(place);
            if (connection[end] is not JsonValue activity) continue;
            connection[end] = new JsonObject { ["activity"] = activity.DeepClone(), ["port"] = connection[end + "Port"]?.DeepClone() ?? port };
            connection.Remove(end + "Port");
        }

        return connection;
    }

    /// <summary>The members of an object with small first letters.</summary>
    private static void Lower(JsonObject json)
    {
        foreach (var (name, value) in json.Where(member => member.Key is [>= 'A' and <= 'Z', ..]).ToArray())
        {
            json.Remove(name);
            json[char.ToLowerInvariant(name[0]) + name[1..]] = value;
        }
    }
}
