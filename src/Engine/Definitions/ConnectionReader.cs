using System.Text.Json;

namespace JieSuJiBan.Engine.Definitions;

/// <summary>Reads the connections of a flowchart: today's form, Pascal case, <c>$values</c>, a single object, and the old flat form.</summary>
internal sealed class ConnectionReader(List<Finding> findings)
{
    public IReadOnlyList<Connection> Read(JsonElement flowchart, string id, string? name, List<ActivityNode> children)
    {
        var known = new HashSet<string>(children.Select(child => child.Id), StringComparer.Ordinal);
        var connections = new List<Connection>();
        foreach (var item in flowchart.Member("connections").Listed())
        {
            if (ReadOne(item) is not { } connection)
            {
                findings.Add(new(Severity.Error, "connection.incomplete", "有一条连线缺少起点或终点；请在设计器中删除后重画。",
                    "A connection lacks its source or target: delete it in the designer and draw it again.", id, name));
                continue;
            }

            // Elsa drops these while loading; saying so here keeps the drawing and the run the same.
            var missing = !known.Contains(connection.Source) ? connection.Source : !known.Contains(connection.Target) ? connection.Target : null;
            if (missing is null)
            {
                connections.Add(connection);
                continue;
            }

            findings.Add(new(Severity.Error, "connection.unknownActivity",
                $"连线 {connection.Source} → {connection.Target} 指向不存在的活动“{missing}”；请删除这条连线或补上该活动。",
                $"The connection {connection.Source} → {connection.Target} refers to the activity '{missing}', which does not exist: delete the connection or add the activity.",
                id, name));
        }

        // The connections of activities without descriptor are parked here, ours with the place they came from.
        var parked = (flowchart.Object("customProperties")?.Member("notFoundConnections")).Listed()
            .OrderBy(item => item.Whole(UnknownActivities.IndexMember) ?? int.MaxValue);
        foreach (var item in parked)
        {
            if (ReadOne(item) is not { } connection || !known.Contains(connection.Source) || !known.Contains(connection.Target)) continue;
            if (item.Whole(UnknownActivities.IndexMember) is { } at and >= 0) connections.Insert(Math.Min(at, connections.Count), connection);
            else if (!connections.Contains(connection)) connections.Add(connection);
        }

        return connections;
    }

    private static Connection? ReadOne(JsonElement item)
    {
        if (item.Member("source") is not { } source || item.Member("target") is not { } target) return null;
        var from = source.AsText() ?? source.Text("activity") ?? source.Text("activityId");
        var to = target.AsText() ?? target.Text("activity") ?? target.Text("activityId");
        if (string.IsNullOrEmpty(from) || string.IsNullOrEmpty(to)) return null;
        return new(
            from, (source.ValueKind == JsonValueKind.String ? item.Text("sourcePort") : source.Text("port")) ?? "Done",
            to, (target.ValueKind == JsonValueKind.String ? item.Text("targetPort") : target.Text("port")) ?? "In");
    }
}
