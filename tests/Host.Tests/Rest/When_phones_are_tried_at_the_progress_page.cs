using JieSuJiBan.Runtime.Inbox;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>Whoever tries phones has to wait; the petitioner, who asks from elsewhere, has not, whatever anybody does.</summary>
[Collection(nameof(Site))]
public sealed class When_phones_are_tried_at_the_progress_page(Site site)
{
    private static Task<Reply> AskAsync(Caller caller, string number, string phone) => caller.PostAsync("/api/progress", new { number, phone }, key: null);

    private async Task<string> NumberAsync() =>
        (await (await site.AsAsync("operator")).GetAsync("/api/tickets/" + await Given.CreatedAsync(site))).Body.GetProperty("summary").GetProperty("number").GetString()!;

    [Fact]
    public async Task A_stranger_waits_and_the_petitioner_does_not()
    {
        var number = await NumberAsync();
        foreach (var place in new[] { "5.10", "5.11", "5.12", "5.13", "5.14" })
        {
            var stranger = await site.FromAsync(place);
            for (var i = 0; i < 5; i++) Assert.Equal(404, (await AskAsync(stranger, number, $"1390000000{i}")).Status);
            Assert.Equal(404, (await AskAsync(stranger, number, "13900000008")).Status);
            await site.HoldAsync("progress", TypedNumber.Key(number), "127.0." + place);
            var waiting = await AskAsync(stranger, number, Given.Phone());
            Assert.Equal((429, "progress.blocked"), (waiting.Status, waiting["code"]));
            Assert.NotNull(waiting.Message.Headers.RetryAfter);
        }

        // More than twenty wrong phones by now: the answer comes later, and it comes.
        Assert.Equal(200, (await AskAsync(await site.FromAsync("5.1"), number, Given.Phone())).Status);
    }

    [Fact]
    public async Task The_wait_holds_on_every_node_and_for_every_way_to_prove_who_one_is()
    {
        var number = await NumberAsync();
        var stranger = await site.FromAsync("6.10");
        for (var i = 0; i < 6; i++) await AskAsync(stranger, number.ToLowerInvariant() + " ", "13900000000");
        await site.HoldAsync("progress", TypedNumber.Key(number), "127.0.6.10");

        var elsewhere = await site.FromAsync("6.10", await site.SecondAsync());
        Assert.Equal(429, (await AskAsync(elsewhere, number, Given.Phone())).Status);
        Assert.Equal(429, (await elsewhere.PostAsync("/api/progress/urge", new { number, phone = Given.Phone(), text = "请尽快" }, key: null)).Status);
    }

    [Fact]
    public async Task Going_through_the_numbers_slows_the_source()
    {
        var stranger = await site.FromAsync("7.10");
        Reply? last = null;
        for (var i = 0; i < 41; i++) last = await AskAsync(stranger, $"NONE{i:000}", "13900000000");
        Assert.Equal(404, last!.Status);
        await site.HoldAsync("progress.source", "127.0.7.10");
        last = await AskAsync(stranger, "NONE999", "13900000000");

        Assert.Equal(429, last.Status);
        Assert.Equal(404, (await AskAsync(await site.FromAsync("7.11"), "NONE000", "13900000000")).Status);
    }

    [Fact]
    public async Task A_phone_number_need_not_stand_in_an_address()
    {
        var caseId = await Given.CreatedAsync(site);
        var caller = await site.AsAsync("operator");

        var found = await caller.PostAsync("/api/tickets/search", new { phone = Given.Phone(), titles = true, size = 5 }, key: null);
        Assert.Equal(caseId, Assert.Single(found.Items).GetProperty("caseId").GetString());
        // Programs that do not know it yet get the same answer.
        Assert.Equal(found.Body.GetRawText(), (await caller.GetAsync($"/api/tickets?phone={Given.Phone()}&titles=true&size=5")).Body.GetRawText());
        Assert.Equal(422, (await caller.PostAsync("/api/tickets/search", new { size = 500 }, key: null)).Status);
    }
}
