using JieSuJiBan.Host.Tests.Ui;
using Microsoft.Playwright;

namespace JieSuJiBan.Host.Tests.Designer;

/// <summary>The real Studio in our page, driven by mouse and keyboard as a person does; its graph is read, never written.</summary>
internal sealed class StudioPage(IPage page)
{
    private const string Graph = "Object.values((await import(performance.getEntriesByType('resource').map(x => x.name).find(n => n.includes('/designer.entry.js')))).graphBindings)[0].graph";

    public IFrameLocator Frame { get; } = page.FrameLocator("iframe.studio");

    /// <summary>What became of the last save.</summary>
    public ILocator State => Frame.Locator("#studio-state");

    /// <summary>What the checks say, in short.</summary>
    public ILocator Checks => Frame.Locator("#studio-checks");

    /// <summary>Opens a definition, and waits until the whole of it is drawn and nothing moves any more.</summary>
    public static async Task<StudioPage> OpenAsync(Visitor visitor, string definitionId)
    {
        await visitor.Page.SetViewportSizeAsync(1600, 1200);
        await visitor.Page.GotoAsync("/designer/" + definitionId, new() { WaitUntil = WaitUntilState.Commit });
        var studio = new StudioPage(visitor.Page);
        await Assertions.Expect(studio.Frame.Locator("body[data-fitted]")).ToBeAttachedAsync(new() { Timeout = 90_000 });
        return studio;
    }

    public ILocator Node(string id) => Frame.Locator($".x6-node[data-cell-id='{id}']");

    /// <summary>Brings that place of the drawing into the middle.</summary>
    public Task LookAtAsync(int x, int y, double zoom) => RunAsync<object?>(FormattableString.Invariant($"graph.zoomTo({zoom}); graph.centerPoint({x}, {y});"));

    public Task<string[]> NodesAsync() => RunAsync<string[]>("return graph.getNodes().map((node) => node.id);");

    /// <summary>Drags an activity from the toolbox to that place of the drawing; returns its id.</summary>
    public async Task<string> DragAsync(string category, string activity, int x, int y)
    {
        var before = await NodesAsync();
        var tool = Frame.Locator("[draggable=true]").Filter(new() { HasText = activity }).Last;
        var drawer = Frame.Locator(".mud-expand-panel-header").Filter(new() { HasText = category });
        await Assertions.Expect(drawer).ToBeVisibleAsync();
        if (!await tool.IsVisibleAsync()) await drawer.ClickAsync();
        await tool.ScrollIntoViewIfNeededAsync();
        var canvas = Frame.Locator(".x6-graph").First;
        var (graph, place) = (await canvas.BoundingBoxAsync(), await PlaceAsync(x, y));
        await SavedAsync(() => tool.DragToAsync(canvas, new() { TargetPosition = new() { X = place.X - graph!.X, Y = place.Y - graph.Y } }));
        await Assertions.Expect(Frame.Locator(".x6-node")).ToHaveCountAsync(before.Length + 1);
        return (await NodesAsync()).Except(before).Single();
    }

    /// <summary>Draws a connection from an outcome to an activity.</summary>
    public async Task ConnectAsync(string source, string port, string target)
    {
        // A selected activity covers its own dots with handles: let go of it first.
        await Frame.Locator(".x6-graph").First.ClickAsync(new() { Position = new() { X = 4, Y = 4 } });
        await Assertions.Expect(Frame.Locator(".x6-widget-selection-box")).ToHaveCountAsync(0);
        var start = await AtRestAsync(Node(source).Locator($"[port='{port}'] circle").Last);
        var end = await AtRestAsync(Node(target).Locator("[port='In'] circle").Last);
        await page.Mouse.MoveAsync(start.X, start.Y);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(start.X + 20, start.Y + 5, new() { Steps = 5 });
        await page.Mouse.MoveAsync(end.X, end.Y, new() { Steps = 15 });
        await SavedAsync(() => page.Mouse.UpAsync());
        await HoldsAsync(Edge(source, port, target));
    }

    /// <summary>Selects a connection where nothing covers it, and deletes it by key.</summary>
    public async Task CutAsync(string source, string port, string target)
    {
        var place = await PageAsync($$"""
            const edge = {{Edge(source, port, target)}};
            const path = graph.findViewByCell(edge).container.querySelector("path");
            for (let part = 0.1; part < 0.9; part += 0.05) {
              const at = path.getPointAtLength(path.getTotalLength() * part).matrixTransform(path.getScreenCTM());
              if (document.elementFromPoint(at.x, at.y)?.closest("[data-cell-id]")?.dataset.cellId === edge.id) return { X: at.x, Y: at.y };
            }
            throw new Error("The connection is nowhere in sight.");
            """);
        await page.Mouse.ClickAsync(place.X, place.Y);
        await SavedAsync(() => page.Keyboard.PressAsync("Delete"));
        await HoldsAsync("!" + Edge(source, port, target));
    }

    /// <summary>Selects an activity: its inputs are shown below.</summary>
    public Task SelectAsync(string id) => Node(id).Locator("foreignObject").ClickAsync();

    /// <summary>Chooses a value of an input of the selected activity.</summary>
    public async Task ChooseAsync(string input, string value)
    {
        // Studio does not tie these labels to their fields.
        var field = Frame.Locator(".mud-select-extended[id]").Filter(new() { HasText = input }).Last.Locator("div.mud-input-slot").First;
        await field.ClickAsync();
        await SavedAsync(() => Frame.Locator(".mud-popover-open").GetByText(value, new() { Exact = true }).First.ClickAsync());
        await Assertions.Expect(field).ToContainTextAsync(value);
    }

    /// <summary>The middle of something in the drawing, as soon as it no longer moves: an activity that was just drawn is laid out once more.</summary>
    private static async Task<Place> AtRestAsync(ILocator drawn)
    {
        await drawn.EvaluateAsync("""
            async (element) => {
              const place = () => { const box = element.getBoundingClientRect(); return [box.x, box.y, box.width, box.height]; };
              const frame = () => new Promise(requestAnimationFrame);
              let now = place();
              for (let still = 0; still < 3;) {
                await frame();
                const next = place();
                still = next.every((value, at) => value === now[at]) ? still + 1 : 0;
                now = next;
              }
            }
            """);
        var box = (await drawn.BoundingBoxAsync())!;
        return new(box.X + (box.Width / 2), box.Y + (box.Height / 2));
    }

    /// <summary>Changes something, and waits until that is in the draft.</summary>
    private Task SavedAsync(Func<Task> change) => page.RunAndWaitForResponseAsync(
        change, answer => answer.Request.Method == "POST" && answer.Ok && answer.Url.EndsWith("/elsa/api/workflow-definitions", StringComparison.Ordinal), new() { Timeout = 60_000 });

    private Task<Place> PlaceAsync(int x, int y) =>
        // The frame's own corner: the mouse counts from the page's.
        PageAsync(FormattableString.Invariant($"const at = graph.localToClient({x}, {y}); return {{ X: at.x, Y: at.y }};"));

    private async Task<Place> PageAsync(string script)
    {
        var inFrame = await RunAsync<Place>(script);
        var frame = await page.Locator("iframe.studio").BoundingBoxAsync();
        return new(inFrame.X + frame!.X, inFrame.Y + frame.Y);
    }

    private IFrame Inside => page.Frames.Single(frame => frame.Url.Contains("/frame/", StringComparison.Ordinal));

    private static string Edge(string source, string port, string target) =>
        $"graph.getEdges().find((one) => one.getSourceCellId() === '{source}' && one.getSourcePortId() === '{port}' && one.getTargetCellId() === '{target}')";

    private Task<T> RunAsync<T>(string script) => Inside.EvaluateAsync<T>($"async () => {{ const graph = {Graph}; {script} }}");

    /// <summary>Waits until that is so in the graph.</summary>
    private Task HoldsAsync(string condition) => Inside.WaitForFunctionAsync($"async () => {{ const graph = {Graph}; return Boolean({condition}); }}", null, new() { Timeout = 60_000 });

    private sealed record Place(float X, float Y)
    {
        public Place() : this(0, 0)
        {
        }
    }
}
