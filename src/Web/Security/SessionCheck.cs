using System.Security.Claims;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace JieSuJiBan.Web.Security;

/// <summary>
/// Holds every cookie and token against its session and its account when it is used: a signature alone proves nothing. What was read is
/// believed for two seconds, so that a sign-out, a disabled account or another right counts on every node well within five.
/// </summary>
internal sealed class SessionCheck(SessionStore sessions, DemoRule demo, IOptions<IdentityOptions> identity, TimeProvider time) : IDisposable
{
    /// <summary>Claim: the session.</summary>
    public const string SessionClaim = "sid";

    /// <summary>Claim: the one refresh token of the session that is good.</summary>
    public const string RefreshClaim = "rid";

    private const int MostKept = 50_000;
    private static readonly object EndedItem = new();
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(2);

    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = MostKept });

    /// <summary>The session of that principal, or null.</summary>
    public static Guid? SessionOf(ClaimsPrincipal principal) => Guid.TryParse(principal.FindFirstValue(SessionClaim), out var session) ? session : null;

    /// <summary>True where this request carried a sign-in that is over.</summary>
    public static bool HasEnded(HttpContext http) => http.Items.ContainsKey(EndedItem);

    /// <summary>True where the principal's session is open and its account is as the principal says.</summary>
    public async Task<bool> IsGoodAsync(HttpContext http, ClaimsPrincipal? principal)
    {
        try
        {
            if (principal is not null && SessionOf(principal) is { } session && await StateAsync(session, http.RequestAborted) is { } state && Fits(state, principal)) return true;
        }
        catch (Exception down) when (ExceptionsAsProblems.IsDatabaseDown(down) && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)) && http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            // What everybody may see is shown without asking who looks.
            return false;
        }

        http.Items[EndedItem] = true;
        return false;
    }

    /// <summary>Forgets what this node believes of a session that it has changed.</summary>
    public void Forget(Guid session) => known.Remove(session);

    public void Dispose() => known.Dispose();

    private bool Fits(SessionState state, ClaimsPrincipal principal) =>
        state is { IsOpen: true, IsDisabled: false, Stamp: { } stamp }
        && state.AccountId == principal.FindFirstValue(ClaimTypes.NameIdentifier)
        && stamp == principal.FindFirstValue(identity.Value.ClaimsIdentity.SecurityStampClaimType)
        && state.UnitCode == principal.FindFirstValue(Principals.UnitClaim)
        && (!state.IsDemo || demo.MaySignIn)
        && AccountClaims.RolesFor(state.Roles).SetEquals(principal.FindAll(ClaimTypes.Role).Select(claim => claim.Value));

    private async Task<SessionState?> StateAsync(Guid session, CancellationToken ct)
    {
        // By the time that passes and not by the hour: a clock that is set back makes nothing believed for longer.
        var now = time.GetTimestamp();
        if (known.TryGetValue(session, out (SessionState State, long At) believed) && time.GetElapsedTime(believed.At, now) < Believed) return believed.State;
        var state = await sessions.FindAsync(session, ct);
        // What is not there is not kept: made-up ids would push out the others.
        if (state is null) return null;
        known.Set(session, (state, now), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Believed });
        if (state is { IsOpen: true, IsStale: true }) await sessions.TouchAsync(session, ct);
        return state;
    }
}
