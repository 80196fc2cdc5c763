using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using JieSuJiBan.Application.Demo;
using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>What browsers, proxies and programs could be made to misunderstand (OWASP ASVS 5.0: 3.3.4, 4.2.1, 7.2.4, 9.2.2, 13.4.4, 14.3.2, 16.5.1).</summary>
[Collection(nameof(Site))]
public sealed class When_the_protocol_is_bent(Site site)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_script_reads_a_cookie_of_ours_and_no_page_is_kept()
    {
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new(await site.AddressAsync()) };
        using var page = await client.GetAsync(new Uri("/sign-in", UriKind.Relative), Cancellation);
        using var refused = await client.GetAsync(new Uri("/api/auth/me", UriKind.Relative), Cancellation);

        var cookies = page.Headers.GetValues("Set-Cookie").ToArray();
        Assert.NotEmpty(cookies);
        Assert.All(cookies, cookie => Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase));
        Assert.All(cookies, cookie => Assert.Contains("samesite=", cookie, StringComparison.OrdinalIgnoreCase));
        Assert.True(page.Headers.CacheControl!.NoStore);
        Assert.True(refused.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Each_sign_in_has_a_cookie_of_its_own_that_no_script_reads()
    {
        using var one = new Browser(await site.AddressAsync());
        using var other = new Browser(await site.AddressAsync());
        var account = await site.NewAccountAsync("auditor");
        await one.SignInAsync(account, DemoAccounts.Password);
        await other.SignInAsync(account, DemoAccounts.Password);

        var (first, second) = (one.Set.Last(cookie => cookie.StartsWith("jsjb=", StringComparison.Ordinal)), other.Set.Last(cookie => cookie.StartsWith("jsjb=", StringComparison.Ordinal)));
        Assert.NotEqual(first.Split(';')[0], second.Split(';')[0]);
        Assert.All(one.Set, cookie => Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_refresh_token_opens_nothing_and_an_access_token_refreshes_nothing()
    {
        using var client = new HttpClient { BaseAddress = new(await site.AddressAsync()) };
        using var login = await client.PostAsJsonAsync("/api/auth/login", new { userName = await site.NewAccountAsync("auditor"), password = DemoAccounts.Password }, Cancellation);
        var tokens = await login.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        var (access, refresh) = (tokens.GetProperty("accessToken").GetString()!, tokens.GetProperty("refreshToken").GetString()!);

        using var refreshed = await client.PostAsJsonAsync("/api/auth/refresh", new { refreshToken = access }, Cancellation);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", refresh);
        using var opened = await client.GetAsync(new Uri("/api/auth/me", UriKind.Relative), Cancellation);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", access);
        using var right = await client.GetAsync(new Uri("/api/auth/me", UriKind.Relative), Cancellation);

        Assert.Equal((401, 401, 200), ((int)refreshed.StatusCode, (int)opened.StatusCode, (int)right.StatusCode));
    }

    [Fact]
    public async Task A_request_with_two_lengths_is_the_last_of_its_connection()
    {
        var answers = await SendAsync(
            "POST /api/auth/login HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
            + "GET /sign-in HTTP/1.1\r\nHost: {host}\r\n\r\n");

        Assert.Equal(2, answers.Split("HTTP/1.1 ").Length);
        Assert.Contains("Connection: close", answers, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_is_sent_with_TRACE_does_not_come_back()
    {
        var answer = await SendAsync("TRACE /sign-in HTTP/1.1\r\nHost: {host}\r\nX-Kept: jsjb-secret-header\r\nConnection: close\r\n\r\n");

        Assert.DoesNotContain("jsjb-secret-header", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("message/http", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_fault_nobody_foresaw_is_told_without_what_it_was()
    {
        await using var scope = (await site.ServicesAsync()).CreateAsyncScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        http.Request.Path = "/api/tickets";
        using var body = new MemoryStream();
        http.Response.Body = body;

        Assert.True(await new ExceptionsAsProblems(NullLogger<ExceptionsAsProblems>.Instance, Microsoft.Extensions.Options.Options.Create(new Microsoft.AspNetCore.Http.Json.JsonOptions())).TryHandleAsync(http, new InvalidOperationException("Host=db;Password=jsjb-secret"), Cancellation));

        var text = Encoding.UTF8.GetString(body.ToArray());
        Assert.Equal(500, http.Response.StatusCode);
        Assert.NotEqual("", text);
        Assert.DoesNotContain("jsjb-secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperation", text, StringComparison.Ordinal);
    }

    private async Task<string> SendAsync(string request)
    {
        var address = new Uri(await site.AddressAsync());
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, Cancellation);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request.Replace("{host}", address.Authority, StringComparison.Ordinal)), Cancellation);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Cancellation);
    }
}
