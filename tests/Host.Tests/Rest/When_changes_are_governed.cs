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
