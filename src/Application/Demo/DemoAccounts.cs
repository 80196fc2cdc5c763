using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Settings;
using JieSuJiBan.Runtime.Identity;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Schema;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JieSuJiBan.Application.Demo;

/// <summary>Accounts that everybody knows the password of: only ever made in the demo city.</summary>
public static class DemoAccounts
{
    public const string Password = "Jsjb-demo-2026";

    /// <summary>Makes the roles of the product and of the city, demo or not.</summary>
    public static async Task EnsureRolesAsync(RoleManager<IdentityRole> roles, CityPolicy city)
    {
        foreach (var role in RoleNames.All.Concat(city.Tasks.Roles.Select(role => role.Code)))
        {
            if (!await roles.RoleExistsAsync(role)) Check(await roles.CreateAsync(new(role) { Id = role }));
        }
    }

    /// <summary>Makes the accounts of the pack that are missing and fit the policy. Existing ones keep what was changed since.</summary>
    public static async Task EnsureAsync(UserManager<Account> users, RoleManager<IdentityRole> roles, DemoPack demo, CityPolicy policy)
    {
        foreach (var one in demo.Accounts)
        {
            if (await users.FindByNameAsync(one.UserName) is not null) continue;
            if (one.UnitCode is { } unit && policy.Organisation.Find(unit) is null) continue;
            if (!await roles.RoleExistsAsync(one.Role)) continue;
            var account = new Account { Id = one.UserName, UserName = one.UserName, DisplayName = one.DisplayName, UnitCode = one.UnitCode, IsDemo = true };
            Check(await users.CreateAsync(account, Password));
            Check(await users.AddToRoleAsync(account, one.Role));
        }
    }

    /// <summary>Says in the log where accounts with the public password meet other machines.</summary>
    /// <param name="services">The services.</param>
    /// <param name="where">The addresses that it listens at.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task SayAsync(IServiceProvider services, string where, CancellationToken ct)
    {
        var rule = services.GetRequiredService<DemoRule>();
        var log = services.GetRequiredService<ILogger<DemoPack>>();
        rule.AreThere = await services.GetRequiredService<JsjbDbContext>().Accounts.AnyAsync(account => account.IsDemo && account.DisabledAt == null, ct);
        if (rule.MustWarn)
        {
            log.LogWarning("演示账号的口令是公开的，而本服务对外可达（{Where}）：切勿存放真实数据。The demo accounts' password is public and other machines reach this service: keep no real data here.", where);
        }
        else if (!rule.MaySignIn && (rule.AreThere || services.GetRequiredService<IOptions<DemoSettings>>().Value.Enabled == true))
        {
            log.LogWarning("服务对外监听（{Where}），演示账号不能登录也不再建立；确需如此请设 Demo__Public=true。Other machines reach this service: the demo accounts may not sign in and none are made; to have them all the same, set Demo__Public=true.", where);
        }
    }

    private static void Check(IdentityResult result)
    {
        // Another node of a fresh cluster may have been quicker.
        if (result.Succeeded || result.Errors.Any(error => error.Code.StartsWith("Duplicate", StringComparison.Ordinal))) return;
        throw new InvalidOperationException("A demo account could not be made: " + string.Join(" ", result.Errors.Select(error => error.Description)));
    }
}
