using System.Text.Json;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>A published limit changes no running deadline: they are listed with both instants, and a person decides per group.</summary>
public sealed class When_a_limit_is_published_while_tickets_run(Site city) : IClassFixture<Site>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Running_tickets_keep_their_deadline_until_a_person_has_it_computed_anew()
    {
        var administrator = await city.AsAsync("policy");
        var ticket = await Given.DispatchedAsync(city);
        var due = await DueAsync(administrator, ticket);

        await PublishAsync(city, "\"amount\": 7,", "\"amount\": 9,");
        var later = await ListAsync(administrator, []);
        var row = await RowAsync(administrator, later, ticket, "earlier=false");
        Assert.Equal((due, due.AddDays(2), "Open"), (row.GetProperty("was").GetDateTimeOffset(), row.GetProperty("becomes").GetDateTimeOffset(), row.GetProperty("state").GetString()));
        Assert.Equal(due, await DueAsync(administrator, ticket));
        Assert.Equal(403, (await (await city.AsAsync("auditor")).PostAsync(Decisions(later), new { earlier = false, recompute = true })).Status);
        Assert.Equal(200, (await administrator.PostAsync(Decisions(later), new { earlier = false, recompute = true, cases = new[] { ticket } })).Status);
        await UntilAsync(async () => (await RowAsync(administrator, later, ticket, "earlier=false")).GetProperty("state").GetString() == "Done");
        Assert.Equal(due.AddDays(2), await DueAsync(administrator, ticket));
        Assert.Equal("policy", (await RowAsync(administrator, later, ticket, "state=Done")).GetProperty("decidedBy").GetString());

        await PublishAsync(city, "\"amount\": 9,", "\"amount\": 8,");
        var earlier = await ListAsync(administrator, [later]);
        Assert.Equal((422, "deadline.earlier"), await CodeAsync(administrator, Decisions(earlier), new { earlier = true, recompute = true }));
        Assert.Equal((409, "deadline.nothing"), await CodeAsync(administrator, Decisions(earlier), new { earlier = true, recompute = false, cases = new[] { Guid.NewGuid() } }));
        Assert.Equal(200, (await administrator.PostAsync(Decisions(earlier), new { earlier = true, recompute = false, cases = new[] { ticket } })).Status);
        Assert.Equal("Kept", (await RowAsync(administrator, earlier, ticket, "earlier=true")).GetProperty("state").GetString());
        Assert.Equal(due.AddDays(2), await DueAsync(administrator, ticket));
        Assert.Equal((409, "deadline.otherPolicy"), await CodeAsync(administrator, Decisions(later), new { earlier = false, recompute = true }));

        var again = (await administrator.PostAsync("/api/governance/deadlines", new { }))["reportId"]!;
        await DoneAsync(administrator, again);
        Assert.Equal(200, (await administrator.PostAsync(Decisions(again), new { earlier = true, recompute = true, allowEarlier = true, cases = new[] { ticket } })).Status);
        await UntilAsync(async () => (await RowAsync(administrator, again, ticket, "earlier=true")).GetProperty("state").GetString() == "Done");
        Assert.Equal(due.AddDays(1), await DueAsync(administrator, ticket));
        Assert.Equal(404, (await administrator.PostAsync("/api/governance/deadlines", new { policy = "nothing" })).Status);
    }

    private static string Decisions(string report) => $"/api/governance/deadlines/{report}/decisions";

    private static async Task<DateTimeOffset> DueAsync(Caller caller, string ticket) => (await caller.GetAsync($"/api/tickets/{ticket}")).Body.GetProperty("facts").GetProperty("feedbackDueAt").GetDateTimeOffset();

    /// <summary>The list that the hosts make by themselves when the policy has come into force.</summary>
    private static async Task<string> ListAsync(Caller caller, string[] known)
    {
        string? found = null;
        await UntilAsync(async () => (found = (await caller.GetAsync("/api/governance/deadlines")).Body.EnumerateArray().Select(one => one.GetProperty("reportId").GetString()!).FirstOrDefault(id => !known.Contains(id))) is not null);
        await DoneAsync(caller, found!);
        return found!;
    }

    private static Task DoneAsync(Caller caller, string report) =>
        UntilAsync(async () => (await caller.GetAsync($"/api/governance/deadlines/{report}")).Body.GetProperty("report").GetProperty("state").GetString() == "done");

    private static async Task<JsonElement> RowAsync(Caller caller, string report, string ticket, string query) =>
        Assert.Single((await caller.GetAsync($"/api/governance/deadlines/{report}/clocks?size=200&{query}")).Body.EnumerateArray(), row => row.GetProperty("caseId").GetString() == ticket && row.GetProperty("clock").GetString() == "feedback");

    private static async Task<(int, string?)> CodeAsync(Caller caller, string address, object body) => await caller.PostAsync(address, body) is var reply ? (reply.Status, reply["code"]) : default;

    private static async Task PublishAsync(City city, string piece, string replacement)
    {
        var author = await city.AsAsync("policy");
        var reviewer = await city.AsAsync("policy2");
        var id = (await author.PostAsync("/api/governance/drafts", new { kind = "Policy", name = "time-limits.json" })).Body.GetProperty("draft").GetProperty("draftId").GetString();
        var content = (await author.GetAsync($"/api/governance/drafts/{id}/content"))["content"]!;
        Assert.Contains(piece, content, StringComparison.Ordinal);
        Assert.Equal(200, (await author.PutAsync($"/api/governance/drafts/{id}/content", new { revision = 1, content = content.Replace(piece, replacement, StringComparison.Ordinal).Replace("DB11/T 2021—2022（征求意见稿）", "某通知", StringComparison.Ordinal) })).Status);
        Assert.Equal(200, (await author.PostAsync($"/api/governance/drafts/{id}/submit", new { })).Status);
        Assert.Equal(200, (await reviewer.PostAsync($"/api/governance/drafts/{id}/approve", new { })).Status);
        Assert.Equal(200, (await reviewer.PostAsync($"/api/governance/drafts/{id}/publish", new { })).Status);
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var attempt = 0; !await isSo(); attempt++)
        {
            Assert.True(attempt < 300, "It did not come to an end.");
            await Task.Delay(200, Ct);
        }
    }
}
