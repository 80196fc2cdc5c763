using System.Text.Json;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>Repeated requests are handled as one, several matters as several; every refusal says what to do.</summary>
[Collection(nameof(Site))]
public sealed class When_tickets_are_merged_and_split(Site site)
{
    [Fact]
    public async Task A_merged_ticket_loses_its_tasks_and_both_name_each_other()
    {
        var (child, parent) = (await Given.DispatchedAsync(site), await Given.DispatchedAsync(site));
        var dispatcher = await site.AsAsync("dispatcher");

        var reply = await dispatcher.PostAsync($"/api/tickets/{child}/merge", new { into = await NumberAsync(dispatcher, parent) }, "merge-" + child);
        var again = await dispatcher.PostAsync($"/api/tickets/{child}/merge", new { into = await NumberAsync(dispatcher, parent) }, "merge-" + child);

        Assert.Equal((200, "Merged"), (reply.Status, reply["status"]));
        Assert.Equal((200, "True"), (again.Status, again["repeated"]));
        Assert.Empty(await OpenAsync(dispatcher, child));
        Assert.Equal("MergedInto", Links(await dispatcher.GetAsync($"/api/tickets/{child}"))[0].GetProperty("relation").GetString());
        Assert.Equal((await NumberAsync(dispatcher, child), "Child"), Tie(Links(await dispatcher.GetAsync($"/api/tickets/{parent}"))[0]));
    }

    [Fact]
    public async Task It_is_closed_when_the_other_is()
    {
        var (child, parent) = (await Given.CreatedAsync(site), await Given.CreatedAsync(site));
        var dispatcher = await site.AsAsync("dispatcher");
        Assert.Equal(200, (await dispatcher.PostAsync($"/api/tickets/{child}/merge", new { into = parent })).Status);

        await CloseAsync(dispatcher, parent);

        for (var i = 0; i < 150; i++)
        {
            if ((await dispatcher.GetAsync($"/api/tickets/{child}")).Body.GetProperty("summary").GetProperty("status").GetString() == "Archived") return;
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        Assert.Fail("The merged ticket was not closed within thirty seconds after the other.");
    }

    [Fact]
    public async Task A_merge_that_makes_no_sense_is_refused_in_words()
    {
        var (ticket, other, top) = (await Given.CreatedAsync(site), await Given.CreatedAsync(site), await Given.CreatedAsync(site));
        var dispatcher = await site.AsAsync("dispatcher");
        Task<Reply> Merge(string child, string? into) => dispatcher.PostAsync($"/api/tickets/{child}/merge", new { into });

        Assert.Equal(422, (await Merge(ticket, null)).Status);
        Assert.Equal(422, (await Merge(ticket, "no-such-number")).Status);
        Assert.Equal((409, "merge.self"), Told(await Merge(ticket, ticket)));
        Assert.Equal(200, (await Merge(other, top)).Status);
        Assert.Equal((409, "merge.intoChild"), Told(await Merge(ticket, other)));
        Assert.Equal((409, "merge.circle"), Told(await Merge(top, other)));
        Assert.Equal((409, "merge.already"), Told(await Merge(other, ticket)));
        await CloseAsync(dispatcher, ticket);
        Assert.Equal((409, "merge.intoArchived"), Told(await Merge(await Given.CreatedAsync(site), ticket)));
        Assert.Equal((409, "merge.finished"), Told(await Merge(ticket, top)));
        Assert.Equal(403, (await (await site.AsAsync("operator")).PostAsync($"/api/tickets/{ticket}/merge", new { into = top })).Status);
        Assert.Equal(404, (await dispatcher.PostAsync($"/api/tickets/{Guid.NewGuid()}/merge", new { into = top })).Status);
    }

    [Fact]
    public async Task Merging_and_completing_at_once_have_one_winner_and_a_told_loser()
    {
        for (var round = 0; round < 6; round++)
        {
            var (child, parent) = (await Given.CreatedAsync(site), await Given.CreatedAsync(site));
            var dispatcher = await site.AsAsync("dispatcher");
            var task = await Given.OpenTaskAsync(dispatcher, child);

            var merge = dispatcher.PostAsync($"/api/tickets/{child}/merge", new { into = parent });
            var close = dispatcher.PostAsync($"/api/tasks/{task}/complete", Closing);
            var replies = await Task.WhenAll(merge, close);

            Assert.Single(replies, reply => reply.Status == 200);
            var loser = Assert.Single(replies, reply => reply.Status == 409);
            Assert.NotEmpty(loser["detail"]!);
            var now = await dispatcher.GetAsync($"/api/tickets/{child}");
            Assert.Equal(replies[0].Status == 200 ? "Merged" : "Archived", now.Body.GetProperty("summary").GetProperty("status").GetString());
            // Whoever lost left nothing behind: the other ticket holds on to a merged one only.
            var kept = Links(await dispatcher.GetAsync($"/api/tickets/{parent}")).Count(link => !link.TryGetProperty("releasedAt", out _));
            Assert.Equal(replies[0].Status == 200 ? 1 : 0, kept);
        }
    }

    [Fact]
    public async Task Merging_into_a_ticket_that_is_being_closed_has_one_winner_and_a_told_loser()
    {
        for (var round = 0; round < 6; round++)
        {
            var (child, parent) = (await Given.CreatedAsync(site), await Given.CreatedAsync(site));
            var dispatcher = await site.AsAsync("dispatcher");
            var task = await Given.OpenTaskAsync(dispatcher, parent);

            var replies = await Task.WhenAll(
                dispatcher.PostAsync($"/api/tickets/{child}/merge", new { into = parent }),
                dispatcher.PostAsync($"/api/tasks/{task}/complete", Closing));

            // Closing always goes; the merge came before it and is closed along, or comes too late and is told so.
            Assert.Equal(200, replies[1].Status);
            Assert.Contains(replies[0].Status, (int[])[200, 409]);
            if (replies[0].Status == 409) Assert.Equal("merge.intoArchived", replies[0]["code"]);
        }
    }

    [Fact]
    public async Task Several_matters_become_several_tickets_and_the_same_key_makes_them_once()
    {
        var ticket = await Given.CreatedAsync(site);
        var dispatcher = await site.AsAsync("dispatcher");
        var number = await NumberAsync(dispatcher, ticket);
        var parts = new { parts = new object[] { new { title = "楼道堆放杂物", body = "三层楼道堆满杂物。", classCode = "0102-01" }, new { title = "电梯常坏" } } };

        var first = await dispatcher.PostAsync($"/api/tickets/{ticket}/split", parts, "split-" + ticket);
        var again = await dispatcher.PostAsync($"/api/tickets/{ticket}/split", parts, "split-" + ticket);

        Assert.Equal((200, 200), (first.Status, again.Status));
        var ties = Links(await dispatcher.GetAsync($"/api/tickets/{ticket}"));
        Assert.Equal([$"{number}-1", $"{number}-2"], ties.Select(link => link.GetProperty("number").GetString()));
        var part = await dispatcher.GetAsync($"/api/tickets/{number}-2?words=full&reason=check");
        Assert.Equal("电梯常坏", part.Body.GetProperty("words").GetProperty("title").GetString());
        Assert.Equal("欧阳测试", part.Body.GetProperty("words").GetProperty("petitioner").GetString());
        Assert.Equal((number, "SplitFrom"), Tie(Links(part)[0]));
    }

    [Fact]
    public async Task A_split_without_matters_or_with_a_wrong_one_is_refused()
    {
        var ticket = await Given.CreatedAsync(site);
        var dispatcher = await site.AsAsync("dispatcher");

        Assert.Equal(422, (await dispatcher.PostAsync($"/api/tickets/{ticket}/split", new { parts = Array.Empty<object>() })).Status);
        var wrong = await dispatcher.PostAsync($"/api/tickets/{ticket}/split", new { parts = new[] { new { title = "", classCode = "zz" } } });
        Assert.Equal((422, true), (wrong.Status, wrong.Fields.Contains("parts[0].title") && wrong.Fields.Contains("parts[0].classCode")));
        await CloseAsync(dispatcher, ticket);
        Assert.Equal((409, "split.finished"), Told(await dispatcher.PostAsync($"/api/tickets/{ticket}/split", new { parts = new[] { new { title = "又一件" } } })));
    }

    [Fact]
    public async Task What_is_said_about_a_merged_ticket_reaches_the_handled_one_through_any_chain_and_is_on_record_at_both()
    {
        var (child, middle, top) = (await Given.CreatedAsync(site), await Given.CreatedAsync(site), await Given.DispatchedAsync(site));
        var dispatcher = await site.AsAsync("dispatcher");
        Assert.Equal(200, (await dispatcher.PostAsync($"/api/tickets/{child}/merge", new { into = middle })).Status);
        Assert.Equal(200, (await dispatcher.PostAsync($"/api/tickets/{middle}/merge", new { into = top })).Status);
        var number = await NumberAsync(dispatcher, child);

        var urged = await (await site.AsAsync("operator")).PostAsync($"/api/tickets/{child}/urge", new { text = "电话催办" });
        Assert.Equal((200, number), (urged.Status, urged["number"]));
        Assert.Equal(200, (await (await site.AsAsync("supervisor")).PostAsync($"/api/tickets/{child}/supervise", new { level = "Supervise", reason = "Overdue", text = "请速办" })).Status);

        var handled = (await dispatcher.GetAsync($"/api/tickets/{top}?words=full&reason=check")).Body;
        var own = (await dispatcher.GetAsync($"/api/tickets/{child}?words=full&reason=check")).Body;
        Assert.Equal((number, "电话催办"), (handled.GetProperty("facts").GetProperty("urges").GetProperty("1").GetProperty("about").GetString(), handled.GetProperty("words").GetProperty("urges.1.text").GetString()));
        Assert.Equal((await NumberAsync(dispatcher, top), "电话催办"), (own.GetProperty("facts").GetProperty("urges").GetProperty("1").GetProperty("handledBy").GetString(), own.GetProperty("words").GetProperty("urges.1.text").GetString()));
        Assert.True(handled.GetProperty("facts").GetProperty("supervision").TryGetProperty("1", out _) && own.GetProperty("facts").GetProperty("supervision").TryGetProperty("1", out _));
    }

    [Fact]
    public async Task What_is_added_to_a_merged_request_reaches_the_one_that_is_handled()
    {
        var (top, child) = (await Given.CreatedAsync(site), await Given.CreatedAsync(site));
        var dispatcher = await site.AsAsync("dispatcher");
        Assert.Equal(200, (await dispatcher.PostAsync($"/api/tickets/{child}/merge", new { into = await NumberAsync(dispatcher, top) })).Status);

        var operators = await site.AsAsync("operator");
        Assert.Contains("text", (await operators.PostAsync($"/api/tickets/{child}/supplement", new { text = " " })).Fields);
        Assert.Equal(200, (await operators.PostAsync($"/api/tickets/{child}/supplement", new { text = "三楼也漏" })).Status);
        Assert.Equal(403, (await (await site.AsAsync("auditor")).PostAsync($"/api/tickets/{child}/supplement", new { text = "x" })).Status);

        foreach (var ticket in new[] { top, child })
        {
            var shown = (await dispatcher.GetAsync($"/api/tickets/{ticket}?words=full&reason=check")).Body;
            Assert.Equal("三楼也漏", shown.GetProperty("words").GetProperty("supplements.1.text").GetString());
            Assert.DoesNotContain("三楼也漏", shown.GetProperty("facts").ToString(), StringComparison.Ordinal);
        }

        await CloseAsync(dispatcher, top);
        Assert.Equal("supplement.closed", (await operators.PostAsync($"/api/tickets/{top}/supplement", new { text = "还漏" }))["code"]);
    }

    [Fact]
    public async Task Who_comes_too_late_is_told_what_to_do_and_never_the_name_of_an_event()
    {
        var ticket = await Given.CreatedAsync(site);
        var dispatcher = await site.AsAsync("dispatcher");
        await CloseAsync(dispatcher, ticket);

        Reply[] replies =
        [
            await (await site.AsAsync("operator")).PostAsync($"/api/tickets/{ticket}/urge", new { text = "催" }),
            await (await site.AsAsync("supervisor")).PostAsync($"/api/tickets/{ticket}/supervise", new { level = "Urge", reason = "Overdue" }),
        ];

        Assert.Equal(["urge.closed", "supervise.closed"], replies.Select(reply => reply["code"]));
        Assert.All(replies, reply => Assert.DoesNotContain("ticket.", reply["detail"], StringComparison.Ordinal));
    }

    private static object Closing { get; } = new { outcome = "CloseWithReason", result = new { closeReason = "StatutoryChannel", explanation = "请通过诉讼途径解决。" } };

    private static async Task CloseAsync(Caller dispatcher, string caseId) =>
        Assert.Equal(200, (await dispatcher.PostAsync($"/api/tasks/{await Given.OpenTaskAsync(dispatcher, caseId)}/complete", Closing)).Status);

    private static async Task<string?> NumberAsync(Caller caller, string caseId) => (await caller.GetAsync($"/api/tickets/{caseId}")).Body.GetProperty("summary").GetProperty("number").GetString();

    private static async Task<JsonElement[]> OpenAsync(Caller caller, string caseId) =>
        [.. (await caller.GetAsync($"/api/tickets/{caseId}")).Body.GetProperty("tasks").EnumerateArray().Where(task => task.GetProperty("status").GetString() == "open")];

    private static JsonElement[] Links(Reply ticket) => ticket.Body.GetProperty("facts").TryGetProperty("links", out var links) ? [.. links.EnumerateObject().OrderBy(link => int.Parse(link.Name, System.Globalization.CultureInfo.InvariantCulture)).Select(link => link.Value)] : [];

    private static (string?, string?) Tie(JsonElement link) => (link.GetProperty("number").GetString(), link.GetProperty("relation").GetString());

    private static (int, string?) Told(Reply reply) => (reply.Status, reply["code"]);
}
