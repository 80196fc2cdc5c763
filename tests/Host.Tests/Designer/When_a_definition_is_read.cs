using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using JieSuJiBan.Host.Tests.Rest;

namespace JieSuJiBan.Host.Tests.Designer;

[Collection(nameof(Site))]
public sealed class When_a_definition_is_read(Site site)
{
    private static readonly (string, string)[] Summary =
    [
        ("id", "s"), ("definitionId", "s"), ("name", "s"), ("description", "s"), ("createdAt", "s"), ("version", "n"), ("toolVersion", "s?"), ("isLatest", "b"), ("isPublished", "b"), ("isReadonly", "b"), ("isSystem", "b"),
        ("materializerName", "s"), ("isMaterializerAvailable", "b"), ("links", "a"),
    ];

    private static readonly (string, string)[] Full =
        [.. Summary, ("variables", "a"), ("inputs", "a"), ("outputs", "a"), ("outcomes", "a"), ("customProperties", "o"), ("options", "o"), ("root", "o")];

    [Theory]
    [InlineData("?versionOptions=Latest&Page=0&PageSize=100&SearchTerm=&IsSystem=False&OrderDirection=Ascending")]
    [InlineData("?versionOptions=Published")]
    [InlineData("?versionOptions=LatestOrPublished")]
    [InlineData("?versionOptions=AllVersions&DefinitionIds=ticket&OrderBy=Version&OrderDirection=Descending")]
    [InlineData("?versionOptions=&Ids=ticket-v2")]
    [InlineData("?versionoptions=Latest&searchterm=%E8%AF%89%E6%B1%82&orderby=Name")]
    public async Task lists_are_served_as_Studio_asks_for_them(string query)
    {
        var reply = await (await site.AsAsync("policy")).ReadAsync("/workflow-definitions" + query);
        Assert.Equal(200, reply.Status);
        reply.Body.HasShape(("items", "a"), ("totalCount", "n"), ("links", "a"));
        Assert.Contains(reply.Items, item => item.GetProperty("definitionId").GetString() == "ticket");
        foreach (var item in reply.Items) item.HasShape(Summary);
    }

    [Fact]
    public async Task who_may_edit_gets_the_links_that_say_so_and_an_auditor_none()
    {
        static string[] Rels(JsonElement json) => [.. json.GetProperty("links").EnumerateArray().Select(link => link.GetProperty("rel").GetString()!)];
        foreach (var (account, may) in new[] { ("policy", true), ("auditor", false) })
        {
            var caller = await site.AsAsync(account);
            var list = await caller.ReadAsync("/workflow-definitions?versionOptions=Latest");
            Assert.Equal(may, Rels(list.Body).Contains("bulk-publish"));
            Assert.Equal(may, Rels((await caller.ReadAsync("/workflow-definitions/by-definition-id/ticket")).Body).Contains("publish"));
        }
    }

    [Fact]
    public async Task one_is_served_whole_by_its_id_and_by_its_version_id()
    {
        var caller = await site.AsAsync("auditor");
        var one = await caller.ReadAsync("/workflow-definitions/by-definition-id/ticket?versionOptions=Published");
        one.Body.HasShape(Full);
        var id = one.Body.GetProperty("id").GetString()!;
        var same = await caller.ReadAsync("/workflow-definitions/by-id/" + id);
        Assert.True(JsonElement.DeepEquals(one.Body, same.Body));
        var many = await caller.ReadAsync($"/workflow-definitions/many-by-id?ids={id}&ids=none");
        Assert.Equal(1, many.Body.GetProperty("count").GetInt32());
        Assert.Equal(404, (await caller.ReadAsync("/workflow-definitions/by-definition-id/none")).Status);
        Assert.Equal(404, (await caller.ReadAsync("/workflow-definitions/by-id/none")).Status);
    }

    [Fact]
    public async Task every_activity_carries_the_path_of_ids_by_which_the_viewer_finds_it()
    {
        var root = JsonNode.Parse((await (await site.AsAsync("auditor")).ReadAsync("/workflow-definitions/by-definition-id/ticket")).Body.GetProperty("root").GetRawText())!;
        var rootId = (string)root["id"]!;
        Assert.All(root["activities"]!.AsArray(), activity => Assert.StartsWith($"Workflow1:{rootId}:{activity!["id"]}", (string?)activity["nodeId"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task versions_consumers_and_names_are_told()
    {
        var caller = await site.AsAsync("policy");
        foreach (var item in (await caller.ReadAsync("/workflow-definitions/ticket/versions")).Items) item.HasShape(Summary);
        (await caller.ReadAsync("/workflow-definitions/ticket/consumers")).Body.HasShape(("consumingWorkflowDefinitionIds", "a"));
        // Not the ticket: another test brings in a copy of it, name and all.
        var name = (await caller.ReadAsync("/workflow-definitions/by-definition-id/coordination")).Body.GetProperty("name").GetString()!;
        Assert.False((await caller.ReadAsync("/workflow-definitions/validation/is-name-unique?name=" + Uri.EscapeDataString(name))).Body.GetProperty("isUnique").GetBoolean());
        Assert.True((await caller.ReadAsync($"/workflow-definitions/validation/is-name-unique?name={Uri.EscapeDataString(name)}&definitionId=coordination")).Body.GetProperty("isUnique").GetBoolean());
        Assert.True((await caller.ReadAsync("/workflow-definitions/validation/is-name-unique?name=no-such")).Body.GetProperty("isUnique").GetBoolean());
    }

    [Fact]
    public async Task it_is_exported_as_a_file_and_several_as_a_ZIP()
    {
        var caller = await site.AsAsync("auditor");
        var file = await caller.ReadAsync("/workflow-definitions/ticket/export?versionOptions=Published&includeConsumingWorkflows=false");
        Assert.Equal(200, file.Status);
        Assert.StartsWith("workflow-definition-", file.Message.Content.Headers.ContentDisposition!.FileNameStar, StringComparison.Ordinal);
        Assert.Equal("ticket", file["definitionId"]);
        var zip = await caller.ElsaAsync(HttpMethod.Post, "/bulk-actions/export/workflow-definitions", new { ids = new[] { file["id"] }, includeConsumingWorkflows = false });
        using var archive = new ZipArchive(await zip.Message.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Single(archive.Entries);
    }

    [Fact]
    public async Task the_way_to_a_nested_node_is_told()
    {
        var caller = await site.AsAsync("auditor");
        var definition = (await caller.ReadAsync("/workflow-definitions/by-definition-id/ticket")).Body;
        var child = definition.GetProperty("root").GetProperty("activities")[0].GetProperty("nodeId").GetString()!;
        var id = definition.GetProperty("id").GetString();
        var segments = await caller.ReadAsync($"/workflow-definitions/subgraph/segments/{id}?childNodeId={Uri.EscapeDataString(child)}");
        segments.Body.HasShape(("childNode", "o"), ("container", "o"), ("pathSegments", "a"));
        Assert.Equal(child, segments.Body.GetProperty("childNode").GetProperty("nodeId").GetString());
        var graph = await caller.ReadAsync($"/workflow-definitions/subgraph/{id}?parentNodeId={Uri.EscapeDataString(definition.GetProperty("root").GetProperty("nodeId").GetString()!)}");
        graph.Body.HasShape(("activity", "o"), ("nodeId", "s"), ("parents", "a"), ("children", "a"));
        Assert.NotEmpty(graph.Body.GetProperty("children").EnumerateArray());
        Assert.Equal(404, (await caller.ReadAsync($"/workflow-definitions/subgraph/{id}?parentNodeId=Workflow1:none")).Status);
    }
}
