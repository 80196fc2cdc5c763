namespace JieSuJiBan.Runtime.Inbox;

/// <summary>The roles of the product; a role is what an account may do, a unit is for whom.</summary>
public static class RoleNames
{
    public const string Operator = "operator";
    public const string Dispatcher = "dispatcher";
    public const string Handler = "handler";
    public const string CallbackAgent = "callbackAgent";
    public const string Supervisor = "supervisor";
    public const string Auditor = "auditor";
    /// <summary>Inspects what was flagged and referred (监察).</summary>
    public const string Inspector = "inspector";

    public const string PolicyAdministrator = "policyAdministrator";
    public const string SystemAdministrator = "systemAdministrator";

    /// <summary>Held by everyone who holds a role that the city's own <c>tasks.json</c> declares.</summary>
    public const string CityStaff = "cityStaff";

    /// <summary>The telephone system's account: it tells of calls, and reads nothing.</summary>
    public const string Telephony = "telephony";

    public static IReadOnlyList<string> All { get; } =
        [Operator, Dispatcher, Handler, CallbackAgent, Supervisor, Auditor, Inspector, PolicyAdministrator, SystemAdministrator, Telephony, CityStaff];
}

/// <summary>Which tickets somebody may know of.</summary>
public enum TicketScope
{
    /// <summary>None at all.</summary>
    None,
    /// <summary>Those in which the own unit takes or took part.</summary>
    OwnUnit,
    /// <summary>All of the city.</summary>
    City,
}

/// <summary>Who looks. What a viewer may not see is not in the answer.</summary>
/// <param name="UserId">Account id.</param>
/// <param name="Roles">Roles held.</param>
/// <param name="UnitCode">The unit acted for, or null for the city-wide service.</param>
public sealed record Viewer(string UserId, IReadOnlyList<string> Roles, string? UnitCode)
{
    private static readonly string[] CityWide =
        [RoleNames.Operator, RoleNames.Dispatcher, RoleNames.CallbackAgent, RoleNames.Supervisor, RoleNames.Auditor, RoleNames.Inspector, RoleNames.PolicyAdministrator, RoleNames.Telephony, RoleNames.CityStaff];

    /// <summary>
    /// Which tickets this viewer may know of. An account bound to a unit never sees beyond it, whatever its roles; the
    /// city-wide service does unless it only handles.
    /// </summary>
    public TicketScope Scope =>
        UnitCode is not null ? (Roles.Any(role => role == RoleNames.Handler || CityWide.Contains(role)) ? TicketScope.OwnUnit : TicketScope.None)
        : Roles.Any(CityWide.Contains) ? TicketScope.City
        : TicketScope.None;

    /// <summary>True where this viewer may know of flags about how a ticket was handled: those who watch, for the whole city.</summary>
    public bool SeesFlags => Scope == TicketScope.City && Roles.Any(role => role is RoleNames.Supervisor or RoleNames.Auditor or RoleNames.Inspector);

    /// <summary>
    /// True where this viewer may learn who reported in confidence: those who take, sort and check requests for the whole
    /// city. Whoever acts for a unit handles the matter, and never learns it (Art. 8).
    /// </summary>
    public bool KnowsConfidential => UnitCode is null && Scope == TicketScope.City;

    /// <summary>True where this viewer works on, reviews, supervises or audits tickets and therefore reads the matter and what officials wrote.</summary>
    public bool ReadsWords => Scope != TicketScope.None && Roles.Any(role => role
        is RoleNames.Operator or RoleNames.Dispatcher or RoleNames.Handler or RoleNames.CallbackAgent or RoleNames.CityStaff
        or RoleNames.Supervisor or RoleNames.Auditor or RoleNames.Inspector);

    /// <summary>True where this viewer may look for the tickets of a phone number.</summary>
    public bool FindsByPhone => Scope != TicketScope.None && Roles.Any(role => role
        is RoleNames.Operator or RoleNames.Dispatcher or RoleNames.Handler or RoleNames.CallbackAgent or RoleNames.CityStaff);
}
