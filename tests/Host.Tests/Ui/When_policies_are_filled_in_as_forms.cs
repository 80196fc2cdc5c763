using System.Globalization;
using System.Text;
using System.Text.Json;
using JieSuJiBan.Application.Demo;
using JieSuJiBan.Host.Tests.Rest;
using Microsoft.Playwright;

namespace JieSuJiBan.Host.Tests.Ui;

/// <summary>A policy clerk who never saw JSON: rows are changed in forms, checked, reviewed and published.</summary>
[Collection(Site.Pages)]
public sealed class When_policies_are_filled_in_as_forms(UiSite pages, Site house)
{
    private const string Row = "TL-DP-GENERAL";

    [Fact]
    public async Task a_limit_goes_from_24_to_12_hours_through_a_second_person_and_a_new_ticket_has_it()
    {
        var address = await house.AddressAsync();
        var original = (await (await house.AsAsync("policy")).GetAsync("/api/policies/time-limits.json")).Body.GetProperty("text").GetString()!;
        string changed;
        await using (var author = await Visitor.OpenAsync(pages.Browser, address, "policy", DemoAccounts.Password))
        {
            var page = author.Page;
            await page.GotoAsync("/policies/time-limits.json");
            await page.GetByRole(AriaRole.Link, new() { Name = "逐项修改" }).ClickAsync();
            await page.Locator("#f-q").FillAsync(Row);
            await page.GetByRole(AriaRole.Button, new() { Name = "查询" }).ClickAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "修改 " + Row, Exact = true }).ClickAsync();
            await Assertions.Expect(page.Locator("#means")).ToContainTextAsync("自受理起24小时内完成“派单”");

            await page.Locator("#f-amount").FillAsync("0");
            await page.GetByRole(AriaRole.Button, new() { Name = "保存到草稿" }).ClickAsync();
            await Assertions.Expect(page.Locator("#e-f-amount")).ToContainTextAsync("1 至 3660");
            await page.Locator("#f-amount").FillAsync("48");
            await page.GetByRole(AriaRole.Button, new() { Name = "保存到草稿" }).ClickAsync();
            await Assertions.Expect(page.Locator("#e-f-amount")).ToContainTextAsync("由24小时延长为48小时");
            await author.PictureAsync("policy-form-refused");
            await page.Locator("#f-amount").FillAsync("12");
            await page.GetByRole(AriaRole.Button, new() { Name = "保存到草稿" }).ClickAsync();
            await Assertions.Expect(page.Locator(".notice.good")).ToContainTextAsync("已保存到草稿");
            await Assertions.Expect(page.Locator("#means")).ToContainTextAsync("12小时");
            await author.PictureAsync("policy-form-saved");

            await page.GetByRole(AriaRole.Link, new() { Name = "修改了什么" }).ClickAsync();
            await Assertions.Expect(page.Locator(".change.Changed")).ToHaveCountAsync(1);
            await Assertions.Expect(page.Locator(".change.Changed")).ToContainTextAsync("24小时 → 12小时");
            changed = page.Url.Split('?')[0];
            await author.FollowAsync(page.GetByRole(AriaRole.Link, new() { Name = "试运行" }));
            Assert.Equal(12, await TriedHoursAsync(author));
            await page.GotoAsync(changed);
            await page.GetByRole(AriaRole.Button, new() { Name = "送审" }).ClickAsync();
            await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("审核中");
            await page.GotoAsync("/policies/time-limits.json/edit?at=limits");
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync("请先退回编辑");
            Assert.Empty(author.Complaints);
        }

        await using (var reviewer = await Visitor.OpenAsync(pages.Browser, address, "policy2", DemoAccounts.Password))
        {
            var page = reviewer.Page;
            await page.GotoAsync(changed);
            await page.GetByRole(AriaRole.Button, new() { Name = "批准" }).ClickAsync();
            await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("已批准");
            await page.Locator("#f-effective").FillAsync("2026-01-01T00:00");
            await page.GetByRole(AriaRole.Button, new() { Name = "发布" }).ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("早于");
            await page.Locator("#f-effective").FillAsync("");
            await page.GetByRole(AriaRole.Button, new() { Name = "发布" }).ClickAsync();
            await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("已发布");
            Assert.Empty(reviewer.Complaints);
        }

        try
        {
            Assert.Equal(12, await HoursOfNewTicketAsync());
        }
        finally
        {
            // A limit may grow only where it rests on another source: by way of one, the file becomes what it was.
            await PublishAsync(original.Replace("派单要求", "派单要求（还原）", StringComparison.Ordinal));
            await PublishAsync(original);
        }

        Assert.Equal(24, await HoursOfNewTicketAsync());
    }

    [Fact]
    public async Task of_two_who_edit_one_row_without_script_the_later_is_told_and_keeps_what_was_typed()
    {
        const string Address = "/policies/pause.json/edit?at=reasons[0]";
        var address = await house.AddressAsync();
        await using var one = await Visitor.OpenAsync(pages.Browser, address, "policy", DemoAccounts.Password, script: false);
        await using var two = await Visitor.OpenAsync(pages.Browser, address, "policy2", DemoAccounts.Password, script: false);
        await one.Page.GotoAsync(Address);
        await one.Page.Locator("#f-name").FillAsync("等待补充材料");
        await one.Page.GetByRole(AriaRole.Button, new() { Name = "保存到草稿" }).ClickAsync();
        await Assertions.Expect(one.Page.Locator(".notice.good")).ToBeVisibleAsync();
        await two.Page.GotoAsync(Address);
        await one.Page.Locator("#f-maxLength-amount").FillAsync("6");
        await one.Page.GetByRole(AriaRole.Button, new() { Name = "保存到草稿" }).ClickAsync();
        await Assertions.Expect(one.Page.Locator(".notice.good")).ToBeVisibleAsync();

        await two.Page.Locator("#f-maxLength-amount").FillAsync("7");
        await two.Page.GetByRole(AriaRole.Button, new() { Name = "保存到草稿" }).ClickAsync();
        await Assertions.Expect(two.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("您填写的内容还在下面的表单里");
        await Assertions.Expect(two.Page.Locator("#f-maxLength-amount")).ToHaveValueAsync("7");
        await two.PictureAsync("policy-form-late");
        await two.Page.GetByRole(AriaRole.Button, new() { Name = "保存到草稿" }).ClickAsync();
        await Assertions.Expect(two.Page.Locator(".notice.good")).ToBeVisibleAsync();
        var text = await DraftTextAsync("pause.json");
        var before = (await (await house.AsAsync("policy")).GetAsync("/api/policies/pause.json")).Body.GetProperty("text").GetString()!;
        Assert.Equal(before.Replace("等待诉求人补充材料", "等待补充材料", StringComparison.Ordinal).Replace("\"amount\": 5,", "\"amount\": 7,", StringComparison.Ordinal), text);
        await DiscardAsync("pause.json");
    }

    [Fact]
    public async Task a_unit_is_found_added_and_closed_and_what_is_referred_to_is_not_removed()
    {
        var address = await house.AddressAsync();
        await using var author = await Visitor.OpenAsync(pages.Browser, address, "policy", DemoAccounts.Password, script: false);
        var page = author.Page;
        await page.GotoAsync("/policies/organisation.json/edit");
        await Assertions.Expect(page.Locator("#rows-caption")).ToContainTextAsync("第 1–50 行");
        await author.PictureAsync("policy-units");
        await page.Locator("#f-q").FillAsync("望京街道");
        await page.GetByRole(AriaRole.Button, new() { Name = "查询" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("^修改 望京") }).First.ClickAsync();
        await page.Locator("#f-closedOn").FillAsync("2031-12-31");
        await page.GetByRole(AriaRole.Button, new() { Name = "保存到草稿" }).ClickAsync();
        await Assertions.Expect(page.Locator("#means")).ToContainTextAsync("2031-12-31 起撤销");

        await page.GotoAsync("/policies/organisation.json/edit?at=units&under=110105");
        await Assertions.Expect(page.Locator("table")).ToContainTextAsync("望京");
        await page.GotoAsync("/policies/organisation.json/edit?at=units&q=HotlineCenter");
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("^修改 ") }).First.ClickAsync();
        await Assertions.Expect(page.Locator("#refers-h")).ToBeVisibleAsync();
        await page.GetByText("要删除吗？").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^删除 ") }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("仍被引用");
        await author.PictureAsync("policy-unit-referred");

        await page.GotoAsync("/policies/organisation.json/edit?at=units&new=1");
        await page.Locator("#f-code").FillAsync("TEST-NEW");
        await page.Locator("#f-name").FillAsync("<script>alert(1)</script>新设单位");
        await page.Locator("#f-kind").SelectOptionAsync("Department");
        await page.Locator("#f-parent").FillAsync("朝阳区");
        await author.FollowAsync(page.GetByRole(AriaRole.Button, new() { Name = "保存到草稿" }));
        if (await page.Locator("#f-parent").EvaluateAsync<string>("field => field.tagName") == "SELECT")
        {
            await page.Locator("#f-parent").SelectOptionAsync("110105");
            await page.GetByRole(AriaRole.Button, new() { Name = "保存到草稿" }).ClickAsync();
        }

        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("不在同一个区");
        await page.Locator("#f-district").SelectOptionAsync("110105");
        await page.GetByRole(AriaRole.Button, new() { Name = "保存到草稿" }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("<script>alert(1)</script>新设单位");
        await page.GetByText("要删除吗？").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "删除 TEST-NEW" }).ClickAsync();
        await Assertions.Expect(page.Locator(".notice.good")).ToContainTextAsync("已从草稿中删除");
        Assert.Empty(author.Complaints);
        await DiscardAsync("organisation.json");
    }

    [Fact]
    public async Task a_whole_file_is_taken_down_and_up_and_what_is_wrong_is_told_by_line_and_column()
    {
        var address = await house.AddressAsync();
        await using var author = await Visitor.OpenAsync(pages.Browser, address, "policy", DemoAccounts.Password, script: false);
        var page = author.Page;
        var text = (await (await house.AsAsync("policy")).GetAsync("/api/policies/knowledge.json")).Body.GetProperty("text").GetString()!;
        foreach (var (content, words) in new[] { ("{\n  \"items\": [}\n}", "第 2 行第 13 列"), ("[]", "JSON 对象"), ("\u0001", "第 1 行") })
        {
            await page.GotoAsync("/policies/knowledge.json/edit?at=");
            await page.Locator("#f-file").SetInputFilesAsync(File(content));
            await page.GetByRole(AriaRole.Button, new() { Name = "上传到草稿" }).ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync(words);
        }

        var large = text.Replace("\"items\": [", "\"items\": [" + string.Concat(Enumerable.Range(0, 4_000).Select(number => $"\n    {{\"id\": \"BIG-{number}\", \"question\": \"很长的问题，第 {number} 条？\", \"answer\": \"很长的答案，很长的答案，很长的答案，很长的答案。\", \"owner\": \"12345\", \"reviewBy\": \"2027-06-30\"}},")), StringComparison.Ordinal);
        Assert.True(large.Length > 400_000);
        await page.GotoAsync("/policies/knowledge.json/edit?at=");
        await page.Locator("#f-file").SetInputFilesAsync(File(large));
        await page.GetByRole(AriaRole.Button, new() { Name = "上传到草稿" }).ClickAsync();
        await Assertions.Expect(page.Locator(".notice.good")).ToBeVisibleAsync();
        Assert.Equal(large, await DraftTextAsync("knowledge.json"));
        await page.GotoAsync("/policies/knowledge.json/edit?at=items&q=BIG-3999");
        await page.GetByRole(AriaRole.Link, new() { Name = "修改 BIG-3999", Exact = true }).ClickAsync();
        await page.Locator("#f-answer").FillAsync("短的答案。");
        await page.GetByRole(AriaRole.Button, new() { Name = "保存到草稿" }).ClickAsync();
        await Assertions.Expect(page.Locator(".notice.good")).ToBeVisibleAsync();
        var (before, after) = (large.Split('\n'), (await DraftTextAsync("knowledge.json")).Split('\n'));
        Assert.Single(Enumerable.Range(0, before.Length), line => before[line] != after[line]);
        await DiscardAsync("knowledge.json");
    }

    [Theory]
    [InlineData("time-limits.json", "limits", "时限")]
    [InlineData("time-limits.json", "limits[0]", "派单")]
    [InlineData("time-limits.json", "limits&new=1", "添加")]
    [InlineData("time-limits.json", "", "环节")]
    [InlineData("callback.json", "questions", "诉求人收到的问卷")]
    [InlineData("callback.json", "questions[2]", "部分解决")]
    [InlineData("callback.json", "", "回访次数")]
    [InlineData("calendar.json", "years[15]", "2026 年一览")]
    [InlineData("escalation.json", "ladders[0]", "催办")]
    [InlineData("whistle.json", "", "种类")]
    [InlineData("classes.json", "classes[0].children", "分类")]
    [InlineData("triage.json", "exits[0]", "110")]
    public async Task every_form_meets_what_a_machine_can_check_of_wcag_in_both_languages(string file, string at, string words)
    {
        await using var author = await Visitor.OpenAsync(pages.Browser, await house.AddressAsync(), "policy", DemoAccounts.Password);
        var page = author.Page;
        var here = $"/policies/{file}/edit?at={at}";
        await page.GotoAsync(here);
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync(words);
        Assert.Empty(await author.FaultsAsync());
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await page.SetViewportSizeAsync(360, 800);
        await page.GotoAsync(here);
        Assert.Empty(await author.FaultsAsync());
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.SetViewportSizeAsync(1280, 900);
        await page.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "English" })).ToHaveAttributeAsync("aria-current", "true");
        Assert.Empty(await author.FaultsAsync());
        var name = $"policy-form-{file.Split('.')[0]}-{at.Replace('[', '-').Replace("]", "", StringComparison.Ordinal).Replace('&', '-')}";
        await author.PictureAsync(name + "-en");
        await page.GetByRole(AriaRole.Link, new() { Name = "中文" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync(words);
        await author.PictureAsync(name);
        Assert.Empty(author.Complaints);
    }

    [Theory]
    [InlineData("/policies/nothing.json/edit")]
    [InlineData("/policies/time-limits.json/edit?at=limits[99999]")]
    [InlineData("/policies/time-limits.json/edit?at=limits[0].nothing")]
    [InlineData("/policies/time-limits.json/edit?at=%3Cscript%3E")]
    [InlineData("/policies/time-limits.json/edit?at=limits[-1]")]
    public async Task a_place_that_is_not_there_is_not_found(string address)
    {
        await using var author = await Visitor.OpenAsync(pages.Browser, await house.AddressAsync(), "policy", DemoAccounts.Password, script: false);
        Assert.Equal(404, (await author.Page.GotoAsync(address))!.Status);
    }

    private static FilePayload File(string content) => new() { Name = "policy.json", MimeType = "application/json", Buffer = Encoding.UTF8.GetBytes(content) };

    /// <summary>How long a made-up ticket has for its first task, by what is tried.</summary>
    private static async Task<double> TriedHoursAsync(Visitor visitor)
    {
        var page = visitor.Page;
        await page.Locator("#f-districtCode").SelectOptionAsync("110105");
        await visitor.FollowAsync(page.GetByRole(AriaRole.Button, new() { Name = "开始" }));
        var now = await page.Locator("#virtual-now time").GetAttributeAsync("datetime");
        var due = await page.Locator("main section.card .muted time").First.GetAttributeAsync("datetime");
        await visitor.FollowAsync(page.GetByRole(AriaRole.Button, new() { Name = "结束试运行" }));
        return Math.Round((DateTimeOffset.Parse(due!, CultureInfo.InvariantCulture) - DateTimeOffset.Parse(now!, CultureInfo.InvariantCulture)).TotalHours);
    }

    private async Task<double> HoursOfNewTicketAsync()
    {
        var caseId = await Given.CreatedAsync(house);
        var ticket = (await (await house.AsAsync("dispatcher")).GetAsync($"/api/tickets/{caseId}")).Body;
        var task = ticket.GetProperty("tasks").EnumerateArray().First();
        return Math.Round((At(task.GetProperty("dueAt")) - At(ticket.GetProperty("summary").GetProperty("acceptedAt"))).TotalHours);

        static DateTimeOffset At(JsonElement text) => DateTimeOffset.Parse(text.GetString()!, CultureInfo.InvariantCulture);
    }

    private async Task<string> DraftTextAsync(string file) => (await (await house.AsAsync("policy")).GetAsync($"/api/policies/{file}?draft=true")).Body.GetProperty("text").GetString()!;

    private async Task DiscardAsync(string file)
    {
        var author = await house.AsAsync("policy");
        var id = (await author.GetAsync($"/api/policies/{file}?draft=true")).Body.GetProperty("draft").GetProperty("draftId").GetString();
        Assert.Equal(200, (await author.PostAsync($"/api/governance/drafts/{id}/discard", new { })).Status);
    }

    private async Task PublishAsync(string text)
    {
        var (author, reviewer) = (await house.AsAsync("policy"), await house.AsAsync("policy2"));
        var made = await author.PostAsync("/api/governance/drafts", new { kind = "Policy", name = "time-limits.json", content = text });
        Assert.Equal(200, made.Status);
        var id = made.Body.GetProperty("draft").GetProperty("draftId").GetString();
        Assert.Equal(200, (await author.PostAsync($"/api/governance/drafts/{id}/submit", new { revision = 1 })).Status);
        Assert.Equal(200, (await reviewer.PostAsync($"/api/governance/drafts/{id}/approve", new { note = "还原" })).Status);
        Assert.Equal(200, (await reviewer.PostAsync($"/api/governance/drafts/{id}/publish", new { })).Status);
    }
}
