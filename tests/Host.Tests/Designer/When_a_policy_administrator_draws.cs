using System.Text.Json;
using JieSuJiBan.Host.Seeding;
using JieSuJiBan.Host.Tests.Rest;
using JieSuJiBan.Host.Tests.Ui;
using Microsoft.Playwright;

namespace JieSuJiBan.Host.Tests.Designer;

/// <summary>The real Studio, driven by hand and mouse.</summary>
[Collection(nameof(Site))]
public sealed class When_a_policy_administrator_draws(UiSite pages, Site house)
{
    // A free outcome that lies in sight, and room for one more activity.
    private const string FindPlace = """
        () => {
          const numbers = (text) => (text.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
          const starts = [...document.querySelectorAll(".x6-edge path")].map((path) => numbers(path.getAttribute("d") ?? ""));
          const graph = document.querySelector(".x6-graph").getBoundingClientRect();
          let from = null;
          for (const node of document.querySelectorAll(".x6-node")) {
            const [x, y] = numbers(node.getAttribute("transform"));
            for (const port of node.querySelectorAll(".x6-port-out")) {
              const [dx, dy] = numbers(port.getAttribute("transform")).slice(-2);
              const at = port.querySelector("circle").getBoundingClientRect();
              const isSeen = at.left > graph.left + 30 && at.right < graph.right - 30 && at.top > graph.top + 30 && at.bottom < graph.bottom - 60;
              if (!from && isSeen && !starts.some((p) => Math.hypot(p[0] - x - dx, p[1] - y - dy) < 2)) from = [node.dataset.cellId, port.querySelector("[port]").getAttribute("port")];
            }
          }

          const nodes = [...document.querySelectorAll(".x6-node")].map((node) => node.getBoundingClientRect());
          for (let y = graph.bottom - 110; y > graph.top + 40; y -= 12) {
            for (let x = graph.left + 60; x < graph.right - 260; x += 20) {
              if (!nodes.some((box) => box.left < x + 220 && box.right > x - 30 && box.top < y + 80 && box.bottom > y - 20)) return [from[0], from[1], String(Math.round(x - graph.left)), String(Math.round(y - graph.top))];
            }
          }

          return [from[0], from[1], "60", String(Math.round(graph.height - 80))];
        }
        """;

    [Fact]
    public async Task a_case_activity_is_dragged_from_the_toolbox_connected_given_its_input_and_saved_as_a_draft()
    {
        var browser = pages.Browser;
        var caller = await house.AsAsync("policy");
        await DiscardAsync(caller, "ticket");
        await using var visitor = await Visitor.OpenAsync(browser, await house.AddressAsync(), "policy", DemoAccounts.Password);
        await visitor.Page.SetViewportSizeAsync(1600, 1200);
        await visitor.Page.GotoAsync("/designer/ticket");
        var studio = visitor.Page.FrameLocator("iframe.studio");
        var frame = await WhenDrawnAsync(visitor.Page, studio);
        var before = await NodesAsync(frame);

        await studio.Locator(".mud-expand-panel-header").Filter(new() { HasText = "接诉即办" }).ClickAsync();
        var place = await frame.EvaluateAsync<string[]>(FindPlace);
        var tool = studio.Locator("[draggable=true]").Filter(new() { HasTextRegex = new(@"^\s*办理答复\s*$") }).Last;
        await tool.ScrollIntoViewIfNeededAsync();
        await tool.DragToAsync(studio.Locator(".x6-graph").First, new() { TargetPosition = new() { X = float.Parse(place[2], null), Y = float.Parse(place[3], null) } });
        await Assertions.Expect(studio.Locator(".x6-node")).ToHaveCountAsync(before.Length + 1);
        var added = (await NodesAsync(frame)).Except(before).Single();
        await Assertions.Expect(studio.Locator("#studio-state")).ToContainTextAsync("已保存", new() { Timeout = 60_000 });

        // A selected activity covers its own dots with handles: let go of it first.
        await studio.Locator(".x6-graph").First.ClickAsync(new() { Position = new() { X = 4, Y = 4 } });
        await Assertions.Expect(studio.Locator(".x6-widget-selection-box")).ToHaveCountAsync(0);
        await ConnectAsync(visitor.Page, studio.Locator($".x6-node[data-cell-id='{place[0]}'] [port='{place[1]}'] circle").Last, studio.Locator($".x6-node[data-cell-id='{added}'] [port='In'] circle").Last);
        await studio.Locator($".x6-node[data-cell-id='{added}'] foreignObject").ClickAsync();
        var required = studio.GetByLabel("须有联系记录");
        await required.ScrollIntoViewIfNeededAsync();
        await required.ClickAsync();
        await visitor.PictureAsync("studio-drawn");

        var (activity, connected) = await SavedAsync(caller, added, place[0], place[1]);
        Assert.Equal("Jsjb.HandleTicket", activity.GetProperty("type").GetString());
        Assert.True(connected);
        Assert.DoesNotContain(visitor.Complaints, words => !words.StartsWith("Unable to execute manhattan", StringComparison.Ordinal));
        await DiscardAsync(caller, "ticket");
    }

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

    private static async Task<IFrame> WhenDrawnAsync(IPage page, IFrameLocator studio)
    {
        await Assertions.Expect(studio.Locator(".x6-edge").First).ToBeAttachedAsync(new() { Timeout = 90_000 });
        // The picture is fitted into the window once it is there; from then on nothing moves.
        await Assertions.Expect(studio.Locator("body[data-fitted]")).ToBeAttachedAsync(new() { Timeout = 30_000 });
        return page.Frames.Single(frame => frame.Url.Contains("/frame/", StringComparison.Ordinal));
    }

    private static Task<string[]> NodesAsync(IFrame frame) => frame.EvaluateAsync<string[]>("() => [...document.querySelectorAll('.x6-node')].map((node) => node.dataset.cellId)");

    private static async Task ConnectAsync(IPage page, ILocator from, ILocator to)
    {
        var (start, end) = (await from.BoundingBoxAsync(), await to.BoundingBoxAsync());
        await page.Mouse.MoveAsync(start!.X + (start.Width / 2), start.Y + (start.Height / 2));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(start.X + 25, start.Y + 10, new() { Steps = 5 });
        await page.Mouse.MoveAsync(end!.X + (end.Width / 2), end.Y + (end.Height / 2), new() { Steps = 15 });
        await page.Mouse.UpAsync();
    }

    /// <summary>The activity as it is kept once its input and its connection are.</summary>
    private static async Task<(JsonElement Activity, bool Connected)> SavedAsync(Caller caller, string added, string source, string port)
    {
        for (var attempt = 0; ; attempt++)
        {
            var root = (await caller.ReadAsync("/workflow-definitions/by-definition-id/ticket")).Body.GetProperty("root");
            var activity = root.GetProperty("activities").EnumerateArray().FirstOrDefault(one => one.GetProperty("id").GetString() == added);
            var connected = root.GetProperty("connections").EnumerateArray().Any(one =>
                one.GetProperty("source").GetProperty("activity").GetString() == source && one.GetProperty("source").GetProperty("port").GetString() == port && one.GetProperty("target").GetProperty("activity").GetString() == added);
            if (activity.ValueKind == JsonValueKind.Object && connected && activity.TryGetProperty("requireContact", out var input))
            {
                Assert.Equal("False", input.GetProperty("expression").GetProperty("value").ToString(), ignoreCase: true);
                return (activity, connected);
            }

            Assert.True(attempt < 60, $"Not saved within a minute: activity {activity.ValueKind}, connected {connected}.");
            await Task.Delay(1000, TestContext.Current.CancellationToken);
        }
    }

    private static async Task DiscardAsync(Caller caller, string definitionId)
    {
        var (definition, _) = await caller.LoadAsync(definitionId);
        if (!definition["isPublished"]!.GetValue<bool>()) await caller.ElsaAsync(HttpMethod.Delete, "/workflow-definition-versions/" + definition["id"]);
    }
}
