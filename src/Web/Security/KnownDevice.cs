using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace JieSuJiBan.Web.Security;

/// <summary>
/// A browser in which somebody has signed in keeps a token that says so, and nothing more: it opens nothing, but what strangers try at the same
/// account, even from the same address, does not slow it.
/// </summary>
internal sealed class KnownDevice(IDataProtectionProvider protection)
{
    private const string Cookie = "jsjb.device";

    private static readonly TimeSpan Lasts = TimeSpan.FromDays(180);

    private readonly IDataProtector protector = protection.CreateProtector("JieSuJiBan.KnownDevice");

    /// <summary>The id of this browser; null where it has none that is ours.</summary>
    public string? Of(HttpContext http)
    {
        if (!http.Request.Cookies.TryGetValue(NameFor(http), out var text) || text is not { Length: > 0 and < 1000 }) return null;
        try
        {
            return protector.Unprotect(text) is { Length: 32 } id ? id : null;
        }
        catch (CryptographicException)
        {
            // Made up, or of a key that is gone: a browser like any other.
            return null;
        }
    }

    /// <summary>Gives this browser an id where it has none, and returns it.</summary>
    public string Give(HttpContext http)
    {
        var id = Of(http) ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        http.Response.Cookies.Append(NameFor(http), protector.Protect(id), new() { HttpOnly = true, Secure = http.Request.IsHttps, SameSite = SameSiteMode.Strict, Path = "/", MaxAge = Lasts, IsEssential = true });
        return id;
    }

    // Over HTTPS no other host of the domain can set it.
    private static string NameFor(HttpContext http) => http.Request.IsHttps ? "__Host-" + Cookie : Cookie;
}
