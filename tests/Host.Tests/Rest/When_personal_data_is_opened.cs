using System.Net;
using JieSuJiBan.Runtime.Inbox;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>One account opens so many people's data in a stretch of time; then there is a pause and an entry in the security log.</summary>
[Collection(nameof(Site))]
public sealed class When_personal_data_is_opened(Site site)
{
    [Fact]
    public async Task Thirty_in_ten_minutes_and_then_a_pause_on_every_node()
    {
        var curious = await site.NewAccountAsync(RoleNames.Operator);
        var caseId = await Given.CreatedAsync(site);
        var (one, other) = (await site.AsAsync(curious), await site.AsAsync(await site.SecondAsync(), curious));
        // A search by phone is one; titles, masked words and what may not be read are none.
        Assert.Equal(200, (await one.PostAsync("/api/tickets/search", new { phone = Given.Phone() }, key: null)).Status);
        Assert.Equal(200, (await one.GetAsync("/api/tickets?titles=true&size=1")).Status);
        Assert.Equal(200, (await one.GetAsync($"/api/tickets/{caseId}")).Status);
        Assert.Equal(404, (await one.GetAsync("/api/tickets/no-such-ticket?words=full&reason=check")).Status);
        for (var i = 1; i < 30; i++) Assert.Equal(200, (await (i % 2 == 0 ? one : other).GetAsync($"/api/tickets/{caseId}?words=full&reason=check")).Status);

        foreach (var caller in new[] { one, other })
        {
            var paused = await caller.GetAsync($"/api/tickets/{caseId}?words=full&reason=check");
            Assert.Equal((429, "opening.paused"), (paused.Status, paused["code"]));
            Assert.InRange(paused.Message.Headers.RetryAfter!.Delta!.Value.TotalMinutes, 1, 10);
        }

        Assert.Equal(429, (await one.PostAsync("/api/tickets/search", new { phone = Given.Phone() }, key: null)).Status);
        Assert.Equal(200, (await one.GetAsync($"/api/tickets/{caseId}")).Status);
        var entry = Assert.Single((await (await site.AsAsync("admin")).GetAsync($"/api/security/events?kind=opening.paused&account={curious}")).Items, line => line.GetProperty("subject").GetString() == "opening");
        Assert.Equal("30", entry.GetProperty("detail").GetProperty("most").GetString());

        var openings = (await (await site.AsAsync("auditor")).GetAsync($"/api/security/openings?ticket={caseId}&account={curious}&full=true&size=200")).Items;
        Assert.Contains(openings, opening => opening.GetProperty("word").GetString() == "phone" && opening.GetProperty("caseId").GetString() == caseId);
        // What was shown covered, the last reading above too, and what the program compared is no opening in full.
        Assert.All(openings, opening => Assert.Equal("read: check", opening.GetProperty("purpose").GetString()));
        Assert.DoesNotContain(Given.Phone(), string.Concat(openings.Select(opening => opening.GetRawText())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_the_reason_names_is_masked_in_the_record_that_is_kept_for_ever()
    {
        var reader = await site.AsAsync(await site.NewAccountAsync(RoleNames.Operator));
        var caseId = await Given.CreatedAsync(site);
        var name = (await reader.GetAsync($"/api/tickets/{caseId}?words=full&reason=check")).Body.GetProperty("words").GetProperty("petitioner").GetString()!;
        Assert.Equal(200, (await reader.GetAsync($"/api/tickets/{caseId}?words=full&reason={Uri.EscapeDataString($"给{name}回电{Given.Phone()}，另有13700009999，核实地点")}")).Status);

        var kept = string.Concat((await (await site.AsAsync("auditor")).GetAsync($"/api/security/openings?ticket={caseId}&full=true&size=200")).Items.Select(opening => opening.GetProperty("purpose").GetString()));
        Assert.Contains("核实地点", kept, StringComparison.Ordinal);
        Assert.All((string[])[name, Given.Phone(), "13700009999"], trace => Assert.DoesNotContain(trace, kept, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_pages_find_by_phone_without_a_trace_in_the_address_and_pause_in_words()
    {
        var account = await site.NewAccountAsync(RoleNames.Operator);
        var caseId = await Given.CreatedAsync(site);
        var caller = await site.AsAsync(account);
        var number = (await caller.GetAsync("/api/tickets/" + caseId)).Body.GetProperty("summary").GetProperty("number").GetString()!;

        var (status, page) = await PostAsync(caller.Client, "/tickets", "by-phone", ("phone", Given.Phone()));
        Assert.Equal(200, status);
        Assert.Contains(number, page, StringComparison.Ordinal);
        Assert.Equal(422, (await PostAsync(caller.Client, "/tickets", "by-phone", ("phone", "无"))).Status);
        Assert.DoesNotContain("by-phone", await (await site.AsAsync("auditor")).Client.GetStringAsync(new Uri("/tickets", UriKind.Relative), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        for (var i = 1; i < 30; i++) Assert.Equal(200, (await caller.GetAsync($"/api/tickets/{caseId}?words=full&reason=check")).Status);
        foreach (var (path, handler) in new[] { ($"/tickets/{number}", "open-personal"), ("/tickets", "by-phone") })
        {
            (status, page) = await PostAsync(caller.Client, path, handler, ("phone", Given.Phone()), ("personReason", "核实地点"));
            Assert.Equal(429, status);
            Assert.Contains("短时间内查看个人信息过多", page, StringComparison.Ordinal);
            Assert.DoesNotContain(Given.Phone(), page, StringComparison.Ordinal);
        }
    }

    private static async Task<(int Status, string Page)> PostAsync(HttpClient client, string path, string handler, params (string Name, string Value)[] fields)
    {
        var ct = TestContext.Current.CancellationToken;
        var token = System.Text.RegularExpressions.Regex.Match(await client.GetStringAsync(new Uri(path, UriKind.Relative), ct), "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token), KeyValuePair.Create("_handler", handler), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]);
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), form, ct);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(ct));
    }

    [Fact]
    public async Task Exports_with_words_have_a_bound_of_their_own_and_each_is_written_down()
    {
        var handler = await site.NewAccountAsync(RoleNames.Handler, "110105026");
        var caller = await site.AsAsync(handler);
        for (var i = 0; i < 6; i++) Assert.Equal(HttpStatusCode.OK, (await caller.Client.GetAsync(new Uri("/api/units/110105026/tickets/export?acceptedFrom=2100-01-01T00:00:00Z", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode);

        Assert.Equal("opening.paused", (await caller.GetAsync("/api/units/110105026/tickets/export"))["code"]);
        Assert.Equal(6, (await (await site.AsAsync("admin")).GetAsync($"/api/security/events?kind=export&account={handler}")).Items.Length);
    }

    [Theory]
    [InlineData("admin", 200, 403)]
    [InlineData("auditor", 200, 200)]
    [InlineData("operator", 403, 403)]
    [InlineData("supervisor", 403, 403)]
    [InlineData("policy", 403, 403)]
    public async Task Administrators_and_auditors_read_the_log_and_auditors_the_openings(string account, int events, int openings)
    {
        var caller = await site.AsAsync(account);
        Assert.Equal(events, (await caller.GetAsync("/api/security/events")).Status);
        Assert.Equal(events, (await caller.GetAsync("/api/security/events/kinds")).Status);
        Assert.Equal(openings, (await caller.GetAsync("/api/security/openings")).Status);
    }

    [Fact]
    public async Task Refusals_are_counted_by_route_and_who_and_not_one_by_one()
    {
        var refused = await site.NewAccountAsync(RoleNames.Handler, "110105026");
        var caller = await site.AsAsync(refused);
        for (var i = 0; i < 50; i++) Assert.Equal(403, (await caller.GetAsync("/api/governance/log")).Status);
        var admin = await site.AsAsync("admin");

        var lines = (await admin.GetAsync($"/api/security/events?kind=request.refused&account={refused}")).Items;
        Assert.InRange(lines.Length, 1, 3);
        Assert.Equal(50, lines.Sum(line => line.GetProperty("times").GetInt32()));
        Assert.All(lines, line => Assert.Equal("GET /api/governance/log", line.GetProperty("subject").GetString()));
        Assert.NotEmpty((await admin.GetAsync($"/api/security/events?kind=signIn&outcome=succeeded&account={refused}")).Items);
    }

    [Fact]
    public async Task The_log_goes_on_page_by_page_and_comes_as_a_table()
    {
        var admin = await site.AsAsync("admin");
        for (var i = 0; i < 3; i++) await site.AsAsync(await site.NewAccountAsync(RoleNames.Operator));
        var first = await admin.GetAsync("/api/security/events?kind=signIn&size=2");
        var second = await admin.GetAsync($"/api/security/events?kind=signIn&size=2&cursor={first["nextCursor"]}");

        Assert.Equal(2, first.Items.Length);
        Assert.Distinct(first.Items.Concat(second.Items).Select(line => line.GetProperty("eventId").GetString()));
        Assert.True(string.CompareOrdinal(first.Items[1].GetProperty("eventId").GetString(), second.Items[0].GetProperty("eventId").GetString()) > 0);
        var table = await (await admin.Client.GetAsync(new Uri("/api/security/events?kind=signIn&size=2&format=csv", UriKind.Relative), TestContext.Current.CancellationToken)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("eventId,at,kind,outcome,account", table, StringComparison.Ordinal);
        foreach (var wrong in new[] { "kind=none", "cursor=x", "from=yesterday", "size=0", "format=xml", "nothing=1" }) Assert.Equal(422, (await admin.GetAsync("/api/security/events?" + wrong)).Status);
        Assert.Equal(422, (await (await site.AsAsync("auditor")).GetAsync("/api/security/openings?cursor=x")).Status);
    }

    [Fact]
    public async Task An_account_makes_so_many_requests_and_then_waits_while_others_do_not()
    {
        var host = await site.WithAsync("--Security:RequestsPerMinute=20");
        var busy = await site.AsAsync(host, await site.NewAccountAsync(RoleNames.Operator));
        var replies = new List<Reply>();
        for (var i = 0; i < 60; i++) replies.Add(await busy.GetAsync("/api/auth/me"));

        var refused = replies.First(reply => reply.Status == 429);
        Assert.Equal("request.tooMany", refused["code"]);
        Assert.NotNull(refused.Message.Headers.RetryAfter);
        Assert.Equal(200, (await (await site.AsAsync(host, await site.NewAccountAsync(RoleNames.Operator))).GetAsync("/api/auth/me")).Status);
    }
}
