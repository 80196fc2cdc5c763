using System.Text.RegularExpressions;
using JieSuJiBan.Host.Tests.Rest;

namespace JieSuJiBan.Host.Tests.Ui;

/// <summary>A page that stood open while things went on answers in words, and what was typed is not gone.</summary>
[Collection(nameof(Site))]
public sealed class When_a_form_is_sent_that_the_page_no_longer_has(Site site)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_second_trial_in_the_sandbox_takes_the_place_of_the_first()
    {
        var caller = await site.AsAsync("policy2");
        var hash = (await caller.GetAsync("/api/governance/versions/workflow/ticket")).Body[0].GetProperty("hash").GetString();
        for (var trial = 0; trial < 3; trial++)
        {
            // The client that follows a redirect leaves its token behind: the page is asked for again.
            var (status, _) = await PostAsync(caller.Client, "/sandbox?version=" + hash, "start", ("version", hash!), ("requestType", "Complaint"), ("channel", "Phone"), ("classCode", "0102-01"), ("districtCode", "110105"), ("streetCode", "110105026"));
            var page = await caller.Client.GetStringAsync(new Uri("/sandbox", UriKind.Relative), Cancellation);
            Assert.True(status == 200 && page.Contains("virtual-now", StringComparison.Ordinal), $"trial {trial}: {status} {Regex.Match(page, "role=\"alert\".*?</div>", RegexOptions.Singleline)}");
        }
    }

    [Theory]
    [InlineData("9999-12-31T23:59")]
    [InlineData("10000-01-01T00:00")]
    [InlineData("0000-01-01T00:00")]
    [InlineData("2027-01-01 24:00")]
    [InlineData("tomorrow")]
    public async Task a_time_that_is_none_does_nothing_and_is_named(string at)
    {
        var caller = await site.AsAsync("policy2");
        var (status, page) = await PostAsync(caller.Client, "/sandbox?draft=", "start", ("requestType", "Complaint"), ("channel", "Phone"), ("at", at));
        Assert.Equal(200, status);
        Assert.Contains("不是可用的时间", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_task_that_a_colleague_finished_meanwhile_is_told_and_the_text_can_be_copied()
    {
        var caseId = await Given.DispatchedAsync(site);
        var handler = await site.AsAsync("wangjing");
        var task = await Given.OpenTaskAsync(handler, caseId);
        var token = await TokenAsync(handler.Client, $"/tasks/{task}");
        Assert.Equal(200, (await handler.PostAsync($"/api/tasks/{task}/complete", new { outcome = "SignedIn" })).Status);

        var (status, page) = await PostAsync(handler.Client, $"/tasks/{task}", "complete", token, ("outcome", "Object"), ("objectionText", "这件事不属于我们街道的职责，请改派。"));

        Assert.InRange(status, 200, 499);
        Assert.DoesNotContain("页面出错了", page, StringComparison.Ordinal);
        Assert.Contains("这件事不属于我们街道的职责", page, StringComparison.Ordinal);
        Assert.DoesNotContain("SignedIn", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task another_sites_form_gets_nothing_of_it_shown()
    {
        var client = (await site.AsAsync(null)).Client;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["_handler"] = "bogus", ["text"] = "别的网站写的话" });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/progress") { Content = form };
        request.Headers.Add("Origin", "https://evil.example");
        using var answer = await client.SendAsync(request, Cancellation);
        Assert.DoesNotContain("别的网站写的话", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GridPatrol", "Complaint", "", true)]
    [InlineData("Phone", "Report", "Anonymous", true)]
    [InlineData("Phone", "Complaint", "Anonymous", false)]
    [InlineData("Phone", "Complaint", "", false)]
    public async Task the_page_asks_for_a_phone_number_only_where_the_citys_rules_do(string channel, string type, string identity, bool isTaken)
    {
        var caller = await site.AsAsync("operator");
        var (_, page) = await PostAsync(caller.Client, "/tickets/new", "new-ticket", ("command", Guid.NewGuid().ToString()), ("channel", channel), ("requestType", type), ("identityLevel", identity), ("urgency", "General"), ("title", "井盖破损"), ("body", "巡查发现井盖破损"), ("area", "110105"), ("address", "望京街1号"));

        Assert.Equal(isTaken, !page.Contains("请填写“联系电话”", StringComparison.Ordinal));
    }

    private static async Task<string> TokenAsync(HttpClient client, string path) =>
        Regex.Match(await client.GetStringAsync(new Uri(path, UriKind.Relative), Cancellation), "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;

    private static async Task<(int Status, string Page)> PostAsync(HttpClient client, string path, string handler, params (string Name, string Value)[] fields) =>
        await PostAsync(client, path, handler, await TokenAsync(client, path), fields);

    private static async Task<(int Status, string Page)> PostAsync(HttpClient client, string path, string handler, string token, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token), KeyValuePair.Create("_handler", handler), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]);
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), form, Cancellation);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
    }
}
