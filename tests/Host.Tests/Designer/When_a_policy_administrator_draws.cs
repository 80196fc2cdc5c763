using System.Text.Json;
using JieSuJiBan.Application.Demo;
using JieSuJiBan.Host.Tests.Rest;
using JieSuJiBan.Host.Tests.Ui;
using Microsoft.Playwright;

namespace JieSuJiBan.Host.Tests.Designer;

/// <summary>The real Studio, driven by hand and mouse.</summary>
[Collection(Site.Studio)]
public sealed class When_a_policy_administrator_draws(UiSite pages, Site house)
{
    [Fact]
    public async Task who_saves_later_than_somebody_else_is_told_in_the_page_and_may_keep_a_copy()
    {
        var browser = pages.Browser;
        var other = await house.AsAsync("policy2");
        var id = await other.NewAsync("两个窗口");
        await using var visitor = await Visitor.OpenAsync(browser, await house.AddressAsync(), "policy", DemoAccounts.Password);
        await visitor.Page.GotoAsync("/designer/" + id);
        var studio = visitor.Page.FrameLocator("iframe.studio");
        var name = studio.GetByLabel("名称", new() { Exact = true }).First;
        await Assertions.Expect(name).ToHaveValueAsync("两个窗口", new() { Timeout = 60_000 });

        var (theirs, tag) = await other.LoadAsync(id);
        theirs["description"] = "先到";
        Assert.Equal(200, (await other.SaveAsync(theirs, tag)).Status);

        await name.FillAsync("后到");
        await name.PressAsync("Tab");
        var notice = studio.Locator("#studio-notice");
        await Assertions.Expect(notice).ToContainTextAsync("没有丢失", new() { Timeout = 60_000 });
        await visitor.PictureAsync("studio-late");
        var download = await visitor.Page.RunAndWaitForDownloadAsync(() => notice.GetByRole(AriaRole.Button, new() { Name = "下载我的改动" }).ClickAsync());
        using var kept = JsonDocument.Parse(await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken));
        Assert.Equal("后到", kept.RootElement.GetProperty("name").GetString());
        Assert.Equal("两个窗口", (await other.LoadAsync(id)).Definition["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task the_Chinese_words_can_be_switched_off_and_on_and_survive_what_Studio_draws_anew()
    {
        var browser = pages.Browser;
        await using var visitor = await Visitor.OpenAsync(browser, await house.AddressAsync(), "auditor", DemoAccounts.Password);
        await visitor.Page.GotoAsync("/designer");
        var studio = visitor.Page.FrameLocator("iframe.studio");
        await Assertions.Expect(studio.GetByText("流程编号")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await studio.GetByRole(AriaRole.Button, new() { Name = "显示英文原文" }).ClickAsync();
        await Assertions.Expect(studio.GetByText("Definition ID")).ToBeVisibleAsync();
        await visitor.Page.ReloadAsync();
        await Assertions.Expect(studio.GetByText("Definition ID")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await studio.GetByRole(AriaRole.Button, new() { Name = "显示中文" }).ClickAsync();
        await Assertions.Expect(studio.GetByText("流程编号")).ToBeVisibleAsync();
    }
}
