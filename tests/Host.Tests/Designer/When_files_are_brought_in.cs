using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JieSuJiBan.Application.Definitions;
using JieSuJiBan.EmbeddedPostgres;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Host.Tests.Rest;

namespace JieSuJiBan.Host.Tests.Designer;

/// <summary>Files from here, from other cities and from Elsa: what comes in goes out the same, and what is no definition is refused in words.</summary>
[Collection(nameof(Site))]
public sealed class When_files_are_brought_in(Site site)
{
    private const string A = """{ "id": "a", "type": "Elsa.WriteLine", "version": 1 }""";
    private const string B = """{ "id": "b", "type": "Elsa.WriteLine", "version": 1 }""";

    // What the server says of a version, whoever wrote the file.
    private static readonly string[] Ours = ["id", "definitionId", "version", "isLatest", "isPublished", "links"];

    // What Studio 3.8.2 builds a save of; it drops every other member of the top.
    private static readonly string[] Sent =
    [
        "id", "definitionId", "name", "description", "toolVersion", "variables", "inputs", "outputs", "outcomes", "options", "version", "createdAt", "customProperties", "isLatest", "isPublished", "root",
    ];

    private static readonly string[] OfAnotherKind = ["/policies/", "/schema/", "/demo/"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static IEnumerable<TheoryDataRow<string>> Definitions() =>
        Directory.EnumerateFiles(Path.Combine(BuildPaths.RepositoryRoot!, "workflow-definitions"), "*.json", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(BuildPaths.RepositoryRoot!, "tests", "Engine.Tests", "fixtures"), "*.json"))
            .Concat(ElsaFiles.Folder() is { } folder ? Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories) : [])
            .Where(file => !OfAnotherKind.Any(folder => file.Contains(folder, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)
            .Select(file => new TheoryDataRow<string>(file));

    [Theory]
    [MemberData(nameof(Definitions))]
    public async Task an_export_imports_unchanged_and_members_that_nobody_knows_survive(string file)
    {
        var caller = await site.AsAsync("policy");
        var original = JsonNode.Parse(await File.ReadAllTextAsync(file, Cancellation))!.AsObject();
        var id = "trip-" + Guid.NewGuid().ToString("N");
        original["definitionId"] = id;
        Mark(original);
        if (original["root"] is JsonObject root) MarkActivities(root);
        try
        {
            Assert.Equal(200, (await caller.ElsaAsync(HttpMethod.Post, "/workflow-definitions/import", original)).Status);
            var exported = await ExportAsync(caller, id);
            AssertSame(original, exported);

            // Into the same page again: no change, no new revision.
            var (_, tag) = await caller.LoadAsync(id);
            var again = await caller.ElsaAsync(HttpMethod.Put, $"/workflow-definitions/{id}/import", exported, tag);
            Assert.Equal((200, tag), (again.Status, again.Message.Headers.ETag!.ToString()));
            AssertSame(exported, await ExportAsync(caller, id));

            // Opened and saved by Studio, which drops what it does not know at the top and numbers the nodes anew.
            var (shown, _) = await caller.LoadAsync(id);
            var sent = new JsonObject(shown.Where(member => Sent.Contains(member.Key)).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))) { ["description"] = "改过的说明" };
            Assert.Equal(200, (await caller.SaveAsync(sent, tag)).Status);
            var saved = await ExportAsync(caller, id);
            foreach (var document in new[] { exported, saved })
            {
                document.Remove("description");
                if (document["root"] is JsonObject shownRoot) PresentForm.Give(shownRoot, "Workflow1");
                WithoutNodeIds(document);
                // Lists that are absent are shown empty.
                foreach (var list in new[] { "variables", "inputs", "outputs", "outcomes", "customProperties", "options", "toolVersion", "createdAt", "name" })
                {
                    if (document[list] is null or JsonArray { Count: 0 } or JsonObject { Count: 0 } || !exported.ContainsKey(list)) document.Remove(list);
                }
            }

            AssertSame(exported, saved);
        }
        finally
        {
            await caller.ElsaAsync(HttpMethod.Delete, "/workflow-definitions/" + id);
        }
    }

    [Theory]
    [InlineData("broken", "第 3 行第", "{\n  \"root\": {},\n  \"name\": tru\n}")]
    [InlineData("cut off", "不是合法的 JSON", "{ \"root\": { \"id\": \"a\"")]
    [InlineData("duplicate member", "Duplicate", "{ \"root\": { \"id\": \"a\", \"id\": \"b\", \"type\": \"Elsa.Flowchart\" } }")]
    [InlineData("half a character", "Unicode", "{ \"name\": \"\\ud800\", \"root\": { \"id\": \"a\", \"type\": \"Elsa.Flowchart\" } }")]
    [InlineData("not a number", "不是合法的 JSON", "{ \"version\": NaN, \"root\": { \"id\": \"a\", \"type\": \"Elsa.Flowchart\" } }")]
    [InlineData("no object", "应为 JSON 对象", "[1, 2]")]
    [InlineData("no root", "root", "{ \"name\": \"无根\" }")]
    [InlineData("root is a list", "root", "{ \"root\": [] }")]
    public async Task what_is_no_definition_is_refused_with_the_place_and_the_reason(string what, string words, string text)
    {
        var caller = await site.AsAsync("policy");
        var sentences = (await caller.ElsaAsync(HttpMethod.Post, "/workflow-definitions/import", text)).Sentences();
        Assert.Contains(words, sentences[0], StringComparison.Ordinal);
        Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", sentences[0]);
        using var upload = ElsaSite.Upload((what + ".json", Encoding.UTF8.GetBytes(text)));
        var uploaded = await Reply.OfAsync(await caller.Client.PostAsync(new Uri("/elsa/api/workflow-definitions/import-files", UriKind.Relative), upload, Cancellation));
        Assert.StartsWith(what + ".json：", uploaded.Sentences()[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gb18030", false, "GB18030")]
    [InlineData("utf-16", true, "UTF-16")]
    [InlineData("utf-16", false, "UTF-16")]
    [InlineData("utf-16BE", false, "UTF-16")]
    [InlineData("utf-8", true, "UTF-8")]
    public async Task a_file_is_read_in_the_encoding_that_it_has_and_the_answer_says_which(string encoding, bool hasMark, string said)
    {
        var caller = await site.AsAsync("policy");
        var text = """{ "name": "编码为何", "root": { "id": "a", "type": "Elsa.Flowchart", "version": 1 } }""";
        var of = encoding == "gb18030" ? CodePagesEncodingProvider.Instance.GetEncoding(encoding)! : Encoding.GetEncoding(encoding);
        var reply = await PostAsync(caller, [.. hasMark ? of.GetPreamble() : [], .. of.GetBytes(text)]);
        Assert.Equal((200, "编码为何"), (reply.Status, reply["name"]));
        Assert.Equal((true, said), (reply.Body.GetProperty("imported").GetProperty("isNew").GetBoolean(), reply.Body.GetProperty("imported").GetProperty("encoding").GetString()));
        Assert.Equal(204, (await caller.ElsaAsync(HttpMethod.Delete, "/workflow-definitions/" + reply["definitionId"])).Status);
    }

    [Fact]
    public async Task what_is_no_text_in_any_encoding_is_refused_in_words()
    {
        var reply = await PostAsync(await site.AsAsync("policy"), [.. "{ \"name\": \""u8, 0xFF, 0xFE, 0xFD, .. "\" }"u8]);
        Assert.Contains("UTF-8", reply.Sentences()[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task deep_nesting_is_refused_in_words_whatever_nests()
    {
        var caller = await site.AsAsync("policy");
        foreach (var depth in new[] { 70, 300, 600, 100_000 })
        {
            var lists = "{ \"root\": { \"id\": \"a\", \"type\": \"Elsa.Flowchart\", \"metadata\": { \"x\": " + new string('[', depth) + new string(']', depth) + " } } }";
            Assert.Contains("层", (await caller.ElsaAsync(HttpMethod.Post, "/workflow-definitions/import", lists)).Sentences()[0], StringComparison.Ordinal);
        }

        static string Nested(int depth) => string.Concat(Enumerable.Range(0, depth).Select(at => $"{{ \"id\": \"a{at}\", \"type\": \"Elsa.FlowNode\", \"version\": 1, \"body\": ")) + "null" + new string('}', depth);
        Assert.Contains("层", (await ImportAsync(caller, Nested(200))).Sentences()[0], StringComparison.Ordinal);
        // What is taken can be opened: Studio reads 64 levels.
        var deepest = await ImportAsync(caller, Nested(58));
        Assert.Equal(200, deepest.Status);
        var (definition, tag) = await caller.LoadAsync(deepest["definitionId"]!);
        definition["description"] = "改";
        Assert.Equal(200, (await caller.SaveAsync(definition, tag)).Status);
        Assert.Equal(204, (await caller.ElsaAsync(HttpMethod.Delete, "/workflow-definitions/" + deepest["definitionId"])).Status);
    }

    [Theory]
    [InlineData("ids that are there twice", """{ "id": "f", "type": "Elsa.Flowchart", "activities": [ { "id": "a", "type": "Elsa.WriteLine" }, { "id": "a", "type": "Elsa.WriteLine" } ], "connections": [ { "source": { "activity": "a", "port": "Done" }, "target": { "activity": "a", "port": "In" } } ] }""")]
    [InlineData("a child with its parent's id", """{ "id": "f", "type": "Elsa.Flowchart", "activities": [ { "id": "f", "type": "Elsa.Flowchart", "activities": [ { "id": "f", "type": "Elsa.WriteLine" } ] } ] }""")]
    [InlineData("connections in a ring and to nothing", """{ "id": "f", "type": "Elsa.Flowchart", "activities": [ { "id": "a", "type": "Elsa.WriteLine" }, { "id": "b", "type": "Elsa.WriteLine" } ], "connections": [ { "source": "a", "target": "b" }, { "source": "b", "target": "a" }, { "source": "a", "target": "nobody" }, {}, 5, null ] }""")]
    [InlineData("members of other kinds", """{ "id": "f", "type": "Elsa.Flowchart", "version": "x", "metadata": 7, "customProperties": [], "activities": { "id": "a" }, "connections": "none", "variables": 3 }""")]
    [InlineData("numbers beyond any", """{ "id": "f", "type": "Elsa.Flowchart", "version": 99999999999999999999, "metadata": { "designer": { "position": { "x": 1e999, "y": -0.0 } } }, "activities": [ { "id": "a", "type": "Elsa.For", "version": 1e400, "end": { "expression": { "type": "Literal", "value": 123456789012345678901234567890 } } } ] }""")]
    [InlineData("no ids at all", """{ "type": "Elsa.Flowchart", "activities": [ { "type": "Elsa.WriteLine" }, null, "x" ] }""")]
    [InlineData("a type that is no name", """{ "id": "f", "type": "Elsa.Flowchart", "activities": [ { "id": "a", "type": "" }, { "id": "b", "type": "<script>alert(1)</script>" } ] }""")]
    public async Task odd_definitions_are_kept_and_shown_or_refused_in_words(string what, string root)
    {
        var caller = await site.AsAsync("policy");
        var reply = await ImportAsync(caller, root);
        if (reply.Status == 400)
        {
            Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", reply.Sentences()[0]);
            return;
        }

        Assert.True(reply.Status == 200, what);
        var id = reply["definitionId"]!;
        var (definition, tag) = await caller.LoadAsync(id);
        definition["description"] = what;
        Assert.Equal(200, (await caller.SaveAsync(definition, tag)).Status);
        Assert.Equal(200, (await caller.ReadAsync($"/workflow-definitions/{id}/export")).Status);
        Assert.Equal(200, (await caller.ReadAsync($"/workflow-definitions/subgraph/{definition["id"]}?parentNodeId=Workflow1")).Status);
        Assert.Equal(204, (await caller.ElsaAsync(HttpMethod.Delete, "/workflow-definitions/" + id)).Status);
    }

    [Fact]
    public async Task an_archive_that_unpacks_to_too_much_or_holds_too_many_is_stopped_and_says_so()
    {
        var caller = await site.AsAsync("policy");
        var bomb = Zip(("bomb.json", new byte[64 * 1024 * 1024]));
        Assert.True(bomb.Length < 100_000);
        Assert.Contains("解压后过大", (await UploadAsync(caller, "bomb.zip", bomb)).Sentences()[1], StringComparison.Ordinal);
        var many = Zip([.. Enumerable.Range(0, 501).Select(at => ($"{at}.json", "5"u8.ToArray()))]);
        Assert.Contains("一次最多导入 500 个", (await UploadAsync(caller, "many.zip", many)).Sentences()[1], StringComparison.Ordinal);
        Assert.Contains("没有 .json", (await UploadAsync(caller, "none.zip", Zip(("readme.txt", "x"u8.ToArray())))).Sentences()[1], StringComparison.Ordinal);
        Assert.Contains("不是完好的 ZIP", (await UploadAsync(caller, "cut.zip", bomb[..(bomb.Length / 2)])).Sentences()[1], StringComparison.Ordinal);
        // The folder that a name claims is nobody's business: definitions are kept in the database.
        var id = "zip-" + Guid.NewGuid().ToString("N");
        var climbing = Zip(("../../../etc/x.json", Encoding.UTF8.GetBytes($$"""{ "definitionId": "{{id}}", "root": { "id": "a", "type": "Elsa.Flowchart", "version": 1 } }""")));
        Assert.Equal(1, (await UploadAsync(caller, "climb.zip", climbing)).Body.GetProperty("count").GetInt32());
        Assert.Equal(204, (await caller.ElsaAsync(HttpMethod.Delete, "/workflow-definitions/" + id)).Status);
    }

    [Theory]
    [InlineData(4_000)]
    [InlineData(10_000)]
    public async Task a_definition_of_thousands_of_activities_opens_is_saved_and_checked(int count)
    {
        var caller = await site.AsAsync("policy");
        var activities = new JsonArray();
        var connections = new JsonArray();
        for (var at = 0; at < count; at++)
        {
            activities.Add(JsonNode.Parse($$"""{ "id": "a{{at}}", "name": "WriteLine{{at}}", "type": "Elsa.WriteLine", "version": 1, "text": { "typeName": "String", "expression": { "type": "Literal", "value": "第 {{at}} 步：{{new string('长', 60)}}" } }, "metadata": { "designer": { "position": { "x": {{at % 100 * 300}}, "y": {{at / 100 * 120}} } } } }"""));
            if (at > 0) connections.Add(JsonNode.Parse($$"""{ "source": { "activity": "a{{at - 1}}", "port": "Done" }, "target": { "activity": "a{{at}}", "port": "In" } }"""));
        }

        var root = new JsonObject { ["id"] = "f", ["type"] = "Elsa.Flowchart", ["version"] = 1, ["activities"] = activities, ["connections"] = connections };
        var imported = await ImportAsync(caller, root.ToJsonString());
        Assert.Equal(200, imported.Status);
        var id = imported["definitionId"]!;
        var (definition, tag) = await caller.LoadAsync(id);
        Assert.Equal(count, definition["root"]!["activities"]!.AsArray().Count);
        Assert.InRange(imported.Message.Content.Headers.ContentLength ?? definition.ToJsonString().Length, count * 500L, DesignerJson.MaximumBodyBytes);
        definition["description"] = "改";
        Assert.Equal(200, (await caller.SaveAsync(definition, tag)).Status);
        var saved = (await caller.LoadAsync(id)).Definition;
        Assert.Equal(("改", count), (saved["description"]!.GetValue<string>(), saved["root"]!["activities"]!.AsArray().Count));
        Assert.Equal(204, (await caller.ElsaAsync(HttpMethod.Delete, "/workflow-definitions/" + id)).Status);
    }

    [Theory]
    [InlineData("Elsa.Flowchart", "Flowchart1")]
    [InlineData("Elsa.Sequence", "Sequence1")]
    [InlineData("Elsa.StateMachine", "StateMachine1")]
    public async Task each_template_of_the_create_dialog_can_be_saved_and_drawn(string type, string name)
    {
        var caller = await site.AsAsync("policy");
        var reply = await ImportAsync(caller, $$"""{ "id": "root", "type": "{{type}}", "version": 1, "name": "{{name}}" }""");
        Assert.Equal(200, reply.Status);
        var (definition, _) = await caller.LoadAsync(reply["definitionId"]!);
        Assert.Equal(type, (string?)definition["root"]!["type"]);
        Assert.Contains((await caller.ReadAsync("/descriptors/activities")).Items, item => item.GetProperty("typeName").GetString() == type && item.GetProperty("version").GetInt32() == 1);
        Assert.Equal(204, (await caller.ElsaAsync(HttpMethod.Delete, "/workflow-definitions/" + reply["definitionId"])).Status);
    }

    [Theory]
    [InlineData("flat connections", $$"""{ "id": "f", "type": "Elsa.Flowchart", "version": 1, "activities": [{{A}}, {{B}}], "connections": [ { "source": "a", "target": "b", "sourcePort": "Done", "targetPort": "In" } ] }""")]
    [InlineData("no versions, no ports", """{ "id": "f", "type": "Elsa.Flowchart", "activities": [ { "id": "a", "type": "Elsa.WriteLine" }, { "id": "b", "type": "Elsa.WriteLine" } ], "connections": [ { "source": "a", "target": "b" } ] }""")]
    [InlineData("lists in $values", $$"""{ "id": "f", "type": "Elsa.Flowchart", "version": 1, "activities": { "$values": [{{A}}, {{B}}] }, "connections": { "$values": [ { "source": { "activity": "a", "port": "Done" }, "target": { "activity": "b", "port": "In" } } ] } }""")]
    [InlineData("a single connection", $$"""{ "id": "f", "type": "Elsa.Flowchart", "version": 1, "activities": [{{A}}, {{B}}], "connections": { "source": { "activity": "a", "port": "Done" }, "target": { "activity": "b", "port": "In" } } }""")]
    [InlineData("Pascal case", $$"""{ "id": "f", "type": "Elsa.Flowchart", "version": 1, "activities": [{{A}}, {{B}}], "connections": [ { "Source": { "Activity": "a", "Port": "Done" }, "Target": { "Activity": "b", "Port": "In" } } ] }""")]
    public async Task older_forms_of_a_file_are_shown_in_the_one_that_Studio_draws(string form, string root)
    {
        var caller = await site.AsAsync("policy");
        var reply = await ImportAsync(caller, root);
        Assert.True(reply.Status == 200, $"{form}: {reply.Body}");
        var (definition, tag) = await caller.LoadAsync(reply["definitionId"]!);
        var shown = definition["root"]!;
        Assert.Equal(
            """[{"source":{"activity":"a","port":"Done"},"target":{"activity":"b","port":"In"}}]""", shown["connections"]!.ToJsonString());
        Assert.Equal(["Workflow1:f:a 1", "Workflow1:f:b 1"], shown["activities"]!.AsArray().Select(activity => $"{activity!["nodeId"]} {activity["version"]}"));

        // Saved as shown, it runs as before: the same meaning has the same hash.
        var before = WorkflowDefinition.Read((await ExportAsync(caller, reply["definitionId"]!)).ToJsonString()).Definition!.Hash;
        definition["description"] = "改";
        Assert.Equal(200, (await caller.SaveAsync(definition, tag)).Status);
        Assert.Equal(before, WorkflowDefinition.Read((await ExportAsync(caller, reply["definitionId"]!)).ToJsonString()).Definition!.Hash);
        Assert.Equal(204, (await caller.ElsaAsync(HttpMethod.Delete, "/workflow-definitions/" + reply["definitionId"])).Status);
    }

    [Fact]
    public async Task the_slots_of_a_state_machine_have_their_place_in_the_tree_and_hide_what_nobody_knows()
    {
        var caller = await site.AsAsync("policy");
        var reply = await ImportAsync(caller, """
            {
              "id": "m", "type": "Elsa.StateMachine", "version": 1, "name": "StateMachine1", "initialState": "Open",
              "states": [ { "name": "Open", "entry": { "id": "e", "type": "Elsa.WriteLine", "version": 1 } }, { "name": "Closed", "exit": { "id": "x", "type": "Acme.Unknown", "version": 2 } } ],
              "transitions": [ { "name": "close", "from": "Open", "to": "Closed", "trigger": { "id": "t", "type": "Elsa.Event", "version": 1, "eventName": { "expression": { "type": "Literal", "value": "closed" } } } } ]
            }
            """);
        Assert.Equal(200, reply.Status);
        var (definition, tag) = await caller.LoadAsync(reply["definitionId"]!);
        Assert.Equal("Workflow1:m:t", (string?)definition["root"]!["transitions"]![0]!["trigger"]!["nodeId"]);
        Assert.Equal("Elsa.NotFoundActivity", (string?)definition["root"]!["states"]![1]!["exit"]!["type"]);
        var graph = await caller.ReadAsync($"/workflow-definitions/subgraph/{definition["id"]}?parentNodeId=Workflow1:m");
        Assert.Equal(["entry", "exit", "trigger"], graph.Body.GetProperty("children").EnumerateArray().Select(child => child.GetProperty("port").GetString()).Order());
        definition["description"] = "改";
        Assert.Equal(200, (await caller.SaveAsync(definition, tag)).Status);
        Assert.Equal("Acme.Unknown", (string?)(await ExportAsync(caller, reply["definitionId"]!))["root"]!["states"]![1]!["exit"]!["type"]);
        Assert.Equal(204, (await caller.ElsaAsync(HttpMethod.Delete, "/workflow-definitions/" + reply["definitionId"])).Status);
    }

    private static async Task<JsonObject> ExportAsync(Caller caller, string id) =>
        JsonNode.Parse(await caller.Client.GetStringAsync(new Uri($"/elsa/api/workflow-definitions/{id}/export", UriKind.Relative), Cancellation))!.AsObject();

    private static Task<Reply> ImportAsync(Caller caller, string root) => caller.ElsaAsync(HttpMethod.Post, "/workflow-definitions/import", $$"""{ "name": "导入 {{Guid.NewGuid():N}}", "root": {{root}} }""");

    private static async Task<Reply> PostAsync(Caller caller, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        return await Reply.OfAsync(await caller.Client.PostAsync(new Uri("/elsa/api/workflow-definitions/import", UriKind.Relative), content, Cancellation));
    }

    private static async Task<Reply> UploadAsync(Caller caller, string name, byte[] content)
    {
        using var upload = ElsaSite.Upload((name, content));
        return await Reply.OfAsync(await caller.Client.PostAsync(new Uri("/elsa/api/workflow-definitions/import-files", UriKind.Relative), upload, Cancellation));
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.SmallestSize).Open();
                entry.Write(content);
            }
        }

        return packed.ToArray();
    }

    private static void Mark(JsonObject json) => json["acme:unknown"] = new JsonObject { ["kept"] = new JsonArray(1, "二", null, 1.50m), ["n"] = 12345678901234567890m };

    private static void MarkActivities(JsonObject activity)
    {
        Mark(activity);
        foreach (var child in (activity["activities"] as JsonArray ?? []).OfType<JsonObject>()) MarkActivities(child);
    }

    private static void WithoutNodeIds(JsonNode node)
    {
        if (node is JsonObject json)
        {
            json.Remove("nodeId");
            foreach (var (_, member) in json) if (member is not null) WithoutNodeIds(member);
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list) if (item is not null) WithoutNodeIds(item);
        }
    }

    private static void AssertSame(JsonObject expected, JsonObject actual)
    {
        var (one, other) = (expected.DeepClone().AsObject(), actual.DeepClone().AsObject());
        foreach (var member in Ours)
        {
            one.Remove(member);
            other.Remove(member);
        }

        Assert.True(JsonNode.DeepEquals(one, other), $"{Short(one)}\n---\n{Short(other)}");
    }

    private static string Short(JsonObject json)
    {
        var text = json.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
        return text.Length > 6000 ? text[..6000] : text;
    }
}
