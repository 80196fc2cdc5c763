using JieSuJiBan.Web.Http;


namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>Unknown members and values of a query are refused as those of a body are: with their name and what is allowed.</summary>
[Collection(nameof(Site))]
public sealed class When_an_address_asks_for_what_nobody_knows(Site site)
{
    [Fact]
    public async Task Every_endpoint_of_ours_names_a_member_that_it_does_not_take()
    {
        var doors = await Door.AllAsync(site, path => path.StartsWith("/api/", StringComparison.Ordinal));
        Assert.True(doors.Length > 70);
        foreach (var door in doors)
        {
            var reply = await SendAsync(door, "?zzz=1");
            Assert.True((reply.Status, reply["code"]) == (422, "request.query"), $"{door} as {door.Account}: {reply.Status} {reply["code"]}");
            Assert.Equal(["zzz"], reply.Fields);
            var members = DeclaredQuery.MembersOf(door.Endpoint)!;
            Assert.All(members, member => Assert.Contains(member.Name, reply["detail"]!, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Every_member_that_is_a_number_a_choice_or_an_id_refuses_another_value_and_a_second_one()
    {
        var tried = 0;
        foreach (var door in await Door.AllAsync(site, path => path.StartsWith("/api/", StringComparison.Ordinal)))
        {
            foreach (var member in DeclaredQuery.MembersOf(door.Endpoint)!)
            {
                if (member.Values is not null || member.Type != typeof(string))
                {
                    foreach (var value in new[] { "abc", "待派单", "99999999999999999999", "1.5" })
                    {
                        var reply = await SendAsync(door, $"?{member.Name}={Uri.EscapeDataString(value)}");
                        Assert.True(reply.Status == 422 && reply.Fields.SequenceEqual([member.Name]), $"{door}?{member.Name}={value}: {reply.Status}");
                        if (member.Values is { } values) Assert.All(values, one => Assert.Contains(one, reply["detail"]!, StringComparison.Ordinal));
                        tried++;
                    }
                }

                if (!member.IsMany) Assert.Equal(422, (await SendAsync(door, $"?{member.Name}=1&{member.Name}=1")).Status);
            }
        }

        Assert.True(tried > 20);
    }

    [Theory]
    [InlineData("/api/tickets?q=路灯", "q")]
    [InlineData("/api/tickets?title=路灯", "title")]
    [InlineData("/api/tickets?status=待派单", "status")]
    [InlineData("/api/tickets?unit=nowhere", "unit")]
    [InlineData("/api/tickets?class=zz", "class")]
    [InlineData("/api/tickets?district=1", "district")]
    [InlineData("/api/tickets?acceptedFrom=9999-12-31T23:59:59Z", "acceptedFrom")]
    [InlineData("/api/tickets?acceptedFrom=0000-01-01T00:00:00Z", "acceptedFrom")]
    [InlineData("/api/tickets?acceptedTo=10000-01-01T00:00:00Z", "acceptedTo")]
    public async Task A_search_for_what_no_ticket_can_have_is_refused(string address, string field)
    {
        var reply = await (await site.AsAsync("supervisor")).GetAsync(address);
        Assert.Equal(422, reply.Status);
        Assert.Equal([field], reply.Fields);
    }

    [Theory]
    [InlineData("/api/governance/drafts?name=nobody", "name")]
    [InlineData("/api/governance/log?name=待派单", "name")]
    [InlineData("/api/policies/dispatch-catalog.json/find?class=zz", "class")]
    [InlineData("/api/policies/dispatch-catalog.json/find?district=zz", "district")]
    [InlineData("/api/policies/dispatch-catalog.json/find?unit=zz", "unit")]
    [InlineData("/api/policies/explain?classCode=zz", "classCode")]
    [InlineData("/api/policies/explain?requestType=zz", "requestType")]
    [InlineData("/api/policies/explain?channel=zz", "channel")]
    [InlineData("/api/policies/explain?urgency=zz", "urgency")]
    [InlineData("/api/policies/explain?district=zz", "district")]
    [InlineData("/api/policies/explain?street=zz", "street")]
    [InlineData("/api/policies/explain?unit=zz", "unit")]
    [InlineData("/api/policies/explain?statute=zz", "statute")]
    [InlineData("/api/policies/explain?limitUnit=zz", "limitUnit")]
    [InlineData("/api/policies/explain?countFrom=SameDay", "countFrom")]
    public async Task A_question_to_the_policies_about_what_they_do_not_have_is_refused(string address, string field)
    {
        var reply = await (await site.AsAsync("policy")).GetAsync(address);
        Assert.Equal(422, reply.Status);
        Assert.Equal([field], reply.Fields);
    }

    [Fact]
    public async Task The_cases_of_a_move_that_nobody_made_are_not_found()
    {
        var reply = await (await site.AsAsync("policy")).GetAsync($"/api/governance/in-flight/moves/{Guid.NewGuid()}/cases?state=pending");
        Assert.Equal(404, reply.Status);
    }

    [Fact]
    public async Task What_policies_have_is_answered()
    {
        var caller = await site.AsAsync("policy");
        foreach (var address in new[] { "/api/governance/drafts?name=ticket", "/api/governance/log?name=calendar.json", "/api/policies/dispatch-catalog.json/find?class=09&district=110105", "/api/policies/explain?classCode=0901-04&requestType=Complaint&channel=Phone&urgency=General&district=110105&amount=1&limitUnit=workingday&countFrom=NextDay" })
        {
            Assert.Equal(200, (await caller.GetAsync(address)).Status);
        }
    }

    [Fact]
    public async Task What_tickets_can_have_is_found_and_what_is_left_empty_asks_for_nothing()
    {
        var caller = await site.AsAsync("supervisor");
        foreach (var status in new[] { "InHandling", "AwaitingDispatch", "ObjectionUnderReview", "CarriedOver", "InConference", "" }) Assert.Equal(200, (await caller.GetAsync("/api/tickets?unit=&class=&status=" + status)).Status);
        Assert.Equal(200, (await caller.GetAsync("/api/tickets?unit=110105026&class=01&district=110105")).Status);
    }

    [Fact]
    public async Task A_page_says_so_in_words()
    {
        var client = (await site.AsAsync("supervisor")).Client;
        foreach (var address in new[] { "/tickets?q=路灯", "/tickets?status=待派单", "/tickets?overdue=maybe", "/inbox?mine=1", "/policies/organisation.json/edit?page=abc", "/policies/organisation.json?page=abc", "/policies/dispatch-catalog.json?page=0", "/policies/explain?limitUnit=zz", "/inbox?cursor=zz" })
        {
            var caller = address.StartsWith("/policies", StringComparison.Ordinal) || address.StartsWith("/inbox", StringComparison.Ordinal) ? (await site.AsAsync("policy")).Client : client;
            using var answer = await caller.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
            var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True((int)answer.StatusCode == 422, $"{address}: {(int)answer.StatusCode}");
            Assert.Matches("可用|整数|翻页位置", page);
            Assert.DoesNotContain("页面出错了", page, StringComparison.Ordinal);
        }
    }

    private async Task<Reply> SendAsync(Door door, string query)
    {
        using var request = new HttpRequestMessage(new HttpMethod(door.Method), door.Path + query);
        if (door.Body is not null) request.Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        else if (door.Path.Contains("/rows", StringComparison.Ordinal) && door.Method == "POST") request.Content = new ByteArrayContent([65]) { Headers = { { "Content-Type", "text/csv" } } };
        return await Reply.OfAsync(await (await site.AsAsync(door.Account)).Client.SendAsync(request, TestContext.Current.CancellationToken));
    }
}
