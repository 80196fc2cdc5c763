using JieSuJiBan.Application.Demo;
using JieSuJiBan.Host.Tests.Rest;
using Microsoft.Playwright;

namespace JieSuJiBan.Host.Tests.Ui;

[Collection(Site.Pages)]
public sealed class When_a_change_is_governed_on_the_pages(UiSite pages, Site house)
{
    [Fact]
    public async Task one_drafts_and_submits_another_approves_and_publishes()
    {
        var browser = pages.Browser;
        var address = await house.AddressAsync();
        string changed;
        await using (var author = await Visitor.OpenAsync(browser, address, "policy", DemoAccounts.Password))
        {
            var page = author.Page;
            await page.GotoAsync(address + "/changes");
            await page.GetByLabel("对象").SelectOptionAsync("Policy/channels.json");
            await page.GetByRole(AriaRole.Button, new() { Name = "以最新版本起草" }).ClickAsync();
            await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("编辑中");
            changed = page.Url;

            await author.SettleAsync();
            var text = await page.Locator("#f-content").InputValueAsync();
            await page.Locator("#f-content").FillAsync(text.Replace("\"medium\": \"Voice\"", "\"medium\": \"Smoke\"", StringComparison.Ordinal));
            await page.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
            await Assertions.Expect(page.Locator(".findings .error")).ToHaveCountAsync(1);
            await page.GetByRole(AriaRole.Button, new() { Name = "送审" }).ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("须先改正");

            await page.Locator("#f-content").FillAsync(text.Replace("12345电话", "12345热线", StringComparison.Ordinal));
            await page.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
            await Assertions.Expect(page.Locator(".change.Changed")).ToContainTextAsync("12345电话 → 12345热线");
            await page.GetByRole(AriaRole.Button, new() { Name = "送审" }).ClickAsync();
            await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("审核中");
            await page.GetByRole(AriaRole.Button, new() { Name = "批准" }).ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("不能由您审核");
            await author.PictureAsync("change-in-review");
        }

        await using (var reviewer = await Visitor.OpenAsync(browser, address, "policy2", DemoAccounts.Password))
        {
            var page = reviewer.Page;
            await page.GotoAsync(changed);
            await page.GetByRole(AriaRole.Button, new() { Name = "批准" }).ClickAsync();
            await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("已批准");
            await page.GetByRole(AriaRole.Button, new() { Name = "发布" }).ClickAsync();
            await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("已发布");
            await reviewer.PictureAsync("change-published");
            await page.GetByRole(AriaRole.Link, new() { Name = "channels.json 的已发布版本" }).ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("生效中");
            Assert.Empty(reviewer.Complaints);
        }
    }

    [Fact]
    public async Task a_made_up_ticket_walks_the_published_workflow_and_leaves_nothing_behind()
    {
        var address = await house.AddressAsync();
        await using var author = await Visitor.OpenAsync(pages.Browser, address, "policy", DemoAccounts.Password);
        var page = author.Page;
        await page.GotoAsync(address + "/sandbox");
        await page.Locator("#f-classCode").SelectOptionAsync("0102-01");
        await page.Locator("#f-districtCode").SelectOptionAsync("110105");
        await page.Locator("#f-streetCode").SelectOptionAsync("110105026");
        await author.FollowAsync(page.GetByRole(AriaRole.Button, new() { Name = "开始" }));
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "预审分类" })).ToBeVisibleAsync();
        var before = await page.Locator("#virtual-now").TextContentAsync();
        await page.GetByLabel("派单", new() { Exact = true }).First.CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "以该角色完成" }).First.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "签收" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "快进" }).ClickAsync();
        await Assertions.Expect(page.Locator("#virtual-now")).Not.ToHaveTextAsync(before!);
        await author.PictureAsync("sandbox");
        await page.GetByRole(AriaRole.Button, new() { Name = "结束试运行" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "虚拟工单" })).ToBeVisibleAsync();
        Assert.Empty(author.Complaints);
    }
}
