
namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>A contact by phone is a claim until a call shows it; calls come from the telephone system or are recorded by hand.</summary>
[Collection(nameof(Site))]
public sealed class When_calls_are_recorded(Site site)
{
    [Fact]
    public async Task A_contact_without_a_call_is_marked_until_the_call_comes()
    {
        var ticket = await Given.DispatchedAsync(site);
        var handler = await site.AsAsync("wangjing");
        Assert.Equal(200, (await handler.PostAsync($"/api/tasks/{await Given.OpenTaskAsync(handler, ticket)}/complete", new { outcome = "SignedIn", result = new { } })).Status);
        var at = DateTimeOffset.UtcNow;
        Assert.Equal(200, (await handler.PostAsync($"/api/tasks/{await Given.OpenTaskAsync(handler, ticket)}/complete", new { outcome = "RecordContact", result = new { contactedAt = at, contactMethod = "Phone", contactResult = "Reached" } })).Status);

        var marked = (await handler.GetAsync($"/api/tickets/{ticket}")).Body.GetProperty("facts");
        Assert.True(marked.GetProperty("contacts").GetProperty("1").GetProperty("callMissing").GetBoolean());
        Assert.Contains((await handler.GetAsync($"/api/tickets/{ticket}/history")).Body.GetProperty("items").EnumerateArray(), item => item.GetProperty("text").GetString()!.Contains("无通话记录", StringComparison.Ordinal));

        var phone = (await handler.GetAsync($"/api/tickets/{ticket}?words=full&reason=check")).Body.GetProperty("words").GetProperty("phone").GetString();
        var call = new { reference = "cti-" + ticket, number = phone, startedAt = at, seconds = 95, reached = true };
        Assert.Equal(200, (await handler.PostAsync($"/api/tickets/{ticket}/calls", call)).Status);
        var again = await handler.PostAsync($"/api/tickets/{ticket}/calls", call);

        Assert.Equal((200, "True"), (again.Status, again["repeated"]));
        var shown = (await handler.GetAsync($"/api/tickets/{ticket}")).Body.GetProperty("facts");
        Assert.Equal("1", shown.GetProperty("contacts").GetProperty("1").GetProperty("call").GetString());
        Assert.False(shown.GetProperty("contacts").GetProperty("1").TryGetProperty("callMissing", out _));
        Assert.Single(shown.GetProperty("calls").EnumerateObject());
        Assert.DoesNotContain(phone!, shown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_to_either_number_of_the_petitioner_however_written_is_one_to_the_petitioner()
    {
        var operators = await site.AsAsync("operator");
        var ticket = await Given.CreatedAsync(site, ("phone", Given.Phone()), ("secondPhone", Given.Phone(1)));
        var wide = string.Concat(Given.Phone(1).Select(digit => (char)(digit + 0xFEE0)));
        foreach (var (reference, number) in new[] { ("cti-1", "+86 " + Given.Phone()), ("cti-2", wide), ("cti-3", Given.Phone(2)) })
        {
            Assert.Equal(200, (await operators.PostAsync($"/api/tickets/{ticket}/calls", new { reference, number, startedAt = DateTimeOffset.UtcNow, seconds = 1, reached = true })).Status);
        }

        var calls = (await operators.GetAsync($"/api/tickets/{ticket}")).Body.GetProperty("facts").GetProperty("calls");
        Assert.Equal([true, true, false], calls.EnumerateObject().Select(call => call.Value.GetProperty("toPetitioner").GetBoolean()));
        Assert.Equal(calls.GetProperty("2").GetProperty("masked").GetString(), JieSuJiBan.Activities.Reading.Masking.Phone(Given.Phone(1)));
    }

    [Fact]
    public async Task A_call_that_lacks_something_or_comes_from_who_may_not_is_refused()
    {
        var ticket = await Given.DispatchedAsync(site);
        var operators = await site.AsAsync("operator");
        var at = DateTimeOffset.UtcNow;

        Assert.Contains("reference", (await operators.PostAsync($"/api/tickets/{ticket}/calls", new { number = "13800000000", startedAt = at, seconds = 1, reached = true })).Fields);
        Assert.Contains("reference", (await operators.PostAsync($"/api/tickets/{ticket}/calls", new { reference = "138-0000-0000", number = "13800000000", startedAt = at, seconds = 1, reached = true })).Fields);
        Assert.Contains("reference", (await operators.PostAsync($"/api/tickets/{ticket}/calls", new { reference = "张三来电", number = "13800000000", startedAt = at, seconds = 1, reached = true })).Fields);
        Assert.Contains("startedAt", (await operators.PostAsync($"/api/tickets/{ticket}/calls", new { reference = "r", number = "13800000000", startedAt = at.AddDays(1), seconds = 1, reached = true })).Fields);
        Assert.Contains("reached", (await operators.PostAsync($"/api/tickets/{ticket}/calls", new { reference = "r", number = "13800000000", startedAt = at, seconds = 1 })).Fields);
        Assert.Equal(403, (await (await site.AsAsync("auditor")).PostAsync($"/api/tickets/{ticket}/calls", new { reference = "r", number = "1", startedAt = at, seconds = 1, reached = true })).Status);
    }
}
