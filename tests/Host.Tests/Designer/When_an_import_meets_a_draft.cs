using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using JieSuJiBan.Host.Tests.Rest;

namespace JieSuJiBan.Host.Tests.Designer;

/// <summary>An import is a save: what somebody else is working on is not written over unasked, and the answer names what became of each file.</summary>
[Collection(nameof(Site))]
public sealed class When_an_import_meets_a_draft(Site site)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("one")]
    [InlineData("put")]
    [InlineData("files")]
    [InlineData("zip")]
    public async Task of_somebody_else_it_asks_keeps_the_text_aside_and_goes_on_where_that_is_said(string door)
    {
        var (first, second) = (await site.AsAsync("policy"), await site.AsAsync("policy2"));
        var id = "over-" + Guid.NewGuid().ToString("N");
        Assert.Equal(200, (await ImportAsync(first, door, "", (id, "第一人"))).Status);

        var asked = await ImportAsync(second, door, "", (id, "第二人"));

        Assert.Equal(400, asked.Status);
        var sentences = string.Concat(asked.Sentences());
        Assert.Contains("policy", sentences, StringComparison.Ordinal);
        Assert.Contains("没有覆盖", sentences, StringComparison.Ordinal);
        Assert.Contains("overwrite=true", sentences, StringComparison.Ordinal);
        var (kept, _) = await first.LoadAsync(id);
        Assert.Equal("第一人", (string?)kept["description"]);
        var draft = Guid.ParseExact((string)kept["id"]!, "N");
        Assert.Contains("第二人", (await first.GetAsync($"/api/governance/drafts/{draft}/late")).Body[0].GetProperty("content").GetString()!, StringComparison.Ordinal);

        var over = await ImportAsync(second, door, "?overwrite=true", (id, "第二人"));
        Assert.Equal(200, over.Status);
        Assert.Contains("覆盖", over.Body.GetProperty("imported") is { ValueKind: System.Text.Json.JsonValueKind.Array } many ? many[0].GetProperty("chinese").GetString()! : over.Body.GetProperty("imported").GetProperty("chinese").GetString()!, StringComparison.Ordinal);
        Assert.Equal("第二人", (string?)(await first.LoadAsync(id)).Definition["description"]);
        // Who changed it last goes on without being asked.
        Assert.Equal(200, (await ImportAsync(second, door, "", (id, "第二人再改"))).Status);
    }

    [Fact]
    public async Task with_the_tag_of_the_newest_revision_it_is_a_save_like_any_other()
    {
        var (first, second) = (await site.AsAsync("policy"), await site.AsAsync("policy2"));
        var id = "tag-" + Guid.NewGuid().ToString("N");
        Assert.Equal(200, (await ImportAsync(first, "one", "", (id, "第一人"))).Status);
        var (_, tag) = await second.LoadAsync(id);
        Assert.Equal(200, (await second.ElsaAsync(HttpMethod.Put, $"/workflow-definitions/{id}/import", Definition(id, "第二人"), tag)).Status);
    }

    [Fact]
    public async Task two_files_with_one_id_are_both_left_out_and_named_and_the_others_come_in()
    {
        var caller = await site.AsAsync("policy");
        var (twin, other) = ("twin-" + Guid.NewGuid().ToString("N"), "other-" + Guid.NewGuid().ToString("N"));
        foreach (var door in new[] { "files", "zip" })
        {
            var reply = await ImportAsync(caller, door, "", (twin, "一"), (other, "三"), (twin.ToUpperInvariant(), "二"));
            Assert.Equal(400, reply.Status);
            var sentences = string.Concat(reply.Sentences());
            Assert.Contains("同一个流程", sentences, StringComparison.Ordinal);
            Assert.Contains("0.json", sentences, StringComparison.Ordinal);
            Assert.Contains("2.json", sentences, StringComparison.Ordinal);
            Assert.Contains(other, sentences, StringComparison.Ordinal);
            Assert.Equal(404, (await caller.ReadAsync("/workflow-definitions/by-definition-id/" + twin)).Status);
            Assert.Equal(200, (await caller.ReadAsync("/workflow-definitions/by-definition-id/" + other)).Status);
        }
    }

    [Fact]
    public async Task an_id_that_differs_by_case_only_is_refused_at_every_door()
    {
        var caller = await site.AsAsync("policy");
        Assert.Contains("大小写", (await ImportAsync(caller, "one", "", ("Ticket", "一"))).Sentences()[0], StringComparison.Ordinal);
        Assert.Contains("大小写", string.Concat((await ImportAsync(caller, "files", "", ("TICKET", "一"))).Sentences()), StringComparison.Ordinal);
        Assert.Contains("大小写", (await caller.ElsaAsync(HttpMethod.Post, "/workflow-definitions", new JsonObject { ["model"] = Definition("tickeT", "一"), ["publish"] = false })).Sentences()[0], StringComparison.Ordinal);
        var draft = await caller.PostAsync("/api/governance/drafts", new { kind = "Workflow", name = "Whistle", content = Definition("Whistle", "一").ToJsonString() });
        Assert.Equal((409, "draft.otherCase"), (draft.Status, draft["code"]));
    }

    [Fact]
    public async Task of_two_at_once_whose_ids_differ_by_case_only_one_comes_in()
    {
        var callers = new[] { await site.AsAsync("policy"), await site.AsAsync("policy2") };
        for (var round = 0; round < 6; round++)
        {
            var id = "race-" + Guid.NewGuid().ToString("N");
            await Task.WhenAll(Enumerable.Range(0, 6).Select(at => ImportAsync(callers[at % 2], "files", "", (at % 2 == 0 ? id : id.ToUpperInvariant(), "同时"))));
            var known = 0;
            foreach (var form in new[] { id, id.ToUpperInvariant() }) known += (await callers[0].ReadAsync("/workflow-definitions/by-definition-id/" + form)).Status == 200 ? 1 : 0;
            Assert.Equal(1, known);
        }
    }

    private static JsonObject Definition(string id, string words) => new()
    {
        ["definitionId"] = id,
        ["name"] = "导入",
        ["description"] = words,
        ["root"] = new JsonObject { ["id"] = "a", ["type"] = "Elsa.Flowchart", ["version"] = 1 },
    };

    private static async Task<Reply> ImportAsync(Caller caller, string door, string query, params (string Id, string Words)[] files)
    {
        if (door == "one") return await caller.ElsaAsync(HttpMethod.Post, "/workflow-definitions/import" + query, Definition(files[0].Id, files[0].Words));
        if (door == "put") return await caller.ElsaAsync(HttpMethod.Put, $"/workflow-definitions/{files[0].Id}/import{query}", Definition(files[0].Id, files[0].Words));
        var texts = files.Select((file, at) => ($"{at}.json", Encoding.UTF8.GetBytes(Definition(file.Id, file.Words).ToJsonString()))).ToArray();
        if (door == "zip")
        {
            using var packed = new MemoryStream();
            await using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
            {
                foreach (var (name, text) in texts)
                {
                    await using var entry = await zip.CreateEntry(name).OpenAsync(Cancellation);
                    await entry.WriteAsync(text, Cancellation);
                }
            }

            texts = [("all.zip", packed.ToArray())];
        }

        using var upload = ElsaSite.Upload(texts);
        return await Reply.OfAsync(await caller.Client.PostAsync(new Uri("/elsa/api/workflow-definitions/import-files" + query, UriKind.Relative), upload, Cancellation));
    }
}
