using System.Threading.RateLimiting;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Settings;
using JieSuJiBan.Runtime.Identity;
using JieSuJiBan.Runtime.Security;
using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace JieSuJiBan.Web.Security;

/// <summary>Signs people in by cookie. Wrong tries make the next one wait; many tries from one address have to wait.</summary>
internal sealed class AccountGate(SignInManager<Account> accounts, SignIns signIns, SignInRate rate, ISecurityLog log, IHttpContextAccessor http) : IAccountGate
{
    public async Task<SignInOutcome> SignInAsync(string name, string password)
    {
        var context = http.HttpContext ?? throw new InvalidOperationException("People sign in by a request.");
        if (!rate.Admits(RemoteAddress.Of(context))) return Wait(context, TimeSpan.FromMinutes(1));
        var check = await signIns.CheckAsync(name, password, context, keepsDevice: true);
        if (check.Wait is { } wait) return Wait(context, wait);
        if (check.IsNotAllowed) return SignInOutcome.NotAllowed;
        if (check.Account is not { } account) return SignInOutcome.WrongPassword;
        accounts.AuthenticationScheme = IdentityConstants.ApplicationScheme;
        await accounts.SignInAsync(account, isPersistent: false);
        return SignInOutcome.Succeeded;
    }

    public async Task SignOutAsync()
    {
        if (http.HttpContext is { User.Identity.IsAuthenticated: true } context) await log.RecordAsync(new(SecurityEvents.SignOut, "succeeded") { Account = context.User.AccountId(), Address = RemoteAddress.Of(context) }, context.RequestAborted);
        await accounts.SignOutAsync();
    }

    private static SignInOutcome Wait(HttpContext context, TimeSpan wait)
    {
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return SignInOutcome.TooMany;
    }
}

/// <summary>
/// How often one address may try to sign in by form; the same figure as for programs. Counted by each node: it bounds the work of hashing. What
/// protects passwords is counted in the database, see <see cref="SignInSlowing"/>.
/// </summary>
internal sealed class SignInRate(IOptions<SecuritySettings> settings) : IDisposable
{
    private readonly PartitionedRateLimiter<string> limiter = PartitionedRateLimiter.Create<string, string>(
        address => RateLimitPartition.GetFixedWindowLimiter(
            address,
            _ => new() { PermitLimit = settings.Value.SignInsPerMinute, Window = TimeSpan.FromMinutes(1) }));

    /// <summary>True where the address may try now.</summary>
    public bool Admits(string address)
    {
        using var lease = limiter.AttemptAcquire(address);
        return lease.IsAcquired;
    }

    public void Dispose() => limiter.Dispose();
}
