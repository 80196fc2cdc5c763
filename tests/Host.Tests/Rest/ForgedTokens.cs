using System.Security.Claims;
using System.Xml.Linq;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>What somebody makes who has a ring of keys, from wherever: bearer tokens and cookies for whom he likes.</summary>
internal static class ForgedTokens
{
    public static ClaimsPrincipal Principal(string account, string[] roles, params (string Type, string Value)[] further) => new(new ClaimsIdentity(
        [new(ClaimTypes.NameIdentifier, account), new(ClaimTypes.Name, account), .. roles.Select(role => new Claim(ClaimTypes.Role, role)), .. further.Select(one => new Claim(one.Type, one.Value))],
        IdentityConstants.BearerScheme));

    /// <summary>A token as the service writes it.</summary>
    public static string Bearer(IDataProtectionProvider ring, ClaimsPrincipal principal) =>
        Format(ring, "Microsoft.AspNetCore.Authentication.BearerToken", IdentityConstants.BearerScheme, "BearerToken").Protect(Ticket(principal, IdentityConstants.BearerScheme));

    public static string Refresh(IDataProtectionProvider ring, ClaimsPrincipal principal) =>
        Format(ring, "Microsoft.AspNetCore.Authentication.BearerToken", IdentityConstants.BearerScheme, "RefreshToken").Protect(Ticket(principal, IdentityConstants.BearerScheme));

    public static string Cookie(IDataProtectionProvider ring, ClaimsPrincipal principal) =>
        Format(ring, "Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationMiddleware", IdentityConstants.ApplicationScheme, "v2").Protect(Ticket(principal, IdentityConstants.ApplicationScheme));

    /// <summary>A ring of those keys, as the framework reads them that has no more than a copy of the table.</summary>
    public static IDataProtectionProvider Ring(params string[] keys)
    {
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName("JieSuJiBan");
        services.Configure<KeyManagementOptions>(options => options.XmlRepository = new Copied(keys));
        return services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>();
    }

    /// <summary>A key as the service before this one wrote it.</summary>
    public static string KeyInClear()
    {
        var made = new Copied([]);
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName("JieSuJiBan");
        services.Configure<KeyManagementOptions>(options => options.XmlRepository = made);
        services.BuildServiceProvider().GetRequiredService<IDataProtectionProvider>().CreateProtector("any").Protect([1]);
        return made.GetAllElements().Single().ToString(SaveOptions.DisableFormatting);
    }

    private static TicketDataFormat Format(IDataProtectionProvider ring, params string[] purposes) => new(ring.CreateProtector(purposes));

    private static AuthenticationTicket Ticket(ClaimsPrincipal principal, string scheme) =>
        new(principal, new AuthenticationProperties { IssuedUtc = DateTimeOffset.UtcNow, ExpiresUtc = DateTimeOffset.UtcNow.AddYears(5) }, scheme == IdentityConstants.BearerScheme ? $"{scheme}:AccessToken" : scheme);

    private sealed class Copied(IReadOnlyCollection<string> keys) : IXmlRepository
    {
        private readonly List<XElement> elements = [.. keys.Select(XElement.Parse)];

        public IReadOnlyCollection<XElement> GetAllElements() => [.. elements];

        public void StoreElement(XElement element, string friendlyName) => elements.Add(element);
    }
}
