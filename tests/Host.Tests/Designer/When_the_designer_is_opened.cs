using JieSuJiBan.Application.Demo;
using JieSuJiBan.Host.Tests.Rest;
using JieSuJiBan.Host.Tests.Ui;
using Microsoft.Playwright;

namespace JieSuJiBan.Host.Tests.Designer;

/// <summary>The four pages with the real Studio in a real browser.</summary>
[Collection(Site.Studio)]
public sealed class When_the_designer_is_opened(UiSite pages, Site house)
{
    // Remarks of the drawing library: it draws one connection in another way, or counts came before their node was drawn. Nothing is missing.
    private static readonly string[] Remarks = ["Unable to execute manhattan algorithm", "Could not find wrapper element"];

    [Theory]
    [InlineData("policy")]
    [InlineData("auditor")]
    public async Task each_page_shows_its_element_in_Chinese_from_this_server_only_and_nothing_complains(string account)
    {
        var address = await house.AddressAsync();
        var caseId = await Given.DispatchedAsync(house);
        await using var visitor = await Visitor.OpenAsync(pages.Browser, address, account, DemoAccounts.Password);
        foreach (var (path, name, words) in new[]
        {
            ("/designer", "definitions", "流程编号"),
            ("/designer/ticket", "editor", "派单"),
            ("/runs", "instances", "关联号"),
            ("/runs/" + caseId, "viewer", "派单"),
        })
        {
            await visitor.Page.GotoAsync(path);
            var frame = visitor.Page.FrameLocator("iframe.studio");
            var place = name is "editor" or "viewer" ? frame.Locator(".x6-graph") : frame.Locator("body");
            await Assertions.Expect(place.GetByText(words).First).ToBeVisibleAsync(new() { Timeout = 60_000 });
            if (name is "viewer") await Assertions.Expect(frame.Locator(".studio-followed").First).ToBeAttachedAsync(new() { Timeout = 60_000 });
            if (name is "editor" or "viewer") await Assertions.Expect(visitor.Page.Locator("[data-studio-name]")).Not.ToHaveTextAsync(path.Split('/')[^1]);
            await visitor.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await visitor.PictureAsync($"studio-{name}-{account}");
            var complaints = visitor.Complaints.Where(words => !Remarks.Any(remark => words.StartsWith(remark, StringComparison.Ordinal))).ToArray();
            Assert.True(complaints.Length == 0, path + ":\n" + string.Join('\n', complaints));
        }

        Assert.All(visitor.Requested.Where(uri => uri.Scheme.StartsWith("http", StringComparison.Ordinal)), uri => Assert.Equal(new Uri(address).Authority, uri.Authority));
    }
}
