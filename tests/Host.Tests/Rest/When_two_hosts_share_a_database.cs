namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>Nothing depends on which node answers.</summary>
[Collection(nameof(Site))]
public sealed class When_two_hosts_share_a_database(Site site)
{
    [Fact]
    public async Task What_one_records_the_other_knows_and_a_token_of_one_is_good_for_both()
    {
        var caseId = await Given.DispatchedAsync(site);
        await site.AsAsync("wangjing");
        var other = await site.AsAsync(await site.SecondAsync(), "wangjing");

        Assert.Equal(200, (await other.GetAsync($"/api/tickets/{caseId}?words=full&reason=check")).Status);
    }

    [Fact]
    public async Task A_task_is_claimed_once()
    {
        var caseId = await Given.CreatedAsync(site);
        var here = await site.AsAsync("dispatcher");
        var there = await site.AsAsync(await site.SecondAsync(), "dispatcher");
        var task = await Given.OpenTaskAsync(here, caseId);

        Assert.Equal(200, (await here.PostAsync($"/api/tasks/{task}/claim", null)).Status);
        var completed = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? here : there).PostAsync(
            $"/api/tasks/{task}/complete", new { outcome = "Dispatch", result = new { classCode = "0102-01", districtCode = "110105", streetCode = "110105026" } })));

        Assert.Equal([200, 409, 409, 409, 409, 409, 409, 409], completed.Select(reply => reply.Status).Order());
    }

    [Fact]
    public async Task A_command_sent_to_both_takes_effect_once()
    {
        var here = await site.AsAsync("operator");
        var there = await site.AsAsync(await site.SecondAsync(), "operator");
        var key = Guid.NewGuid().ToString();

        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => (i % 2 == 0 ? here : there).PostAsync("/api/tickets", Given.Ticket(), key)));

        Assert.Single(replies.Select(reply => reply["caseId"]).Distinct());
        Assert.All(replies, reply => Assert.True(reply.Status is 200 or 201));
    }
}
