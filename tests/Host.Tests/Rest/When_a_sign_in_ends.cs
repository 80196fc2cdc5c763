using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Demo;
using JieSuJiBan.Application.Startup;
using JieSuJiBan.Host.Cli;
using JieSuJiBan.Runtime.Identity;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Web.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>What ends, ends everywhere: cookie, access token and refresh token, on the node that was told and on every other.</summary>
[Collection(nameof(Site))]
public sealed class When_a_sign_in_ends(Site site)
{
    private const string Unit = "110105026";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_who_signs_out_is_signed_out_everywhere_and_on_every_node()
    {
        var account = await site.NewAccountAsync(RoleNames.Auditor);
        var (here, there) = (await site.AddressAsync(), await site.SecondAsync());
        using var browser = new Browser(here);
        await browser.SignInAsync(account, DemoAccounts.Password);
        var token = await SignInAsync(here, account);
        var cookie = browser.Cookies;
        Assert.Equal((200, 200), (await MeAsync(there, token.Access, null), await MeAsync(there, null, cookie)));

        await browser.SignOutAsync("/tickets");

        // The same node knows at once.
        Assert.Equal(401, await MeAsync(here, null, cookie));
        await EndsAsync(there, null, cookie);
        await EndsAsync(there, token.Access, null);
        await EndsAsync(here, token.Access, null);
        Assert.Null(await RefreshAsync(there, token.Refresh));
    }

    [Fact]
    public async Task A_form_that_comes_too_late_is_not_taken_and_what_was_typed_is_shown()
    {
        var account = await site.NewAccountAsync(RoleNames.Operator);
        using var browser = new Browser(await site.AddressAsync());
        await browser.SignInAsync(account, DemoAccounts.Password);
        await ChangeAsync("update identity.session set last_seen_at = now() - interval '1 day' where account_id = $1", account);
        await EndsAsync(await site.AddressAsync(), null, browser.Cookies);

        var (status, text, _) = await browser.PostAsync("/tickets/new", ("_handler", "new"), ("body", "楼道里的灯 已经坏了三天"));

        Assert.Equal(401, (int)status);
        Assert.Contains("楼道里的灯 已经坏了三天", text, StringComparison.Ordinal);
        Assert.Contains("登录已结束", text, StringComparison.Ordinal);
        Assert.Contains("上次登录已结束", (await browser.GetAsync("/sign-in")).Text, StringComparison.Ordinal);
        // Pressing the button once more is no fault.
        Assert.Equal("/sign-in", (await browser.PostAsync("/sign-out")).Message.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_form_whose_sign_in_the_browser_no_longer_has_is_not_lost_either()
    {
        using var browser = new Browser(await site.AddressAsync());

        var (status, text, _) = await browser.PostAsync("/tickets/new", ("_handler", "new-ticket"), ("body", "楼道里的灯 已经坏了三天"), ("phone", "13800005678"));

        Assert.Equal(401, (int)status);
        Assert.Contains("楼道里的灯 已经坏了三天", text, StringComparison.Ordinal);
        Assert.Contains("13800005678", text, StringComparison.Ordinal);
        Assert.Contains("href=\"/sign-in?ReturnUrl=%2Ftickets%2Fnew\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_signs_out_ends_its_own_sign_in_and_no_other()
    {
        var account = await site.NewAccountAsync(RoleNames.Auditor);
        var (here, there) = (await site.AddressAsync(), await site.SecondAsync());
        var (one, other) = (await SignInAsync(here, account), await SignInAsync(here, account));
        using var client = Client(here, one.Access, null);
        Assert.Equal(2, (await client.GetFromJsonAsync<JsonElement>("/api/auth/sessions", Cancellation)).GetArrayLength());

        Assert.Equal(204, (int)(await client.PostAsync(new Uri("/api/auth/logout", UriKind.Relative), null, Cancellation)).StatusCode);

        Assert.Equal(401, await MeAsync(here, one.Access, null));
        await EndsAsync(there, one.Access, null);
        Assert.Null(await RefreshAsync(there, one.Refresh));
        Assert.Equal(200, await MeAsync(there, other.Access, null));

        using var last = Client(here, other.Access, null);
        Assert.Equal(204, (int)(await last.PostAsync(new Uri("/api/auth/logout-everywhere", UriKind.Relative), null, Cancellation)).StatusCode);
        Assert.Equal(401, await MeAsync(here, other.Access, null));
    }

    [Fact]
    public async Task A_refresh_token_is_good_once_and_used_again_it_ends_the_whole_sign_in()
    {
        var account = await site.NewAccountAsync(RoleNames.Auditor);
        var (here, there) = (await site.AddressAsync(), await site.SecondAsync());
        var first = await SignInAsync(here, account);
        var second = await RefreshAsync(there, first.Refresh);
        Assert.Equal(200, await MeAsync(here, second!.Value.Access, null));

        Assert.Null(await RefreshAsync(here, first.Refresh));

        await EndsAsync(there, second.Value.Access, null);
        await EndsAsync(there, first.Access, null);
        Assert.Null(await RefreshAsync(there, second.Value.Refresh));
    }

    [Fact]
    public async Task Of_two_who_use_one_refresh_token_at_once_one_at_most_goes_on()
    {
        var account = await site.NewAccountAsync(RoleNames.Auditor);
        var (here, there) = (await site.AddressAsync(), await site.SecondAsync());
        var token = await SignInAsync(here, account);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => RefreshAsync(i % 2 == 0 ? here : there, token.Refresh)));

        Assert.InRange(answers.Count(answer => answer is not null), 0, 1);
        await EndsAsync(here, token.Access, null);
    }

    [Theory]
    [InlineData("update identity.account set disabled_at = now() where id = $1")]
    [InlineData("update identity.account set security_stamp = 'another' where id = $1")]
    [InlineData("update identity.account set unit_code = null where id = $1")]
    [InlineData("delete from identity.account_role where user_id = $1")]
    [InlineData("insert into identity.account_role select $1, id from identity.role where name = 'auditor'")]
    [InlineData("delete from identity.account where id = $1")]
    [InlineData("update identity.session set ends_at = now() where account_id = $1")]
    [InlineData("update identity.session set last_seen_at = now() - interval '121 minutes' where account_id = $1")]
    public async Task Whatever_happens_to_the_account_or_the_session_counts_for_cookie_and_token_on_every_node(string change)
    {
        var account = await site.NewAccountAsync(RoleNames.Handler, Unit);
        var (here, there) = (await site.AddressAsync(), await site.SecondAsync());
        using var browser = new Browser(here);
        await browser.SignInAsync(account, DemoAccounts.Password);
        var token = await SignInAsync(here, account);
        Assert.Equal((200, 200), (await MeAsync(there, token.Access, null), await MeAsync(there, null, browser.Cookies)));

        await ChangeAsync(change, account);

        foreach (var node in new[] { here, there })
        {
            await EndsAsync(node, token.Access, null);
            await EndsAsync(node, null, browser.Cookies);
            Assert.Null(await RefreshAsync(node, token.Refresh));
        }
    }

    [Fact]
    public async Task A_leaver_is_disabled_from_the_shell_and_comes_back_from_there()
    {
        var services = await site.ServicesAsync();
        var here = await site.AddressAsync();
        var account = await site.NewAccountAsync(RoleNames.Handler, Unit);
        var token = await SignInAsync(here, account);

        Assert.Equal(ExitCodes.Success, await RunAsync(services, null, "account", "disable", account));

        await EndsAsync(here, token.Access, null);
        Assert.Equal("auth.notAllowed", await RefusalAsync(here, account, DemoAccounts.Password));
        // Who does not know the password learns nothing of it.
        Assert.Equal("auth.failed", await RefusalAsync(here, account, "wrong-password"));
        Assert.Equal(ExitCodes.Success, await RunAsync(services, null, "account", "enable", account));
        Assert.Equal(ExitCodes.Success, await RunAsync(services, null, "account", "roles", account, "--role", "auditor,inspector", "--unit", ""));
        var again = await SignInAsync(here, account);
        using var client = Client(here, again.Access, null);
        var me = await client.GetFromJsonAsync<JsonElement>("/api/auth/me", Cancellation);
        Assert.Equal(["auditor", "inspector"], me.GetProperty("roles").EnumerateArray().Select(role => role.GetString()!));
        Assert.Equal(JsonValueKind.Null, me.GetProperty("unitCode").ValueKind);
        Assert.Equal(ExitCodes.Success, await RunAsync(services, "another-Passphrase-7", "account", "password", account));
        await EndsAsync(here, again.Access, null);
        Assert.Equal("auth.failed", await RefusalAsync(here, account, DemoAccounts.Password));
        Assert.Null(await RefusalAsync(here, account, "another-Passphrase-7"));
    }

    [Theory]
    [InlineData(ExitCodes.Findings, "account", "disable", "nobody-such")]
    [InlineData(ExitCodes.Usage, "account", "roles", "auditor", "--role", "king")]
    [InlineData(ExitCodes.Findings, "account", "roles", "auditor", "--role", "auditor", "--unit", "no-such-unit")]
    public async Task The_shell_says_what_it_cannot_do(int code, params string[] words) => Assert.Equal(code, await RunAsync(await site.ServicesAsync(), null, words));

    [Theory]
    [InlineData("disable")]
    [InlineData("disable", "a", "--role", "auditor")]
    [InlineData("roles", "a")]
    [InlineData("roles", "a", "--role")]
    [InlineData("sign-out", "--role")]
    [InlineData("dance", "a")]
    public void Words_that_make_no_sense_are_not_guessed_at(params string[] words) => Assert.Null(AccountCommand.Read(words));

    [Fact]
    public async Task What_a_node_believes_ends_with_the_time_that_passes_whatever_its_clock_says()
    {
        var account = await site.NewAccountAsync(RoleNames.Auditor);
        var services = await site.ServicesAsync();
        var sessions = services.GetRequiredService<SessionStore>();
        var time = new Passing();
        using var check = new SessionCheck(sessions, new(maySignIn: true, isReached: false), services.GetRequiredService<IOptions<IdentityOptions>>(), time);
        var (session, _) = await sessions.BeginAsync(account, isProgram: true, Cancellation);
        await using var scope = services.CreateAsyncScope();
        var principal = await scope.ServiceProvider.GetRequiredService<IUserClaimsPrincipalFactory<Account>>().CreateAsync((await scope.ServiceProvider.GetRequiredService<UserManager<Account>>().FindByIdAsync(account))!);
        principal.Identities.First().AddClaim(new(SessionCheck.SessionClaim, session.ToString()));
        Assert.True(await check.IsGoodAsync(new DefaultHttpContext(), principal));

        await sessions.EndAsync(session, "signed-out", Cancellation);
        time.Milliseconds = 5_000;

        Assert.False(await check.IsGoodAsync(new DefaultHttpContext(), principal));
    }

    [Fact]
    public async Task Sessions_that_are_long_over_are_removed()
    {
        var account = await site.NewAccountAsync(RoleNames.Auditor);
        var sessions = (await site.ServicesAsync()).GetRequiredService<SessionStore>();
        var (old, _) = await sessions.BeginAsync(account, isProgram: true, Cancellation);
        var (fresh, _) = await sessions.BeginAsync(account, isProgram: true, Cancellation);
        await ChangeAsync($"update identity.session set ends_at = now() - interval '8 days' where account_id = $1 and id = '{old}'", account);

        await sessions.CleanAsync(Cancellation);

        Assert.Null(await sessions.FindAsync(old, Cancellation));
        Assert.NotNull(await sessions.FindAsync(fresh, Cancellation));
    }

    /// <summary>Time that passes when it is told to.</summary>
    private sealed class Passing : TimeProvider
    {
        public long Milliseconds { get; set; }

        public override long TimestampFrequency => 1_000;

        public override long GetTimestamp() => Milliseconds;
    }

    private static Task<int> RunAsync(IServiceProvider services, string? password, params string[] words) => AccountCommand.RunAsync(services, AccountCommand.Read(words[1..])!, password);

    private static HttpClient Client(string address, string? token, string? cookie)
    {
        var client = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = new(address) };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (cookie is not null) client.DefaultRequestHeaders.Add("Cookie", cookie);
        return client;
    }

    private static async Task<int> MeAsync(string address, string? token, string? cookie)
    {
        using var client = Client(address, token, cookie);
        using var answer = await client.GetAsync(new Uri("/api/auth/me", UriKind.Relative), Cancellation);
        return (int)answer.StatusCode;
    }

    /// <summary>What a node has read is believed for a moment; then it is over, and stays so.</summary>
    private static async Task EndsAsync(string address, string? token, string? cookie)
    {
        for (var looks = 0; looks < 50; looks++)
        {
            if (await MeAsync(address, token, cookie) == 401) return;
            await Task.Delay(100, Cancellation);
        }

        Assert.Fail("After five seconds of asking it still goes on.");
    }

    private static async Task<(string Access, string Refresh)> SignInAsync(string address, string account)
    {
        using var client = Client(address, null, null);
        using var answer = await client.PostAsJsonAsync("/api/auth/login", new { userName = account, password = DemoAccounts.Password }, Cancellation);
        Assert.Equal(200, (int)answer.StatusCode);
        return Tokens(await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation));
    }

    private static async Task<string?> RefusalAsync(string address, string account, string password)
    {
        using var client = Client(address, null, null);
        using var answer = await client.PostAsJsonAsync("/api/auth/login", new { userName = account, password }, Cancellation);
        return answer.IsSuccessStatusCode ? null : (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("code").GetString();
    }

    private static async Task<(string Access, string Refresh)?> RefreshAsync(string address, string refresh)
    {
        using var client = Client(address, null, null);
        using var answer = await client.PostAsJsonAsync("/api/auth/refresh", new { refreshToken = refresh }, Cancellation);
        return answer.IsSuccessStatusCode ? Tokens(await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation)) : null;
    }

    private static (string Access, string Refresh) Tokens(JsonElement answer) => (answer.GetProperty("accessToken").GetString()!, answer.GetProperty("refreshToken").GetString()!);

    private async Task ChangeAsync(string sql, string account)
    {
        await using var connection = new NpgsqlConnection(await site.DatabaseAsync());
        await connection.OpenAsync(Cancellation);
#pragma warning disable CA2100 // Constants of this class.
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = account } } };
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
