using System.Security.Claims;
using JieSuJiBan.Application.Commands;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Runtime.Identity;
using JieSuJiBan.Runtime.Inbox;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace JieSuJiBan.Application.Accounts;

/// <summary>What a signed-in principal says about its account.</summary>
public static class Principals
{
    /// <summary>Claim: the unit acted for.</summary>
    public const string UnitClaim = "unit";

    /// <summary>Claim: name for people.</summary>
    public const string DisplayNameClaim = "display_name";

    /// <summary>The account id.</summary>
    public static string AccountId(this ClaimsPrincipal principal) =>
        principal.FindFirstValue(ClaimTypes.NameIdentifier) ?? throw new InvalidOperationException("A signed-in principal has an account id.");

    /// <summary>The name shown.</summary>
    public static string DisplayName(this ClaimsPrincipal principal) =>
        principal.FindFirstValue(DisplayNameClaim) ?? principal.Identity?.Name ?? "";

    /// <summary>Who looks.</summary>
    public static Viewer ToViewer(this ClaimsPrincipal principal) =>
        new(principal.AccountId(), RolesOf(principal), principal.FindFirstValue(UnitClaim));

    /// <summary>Who acts.</summary>
    public static Actor ToActor(this ClaimsPrincipal principal) =>
        new(principal.AccountId(), principal.FindFirstValue(UnitClaim), RolesOf(principal));

    /// <summary>Who sends a command from a page.</summary>
    /// <param name="principal">The account.</param>
    /// <param name="formId">The id that the form carries; with the account it names the command.</param>
    public static Caller ToCaller(this ClaimsPrincipal principal, Guid formId) => principal.CallerOf(CommandIds.Derive(principal.AccountId(), formId.ToString("D")));

    /// <summary>Who sends the command of that id.</summary>
    public static Caller CallerOf(this ClaimsPrincipal principal, Guid commandId) =>
        new(principal.AccountId(), RolesOf(principal), principal.FindFirstValue(UnitClaim), commandId);

    /// <summary>True where one of the principal's roles has the permission.</summary>
    public static bool May(this ClaimsPrincipal principal, Permission permission) => permission.Roles.Any(principal.IsInRole);

    private static string[] RolesOf(ClaimsPrincipal principal) =>
        [.. principal.FindAll(ClaimTypes.Role).Select(claim => claim.Value).Distinct().Order(StringComparer.Ordinal)];
}

/// <summary>Puts unit and name beside the roles when an account signs in.</summary>
public sealed class AccountClaims(UserManager<Account> users, RoleManager<IdentityRole> roles, IOptions<IdentityOptions> options)
    : UserClaimsPrincipalFactory<Account, IdentityRole>(users, roles, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(Account user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new(Principals.DisplayNameClaim, user.DisplayName));
        if (user.UnitCode is { } unit) identity.AddClaim(new(Principals.UnitClaim, unit));
        var roles = identity.FindAll(ClaimTypes.Role).Select(claim => claim.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var further in RolesFor(roles).Except(roles)) identity.AddClaim(new(ClaimTypes.Role, further));
        return identity;
    }

    /// <summary>The roles that a principal states for those that its account holds: whoever has one of the city's own is of its staff.</summary>
    public static HashSet<string> RolesFor(IEnumerable<string> held)
    {
        var roles = held.ToHashSet(StringComparer.Ordinal);
        if (roles.Except(RoleNames.All).Any()) roles.Add(RoleNames.CityStaff);
        return roles;
    }
}
