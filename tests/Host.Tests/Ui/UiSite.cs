using JieSuJiBan.Host.Tests.Ui;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(UiSite))]

namespace JieSuJiBan.Host.Tests.Ui;

/// <summary>One browser for all tests, and the pages over a city in memory for those that only look.</summary>
public sealed class UiSite : IAsyncLifetime
{
    private PagesInMemory? pages;
    private IPlaywright? playwright;

    /// <summary>Where the pages are.</summary>
    public string Address => pages!.Address;

    /// <summary>The browser; a test that needs it is skipped where none is installed.</summary>
    public IBrowser Browser
    {
        get
        {
            if (field is not null) return field;
            Assert.SkipUnless(Environment.GetEnvironmentVariable("JSJB_REQUIRE_BROWSER") == "1", "There is no Chromium at " + Executable + ": install chromium and fonts-wqy-microhei.");
            throw new InvalidOperationException("JSJB_REQUIRE_BROWSER=1, but there is no Chromium at " + Executable);
        }
        private set;
    }

    private static string Executable => Environment.GetEnvironmentVariable("JSJB_CHROMIUM") ?? "/usr/bin/chromium";

    public async ValueTask InitializeAsync()
    {
        pages = await PagesInMemory.StartAsync();
        if (!File.Exists(Executable)) return;
        Assertions.SetDefaultExpectTimeout(45_000);
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (playwright is not null) await Browser.DisposeAsync();
        playwright?.Dispose();
        if (pages is not null) await pages.DisposeAsync();
    }
}
