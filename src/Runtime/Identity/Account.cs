using Microsoft.AspNetCore.Identity;

namespace JieSuJiBan.Runtime.Identity;

/// <summary>
/// Somebody who signs in. The id is the pseudonym that the journal knows; the name shown lives only here.
/// Accounts are made by a system administrator: nobody registers himself.
/// </summary>
public sealed class Account : IdentityUser
{
    /// <summary>Name for people.</summary>
    public string DisplayName { get; set; } = "";

    /// <summary>Code of the unit acted for, or null for the city-wide service.</summary>
    public string? UnitCode { get; set; }

    /// <summary>Since when the account may not sign in; null while it may.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>True for an account of the demo city, whose password everybody knows.</summary>
    public bool IsDemo { get; set; }
}
