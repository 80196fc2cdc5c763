using System.Net;
using JieSuJiBan.Application.Demo;
using JieSuJiBan.Runtime.Identity;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>Wrong passwords slow whoever tries them, say nothing about names, and lock nobody out.</summary>
[Collection(nameof(Site))]
public sealed class When_passwords_are_tried(Site site)
{
    private static Task<Reply> SignInAsync(Caller caller, string name, string password = "wrong-password") =>
        caller.PostAsync("/api/auth/login", new { userName = name, password }, key: null);

    [Fact]
    public async Task A_known_a_closed_and_an_unknown_name_get_the_same_answers()
    {
        var known = await site.NewAccountAsync(RoleNames.Handler, "110102007");
        var closed = await site.NewAccountAsync(RoleNames.Handler, "110102007");
        await using (var scope = (await site.ServicesAsync()).CreateAsyncScope())
        {
            var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
            var account = (await accounts.FindByNameAsync(closed))!;
            account.DisabledAt = DateTimeOffset.UnixEpoch;
            Assert.True((await accounts.UpdateAsync(account)).Succeeded);
        }

        var answers = new List<string>();
        foreach (var (name, place) in new[] { (known, "1.11"), (closed, "1.12"), ("nobody-" + Guid.NewGuid().ToString("N"), "1.13") })
        {
            var stranger = await site.FromAsync(place);
            var said = new List<string>();
            for (var i = 0; i < 5; i++) said.Add(Told(await SignInAsync(stranger, name)));
            await SignInAsync(stranger, name);
            // However long this test takes, the wait is not over.
            await site.HoldAsync("signIn", name.ToUpperInvariant(), "address 127.0." + place);
            said.Add(Told(await SignInAsync(stranger, name)));
            answers.Add(string.Join('\n', said));
        }

        Assert.Equal(answers[0], Assert.Single(answers.Distinct()));
        Assert.StartsWith("401 auth.failed False\n401 auth.failed", answers[0], StringComparison.Ordinal);
        Assert.EndsWith("429 auth.slowed True", answers[0], StringComparison.Ordinal);
        // Only whoever knows the password learns that the account is closed.
        Assert.Equal("401 auth.notAllowed False", Told(await SignInAsync(await site.FromAsync("1.14"), closed, DemoAccounts.Password)));
    }

    [Fact]
    public async Task A_known_name_is_checked_no_slower_and_no_faster_in_what_is_computed()
    {
        // As much is hashed for a name that nobody has: the hash of nobody is made by the same hasher, with the same work.
        var calls = new CountingHasher();
        await using var scope = (await site.ServicesAsync()).CreateAsyncScope();
        var signIns = ActivatorUtilities.CreateInstance<SignIns>(scope.ServiceProvider, calls);
        var known = await site.NewAccountAsync(RoleNames.Handler, "110102007");
        await signIns.CheckAsync("warm-up", "wrong-password", Request("1.99"), keepsDevice: false);
        foreach (var (name, password) in new[] { (known, "wrong-password"), ("nobody-" + known, "wrong-password"), (known, new string('x', 100_000)), ("nobody-" + known, new string('x', 100_000)) })
        {
            calls.Verified = 0;
            await signIns.CheckAsync(name, password, Request("1.98"), keepsDevice: false);
            Assert.Equal(1, calls.Verified);
        }
    }

    [Fact]
    public async Task A_stranger_cannot_lock_the_owner_out()
    {
        var owner = await site.NewAccountAsync(RoleNames.Handler, "110102007");
        var home = await site.FromAsync("2.1");
        Assert.Equal(200, (await SignInAsync(home, owner, DemoAccounts.Password)).Status);

        // From many addresses, until the account itself is slowed for places that it is not known at.
        for (var place = 10; place < 15; place++)
        {
            var stranger = await site.FromAsync($"2.{place}");
            for (var i = 0; i < 5; i++) await SignInAsync(stranger, owner);
        }

        await site.HoldAsync("signIn.account", owner.ToUpperInvariant());
        Assert.Equal("429 auth.slowed True", Told(await SignInAsync(await site.FromAsync("2.20"), owner)));
        // Even the right password has to wait elsewhere, and is not told to be right; at home it counts at once.
        Assert.Equal(429, (await SignInAsync(await site.FromAsync("2.30"), owner, DemoAccounts.Password)).Status);
        Assert.Equal(200, (await SignInAsync(home, owner, DemoAccounts.Password)).Status);
        Assert.Equal(200, (await SignInAsync(await site.FromAsync("2.1", await site.SecondAsync()), owner, DemoAccounts.Password)).Status);
    }

    [Fact]
    public async Task A_browser_that_is_known_is_not_slowed_by_a_colleague_behind_the_same_address()
    {
        var owner = await site.NewAccountAsync(RoleNames.Handler, "110102007");
        using var browser = new Browser(await site.AddressAsync());
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SignInAsync(owner, DemoAccounts.Password)).Status);
        await browser.SignOutAsync("/tickets");
        var colleague = await site.AsAsync(null);
        for (var i = 0; i < 6; i++) await SignInAsync(colleague, owner);
        await site.HoldAsync("signIn", owner.ToUpperInvariant(), "address 127.0.0.1");

        Assert.Equal("429 auth.slowed True", Told(await SignInAsync(colleague, owner, DemoAccounts.Password)));
        using var other = new Browser(await site.AddressAsync());
        var slowed = await other.SignInAsync(owner, DemoAccounts.Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, slowed.Status);
        Assert.Contains("请过一会儿再试", slowed.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SignInAsync(owner, DemoAccounts.Password)).Status);
    }

    [Fact]
    public async Task Failures_count_on_all_nodes_together()
    {
        var name = "nobody-" + Guid.NewGuid().ToString("N");
        var (one, other) = (await site.FromAsync("3.1"), await site.FromAsync("3.1", await site.SecondAsync()));
        for (var i = 0; i < 6; i++) await SignInAsync(i % 2 == 0 ? one : other, name);
        await site.HoldAsync("signIn", name.ToUpperInvariant(), "address 127.0.3.1");

        Assert.Equal(429, (await SignInAsync(one, name)).Status);
        Assert.Equal(429, (await SignInAsync(other, name)).Status);
    }

    [Theory]
    [InlineData("Password123")]
    [InlineData("Password12345")]
    [InlineData("P@ssw0rd!@#$")]
    [InlineData("123456789012")]
    [InlineData("1qaz2wsx3edc")]
    [InlineData("qwertyuiop123")]
    [InlineData("Qwer1234!@#$")]
    [InlineData("woaini1314520")]
    [InlineData("woshinibaba1")]
    [InlineData("zhangwei19900101")]
    [InlineData("Admin@123456")]
    [InlineData("Huawei@123456")]
    [InlineData("Beijing-river-91")]
    [InlineData("北京-长夜-灯火-河流-八月")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("short-91x")]
    [InlineData("somebody91-lamp-blue")]
    public async Task What_is_tried_first_is_no_password(string password)
    {
        await using var scope = (await site.ServicesAsync()).CreateAsyncScope();
        var made = await scope.ServiceProvider.GetRequiredService<UserManager<Account>>().CreateAsync(new() { Id = Guid.NewGuid().ToString(), UserName = "somebody91", DisplayName = "某人" }, password);

        Assert.False(made.Succeeded);
        Assert.All(made.Errors, error => Assert.StartsWith("password.", error.Code, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("blue-lamp-river-91")]
    [InlineData("明月 松间 清泉 石上 流水 人家")]
    [InlineData("kzqvtrwmxdpb")]
    public async Task A_few_unrelated_words_are_one(string password)
    {
        await using var scope = (await site.ServicesAsync()).CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        Assert.True((await accounts.CreateAsync(new() { Id = Guid.NewGuid().ToString(), UserName = "x" + Guid.NewGuid().ToString("N"), DisplayName = "某人" }, password)).Succeeded);
    }

    [Theory]
    [InlineData("a\\u0000b", "x", 400)]
    [InlineData("a", "x\\u0000", 400)]
    public async Task What_is_no_text_is_refused_in_words(string name, string password, int status)
    {
        var reply = await (await site.FromAsync("4.1")).PostTextAsync("/api/auth/login", $$"""{"userName":"{{name}}","password":"{{password}}"}""", key: null);
        Assert.Equal(status, reply.Status);
        Assert.Equal(401, (await SignInAsync(await site.FromAsync("4.2"), new string('n', 200_000), new string('p', 200_000))).Status);
    }

    private static string Told(Reply reply) => $"{reply.Status} {reply["code"]} {reply.Message.Headers.RetryAfter is not null}";

    private static Microsoft.AspNetCore.Http.DefaultHttpContext Request(string place) => new() { Connection = { RemoteIpAddress = System.Net.IPAddress.Parse("127.0." + place) } };

    private sealed class CountingHasher : PasswordHasher<Account>
    {
        public int Verified { get; set; }

        public override PasswordVerificationResult VerifyHashedPassword(Account user, string hashedPassword, string providedPassword)
        {
            Verified++;
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
