using Microsoft.Playwright;

namespace JieSuJiBan.Host.Tests.Ui;

public sealed class When_a_handler_works_on_a_task(UiSite site)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task from_the_inbox_to_the_result_with_and_without_script(bool script)
    {
        await using var pages = await PagesInMemory.StartAsync();
        await using var visitor = await Visitor.OpenAsync(site.Browser, pages.Address, "handler", "right", script);
        var page = visitor.Page;
        Assert.EndsWith("/inbox", page.Url, StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Link, new() { Name = "办理并答复" }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "认领" }).ClickAsync();
        await Assertions.Expect(page.GetByText("由您办理。")).ToBeVisibleAsync();

        // Wrong first: nothing chosen, a number that is none.
        await page.GetByLabel("涉及户数").FillAsync("很多");
        await page.GetByRole(AriaRole.Button, new() { Name = "提交" }).ClickAsync();
        var summary = page.GetByRole(AriaRole.Alert);
        await Assertions.Expect(summary).ToContainTextAsync("请选择办理结论。");
        await Assertions.Expect(summary).ToContainTextAsync("“涉及户数”应为数字。");
        await Assertions.Expect(page.GetByLabel("涉及户数")).ToHaveValueAsync("很多");
        await Assertions.Expect(page.GetByLabel("涉及户数")).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(page.Locator("#e-households")).ToContainTextAsync("应为数字");
        await visitor.PictureAsync("task-refused-" + script);

        await page.GetByLabel("办结答复").CheckAsync();
        await page.GetByLabel("是", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("答复内容").FillAsync("已修复漏水管道,\n恢复供水。");
        await page.GetByLabel("处理方式").SelectOptionAsync(["维修"]);
        await page.GetByLabel("涉及户数").FillAsync("36");
        if (script) await Assertions.Expect(page.GetByLabel("不能解决的原因")).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "提交" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("已提交");
        var (task, outcome, fields) = Assert.Single(pages.City.Completed);
        Assert.Equal(DemoTicketPages.Task1, task);
        Assert.Equal("Done", outcome);
        Assert.Equal("已修复漏水管道,\n恢复供水。", fields["reply"]);
        Assert.Equal("110105026", fields["area"]);
        Assert.DoesNotContain("reason", fields.Keys);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task the_petitioners_words_are_hidden_until_asked_for()
    {
        await using var visitor = await Visitor.OpenAsync(site, "handler");
        await visitor.Page.GotoAsync("/tickets/BJ20261124000001");
        Assert.DoesNotContain("13800138000", await visitor.Page.ContentAsync(), StringComparison.Ordinal);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "显示个人信息" }).ClickAsync();
        Assert.DoesNotContain("13800138000", await visitor.Page.ContentAsync(), StringComparison.Ordinal);
        await visitor.Page.Locator("#f-personReason").FillAsync("电话核实地点");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "显示个人信息" }).ClickAsync();
        await Assertions.Expect(visitor.Page.GetByText("13800138000")).ToBeVisibleAsync();
        await Assertions.Expect(visitor.Page.GetByText("本次查阅已记录")).ToBeVisibleAsync();
        await visitor.PictureAsync("ticket-opened");
    }

    [Fact]
    public async Task a_strangers_task_is_not_there()
    {
        await using var visitor = await Visitor.OpenAsync(site, "dispatcher");
        var answer = await visitor.Page.GotoAsync("/tasks/task-1");
        Assert.Equal(404, answer!.Status);
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("找不到该页");
    }
}
