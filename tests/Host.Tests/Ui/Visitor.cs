using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace JieSuJiBan.Host.Tests.Ui;

/// <summary>
/// One person at the browser, with an own cookie jar; remembers every address that the browser asked for. Whatever is read or measured at once,
/// without an expectation that waits for it, is looked at after <see cref="FollowAsync(ILocator)"/> or <see cref="SettleAsync"/>.
/// </summary>
internal sealed class Visitor : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<(string Address, string Name), string> SignedIn = new();

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

    /// <summary>Comes to the pages at an address; where a name is given, signed in and at the first page of that account.</summary>
    public static async Task<Visitor> OpenAsync(IBrowser browser, string address, string? name, string password, bool script = true)
    {
        var state = name is null ? null : SignedIn.GetValueOrDefault((address, name));
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = address,
            Locale = "zh-CN",
            TimezoneId = "Asia/Shanghai",
            JavaScriptEnabled = script,
            ViewportSize = new() { Width = 1280, Height = 900 },
            StorageState = state,
        });
        context.SetDefaultTimeout(60_000);
        var visitor = new Visitor(context, await context.NewPageAsync());
        if (state is not null)
        {
            await visitor.Page.GotoAsync("/");
        }
        else if (name is not null)
        {
            await visitor.SignInAsync(name, password);
            SignedIn[(address, name)] = await context.StorageStateAsync();
        }

        return visitor;
    }

    public async Task SignInAsync(string name, string password)
    {
        await Page.GotoAsync("/sign-in");
        await Page.GetByLabel("账号").FillAsync(name);
        await Page.GetByLabel("密码").FillAsync(password);
        await FollowAsync(Page.GetByRole(AriaRole.Button, new() { Name = "登录" }));
    }

    /// <summary>Clicks what leads to another page, or to this one anew, and waits until the whole of that is there.</summary>
    public async Task FollowAsync(ILocator link)
    {
        // A late load of the page that is left is not that of the next.
        await Page.WaitForLoadStateAsync(LoadState.Load);
        var answered = new TaskCompletionSource();
        void OnLoad(object? sender, IPage page) => answered.TrySetResult();
        Page.Load += OnLoad;
        try
        {
            await link.ClickAsync();
            await answered.Task.WaitAsync(TimeSpan.FromSeconds(60));
        }
        finally
        {
            Page.Load -= OnLoad;
        }
    }

    /// <summary>Waits until the page that is shown is there with its styles and scripts, and nothing on it is on the way to another look.</summary>
    public async Task SettleAsync()
    {
        await Page.WaitForLoadStateAsync(LoadState.Load);
        await Page.EvaluateAsync("() => document.getAnimations().forEach((one) => one.finish())");
    }

    /// <summary>What a machine finds on the page that is shown against WCAG.</summary>
    public async Task<string[]> FaultsAsync()
    {
        var check = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Ui", "accessibility.js"), TestContext.Current.CancellationToken);
        await SettleAsync();
        return await Page.EvaluateAsync<string[]>(check);
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
