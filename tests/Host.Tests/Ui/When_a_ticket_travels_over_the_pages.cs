using JieSuJiBan.Application.Demo;
using JieSuJiBan.Host.Tests.Rest;
using JieSuJiBan.Runtime.Inbox;
using Microsoft.Playwright;
using NodaTime;

namespace JieSuJiBan.Host.Tests.Ui;

[Collection(Site.Pages)]
public sealed class When_a_ticket_travels_over_the_pages(UiSite pages, Site house)
{
    [Fact]
    public async Task from_the_call_to_the_callback_everybody_does_his_part_in_the_browser_on_the_real_service()
    {
        var browser = pages.Browser;
        var address = await house.AddressAsync();
        var number = await AcceptAsync(browser, address);

        await using (var dispatcher = await Visitor.OpenAsync(browser, address, "dispatcher", DemoAccounts.Password))
        {
            await WorkAsync(dispatcher.Page, number);
            await Assertions.Expect(dispatcher.Page.GetByText("派单目录建议")).ToBeVisibleAsync();
            await dispatcher.Page.GetByLabel("派单", new() { Exact = true }).CheckAsync();
            await dispatcher.Page.GetByRole(AriaRole.Button, new() { Name = "提交" }).ClickAsync();
            await Assertions.Expect(dispatcher.Page.Locator(".status-AwaitingSignIn")).ToBeVisibleAsync();
        }

        await using (var handler = await Visitor.OpenAsync(browser, address, "shuiwu", DemoAccounts.Password))
        {
            var page = handler.Page;
            await WorkAsync(page, number);
            await page.GetByLabel("签收", new() { Exact = true }).CheckAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "提交" }).ClickAsync();
            await Assertions.Expect(page.Locator(".status-InHandling")).ToBeVisibleAsync();
            await WorkAsync(page, number);
            await Assertions.Expect(page.Locator("dd[data-fact=body]")).ToContainTextAsync("家中有老人");
            await page.Locator("#f-personReason").FillAsync("电话核实停水地点");
            await page.GetByRole(AriaRole.Button, new() { Name = "显示个人信息" }).ClickAsync();
            await Assertions.Expect(page.GetByText(Given.Phone())).ToBeVisibleAsync();

            await page.GetByLabel("答复", new() { Exact = true }).CheckAsync();
            await page.Locator("#f-reply").FillAsync("已派抢修人员到场。");
            await page.Locator("form[data-outcomes] button[type=submit]").ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("公开答复内容");
            await Assertions.Expect(page.Locator("#f-reply")).ToHaveValueAsync("已派抢修人员到场。");

            var now = SystemClock.Instance.GetCurrentInstant().InZone(DateTimeZoneProviders.Tzdb["Asia/Shanghai"]).LocalDateTime;
            await page.Locator("#f-contactedAt").FillAsync(now.ToString("uuuu-MM-dd'T'HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture));
            await page.Locator("#f-contactMethod").SelectOptionAsync(new SelectOptionValue { Index = 1 });
            await page.Locator("#f-result").SelectOptionAsync("Solved");
            await page.Locator("#f-publicReply").FillAsync("已恢复供水。");
            await page.Locator("form[data-outcomes] button[type=submit]").ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("已提交");
            await Assertions.Expect(page.Locator(".status-AwaitingCallback")).ToBeVisibleAsync();
            Assert.Empty(handler.Complaints);
        }

        await using (var auditor = await Visitor.OpenAsync(browser, address, "auditor", DemoAccounts.Password))
        {
            var page = auditor.Page;
            await page.GetByLabel("工单编号").FillAsync(number);
            await page.GetByRole(AriaRole.Button, new() { Name = "查询" }).ClickAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = number }).ClickAsync();
            var timeline = page.Locator(".timeline");
            foreach (var who in new[] { "话务员 王敏", "派单员 刘洋", "自来水集团 周涛" }) await Assertions.Expect(timeline).ToContainTextAsync(who);
            await auditor.SettleAsync();
            Assert.DoesNotContain(Given.Phone(), await page.ContentAsync(), StringComparison.Ordinal);
            await page.GetByText("为什么是这个时间").ClickAsync();
            await Assertions.Expect(page.Locator("details[open]")).ToContainTextAsync("依据");
            await auditor.PictureAsync("real-ticket");
            await timeline.GetByRole(AriaRole.Link).First.ClickAsync();
            await Assertions.Expect(page.Locator(".status-AwaitingTriage")).ToBeVisibleAsync();
            Assert.All(auditor.Requested, uri => Assert.Equal(new Uri(address).Authority, uri.Authority));
            Assert.Empty(auditor.Complaints);
        }

        await using var stranger = await Visitor.OpenAsync(browser, address, "huilongguan", DemoAccounts.Password);
        Assert.EndsWith("/inbox", stranger.Page.Url, StringComparison.Ordinal);
        Assert.Equal(404, (await stranger.Page.GotoAsync("/tickets/" + number))!.Status);
    }

    [Theory]
    [InlineData("operator", "/tickets")]
    [InlineData("callback", "/inbox")]
    [InlineData("wangjing", "/inbox")]
    [InlineData("supervisor", "/tickets")]
    [InlineData("policy", "/tickets")]
    [InlineData("admin", "/dead-letters")]
    public async Task every_demo_account_comes_to_its_work_and_the_page_meets_the_checks(string account, string start)
    {
        await using var visitor = await Visitor.OpenAsync(pages.Browser, await house.AddressAsync(), account, DemoAccounts.Password);
        Assert.EndsWith(start, visitor.Page.Url, StringComparison.Ordinal);
        Assert.Empty(await visitor.FaultsAsync());
        Assert.Empty(visitor.Complaints);
        await visitor.PictureAsync("real-" + account);
    }

    [Fact]
    public async Task wrong_passwords_make_the_next_try_wait_and_the_page_says_so()
    {
        await using var visitor = await Visitor.OpenAsync(pages.Browser, await house.AddressAsync(), null, "");
        var account = await house.NewAccountAsync(RoleNames.Handler, "110105920");
        for (var attempt = 0; attempt < 5; attempt++) await visitor.SignInAsync(account, "not the password");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("每次须多等几秒");
    }

    private static async Task<string> AcceptAsync(IBrowser browser, string address)
    {
        await using var visitor = await Visitor.OpenAsync(browser, address, "operator", DemoAccounts.Password);
        var page = visitor.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "登记诉求" }).First.ClickAsync();
        await page.Locator("#f-requestType").SelectOptionAsync("Help");
        await page.Locator("#f-channel").SelectOptionAsync("Phone");
        await page.Locator("#f-classCode").SelectOptionAsync(new SelectOptionValue { Label = "市政公用 › 供水 › 停水" });
        await page.Locator("#f-area").SelectOptionAsync("110105026");
        await page.Locator("#f-title").FillAsync("小区停水两天");
        await page.Locator("#f-body").FillAsync("望京西园三区自昨日起停水，家中有老人，请尽快处理。");
        await page.Locator("#f-petitioner").FillAsync("王小明");
        await page.Locator("#f-phone").FillAsync(Given.Phone());
        await page.GetByRole(AriaRole.Button, new() { Name = "受理" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("已受理");
        Assert.Empty(visitor.Complaints);
        return await page.Locator("h1 .num").InnerTextAsync();
    }

    private static async Task WorkAsync(IPage page, string number)
    {
        await page.GotoAsync("/tickets/" + number);
        await page.GetByRole(AriaRole.Link, new() { Name = "办理" }).First.ClickAsync();
    }
}
