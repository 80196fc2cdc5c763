using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.ReferenceData;

namespace JieSuJiBan.Activities.Policies;

/// <summary>The roles that need no declaration, with their names; a city declares further ones under <c>roles</c> in <c>tasks.json</c>.</summary>
public static class ProductRoles
{
    /// <summary>All of them, in the order of a ticket's way.</summary>
    public static IReadOnlyList<NamedCode> All { get; } =
    [
        new(TicketRoles.Operator, "话务员", "Operator"),
        new(TicketRoles.Dispatcher, "派单员", "Dispatcher"),
        new(TicketRoles.Handler, "承办人员", "Handler"),
        new(TicketRoles.CallbackAgent, "回访员", "Callback agent"),
        new(TicketRoles.Supervisor, "督办员", "Supervisor"),
        new("auditor", "审计员", "Auditor"),
        new("inspector", "监察员", "Inspector"),
        new("policyAdministrator", "政策管理员", "Policy administrator"),
        new("systemAdministrator", "系统管理员", "System administrator"),
        new("telephony", "电话系统", "Telephone system"),
        new("cityStaff", "城市自设岗位", "A role of the city's own"),
    ];

    /// <summary>The role of that code, or null.</summary>
    public static NamedCode? Find(string? code) => All.FirstOrDefault(role => role.Code == code);

    /// <summary>The role of that code, of the product or of the city; null where neither has it.</summary>
    public static NamedCode? Find(CityPolicy city, string? code) => Find(code) ?? city.Tasks.Roles.FirstOrDefault(role => role.Code == code);

    /// <summary>Every role that a person can hold in that city.</summary>
    public static IEnumerable<NamedCode> Of(CityPolicy city) => All.Where(role => role.Code != "cityStaff").Concat(city.Tasks.Roles);
}
