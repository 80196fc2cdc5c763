using System.Security.Claims;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Runtime.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace JieSuJiBan.Web.Security;

/// <summary>Every sign-in begins a session, and every sign-out ends one.</summary>
internal sealed class SessionSignIn(
    UserManager<Account> users,
    IHttpContextAccessor http,
    IUserClaimsPrincipalFactory<Account> principals,
    IOptions<IdentityOptions> options,
    ILogger<SignInManager<Account>> log,
    IAuthenticationSchemeProvider schemes,
    IUserConfirmation<Account> confirmation,
    SessionStore sessions,
    SessionCheck check,
    DemoRule demo) : SignInManager<Account>(users, http, principals, options, log, schemes, confirmation)
{
    /// <inheritdoc/>
    public override async Task SignInWithClaimsAsync(Account user, AuthenticationProperties? authenticationProperties, IEnumerable<Claim> additionalClaims)
    {
        if (!demo.Admits(user)) throw new InvalidOperationException("Whoever signs an account in has asked whether it may.");
        var isProgram = AuthenticationScheme == IdentityConstants.BearerScheme;
        // Whoever signs in anew at the same browser has left the sign-in before.
        if (!isProgram && SessionCheck.SessionOf(Context.User) is { } before) await EndAsync(before, "signed-in-anew");
        var (session, refresh) = await sessions.BeginAsync(user.Id, isProgram, Context.RequestAborted);
        await base.SignInWithClaimsAsync(user, authenticationProperties, [.. additionalClaims, .. ClaimsOf(session, refresh)]);
    }

    /// <summary>The tokens that follow on one that was taken; null where it is no longer good.</summary>
    public async Task<ClaimsPrincipal?> RefreshAsync(ClaimsPrincipal principal)
    {
        if (SessionCheck.SessionOf(principal) is not { } session || !Guid.TryParse(principal.FindFirstValue(SessionCheck.RefreshClaim), out var refresh)) return null;
        // Looked at anew: what comes of it lasts.
        check.Forget(session);
        if (!await check.IsGoodAsync(Context, principal)) return null;
        var next = await sessions.RefreshAsync(session, refresh, Context.RequestAborted);
        check.Forget(session);
        if (next is not { } good || await UserManager.FindByIdAsync(principal.AccountId()) is not { } account) return null;
        var renewed = await CreateUserPrincipalAsync(account);
        renewed.Identities.First().AddClaims(ClaimsOf(session, good));
        return renewed;
    }

    /// <summary>A person who signs out is signed out: here, at other browsers, and with every token of the account.</summary>
    public override async Task SignOutAsync()
    {
        if (SessionCheck.SessionOf(Context.User) is { } session)
        {
            await sessions.EndAllAsync(Context.User.AccountId(), "signed-out", Context.RequestAborted);
            check.Forget(session);
        }

        await base.SignOutAsync();
    }

    /// <summary>Ends one session.</summary>
    public async Task EndAsync(Guid session, string reason)
    {
        await sessions.EndAsync(session, reason, Context.RequestAborted);
        check.Forget(session);
    }

    private static Claim[] ClaimsOf(Guid session, Guid refresh) =>
        [new(SessionCheck.SessionClaim, session.ToString()), new(SessionCheck.RefreshClaim, refresh.ToString())];
}
