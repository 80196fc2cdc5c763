using System.Text.Json.Nodes;
using JieSuJiBan.Engine.Definitions;

namespace JieSuJiBan.Engine.Tests.Definitions;

public sealed class Definition_hashes
{
    private static readonly string Json = Fixtures.Own("studio-saved.json");
    private static readonly WorkflowDefinition Original = WorkflowDefinition.Read(Json).Definition!;

    public static TheoryData<string, Action<JsonObject>> Cosmetic() => new()
    {
        { "position", d => Activity(d, 0)["metadata"]!["designer"]!["position"]!["x"] = 999 },
        { "size", d => Activity(d, 0)["metadata"]!["designer"]!["size"]!["width"] = 1 },
        { "display text", d => Activity(d, 0)["metadata"]!["displayText"] = "复审" },
        { "vertices", d => d["root"]!["connections"]![0]!["vertices"] = new JsonArray() },
        { "description", d => d["description"] = "other" },
        { "createdAt", d => d["createdAt"] = "2026-01-01T00:00:00+00:00" },
        { "toolVersion", d => d["toolVersion"] = "3.9.0.0" },
        { "isLatest", d => d["isLatest"] = false },
        { "isPublished", d => d["isPublished"] = true },
        { "links", d => d["links"] = new JsonArray() },
        { "nodeId", d => Activity(d, 0)["nodeId"] = "elsewhere" },
        { "version id", d => d["id"] = "0000" },
        { "test values", d => d["customProperties"]!["VariableTestValues"] = new JsonObject() },
        { "order of connections that leave different activities", d => Move(d["root"]!["connections"]!.AsArray(), 0, 2) },
        { "notes", d => d["root"]!["notes"] = new JsonArray() },
        { "a start that Elsa does not read", d => d["root"]!["start"] = "a2" },
        { "the latest version that Studio noted", d => Activity(d, 0)["latestAvailablePublishedVersion"] = 7 },
        { "default port stated", d => d["root"]!["connections"]![0]!["source"]!["port"] = "Done" },
    };

    public static TheoryData<string, Action<JsonObject>> Behaving() => new()
    {
        { "literal", d => Activity(d, 0)["title"]!["expression"]!["value"] = "二审" },
        { "script", d => Activity(d, 1)["condition"]!["expression"]!["value"] = "false" },
        { "type", d => Activity(d, 0)["type"] = "Jsjb.Other" },
        { "activity version", d => Activity(d, 0)["version"] = 2 },
        { "activity name", d => Activity(d, 0)["name"] = "Other" },
        { "port", d => d["root"]!["connections"]![1]!["source"]!["port"] = "Refused" },
        { "connection removed", d => d["root"]!["connections"]!.AsArray().RemoveAt(0) },
        { "order of connections that leave one activity", d => Move(d["root"]!["connections"]!.AsArray(), 1, 2) },
        { "raw member", d => Activity(d, 3)["joinMode"] = "WaitAll" },
        { "output binding", d => Activity(d, 0)["decision"]!["memoryReference"]!["id"] = "v-units" },
        { "variable default", d => d["variables"]![1]!["value"] = 48 },
        { "incident strategy", d => d["options"]!["incidentStrategyType"] = null },
        { "our own property", d => d["customProperties"]!["jsjb"]!["city"] = "jinan" },
        { "activity property", d => Activity(d, 0)["customProperties"] = new JsonObject { ["canStartWorkflow"] = true } },
        { "workflow outcome", d => d["outcomes"]!.AsArray().RemoveAt(0) },
    };

    [Theory]
    [MemberData(nameof(Cosmetic), DisableDiscoveryEnumeration = true)]
    public void What_only_shows_does_not_change_the_hash(string change, Action<JsonObject> apply)
    {
        var changed = Changed(apply);
        Assert.True(Original.Hash == changed.Hash, change);
        Assert.Equal(Original.BehaviourHash, changed.BehaviourHash);
    }

    [Theory]
    [MemberData(nameof(Behaving), DisableDiscoveryEnumeration = true)]
    public void What_runs_differently_changes_the_hash(string change, Action<JsonObject> apply)
    {
        var changed = Changed(apply);
        Assert.True(Original.Hash != changed.Hash, change);
        Assert.NotEqual(Original.BehaviourHash, changed.BehaviourHash);
    }

    [Fact]
    public void The_next_version_behaves_alike_but_is_another_version()
    {
        var next = Changed(d => d["version"] = 5);
        Assert.NotEqual(Original.Hash, next.Hash);
        Assert.Equal(Original.BehaviourHash, next.BehaviourHash);
    }

    [Fact]
    public void Layout_of_the_file_does_not_matter() => Assert.Equal(Original.Hash, WorkflowDefinition.Read(JsonNode.Parse(Json)!.ToJsonString()).Definition!.Hash);

    // The journal names definitions by this hash: once released, the way it is made never changes.
    [Fact]
    public void The_hash_of_a_definition_is_the_same_for_ever() => Assert.Equal(
        "627c451a7e5f624e41fe5621159e5346d2b2a96342ccb978497cc346ccade3ee", Original.Hash);

    [Fact]
    public void A_hash_is_64_hexadecimal_digits() => Assert.Matches("^[0-9a-f]{64}$", Original.Hash);

    private static WorkflowDefinition Changed(Action<JsonObject> apply)
    {
        var json = JsonNode.Parse(Json)!.AsObject();
        apply(json);
        return WorkflowDefinition.Read(json.ToJsonString()).Definition!;
    }

    private static JsonNode Activity(JsonObject definition, int index) => definition["root"]!["activities"]![index]!;

    private static void Move(JsonArray list, int from, int to)
    {
        var item = list[from]!.DeepClone();
        list.RemoveAt(from);
        list.Insert(to, item);
    }
}
