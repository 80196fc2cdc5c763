using JieSuJiBan.Application.Demo;
using JieSuJiBan.Application.Packs;
using JieSuJiBan.EmbeddedPostgres;
using JieSuJiBan.Host.Tests.Rest;
using JieSuJiBan.Runtime.Catalog;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace JieSuJiBan.Host.Tests.Ui;

/// <summary>A policy administrator sees what the pack changed, decides, sends it; another finds it in the inbox, approves and publishes.</summary>
[Collection(Site.Pages)]
public sealed class When_a_pack_waits_on_the_pages(UiSite pages, Site house)
{
    [Fact]
    public async Task one_decides_and_another_publishes_all_of_it()
    {
        var address = await house.AddressAsync();
        var sets = (await house.ServicesAsync()).GetRequiredService<ChangeSetStore>();
        var pack = await CityPack.ReadAsync(Path.Combine(BuildPaths.RepositoryRoot!, "workflow-definitions", "beijing"), Composition.ServiceComposition.Activities, TestContext.Current.CancellationToken);
        var files = PackPublisher.FilesOf(pack).Select(file => file.Name == "escalation.json" ? file with { Content = System.Text.RegularExpressions.Regex.Replace(file.Content, "\"note\": \"", "\"note\": \"新版：") } : file).ToList();
        var start = await sets.StartAsync(files, ct: TestContext.Current.CancellationToken);
        Assert.NotNull(start.Waiting);

        await using (var author = await Visitor.OpenAsync(pages.Browser, address, "policy", DemoAccounts.Password))
        {
            var page = author.Page;
            await page.GotoAsync(address + "/changes");
            await page.Locator("#waiting-set a").ClickAsync();
            await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("待处理");
            await page.GetByRole(AriaRole.Link, new() { Name = "escalation.json" }).Or(page.Locator("a[href*='name=escalation.json']")).First.ClickAsync();
            await Assertions.Expect(page.Locator("#file")).ToContainTextAsync("新版：");
            await author.SettleAsync();
            await page.GetByLabel("采用城市包的内容").CheckAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "决定" }).ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Status).First).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "送审" }).ClickAsync();
            await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("审核中");
            await page.GetByRole(AriaRole.Button, new() { Name = "批准" }).ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("不能由您审核");
            await author.PictureAsync("change-set-in-review");
        }

        await using (var reviewer = await Visitor.OpenAsync(pages.Browser, address, "policy2", DemoAccounts.Password))
        {
            var page = reviewer.Page;
            await page.GotoAsync(address + "/inbox");
            await page.Locator("#reviews a[href*='/changes/sets/']").ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "批准" }).ClickAsync();
            await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("已批准");
            await page.GetByRole(AriaRole.Button, new() { Name = "一并发布" }).ClickAsync();
            await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("已发布");
            await reviewer.PictureAsync("change-set-published");
            Assert.Empty(reviewer.Complaints);
        }
    }
}
