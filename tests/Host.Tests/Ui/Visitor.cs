using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace JieSuJiBan.Host.Tests.Ui;

/// <summary>One person at the browser, with an own cookie jar; remembers every address that the browser asked for.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private readonly IBrowserContext context;

    private Visitor(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        context.Request += (_, request) => Requested.Enqueue(new(request.Url));
        context.Response += (_, response) =>
        {
            if (response.Status >= 400 && response.Request.ResourceType != "document") Complaints.Enqueue($"{response.Status} {response.Url}");
        };
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) Complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => Complaints.Enqueue(error);
    }

    public IPage Page { get; }

    public ConcurrentQueue<Uri> Requested { get; } = [];

    /// <summary>A broken script, a blocked style, a part of the page that is not there.</summary>
    public ConcurrentQueue<string> Complaints { get; } = [];

    /// <summary>Comes to the city in memory.</summary>
    public static Task<Visitor> OpenAsync(UiSite site, string? role = null, bool script = true) => OpenAsync(site.Browser, site.Address, role, "right", script);

    /// <summary>Comes to the pages at an address; signs in where a name is given.</summary>
    public static async Task<Visitor> OpenAsync(IBrowser browser, string address, string? name, string password, bool script = true)
    {
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = address,
            Locale = "zh-CN",
            TimezoneId = "Asia/Shanghai",
            JavaScriptEnabled = script,
            ViewportSize = new() { Width = 1280, Height = 900 },
        });
        context.SetDefaultTimeout(60_000);
        var visitor = new Visitor(context, await context.NewPageAsync());
        if (name is not null) await visitor.SignInAsync(name, password);
        return visitor;
    }

    public async Task SignInAsync(string name, string password)
    {
        await Page.GotoAsync("/sign-in");
        await Page.GetByLabel("账号").FillAsync(name);
        await Page.GetByLabel("密码").FillAsync(password);

        // The page that answers: without waiting for it, whoever goes on at once would break the sign-in off.
        var answered = new TaskCompletionSource();
        void OnLoad(object? sender, IPage page) => answered.TrySetResult();
        Page.Load += OnLoad;
        await Page.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
        await answered.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Page.Load -= OnLoad;
    }

    /// <summary>Keeps a picture where JSJB_SHOTS names a folder, to look at.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("JSJB_SHOTS") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
        }
    }

    public ValueTask DisposeAsync() => context.DisposeAsync();
}
