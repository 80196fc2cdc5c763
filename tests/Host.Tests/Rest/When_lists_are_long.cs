namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>Lists are paged by cursor: every row once, whatever is added meanwhile.</summary>
[Collection(nameof(Site))]
public sealed class When_lists_are_long(Site site)
{
    [Theory]
    [InlineData("/api/tickets?size=7&status=Archived", "caseId")]
    [InlineData("/api/tasks?size=2", "taskId")]
    public async Task Every_row_is_seen_once_page_by_page(string path, string key)
    {
        var caller = await site.AsAsync("supervisor");
        if (path.Contains("/tasks", StringComparison.Ordinal)) caller = await site.AsAsync("huilongguan");
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await caller.GetAsync(path + (cursor is null ? "" : "&cursor=" + cursor));
            Assert.Equal(200, page.Status);
            seen.AddRange(page.Items.Select(item => item.GetProperty(key).GetString()!));
            cursor = page["nextCursor"] is { Length: > 0 } next ? next : null;
        }
        while (cursor is not null);

        var whole = await caller.GetAsync(path.Split('?')[0] + "?size=200" + (path.Contains("status", StringComparison.Ordinal) ? "&status=Archived" : ""));
        Assert.Equal(whole.Items.Select(item => item.GetProperty(key).GetString()), seen);
        Assert.True(seen.Count > 2);
    }

    [Fact]
    public async Task A_class_finds_its_sub_classes()
    {
        var found = await (await site.AsAsync("supervisor")).GetAsync("/api/tickets?class=02&size=200");

        Assert.True(found.Items.Select(ticket => ticket.GetProperty("classCode").GetString()).Distinct().Count() > 2);
        Assert.All(found.Items, ticket => Assert.StartsWith("02", ticket.GetProperty("classCode").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Conditions_narrow_the_search_together()
    {
        var found = await (await site.AsAsync("supervisor")).GetAsync("/api/tickets?overdue=true&unit=110105026&district=110105&acceptedFrom=2020-01-01T00:00:00%2B08:00&size=200");

        Assert.All(found.Items, ticket => Assert.True(ticket.GetProperty("overdue").GetBoolean() && ticket.GetProperty("leadUnit").GetString() == "110105026"));
    }

    [Fact]
    public async Task The_demo_city_has_tickets_in_varied_states()
    {
        var caller = await site.AsAsync("supervisor");
        foreach (var status in new[] { "AwaitingTriage", "AwaitingSignIn", "InHandling", "AwaitingCallback", "Archived" })
        {
            Assert.NotEmpty((await caller.GetAsync("/api/tickets?size=5&status=" + status)).Items);
        }

        Assert.NotEmpty((await caller.GetAsync("/api/tickets?size=5&overdue=true&status=InHandling")).Items);
    }
}
