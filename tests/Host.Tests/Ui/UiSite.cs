using System.Security.Claims;
using JieSuJiBan.Host.Security;
using JieSuJiBan.Host.Tests.Ui;
using JieSuJiBan.Host.Ui;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(UiSite))]

namespace JieSuJiBan.Host.Tests.Ui;

/// <summary>The pages on a free port over the city in memory, and one browser for all tests.</summary>
public sealed class UiSite : IAsyncLifetime
{
    private WebApplication? app;
    private IPlaywright? playwright;

    /// <summary>Where the pages are.</summary>
    public string Address => app!.Urls.First();

    internal DemoWorkbench City { get; } = new();

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
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(App).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = "Development",
        });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IWorkbench>(City);
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddScoped<IAccountGate, DemoGate>();
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(options =>
        {
            options.LoginPath = "/sign-in";
            options.AccessDeniedPath = "/denied";
        });
        builder.Services.AddAuthorization(options =>
        {
            options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
            foreach (var permission in Permissions.All) options.AddPolicy(permission.Name, policy => policy.RequireRole(permission.Roles));
        });
        builder.Services.AddJieSuJiBanUi();
        app = builder.Build();
        app.UseAuthentication();
        app.UseRequestLocalization();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapJieSuJiBanUi();
        await app.StartAsync();
        if (!File.Exists(Executable)) return;
        Assertions.SetDefaultExpectTimeout(45_000);
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (playwright is not null) await Browser.DisposeAsync();
        playwright?.Dispose();
        if (app is not null) await app.DisposeAsync();
    }

    private sealed class DemoGate(IHttpContextAccessor http) : IAccountGate
    {
        public async Task<SignInOutcome> SignInAsync(string name, string password)
        {
            if (name == "locked") return SignInOutcome.LockedOut;
            if (password != "right") return SignInOutcome.WrongPassword;
            var claims = new List<Claim> { new(ClaimTypes.NameIdentifier, "id-" + name), new(ClaimTypes.Name, name), new(ClaimTypes.Role, name) };
            if (name == "handler") claims.Add(new("unit", "street-wangjing"));
            await http.HttpContext!.SignInAsync(new(new ClaimsIdentity(claims, "demo")));
            return SignInOutcome.Succeeded;
        }

        public Task SignOutAsync() => http.HttpContext!.SignOutAsync();
    }
}
