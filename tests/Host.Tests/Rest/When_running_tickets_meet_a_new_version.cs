using System.Text.Json;
using System.Text.Json.Nodes;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Runtime.Catalog;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>The report about tickets under way, and the moves that follow it, over HTTP and by the hosts' own workers.</summary>
[Collection(nameof(Site))]
public sealed class When_running_tickets_meet_a_new_version(Site site)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_report_is_worked_out_in_the_background_and_chosen_tickets_move()
    {
        var hash = await PublishAsync(site, 83, text => text.Replace("\"triage\"", "\"sorting\"", StringComparison.Ordinal));
        var (inTriage, atSignIn) = (await Given.CreatedAsync(site), await Given.DispatchedAsync(site));
        var administrator = await site.AsAsync("policy");
        foreach (var order in new object[] { new { }, new { to = hash, draft = Guid.NewGuid() } }) Assert.Equal(422, (await administrator.PostAsync("/api/governance/in-flight/ticket/reports", order)).Status);
        Assert.Equal(404, (await administrator.PostAsync("/api/governance/in-flight/ticket/reports", new { to = "nothing" })).Status);
        Assert.Equal(404, (await administrator.PostAsync("/api/governance/in-flight/whistle/reports", new { to = hash })).Status);
        Assert.Equal(403, (await (await site.AsAsync("auditor")).PostAsync("/api/governance/in-flight/ticket/reports", new { to = hash })).Status);

        var asked = await administrator.PostAsync("/api/governance/in-flight/ticket/reports", new { to = hash });
        Assert.Equal((202, "Running"), (asked.Status, asked["state"]));
        var id = asked["reportId"]!;
        var report = await UntilAsync(administrator, $"/api/governance/in-flight/reports/{id}", reply => reply.Body.GetProperty("report").GetProperty("state").GetString() == "Done");

        Assert.Equal(report.Body.GetProperty("report").GetProperty("total").GetInt64(), report.Body.GetProperty("counts").EnumerateArray().Sum(count => count.GetProperty("cases").GetInt64()));
        Assert.Contains(report.Body.GetProperty("obstacles").EnumerateArray(), obstacle => obstacle.GetProperty("code").GetString() == "migration.placeGone" && obstacle.GetProperty("activityId").GetString() == "triage");
        var blocked = await RowsAsync(administrator, id, "&verdict=Blocked&status=AwaitingTriage");
        var row = Assert.Single(blocked, one => one.GetProperty("caseId").GetString() == inTriage);
        Assert.NotEmpty(row.GetProperty("number").GetString()!);
        Assert.Contains("请", row.GetProperty("blocks")[0].GetProperty("chinese").GetString(), StringComparison.Ordinal);
        var fitting = await RowsAsync(administrator, id, "&verdict=Mappable&unit=110105026");
        Assert.Contains(fitting, one => one.GetProperty("caseId").GetString() == atSignIn);
        Assert.All(fitting, one => Assert.Equal("110105026", one.GetProperty("unit").GetString()));
        Assert.NotEmpty(await RowsAsync(await site.AsAsync("auditor"), id, ""));
        Assert.Equal(403, (await (await site.AsAsync("operator")).GetAsync($"/api/governance/in-flight/reports/{id}/cases")).Status);
        Assert.Equal(409, (await administrator.PostAsync($"/api/governance/in-flight/reports/{id}/cancel", null)).Status);

        // Only the named one moves, though more could; the blocked one is not among those that can.
        Assert.Equal(403, (await (await site.AsAsync("auditor")).PostAsync($"/api/governance/in-flight/reports/{id}/moves", new { cases = new[] { atSignIn } })).Status);
        Assert.Equal((409, "move.nothing"), await CodeAsync(administrator, $"/api/governance/in-flight/reports/{id}/moves", new { cases = new[] { inTriage } }));
        var begun = await administrator.PostAsync($"/api/governance/in-flight/reports/{id}/moves", new { cases = new[] { inTriage, atSignIn } });
        Assert.Equal(200, begun.Status);
        var batch = await UntilAsync(administrator, "/api/governance/in-flight/moves/" + begun["batchId"], reply => reply["state"] == "done");
        Assert.Equal(("1", "1", "0"), (batch["total"], batch["moved"], batch["pending"]));
        var item = Assert.Single((await administrator.GetAsync($"/api/governance/in-flight/moves/{begun["batchId"]}/cases?state=moved")).Body.EnumerateArray().ToArray());
        Assert.Equal(atSignIn, item.GetProperty("caseId").GetString());
        Assert.Equal(409, (await administrator.PostAsync($"/api/governance/in-flight/moves/{begun["batchId"]}/pause", null)).Status);
        Assert.Equal(409, (await administrator.PostAsync($"/api/governance/in-flight/moves/{begun["batchId"]}/cancel", null)).Status);
        Assert.Equal("83", (await administrator.GetAsync($"/api/tickets/{atSignIn}/trace")).Body.GetProperty("definitions").EnumerateArray().Last().GetProperty("version").ToString());

        // Asked again the report knows nothing of it any more: it runs the target.
        var again = (await administrator.PostAsync("/api/governance/in-flight/ticket/reports", new { to = hash }))["reportId"]!;
        await UntilAsync(administrator, $"/api/governance/in-flight/reports/{again}", reply => reply.Body.GetProperty("report").GetProperty("state").GetString() == "Done");
        Assert.DoesNotContain(await RowsAsync(administrator, again, "&unit=110105026"), one => one.GetProperty("caseId").GetString() == atSignIn);
        Assert.Contains((await administrator.GetAsync("/api/governance/in-flight/ticket/reports")).Body.EnumerateArray(), one => one.GetProperty("reportId").GetString() == again);
    }

    [Fact]
    public async Task A_draft_is_reported_about_before_it_is_published_and_moves_nothing()
    {
        var administrator = await site.AsAsync("policy");
        var text = (await site.ServicesAsync()).GetRequiredService<PublishedStore>().Definitions.ByVersion("whistle", 1)!.ToJson();
        var made = await administrator.PostAsync("/api/governance/drafts", new { kind = "Workflow", name = "whistle", content = text });
        var draft = made.Body.GetProperty("draft").GetProperty("draftId").GetString();
        try
        {
            var id = (await administrator.PostAsync("/api/governance/in-flight/whistle/reports", new { draft }))["reportId"]!;
            var report = await UntilAsync(administrator, $"/api/governance/in-flight/reports/{id}", reply => reply.Body.GetProperty("report").GetProperty("state").GetString() == "Done");
            Assert.Equal(draft, report.Body.GetProperty("report").GetProperty("draftId").GetString());
            Assert.Equal((409, "move.notPublished"), await CodeAsync(administrator, $"/api/governance/in-flight/reports/{id}/moves", new { }));
        }
        finally
        {
            Assert.Equal(200, (await administrator.PostAsync($"/api/governance/drafts/{draft}/discard", new { })).Status);
        }
    }

    [Fact]
    public async Task A_batch_that_its_host_left_behind_is_taken_up()
    {
        var hash = await PublishAsync(site, 82, text => text);
        var caseId = await Given.CreatedAsync(site);
        var administrator = await site.AsAsync("policy");
        var from = (await Given.TicketAsync(site)).Hash;

        // Nobody was told to begin it: the watch finds it.
        var moves = (await site.ServicesAsync()).GetRequiredService<Runtime.MigrationImpact.MigrationBatches>();
        var batchId = await moves.CreateAsync("ticket", hash, [(Guid.Parse(caseId), from)], "policy", Ct);

        Assert.Equal("1", (await UntilAsync(administrator, $"/api/governance/in-flight/moves/{batchId}", reply => reply["state"] == "done"))["moved"]);
    }

    /// <summary>Publishes the ticket's definition changed, in force in a far future, so that no other test meets it.</summary>
    internal static async Task<string> PublishAsync(Site site, int version, Func<string, string> change)
    {
        var catalog = (await site.ServicesAsync()).GetRequiredService<PublishedStore>();
        var json = JsonNode.Parse(change((await Given.TicketAsync(site)).ToJson()))!;
        json["version"] = version;
        json["id"] = $"ticket-v{version}";
        var definition = WorkflowDefinition.Read(json.ToJsonString()).Definition!;
        Assert.Null(await catalog.PublishAsync(definition, Instant.FromUtc(2200, 1, 1, 0, 0), "test", Ct));
        return definition.Hash;
    }

    internal static async Task<Reply> UntilAsync(Caller caller, string path, Func<Reply, bool> isReached)
    {
        for (var attempt = 0; ; attempt++)
        {
            var reply = await caller.GetAsync(path);
            Assert.Equal(200, reply.Status);
            if (isReached(reply)) return reply;
            Assert.True(attempt < 300, "It did not come to an end: " + reply.Body.GetRawText());
            await Task.Delay(200, Ct);
        }
    }

    private static async Task<List<JsonElement>> RowsAsync(Caller caller, string reportId, string filter)
    {
        var rows = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = await caller.GetAsync($"/api/governance/in-flight/reports/{reportId}/cases?size=3{filter}{(cursor is null ? "" : "&cursor=" + cursor)}");
            Assert.Equal(200, page.Status);
            rows.AddRange(page.Items);
            cursor = page["nextCursor"] is { Length: > 0 } next ? next : null;
        }
        while (cursor is not null);
        return rows;
    }

    private static async Task<(int, string?)> CodeAsync(Caller caller, string path, object body)
    {
        var reply = await caller.PostAsync(path, body);
        return (reply.Status, reply["code"]);
    }
}
