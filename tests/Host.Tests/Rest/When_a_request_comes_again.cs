namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>Repeated requests are offered with reasons, and a petitioner sees how far the own request is.</summary>
[Collection(nameof(Site))]
public sealed class When_a_request_comes_again(Site site)
{
    [Fact]
    public async Task The_same_persons_same_matter_is_offered_first_and_says_why()
    {
        var first = await Given.CreatedAsync(site, ("title", "三号楼电梯又坏了"), ("body", "三号楼电梯本周第二次停运，老人上不了楼，请物业尽快维修。"));
        var other = await Given.CreatedAsync(site, ("title", "咨询医保报销"), ("body", "请问异地就医怎样报销医保费用？"));
        var again = await Given.CreatedAsync(site, ("title", "三号楼电梯坏了没人修"), ("body", "三号楼电梯本周又停运，老人上不了楼，请尽快维修。"));

        var found = (await (await site.AsAsync("dispatcher")).GetAsync($"/api/tickets/{again}/similar")).Body.EnumerateArray().ToArray();

        Assert.Equal(first, found[0].GetProperty("caseId").GetString());
        Assert.StartsWith("同一诉求人，同一街道，同一分类，今天，内容相似 ", found[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("same petitioner, same street, same class, today, text ", found[0].GetProperty("reasonEn").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(found, ticket => ticket.GetProperty("caseId").GetString() == other);
    }

    [Fact]
    public async Task The_same_matter_in_the_same_place_is_offered_whoever_reports_it()
    {
        var words = $"花坛{Given.Phone()}旁的井盖缺失，行人容易踩空，请立即补上。";
        var first = await Given.CreatedAsync(site, ("phone", Given.Phone(1)), ("body", words), ("title", "井盖缺失"));
        var again = await Given.CreatedAsync(site, ("phone", Given.Phone(2)), ("body", words), ("title", "井盖没了"));

        var found = (await (await site.AsAsync("dispatcher")).GetAsync($"/api/tickets/{again}/similar")).Body.EnumerateArray().ToArray();

        Assert.Equal((first, "False"), (found[0].GetProperty("caseId").GetString(), found[0].GetProperty("isSamePerson").ToString()));
    }

    [Fact]
    public async Task Only_those_who_sort_requests_for_the_city_compare_them()
    {
        var caseId = await Given.DispatchedAsync(site);

        Assert.Equal(403, (await (await site.AsAsync("wangjing")).GetAsync($"/api/tickets/{caseId}/similar")).Status);
        Assert.Equal(404, (await (await site.AsAsync("dispatcher")).GetAsync($"/api/tickets/{Guid.NewGuid()}/similar")).Status);
    }

    [Fact]
    public async Task A_petitioner_sees_how_far_the_request_is_and_nobody_elses()
    {
        var phone = Given.Phone();
        var created = await (await site.AsAsync("operator")).PostAsync("/api/tickets", Given.Ticket());
        var nobody = await site.AsAsync(null);

        var mine = await nobody.PostAsync("/api/progress", new { number = created["number"], phone }, key: null);
        var wrong = await nobody.PostAsync("/api/progress", new { number = created["number"], phone = Given.Phone(1) }, key: null);
        var none = await nobody.PostAsync("/api/progress", new { number = "nothing", phone }, key: null);

        Assert.Equal((200, "已受理，正在分类"), (mine.Status, mine["chinese"]));
        Assert.DoesNotContain("欧阳", mine.Body.GetRawText(), StringComparison.Ordinal);
        Assert.Equal((404, wrong["detail"]), (wrong.Status, none["detail"]));
        Assert.Equal(422, (await nobody.PostAsync("/api/progress", new { number = "", phone = "x" }, key: null)).Status);
    }

    [Fact]
    public async Task The_public_page_asks_for_number_and_phone_and_tells_what_is_missing()
    {
        using var visitor = new HttpClient { BaseAddress = new(await site.AddressAsync()) };
        var page = await visitor.GetStringAsync(new Uri("/progress", UriKind.Relative), TestContext.Current.CancellationToken);
        var token = System.Text.RegularExpressions.Regex.Match(page, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = token, ["_handler"] = "progress", ["number"] = "", ["phone"] = "" });
        using var answer = await visitor.PostAsync(new Uri("/progress", UriKind.Relative), form, TestContext.Current.CancellationToken);

        Assert.Contains("请填写工单编号和联系电话", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_tries_phone_numbers_is_stopped()
    {
        var created = await (await site.AsAsync("operator")).PostAsync("/api/tickets", Given.Ticket());
        var nobody = await site.AsAsync(null);
        var last = 0;
        for (var i = 0; i < 40 && last != 429; i++) last = (await nobody.PostAsync("/api/progress", new { number = created["number"], phone = Given.Phone(i + 1) }, key: null)).Status;

        Assert.Equal(429, last);
    }
}
