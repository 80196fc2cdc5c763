using Microsoft.Playwright;

namespace JieSuJiBan.Host.Tests.Ui;

public sealed class When_somebody_looks_at_the_pages(UiSite site)
{
    public static TheoryData<string, string?> Pages => new()
    {
        { "/sign-in", null },
        { "/tickets", "auditor" },
        { "/tickets?number=none", "auditor" },
        { "/tickets/BJ20261124000001", "handler" },
        { "/tickets/BJ20261124000001/at?t=2026-11-24T09:00:00", "handler" },
        { "/inbox", "handler" },
        { "/tasks/task-1", "handler" },
        { "/tickets/new", "operator" },
        { "/dead-letters", "systemAdministrator" },
        { "/denied", null },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task every_page_loads_from_this_server_only_and_the_browser_has_nothing_to_complain_of(string address, string? role)
    {
        await using var visitor = await Visitor.OpenAsync(site, role);
        await visitor.Page.GotoAsync(address);
        await visitor.PictureAsync((role ?? "anyone") + address.Replace('/', '_').Split('?')[0]);
        Assert.All(visitor.Requested, uri => Assert.Equal(new Uri(site.Address).Authority, uri.Authority));
        Assert.Empty(visitor.Complaints);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task every_page_meets_what_a_machine_can_check_of_wcag_in_light_and_dark_wide_and_narrow(string address, string? role)
    {
        await using var visitor = await Visitor.OpenAsync(site, role);
        foreach (var (colors, width) in new[] { (ColorScheme.Light, 1280), (ColorScheme.Dark, 1280), (ColorScheme.Light, 320) })
        {
            await visitor.Page.EmulateMediaAsync(new() { ColorScheme = colors });
            await visitor.Page.SetViewportSizeAsync(width, 900);
            await visitor.Page.GotoAsync(address);
            var complaints = await visitor.FaultsAsync();
            Assert.True(complaints.Length == 0, $"{address}, {colors}, {width} px:\n" + string.Join('\n', complaints));
            await visitor.PictureAsync($"{(role ?? "anyone") + address.Replace('/', '_').Split('?')[0]}-{colors}-{width}");
        }
    }

    [Fact]
    public async Task a_page_is_measured_when_its_styles_are_there_and_not_before()
    {
        await using var visitor = await Visitor.OpenAsync(site, "auditor");
        var page = visitor.Page;
        var late = new TaskCompletionSource();
        await page.RouteAsync("**/*.css", async route =>
        {
            await late.Task;
            await route.ContinueAsync();
        });
        await page.GetByRole(AriaRole.Link, new() { Name = "English" }).ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        var faults = visitor.FaultsAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Tickets");
        late.SetResult();
        Assert.Empty(await faults);
    }

    [Fact]
    public async Task the_keyboard_reaches_everything_and_shows_where_it_is()
    {
        await using var visitor = await Visitor.OpenAsync(site, "handler");
        var page = visitor.Page;
        await page.GotoAsync("/tasks/task-1");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "跳到主要内容" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#main")).ToBeFocusedAsync();
        await Assertions.Expect(page).ToHaveURLAsync(site.Address + "/tasks/task-1#main");
        var reached = new HashSet<string>();
        for (var press = 0; press < 60; press++)
        {
            await page.Keyboard.PressAsync("Tab");
            var (id, outline) = await WhereAsync(page);
            if (id.Length == 0) break;
            reached.Add(id);
            Assert.True(outline, id + " does not show that it has the focus");
        }

        Assert.Superset(new HashSet<string> { "f-reply", "f-households", "f-area", "提交" }, reached);
    }

    [Fact]
    public async Task the_countdown_of_the_script_says_what_the_server_says()
    {
        await using var plain = await Visitor.OpenAsync(site, "auditor", script: false);
        await using var lively = await Visitor.OpenAsync(site, "auditor");
        var served = await plain.Page.Locator("[data-due]").AllInnerTextsAsync();
        var counted = await lively.Page.Locator("[data-due]").AllInnerTextsAsync();
        Assert.NotEmpty(served);
        Assert.Equal(served.Select(Kind), counted.Select(Kind));

        static string Kind(string text) => new([.. text.Where(c => !char.IsDigit(c))]);
    }

    private static async Task<(string Id, bool Outline)> WhereAsync(IPage page)
    {
        var found = await page.EvaluateAsync<string[]>("""
            () => {
              const at = document.activeElement;
              if (!at || at === document.body) return ["", ""];
              const style = getComputedStyle(at);
              return [at.id || at.textContent.trim() || at.name, style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 ? "yes" : "no"];
            }
            """);
        return (found[0], found[1] == "yes");
    }
}
