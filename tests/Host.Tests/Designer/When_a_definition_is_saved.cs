using System.Text;
using System.Text.Json.Nodes;
using JieSuJiBan.Host.Tests.Rest;

namespace JieSuJiBan.Host.Tests.Designer;

[Collection(nameof(Site))]
public sealed class When_a_definition_is_saved(Site site)
{
    /// <summary>A published definition of which no other test makes versions: the site is shared.</summary>
    private const string Untouched = "supervision";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_new_one_is_made_and_every_save_answers_with_the_whole_definition_and_its_next_tag()
    {
        var caller = await site.AsAsync("policy");
        var id = await caller.NewAsync("保存试验");
        var (definition, tag) = await caller.LoadAsync(id);
        definition["description"] = "第二稿";
        var saved = await caller.SaveAsync(definition, tag);
        Assert.Equal(200, saved.Status);
        saved.Body.HasShape(("workflowDefinition", "o"), ("alreadyPublished", "b"), ("consumingWorkflowCount", "n"), ("validationErrors", "a"));
        Assert.NotEqual(tag, saved.Message.Headers.ETag!.ToString());
        Assert.Contains(saved.Body.GetProperty("workflowDefinition").GetProperty("links").EnumerateArray(), link => link.GetProperty("rel").GetString() == "publish");
        Assert.Equal("第二稿", (await caller.LoadAsync(id)).Definition["description"]!.GetValue<string>());
    }

    [Fact]
    public async Task of_two_who_change_the_same_draft_the_later_is_told_and_nothing_is_lost()
    {
        var (first, second) = (await site.AsAsync("policy"), await site.AsAsync("policy2"));
        var id = await first.NewAsync("两人同改");
        var (mine, myTag) = await first.LoadAsync(id);
        var (theirs, theirTag) = await second.LoadAsync(id);
        theirs["description"] = "她的";
        Assert.Equal(200, (await second.SaveAsync(theirs, theirTag)).Status);
        mine["description"] = "他的";
        var late = await first.SaveAsync(mine, myTag);
        Assert.Contains("没有丢失", Assert.Single(late.Sentences()), StringComparison.Ordinal);
        Assert.Equal("她的", (await first.LoadAsync(id)).Definition["description"]!.GetValue<string>());
        // Loaded anew, it is saved.
        Assert.Equal(200, (await first.SaveAsync(mine, (await first.LoadAsync(id)).Tag)).Status);
    }

    [Fact]
    public async Task a_save_that_does_not_say_what_it_started_from_is_refused()
    {
        var caller = await site.AsAsync("policy");
        var id = await caller.NewAsync("无版本号");
        var (definition, _) = await caller.LoadAsync(id);
        definition["description"] = "改";
        Assert.Equal("draft.noRevision", (await caller.SaveAsync(definition, null))["code"]);
    }

    [Fact]
    public async Task the_first_change_of_a_published_version_makes_a_draft_and_who_loaded_before_it_is_told()
    {
        var (first, second) = (await site.AsAsync("policy"), await site.AsAsync("policy2"));
        var (mine, tag) = await first.LoadAsync(Untouched);
        if (mine["isPublished"]!.GetValue<bool>() == false) Assert.Equal(204, (await first.ElsaAsync(HttpMethod.Delete, "/workflow-definition-versions/" + mine["id"])).Status);
        (mine, tag) = await first.LoadAsync(Untouched);
        Assert.True(mine["isPublished"]!.GetValue<bool>());

        // Saved as it was loaded: no draft.
        var same = await first.SaveAsync(mine, tag);
        Assert.True(same.Body.GetProperty("workflowDefinition").GetProperty("isPublished").GetBoolean());

        mine["root"]!["activities"]![0]!["metadata"]!["displayText"] = "受理（改）";
        var saved = await first.SaveAsync(mine, tag);
        Assert.False(saved.Body.GetProperty("workflowDefinition").GetProperty("isPublished").GetBoolean());
        Assert.Equal(mine["version"]!.GetValue<int>() + 1, saved.Body.GetProperty("workflowDefinition").GetProperty("version").GetInt32());

        var (theirs, _) = (mine.DeepClone().AsObject(), tag);
        theirs["description"] = "从已发布版本改起";
        Assert.NotEmpty((await second.SaveAsync(theirs, tag)).Sentences());

        // The published version stays as it was.
        var published = (await first.ReadAsync($"/workflow-definitions/by-definition-id/{Untouched}?versionOptions=Published")).Body;
        Assert.NotEqual("受理（改）", published.GetProperty("root").GetProperty("activities")[0].GetProperty("metadata").GetProperty("displayText").GetString());

        Assert.Equal(204, (await first.ElsaAsync(HttpMethod.Delete, "/workflow-definition-versions/" + saved.Body.GetProperty("workflowDefinition").GetProperty("id").GetString())).Status);
        Assert.True((await first.LoadAsync(Untouched)).Definition["isPublished"]!.GetValue<bool>());
    }

    [Fact]
    public async Task publishing_keeps_the_draft_and_says_that_a_second_person_must_review_it()
    {
        var caller = await site.AsAsync("policy");
        var id = await caller.NewAsync("想发布");
        var (definition, tag) = await caller.LoadAsync(id);
        definition["description"] = "发布我";
        var answer = await caller.SaveAsync(definition, tag, publish: true);
        Assert.Contains("审核", Assert.Single(answer.Sentences()), StringComparison.Ordinal);
        Assert.Equal("发布我", (await caller.LoadAsync(id)).Definition["description"]!.GetValue<string>());
        // The next save goes on from there.
        Assert.Equal(answer.Message.Headers.ETag!.ToString(), (await caller.LoadAsync(id)).Tag);
        Assert.NotEmpty((await caller.ElsaAsync(HttpMethod.Post, $"/workflow-definitions/{id}/publish", new { })).Sentences());
        Assert.NotEmpty((await caller.ElsaAsync(HttpMethod.Post, "/bulk-actions/publish/workflow-definitions/by-definition-ids", new { definitionIds = new[] { id } })).Sentences());
        (await caller.ElsaAsync(HttpMethod.Post, "/bulk-actions/publish/workflow-definitions/by-definition-ids", new { definitionIds = new[] { "none" } })).Body.HasShape(("published", "a"), ("alreadyPublished", "a"), ("notFound", "a"), ("updatedConsumers", "a"));
        (await caller.ElsaAsync(HttpMethod.Post, "/bulk-actions/retract/workflow-definitions/by-definition-ids", new { definitionIds = Array.Empty<string>() })).Body.HasShape(("retracted", "a"), ("alreadyRetracted", "a"), ("notFound", "a"));
    }

    [Fact]
    public async Task what_was_published_is_neither_deleted_nor_left_without_a_successor()
    {
        var caller = await site.AsAsync("policy");
        Assert.Contains("永久保留", Assert.Single((await caller.ElsaAsync(HttpMethod.Delete, "/workflow-definitions/" + Untouched)).Sentences()), StringComparison.Ordinal);
        Assert.Contains("须由两人", Assert.Single((await caller.ElsaAsync(HttpMethod.Post, $"/workflow-definitions/{Untouched}/retract", new { })).Sentences()), StringComparison.Ordinal);
        Assert.Equal(404, (await caller.ElsaAsync(HttpMethod.Delete, "/workflow-definitions/none")).Status);
    }

    [Fact]
    public async Task drafts_are_deleted_one_by_one_and_many_at_once()
    {
        var caller = await site.AsAsync("policy");
        var (one, two, three) = (await caller.NewAsync("删除一"), await caller.NewAsync("删除二"), await caller.NewAsync("删除三"));
        Assert.Equal(204, (await caller.ElsaAsync(HttpMethod.Delete, "/workflow-definitions/" + one)).Status);
        Assert.Equal(404, (await caller.ReadAsync("/workflow-definitions/by-definition-id/" + one)).Status);
        Assert.Equal(1, (await caller.ElsaAsync(HttpMethod.Post, "/bulk-actions/delete/workflow-definitions/by-definition-id", new { definitionIds = new[] { two } })).Body.GetProperty("deleted").GetInt32());
        var id = (await caller.LoadAsync(three)).Definition["id"]!.GetValue<string>();
        Assert.Equal(1, (await caller.ElsaAsync(HttpMethod.Post, "/bulk-actions/delete/workflow-definitions/by-id", new { ids = new[] { id } })).Body.GetProperty("deleted").GetInt32());
    }

    [Fact]
    public async Task an_earlier_version_comes_back_as_a_draft()
    {
        var caller = await site.AsAsync("policy");
        var version = (await caller.ReadAsync($"/workflow-definitions/by-definition-id/{Untouched}?versionOptions=Published")).Body.GetProperty("version").GetInt32();
        var reverted = await caller.ElsaAsync(HttpMethod.Post, $"/workflow-definitions/{Untouched}/revert/{version}", new { });
        Assert.Equal(201, reverted.Status);
        Assert.False(reverted.Body.GetProperty("isPublished").GetBoolean());
        Assert.Equal(404, (await caller.ElsaAsync(HttpMethod.Post, $"/workflow-definitions/{Untouched}/revert/999", new { })).Status);
        Assert.Equal(204, (await caller.ElsaAsync(HttpMethod.Delete, $"/workflow-definitions/{Untouched}/version/{version + 1}")).Status);
    }

    [Fact]
    public async Task an_export_imports_unchanged()
    {
        var caller = await site.AsAsync("policy");
        var text = await caller.Client.GetStringAsync(new Uri("/elsa/api/workflow-definitions/ticket/export?versionOptions=Published", UriKind.Relative), Cancellation);
        var file = JsonNode.Parse(text)!.AsObject();
        file["definitionId"] = "copy-" + Guid.NewGuid().ToString("N");
        var imported = await caller.ElsaAsync(HttpMethod.Post, "/workflow-definitions/import", file);
        Assert.Equal(200, imported.Status);
        var again = JsonNode.Parse(await caller.Client.GetStringAsync(new Uri($"/elsa/api/workflow-definitions/{file["definitionId"]}/export", UriKind.Relative), Cancellation))!.AsObject();
        foreach (var document in new[] { file, again })
        {
            foreach (var member in new[] { "id", "version", "isLatest", "isPublished" }) document.Remove(member);
        }

        Assert.True(JsonNode.DeepEquals(file, again));
        Assert.Equal(200, (await caller.ElsaAsync(HttpMethod.Put, $"/workflow-definitions/{file["definitionId"]}/import", JsonNode.Parse(text))).Status);
    }

    [Fact]
    public async Task an_activity_of_a_type_nobody_knows_is_shown_as_not_found_and_comes_back_unchanged()
    {
        var caller = await site.AsAsync("policy");
        var id = "unknown-" + Guid.NewGuid().ToString("N");
        var odd = JsonNode.Parse("""{ "id": "odd", "name": "Odd1", "type": "Acme.Strange", "version": 3, "secret": { "kept": [1, 2, 3] }, "metadata": { "designer": { "position": { "x": 1, "y": 2 } } } }""")!;
        var definition = new JsonObject { ["definitionId"] = id, ["name"] = "未知", ["root"] = new JsonObject { ["id"] = "flow", ["type"] = "Elsa.Flowchart", ["version"] = 1, ["activities"] = new JsonArray(odd.DeepClone()), ["connections"] = new JsonArray() } };
        Assert.Equal(200, (await caller.ElsaAsync(HttpMethod.Post, "/workflow-definitions/import", definition)).Status);
        var (shown, tag) = await caller.LoadAsync(id);
        var standIn = shown["root"]!["activities"]![0]!;
        Assert.Equal("Elsa.NotFoundActivity", (string?)standIn["type"]);
        Assert.Equal("Acme.Strange", (string?)standIn["missingTypeName"]);
        shown["description"] = "改过";
        Assert.Equal(200, (await caller.SaveAsync(shown, tag)).Status);
        var kept = JsonNode.Parse(await caller.Client.GetStringAsync(new Uri($"/elsa/api/workflow-definitions/{id}/export", UriKind.Relative), Cancellation))!["root"]!["activities"]![0]!;
        Assert.True(JsonNode.DeepEquals(odd["secret"], kept["secret"]));
        Assert.Equal("Acme.Strange", (string?)kept["type"]);
    }

    [Fact]
    public async Task a_definition_of_2_MB_is_saved_and_one_beyond_the_limit_is_refused_with_a_reason()
    {
        var caller = await site.AsAsync("policy");
        var id = await caller.NewAsync("很大");
        var (definition, tag) = await caller.LoadAsync(id);
        definition["description"] = new string('长', 2 * 1024 * 1024 / 3);
        Assert.Equal(200, (await caller.SaveAsync(definition, tag)).Status);
        definition["description"] = new string('x', 9 * 1024 * 1024);
        Assert.Contains("上限", (await caller.SaveAsync(definition, (await caller.LoadAsync(id)).Tag)).Sentences()[0], StringComparison.Ordinal);
        Assert.Equal(204, (await caller.ElsaAsync(HttpMethod.Delete, "/workflow-definitions/" + id)).Status);
    }

    [Fact]
    public async Task a_script_in_a_name_stays_text()
    {
        const string Name = "<script>alert(1)</script>“'&";
        var caller = await site.AsAsync("policy");
        var id = await caller.NewAsync(Name);
        Assert.Equal(Name, (await caller.LoadAsync(id)).Definition["name"]!.GetValue<string>());
        var file = await caller.ReadAsync($"/workflow-definitions/{id}/export");
        Assert.DoesNotContain("<", file.Message.Content.Headers.ContentDisposition!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"model\": { \"name\": ")]
    [InlineData("[1,2]")]
    [InlineData("null")]
    [InlineData("{ \"model\": 5 }")]
    [InlineData("{ \"model\": { \"name\": \"无根\" } }")]
    [InlineData("{ \"model\": { \"definitionId\": \"../../x\", \"root\": { \"id\": \"a\", \"type\": \"Elsa.Flowchart\" } } }")]
    public async Task what_is_no_definition_is_refused_in_words(string body)
    {
        var caller = await site.AsAsync("policy");
        Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", (await caller.ElsaAsync(HttpMethod.Post, "/workflow-definitions", body)).Sentences()[0]);
        if (!body.Contains("model", StringComparison.Ordinal)) Assert.NotEmpty((await caller.ElsaAsync(HttpMethod.Post, "/workflow-definitions/import", body)).Sentences());
    }

    [Fact]
    public async Task of_uploaded_files_the_good_ones_are_imported_and_the_others_named()
    {
        var caller = await site.AsAsync("policy");
        var good = "upload-" + Guid.NewGuid().ToString("N");
        var definition = $$"""{ "definitionId": "{{good}}", "name": "上传", "root": { "id": "f", "type": "Elsa.Flowchart", "version": 1 } }""";
        using var mixed = ElsaSite.Upload(("good.json", Encoding.UTF8.GetBytes(definition)), ("broken.json", "{ \"root\": "u8.ToArray()), ("fake.zip", "PK"u8.ToArray()));
        var answer = await Reply.OfAsync(await caller.Client.PostAsync(new Uri("/elsa/api/workflow-definitions/import-files", UriKind.Relative), mixed, Cancellation));
        var sentences = answer.Sentences();
        Assert.Contains("已导入 1 个", sentences[0], StringComparison.Ordinal);
        Assert.Contains(sentences, sentence => sentence.StartsWith("broken.json", StringComparison.Ordinal));
        Assert.Contains(sentences, sentence => sentence.StartsWith("fake.zip", StringComparison.Ordinal));
        using var fine = ElsaSite.Upload(("good.json", Encoding.UTF8.GetBytes(definition)));
        Assert.Equal(1, (await Reply.OfAsync(await caller.Client.PostAsync(new Uri("/elsa/api/workflow-definitions/import-files", UriKind.Relative), fine, Cancellation))).Body.GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData("/workflow-definitions/ticket/execute")]
    [InlineData("/workflow-definitions/ticket/dispatch")]
    [InlineData("/workflow-definitions/ticket/bulk-dispatch")]
    [InlineData("/tests/activities")]
    public async Task running_leads_to_the_sandbox(string path)
    {
        var reply = await (await site.AsAsync("policy")).ElsaAsync(HttpMethod.Post, path, new { });
        Assert.Contains("试运行", reply.Sentences()[0], StringComparison.Ordinal);
        Assert.Equal("True", reply.Message.Headers.GetValues("x-elsa-workflow-cannot-start").Single());
    }

    [Fact]
    public async Task an_auditor_changes_nothing()
    {
        var caller = await site.AsAsync("auditor");
        var (definition, tag) = await caller.LoadAsync("ticket");
        Assert.Equal(403, (await caller.SaveAsync(definition, tag)).Status);
        Assert.Equal(403, (await caller.ElsaAsync(HttpMethod.Delete, "/workflow-definitions/ticket")).Status);
        Assert.Equal(403, (await caller.ElsaAsync(HttpMethod.Post, "/workflow-definitions/import", definition)).Status);
    }

    [Fact]
    public async Task references_are_changed_by_drafts_only() =>
        (await (await site.AsAsync("policy")).ElsaAsync(HttpMethod.Post, "/workflow-definitions/ticket/update-references", new { })).Body.HasShape(("affectedWorkflows", "a"));

    /// <summary>Elsa's own files where that folder is present: each is imported and shown, or refused with a reason.</summary>
    [Fact]
    public async Task definitions_of_Elsa_are_imported_and_shown_or_refused_with_a_reason()
    {
        var folder = ElsaFiles.Folder();
        Assert.SkipWhen(folder is null, ElsaFiles.Missing);
        var caller = await site.AsAsync("policy");
        var shown = 0;
        foreach (var file in Directory.EnumerateFiles(folder!, "*.json", SearchOption.AllDirectories))
        {
            var imported = await caller.ElsaAsync(HttpMethod.Post, "/workflow-definitions/import", await File.ReadAllTextAsync(file, Cancellation));
            if (imported.Status == 400)
            {
                Assert.NotEmpty(imported.Sentences());
                continue;
            }

            Assert.Equal(200, imported.Status);
            var id = imported["definitionId"]!;
            Assert.Equal(200, (await caller.ReadAsync("/workflow-definitions/by-definition-id/" + id)).Status);
            Assert.Equal(204, (await caller.ElsaAsync(HttpMethod.Delete, "/workflow-definitions/" + id)).Status);
            shown++;
        }

        Assert.True(shown > 0);
    }
}
