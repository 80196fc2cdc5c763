namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>The same key from the same account takes effect once.</summary>
[Collection(nameof(Site))]
public sealed class When_a_command_is_sent_twice(Site site)
{
    [Fact]
    public async Task A_command_without_a_key_is_refused()
    {
        var reply = await (await site.AsAsync("operator")).PostAsync("/api/tickets", Given.Ticket(), key: null);

        Assert.Equal((400, "idempotency.missing"), (reply.Status, reply["code"]));
    }

    [Fact]
    public async Task A_key_that_is_too_long_is_refused()
    {
        var reply = await (await site.AsAsync("operator")).PostAsync("/api/tickets", Given.Ticket(), key: new string('k', 201));

        Assert.Equal((400, "idempotency.invalid"), (reply.Status, reply["code"]));
    }

    [Fact]
    public async Task The_first_answer_is_given_again()
    {
        var caller = await site.AsAsync("operator");
        var key = "key " + Guid.NewGuid();

        var first = await caller.PostAsync("/api/tickets", Given.Ticket(), key);
        var second = await caller.PostAsync("/api/tickets", Given.Ticket(), key);

        Assert.Equal((201, 200), (first.Status, second.Status));
        Assert.Equal((first["caseId"], first["number"]), (second["caseId"], second["number"]));
        Assert.Equal(("False", "True"), (first["repeated"], second["repeated"]));
    }

    [Fact]
    public async Task The_same_key_with_other_content_is_refused()
    {
        var caller = await site.AsAsync("operator");
        var key = Guid.NewGuid().ToString();
        await caller.PostAsync("/api/tickets", Given.Ticket(), key);

        var other = await caller.PostAsync("/api/tickets", Given.Ticket(("body", "完全不同的内容")), key);

        Assert.Equal((422, "command.reused"), (other.Status, other["code"]));
    }

    [Fact]
    public async Task Keys_of_two_accounts_have_nothing_to_do_with_each_other()
    {
        var caseId = await Given.DispatchedAsync(site);
        var other = await Given.CreatedAsync(site);
        var key = Guid.NewGuid().ToString();
        var handler = await site.AsAsync("wangjing");
        var dispatcher = await site.AsAsync("dispatcher");

        Assert.Equal(200, (await handler.PostAsync($"/api/tasks/{await Given.OpenTaskAsync(handler, caseId)}/claim", null, key)).Status);
        Assert.Equal(200, (await dispatcher.PostAsync($"/api/tasks/{await Given.OpenTaskAsync(dispatcher, other)}/claim", null, key)).Status);
    }

    [Fact]
    public async Task Twenty_at_once_make_one_ticket()
    {
        var caller = await site.AsAsync("operator");
        var key = Guid.NewGuid().ToString();

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => caller.PostAsync("/api/tickets", Given.Ticket(), key)));

        Assert.Single(replies.Select(reply => reply["caseId"]).Distinct());
        Assert.Single(replies, reply => reply.Status == 201);
    }
}
