using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using JieSuJiBan.Application.Demo;
using JieSuJiBan.Application.Settings;
using JieSuJiBan.Application.Startup;
using JieSuJiBan.Host.Composition;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>On this machine plain HTTP is good enough; wherever others reach the service it is HTTPS, under known names, without the demo's people.</summary>
[Collection(nameof(Site))]
public sealed class When_other_machines_reach_the_service(Site site)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Over_https_cookies_are_bound_to_the_host_and_the_browser_is_told_to_stay_there()
    {
        await using var node = await PublicAsync();
        var account = await site.NewAccountAsync(RoleNames.Auditor);
        using var browser = new Browser(node.Address, ("Host", "city.example"));

        var signedIn = await browser.SignInAsync(account, DemoAccounts.Password);

        Assert.Equal((HttpStatusCode.Redirect, "/"), (signedIn.Status, signedIn.Message.Headers.Location?.OriginalString));
        Assert.All(browser.Set, cookie => Assert.Matches("^__Host-jsjb[^;]+;.*path=/.*secure", cookie));
        Assert.DoesNotContain(browser.Set, cookie => cookie.Contains("domain", StringComparison.OrdinalIgnoreCase));
        var page = await browser.GetAsync("/tickets");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("max-age=31536000; includeSubDomains", page.Message.Headers.GetValues("Strict-Transport-Security").Single(), StringComparison.Ordinal);
        await browser.SignOutAsync("/tickets");
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/tickets")).Status);
    }

    [Fact]
    public async Task A_cookie_of_plain_http_is_none_over_https()
    {
        await using var node = await PublicAsync();
        var account = await site.NewAccountAsync(RoleNames.Auditor);
        using var local = new Browser(await site.AddressAsync());
        await local.SignInAsync(account, DemoAccounts.Password);
        Assert.All(local.Set, cookie => Assert.StartsWith("jsjb", cookie, StringComparison.Ordinal));

        using var planted = new Browser(node.Address, ("Host", "city.example"), ("Cookie", local.Cookies));

        Assert.Equal(HttpStatusCode.Unauthorized, (await planted.GetAsync("/api/auth/me")).Status);
    }

    [Fact]
    public async Task Demo_accounts_may_not_sign_in_and_are_told_so()
    {
        await using var node = await PublicAsync();
        using var browser = new Browser(node.Address, ("Host", "city.example"));

        var refused = await browser.SignInAsync("operator", DemoAccounts.Password);

        Assert.Equal(HttpStatusCode.OK, refused.Status);
        Assert.Contains("演示账号", refused.Text, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Unauthorized, "auth.notAllowed"), await LoginAsync(node.Address, "operator"));
        // What was given out where it was allowed is not good here either.
        var token = (await site.AsAsync("operator")).Client.DefaultRequestHeaders.Authorization!.ToString();
        using var carried = new Browser(node.Address, ("Host", "city.example"), ("Authorization", token));
        Assert.Equal(HttpStatusCode.Unauthorized, (await carried.GetAsync("/api/auth/me")).Status);
        Assert.DoesNotContain("口令是公开的", (await browser.GetAsync("/sign-in")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_express_setting_they_may_and_every_page_warns()
    {
        await using var node = await PublicAsync("--Demo:Public=true");
        using var browser = new Browser(node.Address, ("Host", "city.example"));

        foreach (var page in new[] { "/sign-in", "/progress" }) Warns((await browser.GetAsync(page)).Text);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SignInAsync("auditor", DemoAccounts.Password)).Status);
        foreach (var page in new[] { "/tickets", "/policies", "/designer", "/not/there", "/denied" }) Warns((await browser.GetAsync(page)).Text);

        static void Warns(string text)
        {
            Assert.Contains("演示账号的口令是公开的", text, StringComparison.Ordinal);
            Assert.Contains("password is public", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Another_host_name_is_refused_and_leads_nowhere()
    {
        using var local = new Browser(await site.AddressAsync(), ("Host", "evil.example"));
        var page = await local.GetAsync("/tickets");
        Assert.Equal((HttpStatusCode.BadRequest, (Uri?)null), (page.Status, page.Message.Headers.Location));
        Assert.Contains("AllowedHosts", page.Text, StringComparison.Ordinal);
        Assert.Contains("request.host", (await local.GetAsync("/api/auth/me")).Text, StringComparison.Ordinal);
        // A probe asks by address.
        Assert.Equal(HttpStatusCode.OK, (await local.GetAsync("/health/live")).Status);

        await using var node = await PublicAsync();
        using var foreign = new Browser(node.Address, ("Host", "evil.example"));
        Assert.Equal(HttpStatusCode.BadRequest, (await foreign.GetAsync("/sign-in")).Status);
    }

    [Theory]
    [InlineData("/tickets", "/sign-in?ReturnUrl=%2Ftickets")]
    [InlineData("/", "/sign-in?ReturnUrl=%2F")]
    [InlineData("/language/en?returnUrl=%2Ftickets", "/tickets")]
    public async Task No_redirect_names_a_host(string path, string location)
    {
        await using var node = new Node(await site.NodeAsync("--AllowedHosts=*"));
        using var browser = new Browser(node.Address, ("Host", "evil.example"));

        Assert.Equal(location, (await browser.GetAsync(path)).Message.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Who_speaks_through_a_trusted_proxy_is_known_by_what_the_proxy_says()
    {
        await using var node = new Node(await site.NodeAsync("--Proxy:Trusted=127.0.0.1", "--AllowedHosts=city.example", "--Security:SignInsPerMinute=2"));
        var account = await site.NewAccountAsync(RoleNames.Auditor);
        using var browser = new Browser(node.Address, ("Host", "inside"), ("X-Forwarded-Host", "city.example"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-For", "203.0.113.7"));

        Assert.Equal(HttpStatusCode.Redirect, (await browser.SignInAsync(account, DemoAccounts.Password)).Status);
        Assert.All(browser.Set, cookie => Assert.Matches("^__Host-jsjb[^;]+;.*secure", cookie));
        Assert.True((await browser.GetAsync("/tickets")).Message.Headers.Contains("Strict-Transport-Security"));

        HttpStatusCode[] one = [(await LoginAsync(node.Address, account, "203.0.113.8")).Status, (await LoginAsync(node.Address, account, "203.0.113.8")).Status, (await LoginAsync(node.Address, account, "203.0.113.8")).Status];
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], one);
        Assert.Equal(HttpStatusCode.OK, (await LoginAsync(node.Address, account, "203.0.113.9")).Status);
    }

    [Fact]
    public async Task Who_is_no_trusted_proxy_is_not_believed()
    {
        using var browser = new Browser(await site.AddressAsync(), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "evil.example"), ("X-Forwarded-For", "203.0.113.7"));

        var page = await browser.GetAsync("/sign-in");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.False(page.Message.Headers.Contains("Strict-Transport-Security"));
        Assert.All(browser.Set, cookie => Assert.DoesNotContain("secure", cookie, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", null, "/api/any", 204)]
    [InlineData("::ffff:127.0.0.1", "::ffff:127.0.0.1", null, "/api/any", 204)]
    [InlineData("10.0.0.1", "10.0.0.7", null, "/api/any", 403)]
    [InlineData("10.0.0.1", "10.0.0.7", null, "/health/live", 204)]
    [InlineData("10.0.0.1", "10.0.0.5", "https", "/api/any", 204)]
    [InlineData("10.0.0.1", "::ffff:10.1.2.3", "https", "/api/any", 204)]
    [InlineData("10.0.0.1", "10.0.0.5", "http", "/api/any", 403)]
    [InlineData("10.0.0.1", "10.0.0.5", null, "/api/any", 403)]
    [InlineData("10.0.0.1", "10.0.0.6", "https", "/api/any", 403)]
    public async Task What_comes_in_clear_from_another_machine_is_not_taken(string to, string from, string? forwarded, string path, int status)
    {
        var exposure = ExposureOf("http://0.0.0.0:0", ["Proxy:Trusted=10.0.0.5, 10.1.0.0/16", "AllowedHosts=city.example"]);
        await using var services = new ServiceCollection().AddLogging().AddTransport(exposure).BuildServiceProvider();
        var app = new ApplicationBuilder(services);
        app.UseTransport();
        app.Run(reached =>
        {
            reached.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
        var http = new DefaultHttpContext { RequestServices = services };
        (http.Connection.LocalIpAddress, http.Connection.RemoteIpAddress) = (IPAddress.Parse(to), IPAddress.Parse(from));
        (http.Request.Scheme, http.Request.Host, http.Request.Path) = ("http", new("city.example"), path);
        if (forwarded is not null) http.Request.Headers["X-Forwarded-Proto"] = forwarded;
        // The middleware takes hops of address and scheme together.
        http.Request.Headers["X-Forwarded-For"] = "203.0.113.7";

        await app.Build()(http);

        Assert.Equal(status, http.Response.StatusCode);
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/reference")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/not/there")]
    [InlineData("/api/auth/me")]
    [InlineData("/jobs")]
    public async Task Nobody_frames_it(string path)
    {
        var answer = await (await site.AsAsync("admin")).GetAsync(path);

        Assert.Equal("DENY", answer.Message.Headers.GetValues("X-Frame-Options").Single());
        Assert.Contains("frame-ancestors 'none'", answer.Message.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", answer.Message.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal(("nosniff", "same-origin"), (answer.Message.Headers.GetValues("X-Content-Type-Options").Single(), answer.Message.Headers.GetValues("Referrer-Policy").Single()));
        Assert.DoesNotContain(answer.Message.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        Assert.Contains("base-uri 'none'", answer.Message.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("'unsafe-eval'", answer.Message.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0", ExitCodes.Unprotected)]
    [InlineData("http://*:0", ExitCodes.Unprotected)]
    [InlineData("http://[::]:0", ExitCodes.Unprotected)]
    [InlineData("http://127.0.0.1:0;http://10.0.0.1:0", ExitCodes.Unprotected)]
    // The server takes a name that it does not know for every address.
    [InlineData("http://jsjb.example:0", ExitCodes.Unprotected)]
    [InlineData("https://0.0.0.0:0", ExitCodes.Unprotected)]
    [InlineData("http://0.0.0.0:0", ExitCodes.Unprotected, "Proxy:Trusted=10.0.0.5")]
    [InlineData("http://0.0.0.0:0", ExitCodes.BadSetting, "Proxy:Trusted=everybody", "AllowedHosts=a.example")]
    [InlineData("http://0.0.0.0:0", ExitCodes.BadSetting, "Proxy:Trusted=0.0.0.0/0", "AllowedHosts=a.example")]
    [InlineData("localhost:5080", ExitCodes.BadSetting)]
    public void What_would_be_unprotected_does_not_start(string urls, int code, params string[] settings)
    {
        var refused = Assert.Throws<StartupException>(() => ExposureOf(urls, settings)).Failure;

        Assert.Equal(code, refused.ExitCode);
        Assert.Contains(refused.Chinese, letter => letter > 0x2E80);
        Assert.NotEmpty(refused.English);
    }

    [Theory]
    [InlineData("--Kestrel:Endpoints:Inside:Url=http://127.0.0.1:0", "--Kestrel:Endpoints:Outside:Url=http://0.0.0.0:0")]
    [InlineData("--Urls=http://localhost:0", "--Kestrel:Endpoints:Outside:Url=http://0.0.0.0:0")]
    [InlineData("--Urls=http://localhost:0;http://0.0.0.0:0")]
    public void However_an_address_is_given_it_is_looked_at(params string[] settings) =>
        Assert.Equal(ExitCodes.Unprotected, Assert.Throws<StartupException>(() => Listening.Configure(WebApplication.CreateBuilder(settings))).Failure.ExitCode);

    [Fact]
    public void A_host_name_counts_with_any_port() => Assert.Equal(["city.example", "[::1]", "*.example", "*"], ExposureOf("http://localhost:0", ["AllowedHosts=city.example:8443;[::1]:5080;*.example;*"]).Hosts);

    [Theory]
    [InlineData("http://localhost:0", true)]
    [InlineData("http://LOCALHOST:0;https://[::1]:0;http://127.0.0.2:0", true)]
    [InlineData("http://unix:/run/jsjb.sock", true)]
    [InlineData("https://0.0.0.0:0", false, "AllowedHosts=a.example")]
    [InlineData("http://0.0.0.0:0", false, "AllowedHosts=a.example", "Proxy:Trusted=10.0.0.5, 10.1.0.0/16")]
    public void Whoever_reaches_it_is_known(string urls, bool isLocal, params string[] settings) => Assert.Equal(isLocal, ExposureOf(urls, settings).IsLocal);

    [Theory]
    [InlineData("Security:SessionHours=0")]
    [InlineData("Security:SessionHours=twelve")]
    [InlineData("Security:SessionIdleMinutes=-5")]
    public void A_session_has_a_length(string setting) =>
        Assert.Equal(ExitCodes.BadSetting, Assert.Throws<StartupException>(() => ServiceSettings.Read<SecuritySettings>(Settings([setting]))).Failure.ExitCode);

    [Theory]
    [InlineData("http://city.example/sign-in?a=b", "/sign-in?a=b")]
    [InlineData("http://city.example", "/")]
    [InlineData("http://city.example?a=b", "/?a=b")]
    [InlineData("http://city.example//evil.example", "/")]
    [InlineData("http://city.example.evil/x", "http://city.example.evil/x")]
    [InlineData("https://elsewhere.example/x", "https://elsewhere.example/x")]
    [InlineData("/tickets", "/tickets")]
    public void A_redirect_within_the_site_is_a_path(string location, string sent) => Assert.Equal(sent, Transport.Relative(location, "http://city.example"));

    private static Exposure ExposureOf(string urls, string[] settings) => Exposure.From(Settings(settings), urls.Split(';'));

    private static IConfiguration Settings(string[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Split('=')[0], (string?)setting.Split('=')[1]))).Build();

    private static async Task<(HttpStatusCode Status, string? Code)> LoginAsync(string address, string account, string? from = null)
    {
        using var client = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator }) { BaseAddress = new(address) };
        client.DefaultRequestHeaders.Host = "city.example";
        if (from is not null) client.DefaultRequestHeaders.Add("X-Forwarded-For", from);
        using var answer = await client.PostAsJsonAsync("/api/auth/login", new { userName = account, password = DemoAccounts.Password }, Cancellation);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        return (answer.StatusCode, body.TryGetProperty("code", out var code) ? code.GetString() : null);
    }

    /// <summary>A node that listens everywhere, with a certificate of its own; it is called on this machine all the same.</summary>
    private async Task<Node> PublicAsync(params string[] settings)
    {
        var file = Path.Combine(Path.GetTempPath(), $"jsjb-certificate-{Guid.NewGuid():N}.pfx");
        using (var key = ECDsa.Create(ECCurve.NamedCurves.nistP256))
        {
            using var certificate = new CertificateRequest("CN=city.example", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
            await File.WriteAllBytesAsync(file, certificate.Export(X509ContentType.Pfx, "test"), Cancellation);
        }

        try
        {
            return new(await site.NodeAsync(["--Urls=https://0.0.0.0:0", $"--Kestrel:Certificates:Default:Path={file}", "--Kestrel:Certificates:Default:Password=test", "--AllowedHosts=city.example", .. settings]));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private sealed class Node(Service service) : IAsyncDisposable
    {
        public string Address => service.App.Urls.First().Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal);

        public async ValueTask DisposeAsync()
        {
            await service.App.StopAsync(CancellationToken.None);
            await service.DisposeAsync();
        }
    }
}
