using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace JieSuJiBan.Host.Tests.Ui;

public sealed class When_somebody_looks_for_tickets(UiSite site)
{
    [Fact]
    public async Task the_filters_are_in_the_address_and_come_back_from_it()
    {
        await using var visitor = await Visitor.OpenAsync(site, "auditor");
        var page = visitor.Page;
        await page.GetByLabel("状态").SelectOptionAsync(["办理中"]);
        await page.GetByLabel("只看超期").CheckAsync();
        await visitor.FollowAsync(page.GetByRole(AriaRole.Button, new() { Name = "查询" }));
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("status=InHandling"));
        Assert.Contains("overdue=true", page.Url, StringComparison.Ordinal);
        await Assertions.Expect(page.GetByLabel("状态")).ToHaveValueAsync("InHandling");
        await Assertions.Expect(page.GetByLabel("只看超期")).ToBeCheckedAsync();
        Assert.All(await page.Locator("tbody .clock").AllInnerTextsAsync(), text => Assert.Contains("超期", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task the_pages_follow_one_another_and_keep_the_filters()
    {
        await using var visitor = await Visitor.OpenAsync(site, "auditor");
        var page = visitor.Page;
        await page.GotoAsync("/tickets?district=&unit=");
        var first = await page.Locator("tbody th a").First.InnerTextAsync();
        await visitor.FollowAsync(page.GetByRole(AriaRole.Link, new() { Name = "下一页" }));
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("cursor=20"));
        Assert.NotEqual(first, await page.Locator("tbody th a").First.InnerTextAsync());
        await visitor.FollowAsync(page.GetByRole(AriaRole.Link, new() { Name = "回到第一页" }));
        Assert.Equal(first, await page.Locator("tbody th a").First.InnerTextAsync());
    }

    [Fact]
    public async Task a_date_that_is_none_is_told_beside_its_field()
    {
        await using var visitor = await Visitor.OpenAsync(site, "auditor");
        await visitor.Page.GotoAsync("/tickets?from=2026-02-30");
        await Assertions.Expect(visitor.Page.Locator("#e-from")).ToContainTextAsync("日期须写作");
    }

    [Fact]
    public async Task the_ticket_tells_its_history_its_deadline_and_what_it_was_at_an_instant()
    {
        await using var visitor = await Visitor.OpenAsync(site, "auditor");
        var page = visitor.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "BJ20261124000001" }).ClickAsync();
        await Assertions.Expect(page.Locator(".timeline > li")).ToHaveCountAsync(4);
        await page.GetByText("为什么是这个时间").ClickAsync();
        await Assertions.Expect(page.GetByText("供水类诉求限 24 小时反馈")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("您的岗位不阅读诉求内容和个人信息")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "当时的工单 （第 2 条）" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("当时的工单");
        await page.GotoAsync("/tickets/BJ20261124000001/at?t=2001-01-01T00:00");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("尚未受理");
        await page.GotoAsync("/tickets/BJ20261124000001/at?t=yesterday");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("请填写一个时间");
    }

    [Fact]
    public async Task an_operator_records_a_request_and_mends_what_was_refused()
    {
        await using var pages = await PagesInMemory.StartAsync();
        await using var visitor = await Visitor.OpenAsync(site.Browser, pages.Address, "operator", "right");
        var page = visitor.Page;
        await page.GotoAsync("/tickets/new");
        await page.GetByRole(AriaRole.Button, new() { Name = "受理" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("请填写“联系电话”。");
        await visitor.PictureAsync("new-refused");
        await page.GetByLabel("诉求类型").SelectOptionAsync(["求助"]);
        await page.GetByLabel("受理渠道").SelectOptionAsync(["电话"]);
        await page.GetByLabel("区域").SelectOptionAsync(["望京街道"]);
        await page.GetByLabel("标题").FillAsync("小区停水");
        await page.GetByLabel("诉求内容").FillAsync("停水两天。");
        await page.Locator("#f-petitioner").FillAsync("王小明");
        await page.GetByLabel("联系电话").FillAsync("138abc");
        await page.GetByRole(AriaRole.Button, new() { Name = "受理" }).ClickAsync();
        await Assertions.Expect(page.Locator("#e-phone")).ToContainTextAsync("应为数字");
        await page.GetByLabel("联系电话").FillAsync("13800138000");
        await page.GetByRole(AriaRole.Button, new() { Name = "受理" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("已受理");
        var ticket = Assert.Single(pages.City.Created);
        Assert.Equal(("110105", "110105026", "Normal"), (ticket.DistrictCode, ticket.StreetCode, ticket.Urgency));
    }

    [Fact]
    public async Task a_file_goes_with_the_form_without_any_script_and_is_kept_when_another_field_was_wrong()
    {
        await using var visitor = await Visitor.OpenAsync(site.Browser, site.Address, "operator", "right", script: false);
        var page = visitor.Page;
        await page.GotoAsync("/tickets/new");
        await page.Locator("#f-attachments").SetInputFilesAsync(new FilePayload { Name = "lamp.png", MimeType = "image/png", Buffer = [1, 2, 3] });
        await page.GetByLabel("标题").FillAsync("路灯不亮");
        await page.GetByLabel("住有所居").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "受理" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("请填写");
        await Assertions.Expect(page.Locator("input[name=attachments][type=checkbox]")).ToBeCheckedAsync();
        await Assertions.Expect(page.GetByLabel("标题")).ToHaveValueAsync("路灯不亮");
        await Assertions.Expect(page.GetByLabel("住有所居")).ToBeCheckedAsync();
        await visitor.PictureAsync("new-with-file");
    }

    [Fact]
    public async Task a_dead_letter_is_tried_again()
    {
        await using var pages = await PagesInMemory.StartAsync();
        await using var visitor = await Visitor.OpenAsync(site.Browser, pages.Address, "systemAdministrator", "right");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "重新投递 effect-" }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("已重新排队");
        await Assertions.Expect(visitor.Page.GetByText("没有投递失败的记录")).ToBeVisibleAsync();
    }
}
