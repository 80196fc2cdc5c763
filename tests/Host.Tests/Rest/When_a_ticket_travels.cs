using JieSuJiBan.Activities.Reading;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>From acceptance to the reply over REST, and what is left of it.</summary>
[Collection(nameof(Site))]
public sealed class When_a_ticket_travels(Site site)
{
    [Fact]
    public async Task It_is_triaged_dispatched_signed_in_and_answered_and_its_history_proves_it()
    {
        var caseId = await Given.DispatchedAsync(site);
        var handler = await site.AsAsync("wangjing");
        var signIn = await Given.OpenTaskAsync(handler, caseId);
        Assert.Equal(200, (await handler.PostAsync($"/api/tasks/{signIn}/claim", null)).Status);
        Assert.Equal(200, (await handler.PostAsync($"/api/tasks/{signIn}/complete", new { outcome = "SignedIn" })).Status);
        var handle = await Given.OpenTaskAsync(handler, caseId);
        var done = await handler.PostAsync($"/api/tasks/{handle}/complete", new
        {
            outcome = "Replied",
            result = new { contactedAt = DateTimeOffset.UtcNow.ToString("O"), contactMethod = "Phone", contactNote = "已联系", result = "Solved", reply = "路灯已修复。", publicReply = "已修复。" },
        });
        Assert.Equal(200, done.Status);

        var ticket = await handler.GetAsync($"/api/tickets/{caseId}?words=full&reason=check");
        Assert.Equal("路灯已修复。", ticket.Body.GetProperty("words").GetProperty("reply").GetString());
        Assert.False(ticket.Body.GetProperty("summary").GetProperty("overdue").GetBoolean());

        var auditor = await site.AsAsync("auditor");
        var history = await auditor.GetAsync($"/api/tickets/{caseId}/history");
        Assert.Equal(
            ["TicketAccepted", "TicketTriaged", "TicketDispatched", "TaskClaimed", "TicketSignedIn", "TicketReplied"],
            history.Items.Select(item => item.GetProperty("kind").GetString()).Where(kind => kind is "TicketAccepted" or "TicketTriaged" or "TicketDispatched" or "TaskClaimed" or "TicketSignedIn" or "TicketReplied"));
        var proof = await auditor.PostAsync($"/api/history/verify/{caseId}", null, key: null);
        Assert.Equal("True", proof["isIntact"]);
        Assert.DoesNotContain("路灯已修复", history.Body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_can_be_seen_as_it_stood_at_any_moment()
    {
        var caseId = await Given.DispatchedAsync(site);
        var auditor = await site.AsAsync("auditor");
        var history = await auditor.GetAsync($"/api/tickets/{caseId}/history");
        var accepted = history.Items.First(item => item.GetProperty("kind").GetString() == "TicketAccepted").GetProperty("at").GetString();

        var then = await auditor.GetAsync($"/api/tickets/{caseId}/state?at={accepted}");
        var now = await auditor.GetAsync($"/api/tickets/{caseId}/state?at=2100-01-01T00:00:00Z");

        Assert.Equal(("AwaitingTriage", "1"), (then["status"], then["sequence"]));
        Assert.Equal("AwaitingSignIn", now["status"]);
    }

    [Fact]
    public async Task What_the_petitioner_is_and_said_is_masked_unless_asked_for()
    {
        var caseId = await Given.CreatedAsync(site);

        var masked = (await (await site.AsAsync("operator")).GetAsync($"/api/tickets/{caseId}")).Body.GetProperty("words");
        var full = (await (await site.AsAsync("operator")).GetAsync($"/api/tickets/{caseId}?words=full&reason=check")).Body.GetProperty("words");

        var phone = Given.Phone();
        Assert.Equal(("欧**", $"{phone[..3]}****{phone[^4..]}"), (masked.GetProperty("petitioner").GetString(), masked.GetProperty("phone").GetString()));
        Assert.Contains("三盏路灯", masked.GetProperty("body").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("欧阳", masked.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("欧阳测试", full.GetProperty("petitioner").GetString());
    }

    [Fact]
    public async Task The_same_phone_number_finds_the_same_person()
    {
        var first = await Given.CreatedAsync(site);
        var second = await Given.CreatedAsync(site);

        var found = await (await site.AsAsync("operator")).PostAsync("/api/tickets/search", new { phone = Given.Phone() }, key: null);

        Assert.Equal([second, first], found.Items.Select(ticket => ticket.GetProperty("caseId").GetString()));
    }

    [Fact]
    public async Task The_unit_is_told_and_the_desk_says_that_nothing_was_sent()
    {
        var caseId = await Given.DispatchedAsync(site);
        var handler = await site.AsAsync("wangjing");

        for (var i = 0; i < 100; i++)
        {
            var desk = await handler.GetAsync("/api/deliveries/desk");
            if (desk.Body.EnumerateArray().Any(message => message.GetProperty("caseId").GetString() == caseId)) return;
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        Assert.Fail("The notice did not come to the desk within twenty seconds.");
    }

    [Theory]
    [InlineData("张三", "张*")]
    [InlineData("欧阳修之", "欧**")]
    [InlineData("李", "李*")]
    public void Of_a_name_the_first_character_remains(string name, string masked) => Assert.Equal(masked, Masking.Name(name));
}
