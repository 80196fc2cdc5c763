using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Host.Security;
using JieSuJiBan.Runtime.Inbox;
using Microsoft.AspNetCore.Identity;

namespace JieSuJiBan.Host.Seeding;

/// <summary>An account of the demo city.</summary>
/// <param name="UserName">Account name, also its id.</param>
/// <param name="DisplayName">Name for people.</param>
/// <param name="Role">Its role.</param>
/// <param name="UnitCode">Its unit, or null.</param>
internal sealed record DemoAccount(string UserName, string DisplayName, string Role, string? UnitCode = null);

/// <summary>Accounts that everybody knows the password of: only ever made in the demo city.</summary>
internal static class DemoAccounts
{
    public const string Password = "Jsjb-demo-2026";

    public static IReadOnlyList<DemoAccount> All { get; } =
    [
        new("operator", "话务员 王敏", RoleNames.Operator),
        new("dispatcher", "派单员 刘洋", RoleNames.Dispatcher),
        new("wangjing", "望京街道 陈静", RoleNames.Handler, "110105026"),
        new("huilongguan", "回龙观街道 赵强", RoleNames.Handler, "110114011"),
        new("yuetan", "月坛街道 孙丽", RoleNames.Handler, "110102007"),
        new("shuiwu", "自来水集团 周涛", RoleNames.Handler, "110000201"),
        new("fangguan", "朝阳房管中心 吴磊", RoleNames.Handler, "110105920"),
        new("chaoyang", "朝阳区分中心 何敏", RoleNames.Handler, "110105"),
        new("jianwei", "朝阳住建委 何平", RoleNames.Handler, "110105901"),
        new("chengguan", "朝阳城管委 罗敏", RoleNames.Handler, "110105902"),
        new("callback", "回访员 郑洁", RoleNames.CallbackAgent),
        new("supervisor", "督办员 冯刚", RoleNames.Supervisor),
        new("inspector", "监察员 许诚", RoleNames.Inspector),
        new("auditor", "审计员 韩雪", RoleNames.Auditor),
        new("policy", "政策管理员 唐宁", RoleNames.PolicyAdministrator),
        new("policy2", "政策管理员 何苗", RoleNames.PolicyAdministrator),
        new("admin", "系统管理员", RoleNames.SystemAdministrator),
    ];

    /// <summary>Makes the roles of the house and of the city, demo or not.</summary>
    public static async Task EnsureRolesAsync(RoleManager<IdentityRole> roles, CityPolicy city)
    {
        foreach (var role in RoleNames.All.Concat(city.Tasks.Roles.Select(role => role.Code)))
        {
            if (!await roles.RoleExistsAsync(role)) Check(await roles.CreateAsync(new(role) { Id = role }));
        }
    }

    /// <summary>Makes the accounts that are missing. Existing ones keep what was changed since.</summary>
    public static async Task EnsureAsync(UserManager<Account> users, CityPolicy policy)
    {
        foreach (var demo in All)
        {
            if (await users.FindByNameAsync(demo.UserName) is not null) continue;
            if (demo.UnitCode is { } unit && policy.Organisation.Find(unit) is null) continue;
            var account = new Account { Id = demo.UserName, UserName = demo.UserName, DisplayName = demo.DisplayName, UnitCode = demo.UnitCode };
            Check(await users.CreateAsync(account, Password));
            Check(await users.AddToRoleAsync(account, demo.Role));
        }
    }

    private static void Check(IdentityResult result)
    {
        // Another node of a fresh cluster may have been quicker.
        if (result.Succeeded || result.Errors.Any(error => error.Code.StartsWith("Duplicate", StringComparison.Ordinal))) return;
        throw new InvalidOperationException("A demo account could not be made: " + string.Join(" ", result.Errors.Select(error => error.Description)));
    }
}
