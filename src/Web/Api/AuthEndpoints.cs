using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Runtime.Identity;
using JieSuJiBan.Runtime.Security;
using JieSuJiBan.Web.Http;
using JieSuJiBan.Web.Security;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using NodaTime;

namespace JieSuJiBan.Web.Api;

/// <summary>Name and password of an account.</summary>
/// <param name="UserName">Account name.</param>
/// <param name="Password">Password.</param>
public sealed record SignInRequest(string UserName, string Password);

/// <summary>The refresh token that came with the access token.</summary>
/// <param name="RefreshToken">The token.</param>
public sealed record RefreshRequest(string RefreshToken);

/// <summary>A sign-in that is not over.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsProgram">True for tokens, false for a browser's cookie.</param>
/// <param name="IsThis">True for the one that this request came with.</param>
/// <param name="SignedInAt">When it began.</param>
/// <param name="LastSeenAt">When it was last used, to the minute.</param>
/// <param name="EndsAt">When it ends at the latest.</param>
public sealed record Session(Guid Id, bool IsProgram, bool IsThis, Instant SignedInAt, Instant LastSeenAt, Instant EndsAt);

/// <summary>Who is signed in.</summary>
/// <param name="Id">Account id, as the history shows it.</param>
/// <param name="UserName">Account name.</param>
/// <param name="DisplayName">Name for people.</param>
/// <param name="Roles">Roles held.</param>
/// <param name="UnitCode">The unit acted for, or null.</param>
/// <param name="Permissions">What the roles allow.</param>
public sealed record SignedIn(string Id, string? UserName, string DisplayName, IReadOnlyList<string> Roles, string? UnitCode, IReadOnlyList<string> Permissions);

/// <summary>Sign-in for programs. Pages sign in by form and cookie.</summary>
internal static class AuthEndpoints
{
    public static void MapAuth(this IEndpointRouteBuilder app)
    {
        var auth = app.MapGroup("/api/auth").WithTags("登录");
        auth.MapPost("/login", LoginAsync).AllowAnonymous().RequireRateLimiting(RateLimits.SignIn)
            .WithSummary("登录，取得访问令牌与刷新令牌").WithDescription("Sign in: answers an access token (30 minutes) and a refresh token. After five failures from one place each makes the next one wait, seconds at most; wrong names are answered as wrong passwords are.").Produces<AccessTokenResponse>().Refuses(401, 429);
        auth.MapPost("/refresh", RefreshAsync).AllowAnonymous().RequireRateLimiting(RateLimits.SignIn)
            .WithSummary("用刷新令牌换新令牌").WithDescription("Exchange a refresh token for a new pair of tokens. A refresh token is good once: used again, the whole sign-in ends.").Produces<AccessTokenResponse>().Refuses(401);
        auth.MapPost("/logout", LogoutAsync).RequireAuthorization()
            .WithSummary("退出本次登录").WithDescription("End this sign-in: its access tokens and its refresh token are refused from now on, on every node within five seconds.");
        auth.MapPost("/logout-everywhere", LogoutEverywhereAsync).RequireAuthorization()
            .WithSummary("退出本账号的全部登录").WithDescription("End every sign-in of this account, in browsers and of programs.");
        auth.MapGet("/sessions", SessionsAsync).RequireAuthorization()
            .WithSummary("本账号尚未结束的登录").WithDescription("The sign-ins of this account that are not over, the newest first.");
        auth.MapGet("/me", Me).RequireAuthorization().WithSummary("当前登录账号").WithDescription("Who is signed in, with roles, unit and permissions.");
    }

    private static async Task<Results<EmptyHttpResult, ProblemResult>> LoginAsync(SignInRequest request, SignIns signIns, SignInManager<Account> signIn, HttpContext http)
    {
        var check = await signIns.CheckAsync(request.UserName, request.Password, http, keepsDevice: false);
        if (check.Wait is { } wait) return Slowed(wait);
        if (check.IsNotAllowed) return Problems.Of(401, "auth.notAllowed", "该账号不能登录：已停用，或是演示账号而服务对外监听。请联系系统管理员。", "This account may not sign in: it is disabled, or an account of the demo city while other machines reach the service. Ask a system administrator.");
        if (check.Account is not { } account) return Problems.Of(401, "auth.failed", "账号或密码不正确。", "Account name or password is wrong.");
        signIn.AuthenticationScheme = IdentityConstants.BearerScheme;
        await signIn.SignInAsync(account, isPersistent: false);

        // The bearer handler has written the tokens.
        return TypedResults.Empty;
    }

    /// <summary>After failures one waits, whether the name exists or not.</summary>
    private static ProblemResult Slowed(TimeSpan wait) => Problems.Of(
        429, "auth.slowed", $"多次登录失败，请 {Math.Ceiling(wait.TotalSeconds):0} 秒后再试。", $"After several failures: try again in {Math.Ceiling(wait.TotalSeconds):0} seconds.", retryAfter: wait);

    private static async Task<Results<SignInHttpResult, ProblemResult>> RefreshAsync(RefreshRequest request, SessionSignIn signIn, IOptionsMonitor<BearerTokenOptions> options, TimeProvider time)
    {
        var ticket = options.Get(IdentityConstants.BearerScheme).RefreshTokenProtector.Unprotect(request.RefreshToken);
        if (ticket?.Properties.ExpiresUtc is not { } expires || time.GetUtcNow() >= expires || await signIn.RefreshAsync(ticket.Principal) is not { } renewed)
        {
            return Problems.Of(401, "auth.refreshFailed", "刷新令牌已失效，请重新登录。", "The refresh token is no longer good: sign in again.");
        }

        return TypedResults.SignIn(renewed, authenticationScheme: IdentityConstants.BearerScheme);
    }

    private static async Task<NoContent> LogoutAsync(HttpContext http, SessionSignIn signIn, ISecurityLog log)
    {
        await RecordAsync(http, log, "this sign-in");
        if (SessionCheck.SessionOf(http.User) is { } session) await signIn.EndAsync(session, "signed-out");
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> LogoutEverywhereAsync(HttpContext http, SessionSignIn signIn, ISecurityLog log)
    {
        await RecordAsync(http, log, "all sign-ins");
        await signIn.SignOutAsync();
        return TypedResults.NoContent();
    }

    private static Task RecordAsync(HttpContext http, ISecurityLog log, string which) =>
        log.RecordAsync(new(SecurityEvents.SignOut, "succeeded") { Account = http.User.AccountId(), Address = RemoteAddress.Of(http), Subject = which }, http.RequestAborted);

    private static async Task<Session[]> SessionsAsync(HttpContext http, SessionStore sessions, CancellationToken ct) =>
        [.. (await sessions.OpenOfAsync(http.User.AccountId(), ct)).Select(one => new Session(one.Id, one.IsProgram, one.Id == SessionCheck.SessionOf(http.User), Instant.FromDateTimeUtc(one.SignedInAt), Instant.FromDateTimeUtc(one.LastSeenAt), Instant.FromDateTimeUtc(one.EndsAt)))];

    private static SignedIn Me(HttpContext http)
    {
        var viewer = http.User.ToViewer();
        return new(
            viewer.UserId,
            http.User.Identity?.Name,
            http.User.DisplayName(),
            viewer.Roles,
            viewer.UnitCode,
            [.. Permissions.All.Where(http.User.May).Select(permission => permission.Name)]);
    }
}
