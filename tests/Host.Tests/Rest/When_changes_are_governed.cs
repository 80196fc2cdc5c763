using System.Text.Json;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>Drafts over HTTP: written by one, reviewed by another, published, and told apart in words.</summary>
[Collection(nameof(Site))]
public sealed class When_changes_are_governed(Site site)
{
    [Fact]
    public async Task A_policy_file_goes_from_draft_to_published_through_a_second_person()
    {
        var author = await site.AsAsync("policy");
        var reviewer = await site.AsAsync("policy2");
        var made = await author.PostAsync("/api/governance/drafts", new { kind = "Policy", name = "callback.json" });
        Assert.Equal(200, made.Status);
        var id = Draft(made).GetProperty("draftId").GetString();
        var content = (await author.GetAsync($"/api/governance/drafts/{id}/content"))["content"]!;

        var saved = await author.PutAsync($"/api/governance/drafts/{id}/content", new { revision = 1, content = content.Replace("\"attempts\": 3", "\"attempts\": 2", StringComparison.Ordinal) });
        Assert.Equal(200, saved.Status);
        var late = await reviewer.PutAsync($"/api/governance/drafts/{id}/content", new { revision = 1, content = content.Replace("\"attempts\": 3", "\"attempts\": 4", StringComparison.Ordinal) });
        Assert.Equal((409, "draft.cameTooLate"), (late.Status, late["code"]));
        Assert.Contains("policy", late["detail"], StringComparison.Ordinal);

        var difference = await author.GetAsync($"/api/governance/drafts/{id}/difference");
        Assert.Equal("回访规则：回访次数 3 → 2", difference.Body.GetProperty("changes")[0].GetProperty("chinese").GetString());

        Assert.Equal(200, (await author.PostAsync($"/api/governance/drafts/{id}/submit", new { revision = 2 })).Status);
        Assert.Equal((403, "draft.fourEyes"), await CodeAsync(author, $"/api/governance/drafts/{id}/approve"));
        Assert.Equal(200, (await reviewer.PostAsync($"/api/governance/drafts/{id}/approve", new { note = "同意" })).Status);
        Assert.Equal(200, (await reviewer.PostAsync($"/api/governance/drafts/{id}/publish", new { effectiveFrom = "2099-01-01T00:00:00Z" })).Status);

        var versions = (await author.GetAsync("/api/governance/versions/Policy/callback.json")).Body;
        Assert.Equal(["Scheduled", "InForce"], versions.EnumerateArray().Take(2).Select(version => version.GetProperty("state").GetString()));
        var log = (await (await site.AsAsync("auditor")).GetAsync($"/api/governance/drafts/{id}/log")).Body;
        Assert.Equal(["published", "approved", "submitted", "saveCameTooLate", "saved", "created"], log.EnumerateArray().Select(entry => entry.GetProperty("action").GetString()));
    }

    [Fact]
    public async Task Two_versions_with_two_dates_take_their_turn_and_one_retires_only_with_a_successor()
    {
        var administrator = await site.AsAsync("policy");
        var name = "errand-" + Guid.NewGuid().ToString("N")[..8];
        string Text(string said) => System.Text.Json.JsonSerializer.Serialize(new
        {
            id = name,
            definitionId = name,
            name = "Errand",
            version = 1,
            root = new { id = "say", type = "Elsa.WriteLine", text = new { typeName = "String", expression = new { type = "Literal", value = said } } },
        });
        var first = await PublishAsync(Text("one"), null);
        await PublishAsync(Text("two"), "2098-01-01T00:00:00Z");
        await PublishAsync(Text("three"), "2099-01-01T00:00:00Z");
        var versions = (await administrator.GetAsync("/api/governance/versions/workflow/" + name)).Body.EnumerateArray().ToArray();
        Assert.Equal(["Scheduled", "Scheduled", "InForce"], versions.Select(version => version.GetProperty("state").GetString()));
        Assert.Equal(["2099-01-01T00:00:00Z", "2098-01-01T00:00:00Z"], versions.Take(2).Select(version => version.GetProperty("effectiveFrom").GetString()));

        // Any two can be compared, whichever way round; the text of an old one makes a draft.
        var difference = await administrator.GetAsync($"/api/governance/difference/WORKFLOW/{name}?from={versions[0].GetProperty("hash").GetString()}&to={first}");
        Assert.Contains("three → one", difference.Body.GetProperty("changes")[0].GetProperty("chinese").GetString(), StringComparison.Ordinal);
        var reverted = await administrator.PostAsync("/api/governance/drafts", new { kind = "Workflow", name, from = first });
        var draft = Draft(reverted).GetProperty("draftId").GetString();
        Assert.Contains("one", (await administrator.GetAsync($"/api/governance/drafts/{draft}/content"))["content"], StringComparison.Ordinal);
        Assert.Equal(200, (await administrator.PostAsync($"/api/governance/drafts/{draft}/discard", new { })).Status);

        // The ticket's only version in force has no successor before the far future: nobody is left without one.
        var ticket = (await administrator.GetAsync("/api/governance/versions/Workflow/coordination")).Body[0].GetProperty("hash").GetString();
        var refused = await administrator.PostAsync($"/api/governance/versions/workflow/coordination/{ticket}/retire", new { });
        Assert.Equal((409, "version.lastInForce"), (refused.Status, refused["code"]));
        Assert.Contains("请先发布", refused["detail"], StringComparison.Ordinal);
        Assert.Equal("draft.backdated", (await administrator.PostAsync($"/api/governance/versions/workflow/{name}/{first}/retire", new { effectiveFrom = "2020-01-01T00:00:00Z" }))["code"]);
        var proposed = await administrator.PostAsync($"/api/governance/versions/workflow/{name}/{first}/retire", new { note = "不再需要" });
        Assert.Equal(200, proposed.Status);
        Assert.Equal("InForce", (await administrator.GetAsync("/api/governance/versions/Workflow/" + name)).Body[2].GetProperty("state").GetString());
        var proposal = "/api/governance/retirements/" + proposed.Body.GetProperty("proposal").GetProperty("proposalId").GetString();
        Assert.Equal((403, "retirement.fourEyes"), await CodeAsync(administrator, proposal + "/confirm"));
        Assert.Equal(200, (await (await site.AsAsync("policy2")).PostAsync(proposal + "/confirm", new { })).Status);
        Assert.Equal("Retired", (await administrator.GetAsync("/api/governance/versions/Workflow/" + name)).Body[2].GetProperty("state").GetString());

        async Task<string> PublishAsync(string content, string? effectiveFrom)
        {
            var id = Draft(await administrator.PostAsync("/api/governance/drafts", new { kind = "Workflow", name, content })).GetProperty("draftId").GetString();
            var reviewer = await site.AsAsync("policy2");
            Assert.Equal(200, (await administrator.PostAsync($"/api/governance/drafts/{id}/submit", new { })).Status);
            Assert.Equal(200, (await reviewer.PostAsync($"/api/governance/drafts/{id}/approve", new { })).Status);
            var published = await reviewer.PostAsync($"/api/governance/drafts/{id}/publish", new { effectiveFrom });
            Assert.Equal(200, published.Status);
            return Draft(published).GetProperty("publishedHash").GetString()!;
        }
    }

    [Fact]
    public async Task Those_without_the_right_are_turned_away()
    {
        var auditor = await site.AsAsync("auditor");
        Assert.Equal(200, (await auditor.GetAsync("/api/governance/drafts")).Status);
        Assert.Equal(403, (await auditor.PostAsync("/api/governance/drafts", new { kind = "Policy", name = "calendar.json" })).Status);
        Assert.Equal(403, (await (await site.AsAsync("operator")).GetAsync("/api/governance/drafts")).Status);
    }

    private static JsonElement Draft(Reply reply) => reply.Body.GetProperty("draft");

    private static async Task<(int, string?)> CodeAsync(Caller caller, string path)
    {
        var reply = await caller.PostAsync(path, new { });
        return (reply.Status, reply["code"]);
    }
}
