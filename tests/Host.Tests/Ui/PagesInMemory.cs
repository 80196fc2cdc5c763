using System.Security.Claims;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Changes;
using JieSuJiBan.Web.Pages;
using JieSuJiBan.Web.Pages.Models;
using JieSuJiBan.Web.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace JieSuJiBan.Host.Tests.Ui;

/// <summary>The pages on a free port over a city in memory; a test that changes the city has one of its own.</summary>
internal sealed class PagesInMemory : IAsyncDisposable
{
    private readonly WebApplication app;

    private PagesInMemory(WebApplication app, DemoTicketPages city)
    {
        this.app = app;
        City = city;
    }

    /// <summary>Where the pages are.</summary>
    public string Address => app.Urls.First();

    public DemoTicketPages City { get; }

    public static async Task<PagesInMemory> StartAsync()
    {
        var city = new DemoTicketPages();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(App).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = "Development",
        });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<ITicketPages>(city);
        // A city without policies: what asks for more than the workbench gives shows nothing.
        builder.Services.AddSingleton(NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Database=none")).AddSingleton<ChangePublisher>().AddSingleton<PublishedStore>();
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
        var app = builder.Build();
        app.UseAuthentication();
        app.UseRequestLocalization();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapJieSuJiBanUi();
        await app.StartAsync();
        return new(app, city);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private sealed class DemoGate(IHttpContextAccessor http) : IAccountGate
    {
        public async Task<SignInOutcome> SignInAsync(string name, string password)
        {
            if (name == "slowed") return SignInOutcome.TooMany;
            if (password != "right") return SignInOutcome.WrongPassword;
            var claims = new List<Claim> { new(ClaimTypes.NameIdentifier, "id-" + name), new(ClaimTypes.Name, name), new(ClaimTypes.Role, name) };
            if (name == "handler") claims.Add(new("unit", "street-wangjing"));
            await http.HttpContext!.SignInAsync(new(new ClaimsIdentity(claims, "demo")));
            return SignInOutcome.Succeeded;
        }

        public Task SignOutAsync() => http.HttpContext!.SignOutAsync();
    }
}
