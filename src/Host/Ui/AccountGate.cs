using System.Threading.RateLimiting;
using JieSuJiBan.Host.Security;
using Microsoft.AspNetCore.Identity;

namespace JieSuJiBan.Host.Ui;

/// <summary>Signs people in by cookie. Wrong tries lock the account; many tries from one address have to wait.</summary>
internal sealed class AccountGate(SignInManager<Account> accounts, SignInRate rate, IHttpContextAccessor http) : IAccountGate
{
    public async Task<SignInOutcome> SignInAsync(string name, string password)
    {
        if (!rate.Admits(http.HttpContext?.Connection.RemoteIpAddress?.ToString() ?? "")) return SignInOutcome.TooMany;
        accounts.AuthenticationScheme = IdentityConstants.ApplicationScheme;
        var result = await accounts.PasswordSignInAsync(name, password, isPersistent: false, lockoutOnFailure: true);
        return result switch
        {
            { Succeeded: true } => SignInOutcome.Succeeded,
            { IsLockedOut: true } => SignInOutcome.LockedOut,
            { IsNotAllowed: true } => SignInOutcome.NotAllowed,
            _ => SignInOutcome.WrongPassword,
        };
    }

    public Task SignOutAsync() => accounts.SignOutAsync();
}

/// <summary>How often one address may try to sign in by form; the same figure as for programs.</summary>
internal sealed class SignInRate(IConfiguration configuration) : IDisposable
{
    private readonly PartitionedRateLimiter<string> limiter = PartitionedRateLimiter.Create<string, string>(
        address => RateLimitPartition.GetFixedWindowLimiter(
            address,
            _ => new() { PermitLimit = configuration.GetValue("Security:SignInsPerMinute", 60), Window = TimeSpan.FromMinutes(1) }));

    /// <summary>True where the address may try now.</summary>
    public bool Admits(string address)
    {
        using var lease = limiter.AttemptAcquire(address);
        return lease.IsAcquired;
    }

    public void Dispose() => limiter.Dispose();
}
