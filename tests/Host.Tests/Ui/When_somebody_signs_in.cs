using Microsoft.Playwright;

namespace JieSuJiBan.Host.Tests.Ui;

public sealed class When_somebody_signs_in(UiSite site)
{
    [Fact]
    public async Task a_wrong_password_and_a_wait_are_told_in_plain_words()
    {
        await using var visitor = await Visitor.OpenAsync(site);
        await visitor.SignInAsync("handler", "wrong");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("账号或密码不正确");
        await Assertions.Expect(visitor.Page.GetByLabel("账号")).ToHaveValueAsync("handler");
        await Assertions.Expect(visitor.Page.GetByLabel("密码")).ToHaveValueAsync("");
        await visitor.PictureAsync("sign-in-wrong");
        await visitor.SignInAsync("slowed", "right");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("请过一会儿再试");
    }

    [Fact]
    public async Task one_comes_to_the_page_that_one_asked_for_and_never_to_another_site()
    {
        await using var visitor = await Visitor.OpenAsync(site);
        var page = visitor.Page;
        await page.GotoAsync("/tickets?overdue=true");
        Assert.Contains("/sign-in", page.Url, StringComparison.Ordinal);
        await page.GetByLabel("账号").FillAsync("auditor");
        await page.GetByLabel("密码").FillAsync("right");
        await page.GetByLabel("密码").PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(site.Address + "/tickets?overdue=true");
        await page.GetByRole(AriaRole.Button, new() { Name = "退出登录" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(site.Address + "/sign-in");

        await page.GotoAsync("/sign-in?ReturnUrl=//example.org/");
        await page.GetByLabel("账号").FillAsync("auditor");
        await page.GetByLabel("密码").FillAsync("right");
        await page.GetByLabel("密码").PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(site.Address + "/tickets");
    }

    [Theory]
    [InlineData("operator", "/tickets", "我的任务 工单 登记诉求")]
    [InlineData("dispatcher", "/inbox", "我的任务 工单")]
    [InlineData("handler", "/inbox", "我的任务 工单")]
    [InlineData("callbackAgent", "/inbox", "我的任务 工单")]
    [InlineData("auditor", "/tickets", "工单 流程设计 变更 政策表 流程运行")]
    [InlineData("policyAdministrator", "/tickets", "我的任务 工单 流程设计 变更 政策表 流程运行")]
    [InlineData("systemAdministrator", "/dead-letters", "投递失败 后台作业")]
    public async Task each_role_starts_at_its_work_and_is_offered_only_what_it_may_do(string role, string start, string offered)
    {
        await using var visitor = await Visitor.OpenAsync(site, role);
        Assert.Equal(site.Address + start, visitor.Page.Url);
        var links = await visitor.Page.GetByRole(AriaRole.Navigation, new() { Name = "主导航" }).GetByRole(AriaRole.Link).AllInnerTextsAsync();
        Assert.Equal(offered, string.Join(' ', links.Select(link => link.Trim())));
        Assert.Equal(1, await visitor.Page.Locator("nav.side [aria-current=page]").CountAsync());
    }

    [Fact]
    public async Task what_the_role_may_not_do_is_refused_in_words()
    {
        await using var visitor = await Visitor.OpenAsync(site, "auditor");
        var answer = await visitor.Page.GotoAsync("/tickets/new");
        Assert.Equal(403, answer!.Status);
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("没有权限");
    }

    [Fact]
    public async Task an_address_that_is_not_there_is_told_in_words()
    {
        await using var visitor = await Visitor.OpenAsync(site, "auditor");
        var answer = await visitor.Page.GotoAsync("/not/there");
        Assert.Equal(404, answer!.Status);
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("找不到该页");
    }

    [Fact]
    public async Task the_reader_chooses_english_and_stays_where_one_is()
    {
        await using var visitor = await Visitor.OpenAsync(site, "auditor");
        await visitor.Page.GotoAsync("/tickets?status=InHandling");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        await Assertions.Expect(visitor.Page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        Assert.EndsWith("/tickets?status=InHandling", visitor.Page.Url, StringComparison.Ordinal);
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Tickets");
        await visitor.PictureAsync("tickets-english");
    }
}
