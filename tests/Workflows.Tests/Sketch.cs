using System.Text.Json.Nodes;
using JieSuJiBan.Engine.Definitions;

namespace JieSuJiBan.Workflows.Tests;

/// <summary>A flowchart drawn in a few words.</summary>
internal sealed class Sketch
{
    private readonly JsonArray activities = [];
    private readonly JsonArray connections = [];
    private readonly JsonArray variables = [];

    public int Version { get; init; } = 1;

    /// <summary>The shortest way of a ticket that keeps every rule.</summary>
    public static Sketch Ticket(int version = 1) => new Sketch { Version = version }
        .Node("accept", "Jsjb.AcceptTicket", "受理").Node("handle", "Jsjb.HandleTicket", "办理答复").Node("callback", "Jsjb.CallbackPetitioner", "回访").Node("archive", "Jsjb.ArchiveTicket", "归档").Node("clock", "Jsjb.DeadlineClock", "办理时限计时")
        .Edge("accept", "Done", "handle").Edge("accept", "Done", "clock").Edge("handle", "Replied", "callback")
        .Edge("callback", "Satisfied", "archive").Edge("callback", "Unsatisfied", "archive").Edge("callback", "Unreachable", "archive").Edge("callback", "NotRequired", "archive");

    public Sketch Node(string id, string type, string? label = null, params (string Input, string TypeName, string Expression, JsonNode? Value)[] inputs)
    {
        var node = new JsonObject
        {
            ["id"] = id,
            ["nodeId"] = "Workflow1:flow:" + id,
            ["name"] = id,
            ["type"] = type,
            ["version"] = 1,
            ["customProperties"] = new JsonObject { ["canStartWorkflow"] = type == "Jsjb.AcceptTicket" },
            ["metadata"] = new JsonObject { ["designer"] = new JsonObject { ["position"] = new JsonObject { ["x"] = activities.Count * 250, ["y"] = 100 } }, ["displayText"] = label ?? id },
        };
        foreach (var (input, typeName, expression, value) in inputs)
        {
            node[input] = new JsonObject { ["typeName"] = typeName, ["expression"] = new JsonObject { ["type"] = expression, ["value"] = value?.DeepClone() } };
        }

        activities.Add(node);
        return this;
    }

    /// <summary>The last node gets that member as it stands.</summary>
    public Sketch With(string member, JsonNode value)
    {
        activities[^1]![member] = value.DeepClone();
        return this;
    }

    public Sketch Edge(string source, string port, string target)
    {
        connections.Add(new JsonObject
        {
            ["source"] = new JsonObject { ["activity"] = source, ["port"] = port },
            ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" },
        });
        return this;
    }

    public Sketch Without(string source, string port)
    {
        // The clock that every ticket has stays: it stands beside the way.
        connections.Remove(connections.Single(edge => (string?)edge!["source"]!["activity"] == source && (string?)edge["source"]!["port"] == port && (string?)edge["target"]!["activity"] != "clock"));
        return this;
    }

    public Sketch WithoutNode(string id)
    {
        activities.Remove(activities.Single(node => (string?)node!["id"] == id));
        foreach (var edge in connections.Where(edge => (string?)edge!["source"]!["activity"] == id || (string?)edge["target"]!["activity"] == id).ToArray()) connections.Remove(edge);
        return this;
    }

    public Sketch Variable(string name)
    {
        variables.Add(new JsonObject { ["id"] = "var-" + name, ["name"] = name, ["typeName"] = "String", ["isArray"] = false, ["value"] = null });
        return this;
    }

    public WorkflowDefinition Read() => WorkflowDefinition.Read(ToJson()).Definition!;

    public string ToJson() => new JsonObject
    {
        ["id"] = "sketch-v" + Version,
        ["definitionId"] = "sketch",
        ["name"] = "示意流程",
        ["version"] = Version,
        ["variables"] = variables.DeepClone(),
        ["inputs"] = new JsonArray(),
        ["outputs"] = new JsonArray(),
        ["outcomes"] = new JsonArray(),
        ["customProperties"] = new JsonObject(),
        ["root"] = new JsonObject
        {
            ["id"] = "flow",
            ["nodeId"] = "Workflow1:flow",
            ["name"] = "Flow",
            ["type"] = "Elsa.Flowchart",
            ["version"] = 1,
            ["customProperties"] = new JsonObject(),
            ["metadata"] = new JsonObject(),
            ["variables"] = new JsonArray(),
            ["activities"] = activities.DeepClone(),
            ["connections"] = connections.DeepClone(),
        },
    }.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
