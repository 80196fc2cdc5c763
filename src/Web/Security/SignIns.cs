using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Runtime.Identity;
using JieSuJiBan.Runtime.Security;
using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.Identity;

namespace JieSuJiBan.Web.Security;

/// <summary>What became of name and password.</summary>
/// <param name="Account">The account, where both are right and it may sign in.</param>
/// <param name="Wait">Where one has to wait, how long; null where name or password is wrong.</param>
/// <param name="IsNotAllowed">True where both are right and the account may not sign in: only whoever knows the password learns it.</param>
internal readonly record struct SignInCheck(Account? Account, TimeSpan? Wait, bool IsNotAllowed = false);

/// <summary>
/// Checks name and password, for pages and programs alike. Answer and time are the same whether the name exists or is nobody's: as much
/// is computed for a name that nobody has.
/// </summary>
internal sealed class SignIns(UserManager<Account> accounts, IPasswordHasher<Account> hasher, SignInSlowing slowing, KnownDevice devices, DemoRule demo, ISecurityLog log)
{
    /// <summary>Longest name that is looked for.</summary>
    public const int LongestName = 256;

    /// <summary>Longest password that is hashed.</summary>
    public const int LongestPassword = 1024;

    private static readonly Account Nobody = new() { UserName = "" };

    private static string? hashOfNobody;

    /// <summary>Checks them. Too long is wrong.</summary>
    /// <param name="name">Account name as typed.</param>
    /// <param name="password">Password as typed.</param>
    /// <param name="http">The request.</param>
    /// <param name="keepsDevice">True for a browser, which is told apart from others at its address.</param>
    public async Task<SignInCheck> CheckAsync(string name, string password, HttpContext http, bool keepsDevice)
    {
        var ct = http.RequestAborted;
        var address = RemoteAddress.Of(http);
        var canonical = accounts.NormalizeName(name.Length > LongestName ? name[..LongestName] : name) ?? "";
        var attempt = await slowing.BeginAsync(canonical, address, keepsDevice ? devices.Of(http) : null, ct);
        var account = name.Length > LongestName ? null : await accounts.FindByNameAsync(name);
        // Whoever hears of the wait at once learns nothing of the name: the count does not ask whether it exists.
        if (!attempt.IsJudged && attempt.Counted.Count == 0) return Slowed(attempt.Wait, account, address);
        var isRight = IsRight(account, password) && attempt.IsJudged;
        if (isRight && account is { } closed && (closed.DisabledAt is not null || (closed.IsDemo && !demo.MaySignIn)))
        {
            log.Count(new(SecurityEvents.SignIn, "notAllowed") { Account = closed.Id, Address = address });
            return new(null, null, IsNotAllowed: true);
        }

        if (isRight)
        {
            await slowing.SucceededAsync(attempt, canonical, address, keepsDevice ? devices.Give(http) : null, ct);
            await log.RecordAsync(new(SecurityEvents.SignIn, "succeeded") { Account = account!.Id, Address = address, Detail = new Dictionary<string, string> { ["by"] = keepsDevice ? "page" : "program" } }, ct);
            return new(account, null);
        }

        if (attempt.Wait is not null) return Slowed(attempt.Wait, account, address);
        log.Count(new(SecurityEvents.SignIn, "failed") { Account = account?.Id, Address = address });
        return default;
    }

    private SignInCheck Slowed(TimeSpan? wait, Account? account, string address)
    {
        log.Count(new(SecurityEvents.SignIn, "slowed") { Account = account?.Id, Address = address });
        return new(null, wait ?? TimeSpan.FromSeconds(1));
    }

    private bool IsRight(Account? account, string password)
    {
        // Made before it is needed: the first name that nobody has is no slower than any other.
        var none = hashOfNobody ??= hasher.HashPassword(Nobody, Guid.NewGuid().ToString());
        var hash = account?.PasswordHash ?? none;
        // One too long costs as much as any other.
        var tried = password.Length > LongestPassword ? "" : password;
        return hasher.VerifyHashedPassword(account ?? Nobody, hash, tried) != PasswordVerificationResult.Failed && account?.PasswordHash is not null && tried.Length > 0;
    }
}
