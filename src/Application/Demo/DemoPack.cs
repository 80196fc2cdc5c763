using System.Text.Json;
using System.Text.Json.Serialization;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Runtime.Inbox;

namespace JieSuJiBan.Application.Demo;

/// <summary>An account of the demo city.</summary>
/// <param name="UserName">Account name, also its id.</param>
/// <param name="DisplayName">Name for people.</param>
/// <param name="Role">Its role: one of the product or of the city.</param>
/// <param name="UnitCode">Its unit, or null.</param>
public sealed record DemoAccount(
    [property: JsonPropertyName("user")] string UserName,
    [property: JsonPropertyName("name")] string DisplayName,
    string Role,
    [property: JsonPropertyName("unit")] string? UnitCode = null);

/// <summary>Where petitioners of the demo city live.</summary>
public sealed record DemoArea(string District, string? Street, IReadOnlyList<string> Places);

/// <summary>What somebody in the demo city asks, and what is answered.</summary>
public sealed record DemoRequest(
    [property: JsonPropertyName("class")] string ClassCode,
    [property: JsonPropertyName("type")] string RequestType,
    string Title,
    string Body,
    string Reply,
    [property: JsonPropertyName("public")] string PublicReply);

/// <summary>
/// People and requests of the demo city (<c>demo/demo.json</c> of the pack): made up by the city, so that they fit its units and classes. A pack
/// without it gets an account for every role and for a few of its units, and no tickets.
/// </summary>
public sealed record DemoPack(
    IReadOnlyList<DemoAccount> Accounts,
    IReadOnlyList<DemoArea> Areas,
    IReadOnlyList<string> Channels,
    IReadOnlyList<string> Surnames,
    IReadOnlyList<string> GivenNames,
    string ContactNote,
    string UnsolvedReason,
    IReadOnlyList<DemoRequest> Requests,
    string? Note = null)
{
    private const int MostUnits = 6;

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true };

    /// <summary>Name of the file within the pack.</summary>
    public static string File { get; } = Path.Combine("demo", "demo.json");

    /// <summary>True where there is enough to make tickets of.</summary>
    public bool HasTickets => Requests.Count > 0 && Areas.Count > 0 && Areas.All(area => area.Places.Count > 0) && Channels.Count > 0 && Surnames.Count > 0 && GivenNames.Count > 0;

    /// <summary>What the pack in that folder says; what is derived from the policy where it says nothing.</summary>
    /// <exception cref="JsonException">The file is none of this shape.</exception>
    public static DemoPack Read(string directory, CityPolicy policy)
    {
        var path = Path.Combine(directory, File);
        return System.IO.File.Exists(path) ? JsonSerializer.Deserialize<DemoPack>(System.IO.File.ReadAllText(path), Strict) ?? Derived(policy) : Derived(policy);
    }

    /// <summary>Who does what a role of that unit does; its code where the demo city has nobody.</summary>
    public string AccountFor(string role, string? unit) =>
        (unit is null ? Accounts.FirstOrDefault(account => account.Role == role) : Accounts.FirstOrDefault(account => account.UnitCode == unit))?.UserName ?? (unit is null ? role : $"unit-{unit}");

    /// <summary>What of it does not fit the policy: accounts of units or roles that are not there, places that are not there.</summary>
    public IEnumerable<(string Place, string Chinese, string English)> Misfits(CityPolicy policy)
    {
        foreach (var account in Accounts)
        {
            if (account.UnitCode is { } unit && policy.Organisation.Find(unit) is null) yield return ($"accounts.{account.UserName}", $"没有单位“{unit}”，不建此账号", $"No unit '{unit}': this account is not made");
            if (!RoleNames.All.Contains(account.Role) && policy.Tasks.Roles.All(role => role.Code != account.Role)) yield return ($"accounts.{account.UserName}", $"没有角色“{account.Role}”，不建此账号", $"No role '{account.Role}': this account is not made");
        }

        foreach (var area in Areas)
        {
            if (policy.Organisation.FindDistrict(area.District) is null) yield return ($"areas.{area.District}", $"没有区“{area.District}”", $"No district '{area.District}'");
            if (area.Street is { } street && policy.Organisation.FindStreet(street)?.DistrictCode != area.District) yield return ($"areas.{area.District}", $"该区没有街道（乡镇）“{street}”", $"No street '{street}' in that district");
        }

        foreach (var request in Requests)
        {
            if (policy.Classes.Find(request.ClassCode) is not { IsLeaf: true }) yield return ($"requests.{request.Title}", $"没有末级分类“{request.ClassCode}”", $"No class of the lowest level '{request.ClassCode}'");
            if (policy.RequestTypes.Find(request.RequestType) is null) yield return ($"requests.{request.Title}", $"没有诉求类型“{request.RequestType}”", $"No request type '{request.RequestType}'");
        }

        foreach (var channel in Channels.Where(channel => policy.Channels.Find(channel) is null).Distinct()) yield return ("channels", $"没有受理渠道“{channel}”", $"No channel '{channel}'");
    }

    private static DemoPack Derived(CityPolicy policy)
    {
        DemoAccount[] roles =
        [
            new("operator", "话务员", RoleNames.Operator), new("dispatcher", "派单员", RoleNames.Dispatcher), new("callback", "回访员", RoleNames.CallbackAgent), new("supervisor", "督办员", RoleNames.Supervisor),
            new("inspector", "监察员", RoleNames.Inspector), new("auditor", "审计员", RoleNames.Auditor), new("policy", "政策管理员", RoleNames.PolicyAdministrator),
            new("policy2", "政策管理员（复核）", RoleNames.PolicyAdministrator), new("admin", "系统管理员", RoleNames.SystemAdministrator), new("telephony", "电话系统接口", RoleNames.Telephony),
        ];
        var own = policy.Tasks.Roles.Select(role => new DemoAccount(role.Code, role.Name, role.Code));
        var handlers = policy.Organisation.Units.Where(unit => unit.MayLead && unit.Kind != UnitKind.HotlineCenter).Take(MostUnits)
            .Select((unit, at) => new DemoAccount($"handler{at + 1}", unit.Name, RoleNames.Handler, unit.Code));
        return new([.. roles, .. handlers, .. own], [], [], [], [], "", "", []);
    }
}
