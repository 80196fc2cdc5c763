using System.Text.RegularExpressions;
using JieSuJiBan.Application.Demo;
using JieSuJiBan.Host.Tests.Rest;
using Microsoft.Playwright;

namespace JieSuJiBan.Host.Tests.Ui;

/// <summary>A policy administrator looks what a version means for tickets under way, moves some, compares versions and retires one.</summary>
[Collection(Site.Pages)]
public sealed class When_running_tickets_are_moved_on_the_pages(UiSite pages, Site house)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(81, true)]
    [InlineData(80, false)]
    public async Task the_report_is_made_read_and_followed_with_and_without_script(int version, bool script)
    {
        var hash = await When_running_tickets_meet_a_new_version.PublishAsync(house, version, text => text.Replace("\"triage\"", "\"sorting\"", StringComparison.Ordinal).Replace("预审分类", "预审与分类", StringComparison.Ordinal));
        var caseId = await Given.DispatchedAsync(house);
        await using var visitor = await Visitor.OpenAsync(pages.Browser, await house.AddressAsync(), "policy", DemoAccounts.Password, script);
        var page = visitor.Page;
        await page.GotoAsync("/changes/in-flight/ticket");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("ticket\\?to=[0-9a-f]{64}$"));
        await page.GotoAsync("/changes/in-flight/ticket?to=" + hash);
        await Assertions.Expect(page.Locator("#report")).ToContainTextAsync("还没有为这个版本出过影响报告");
        await page.GetByRole(AriaRole.Button, new() { Name = "生成影响报告" }).ClickAsync();
        // Without script the page asks anew by itself; with script its part is exchanged.
        await Assertions.Expect(page.Locator("#report-state")).ToHaveTextAsync("已完成", new() { Timeout = 60_000 });
        await Assertions.Expect(page.Locator("#status-caption")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#report")).ToContainTextAsync("正停在“预审分类”，新版中没有它");
        await CheckAsync(visitor, "in-flight");

        await page.GetByLabel("结论").SelectOptionAsync("Mappable");
        await page.GetByLabel("承办单位", new() { Exact = true }).SelectOptionAsync("110105026");
        await visitor.FollowAsync(page.GetByRole(AriaRole.Button, new() { Name = "筛选", Exact = true }));
        var row = page.Locator($"input[name=case][value='{caseId}']");
        while (!await row.IsVisibleAsync()) await visitor.FollowAsync(page.GetByRole(AriaRole.Link, new() { Name = "下一页" }));
        await Assertions.Expect(page.Locator("table.rows .tag.Blocked")).ToHaveCountAsync(0);
        await row.CheckAsync();
        await page.GetByLabel("我已看过影响报告，确认迁移").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "只迁移勾选的" }).ClickAsync();
        await Assertions.Expect(page.Locator("#batches .batch").First).ToContainTextAsync("已完成", new() { Timeout = 60_000 });
        await Assertions.Expect(page.Locator("#batches .batch").First).ToContainTextAsync("共 1：已迁移 1");
        await page.Locator("#batches .batch").First.GetByRole(AriaRole.Link, new() { Name = "明细" }).ClickAsync();
        await Assertions.Expect(page.Locator("#items tbody tr")).ToHaveCountAsync(1);
        await CheckAsync(visitor, "in-flight-moved");
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task two_versions_are_compared_in_words_and_drawn_and_each_leads_to_the_other()
    {
        var from = (await Given.TicketAsync(house)).Version;
        var hash = await When_running_tickets_meet_a_new_version.PublishAsync(house, 79, text => text
            .Replace("\"value\": \"supervisor\"", "\"value\": \"dispatcher\"", StringComparison.Ordinal).Replace("\"carry-over\"", "\"carried\"", StringComparison.Ordinal));
        var first = (await (await house.AsAsync("policy")).GetAsync("/api/governance/versions/policy/calendar.json")).Body[0].GetProperty("hash").GetString();
        Assert.NotNull(first);
        await using var visitor = await Visitor.OpenAsync(pages.Browser, await house.AddressAsync(), "policy", DemoAccounts.Password);
        var page = visitor.Page;
        // In any case of letters, to one address.
        await page.GotoAsync("/changes/versions/WORKFLOW/ticket");
        Assert.EndsWith("/changes/versions/Workflow/ticket", page.Url, StringComparison.Ordinal);
        await page.GetByLabel("旧", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = (await page.GetByLabel("旧", new() { Exact = true }).Locator("option").AllInnerTextsAsync()).Single(text => text.StartsWith($"第 {from} 版", StringComparison.Ordinal)) });
        await page.GetByLabel("新", new() { Exact = true }).SelectOptionAsync(hash);
        await page.GetByRole(AriaRole.Button, new() { Name = "比较", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("#diff-h")).ToHaveTextAsync($"第 {from} 版 → 第 79 版的差异");
        await Assertions.Expect(page.Locator(".change.Changed", new() { HasText = "审核人角色 督办员 → 派单员" })).ToBeVisibleAsync();
        await page.Locator(".change.Changed", new() { HasText = "审核人角色" }).GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("#drawing-n-review-objection$"));
        await Assertions.Expect(page.Locator("#drawing-n-review-objection rect")).ToBeInViewportAsync();
        await page.Locator("#drawing-n-review-objection").ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("#change-"));
        // A removed and a new activity tell themselves apart by sign and shape, and in the words below.
        await Assertions.Expect(page.Locator("#drawing-n-carry-over .strike")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#drawing-n-carried text.sign")).ToHaveTextAsync("+");
        await page.GetByText("图的文字版").ClickAsync();
        await Assertions.Expect(page.Locator(".drawn-words")).ToContainTextAsync("派单异议审核 ［改动］");
        await page.Locator("#drawing").FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await page.WaitForFunctionAsync("document.getElementById('drawing').scrollLeft > 0");
        await CheckAsync(visitor, "versions-compared");
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task a_version_retires_only_where_another_takes_over_and_the_page_says_so()
    {
        await using var visitor = await Visitor.OpenAsync(pages.Browser, await house.AddressAsync(), "policy", DemoAccounts.Password);
        var page = visitor.Page;
        await page.GotoAsync("/changes/versions/Workflow/coordination");
        await page.GetByRole(AriaRole.Link, new() { Name = "停用 v1" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "停用第 1 版" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "提出停用" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("请先发布替代版本");
        await CheckAsync(visitor, "version-retire");
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task the_sandbox_draws_the_way_and_sends_nothing_out()
    {
        var database = await house.DatabaseAsync();
        await using var visitor = await Visitor.OpenAsync(pages.Browser, await house.AddressAsync(), "policy", DemoAccounts.Password);
        var page = visitor.Page;
        await page.GotoAsync("/sandbox");
        await page.Locator("#f-classCode").SelectOptionAsync("0102-01");
        await page.Locator("#f-districtCode").SelectOptionAsync("110105");
        await page.Locator("#f-streetCode").SelectOptionAsync("110105026");
        var before = await CountsAsync(database);
        await visitor.FollowAsync(page.GetByRole(AriaRole.Button, new() { Name = "开始" }));
        await page.GetByRole(AriaRole.Radio, new() { Name = "派单", Exact = true }).CheckAsync();
        await visitor.FollowAsync(page.GetByRole(AriaRole.Button, new() { Name = "以该角色完成" }).First);
        await page.GetByRole(AriaRole.Radio, new() { Name = "签收", Exact = true }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "以该角色完成 签收" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "办理答复" })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#drawn-ticket-n-sign-in .node.Walked")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#drawn-ticket-n-handle .node.Waiting")).ToHaveCountAsync(1);
        Assert.Equal(before, await CountsAsync(database));
        await CheckAsync(visitor, "sandbox-drawn");
        await visitor.FollowAsync(page.GetByRole(AriaRole.Button, new() { Name = "结束试运行" }));
        Assert.Empty(visitor.Complaints);
    }

    /// <summary>What a machine can check of WCAG, and a picture in both languages.</summary>
    private static async Task CheckAsync(Visitor visitor, string name)
    {
        var complaints = await visitor.FaultsAsync();
        await visitor.PictureAsync(name);
        Assert.True(complaints.Length == 0, name + ":\n" + string.Join('\n', complaints));
    }

    /// <summary>What would be there if something had left the sandbox: a case, a message, a word in the vault.</summary>
    private static async Task<string> CountsAsync(string database)
    {
        await using var connection = new Npgsql.NpgsqlConnection(database);
        await connection.OpenAsync(Ct);
        await using var command = new Npgsql.NpgsqlCommand("select format('%s %s', (select count(*) from jsjb.case_state), (select count(*) from jsjb.vault))", connection);
        return (string)(await command.ExecuteScalarAsync(Ct))!;
    }
}
