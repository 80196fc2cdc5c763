using JieSuJiBan.Host.Tests.Rest;

namespace JieSuJiBan.Host.Tests.Designer;

/// <summary>Two tabs, two administrators, a save while somebody publishes: one comes first, the others are told, and nothing anybody wrote is lost.</summary>
[Collection(nameof(Site))]
public sealed class When_two_work_at_once(Site site)
{
    [Fact]
    public async Task of_eight_saves_from_the_same_revision_one_is_taken_and_seven_are_told_and_kept_aside()
    {
        var (first, second) = (await site.AsAsync("policy"), await site.AsAsync("policy2"));
        var id = await first.NewAsync("八个窗口");
        var (definition, tag) = await first.LoadAsync(id);
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(at =>
        {
            var mine = definition.DeepClone().AsObject();
            mine["description"] = $"第 {at} 个窗口";
            return (at % 2 == 0 ? first : second).SaveAsync(mine, tag);
        }));
        var taken = Assert.Single(replies, reply => reply.Status == 200);
        Assert.All(replies.Where(reply => reply != taken), reply => Assert.Contains("没有丢失", reply.Sentences()[0], StringComparison.Ordinal));
        Assert.Equal(taken.Body.GetProperty("workflowDefinition").GetProperty("description").GetString(), (string?)(await first.LoadAsync(id)).Definition["description"]);
        Assert.Equal(7, (await LogAsync(first, id)).Count(action => action == "saveCameTooLate"));
        Assert.Equal(204, (await first.ElsaAsync(HttpMethod.Delete, "/workflow-definitions/" + id)).Status);
    }

    [Fact]
    public async Task the_same_text_sent_again_after_a_lost_answer_is_no_second_change()
    {
        var caller = await site.AsAsync("policy");
        var id = await caller.NewAsync("重发");
        var (definition, tag) = await caller.LoadAsync(id);
        definition["description"] = "只改一次";
        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => caller.SaveAsync(definition, tag)));
        Assert.All(replies, reply => Assert.Equal(200, reply.Status));
        Assert.Single(replies.Select(reply => reply.Message.Headers.ETag!.ToString()).Distinct());
        Assert.Equal(204, (await caller.ElsaAsync(HttpMethod.Delete, "/workflow-definitions/" + id)).Status);
    }

    [Fact]
    public async Task a_save_while_somebody_publishes_is_told_and_what_was_approved_is_what_is_published()
    {
        var (author, reviewer) = (await site.AsAsync("policy"), await site.AsAsync("policy2"));
        var id = "race-" + Guid.NewGuid().ToString("N");
        var file = $$"""
            {
              "definitionId": "{{id}}", "name": "发布时保存",
              "root": {
                "id": "f", "type": "Elsa.Flowchart", "version": 1, "name": "Flowchart1",
                "activities": [ { "id": "s", "name": "Start1", "type": "Elsa.Start", "version": 1 }, { "id": "e", "name": "Finish1", "type": "Elsa.Finish", "version": 1 } ],
                "connections": [ { "source": { "activity": "s", "port": "Done" }, "target": { "activity": "e", "port": "In" } } ]
              }
            }
            """;
        Assert.Equal(200, (await author.ElsaAsync(HttpMethod.Post, "/workflow-definitions/import", file)).Status);
        var (definition, tag) = await author.LoadAsync(id);
        var draft = Guid.ParseExact((string)definition["id"]!, "N");
        Assert.Equal(200, (await author.PostAsync($"/api/governance/drafts/{draft}/submit", new { revision = 1 })).Status);

        // While it lies with the reviewer it is only looked at, and a save says so.
        definition["description"] = "审核时改的";
        Assert.Contains("审核", (await author.SaveAsync(definition, tag)).Sentences()[0], StringComparison.Ordinal);
        Assert.DoesNotContain((await author.ReadAsync("/workflow-definitions/by-definition-id/" + id)).Body.GetProperty("links").EnumerateArray(), link => link.GetProperty("rel").GetString() == "publish");

        Assert.Equal(200, (await reviewer.PostAsync($"/api/governance/drafts/{draft}/approve", new { note = "同意" })).Status);
        var publishing = reviewer.PostAsync($"/api/governance/drafts/{draft}/publish", new { effectiveFrom = "2199-01-01T00:00:00Z" });
        var saves = await Task.WhenAll(Enumerable.Range(0, 4).Select(at =>
        {
            var mine = definition.DeepClone().AsObject();
            mine["description"] = $"发布时改的 {at}";
            return author.SaveAsync(mine, tag);
        }));
        Assert.Equal(200, (await publishing).Status);
        Assert.All(saves, save => Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", save.Sentences()[0]));

        var published = (await author.ReadAsync($"/workflow-definitions/by-definition-id/{id}?versionOptions=Published")).Body;
        Assert.Equal(("", true), (published.GetProperty("description").GetString(), published.GetProperty("isPublished").GetBoolean()));
        // The next change makes a draft of the next version.
        var (next, nextTag) = await author.LoadAsync(id);
        next["description"] = "下一版";
        var saved = await author.SaveAsync(next, nextTag);
        Assert.Equal(2, saved.Body.GetProperty("workflowDefinition").GetProperty("version").GetInt32());
        Assert.Equal(204, (await author.ElsaAsync(HttpMethod.Delete, "/workflow-definition-versions/" + saved.Body.GetProperty("workflowDefinition").GetProperty("id").GetString())).Status);
    }

    private static async Task<string[]> LogAsync(Caller caller, string definitionId)
    {
        var draft = Guid.ParseExact((string)(await caller.LoadAsync(definitionId)).Definition["id"]!, "N");
        return [.. (await caller.GetAsync($"/api/governance/drafts/{draft}/log")).Body.EnumerateArray().Select(entry => entry.GetProperty("action").GetString()!)];
    }
}
