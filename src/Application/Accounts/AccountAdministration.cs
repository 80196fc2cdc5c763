using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Application.Demo;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Identity;
using JieSuJiBan.Runtime.Security;
using Microsoft.AspNetCore.Identity;

namespace JieSuJiBan.Application.Accounts;

/// <summary>What became of a change to an account.</summary>
/// <param name="IsDone">False where it was refused.</param>
/// <param name="Chinese">What happened or why not, zh-CN.</param>
/// <param name="English">The same in English.</param>
/// <param name="IsUnknown">True where what was asked for does not exist at all.</param>
public sealed record AccountChange(bool IsDone, string Chinese, string English, bool IsUnknown = false);

/// <summary>Changes to accounts. Each ends the account's sessions, so that nobody goes on with what no longer holds.</summary>
public sealed class AccountAdministration(UserManager<Account> users, SessionStore sessions, PublishedStore catalog, TrustedSources trusted, ISecurityLog log, TimeProvider time)
{
    /// <summary>The account may no longer sign in.</summary>
    public Task<AccountChange> DisableAsync(string name, CancellationToken ct) => WithAsync(name, async account =>
    {
        account.DisabledAt ??= time.GetUtcNow();
        return await EndAsync(account, "disabled", ct) ?? Done($"账号 {name} 已停用，所有登录已结束。", $"Account {name} is disabled and signed out everywhere.");
    });

    /// <summary>The account may sign in again.</summary>
    public Task<AccountChange> EnableAsync(string name, CancellationToken ct) => WithAsync(name, async account =>
    {
        account.DisabledAt = null;
        return await EndAsync(account, "enabled", ct) ?? Done($"账号 {name} 已启用。", $"Account {name} is enabled.");
    });

    /// <summary>Ends every session of the account.</summary>
    public Task<AccountChange> SignOutAsync(string name, CancellationToken ct) => WithAsync(name, async account =>
        await EndAsync(account, "by-administrator", ct) ?? Done($"账号 {name} 的所有登录已结束。", $"Account {name} is signed out everywhere."));

    /// <summary>Gives the account a password that only its owner knows; one of the demo city becomes an ordinary one by it.</summary>
    public Task<AccountChange> SetPasswordAsync(string name, string password, CancellationToken ct) => WithAsync(name, async account =>
    {
        foreach (var validator in users.PasswordValidators)
        {
            if (Refusal(await validator.ValidateAsync(users, account, password)) is { } refused) return refused;
        }

        account.PasswordHash = users.PasswordHasher.HashPassword(account, password);
        (account.IsDemo, account.LockoutEnd, account.AccessFailedCount) = (password == DemoAccounts.Password, null, 0);
        return await EndAsync(account, "password", ct) ?? Done($"账号 {name} 的口令已更改，所有登录已结束。", $"The password of account {name} is changed and it is signed out everywhere.");
    });

    /// <summary>Gives the account these roles in place of those it has.</summary>
    /// <param name="name">The account.</param>
    /// <param name="roles">All roles it is to have.</param>
    /// <param name="unit">The unit acted for from now on; empty for the city-wide service; null leaves it as it is.</param>
    /// <param name="ct">Gives up.</param>
    public Task<AccountChange> SetRolesAsync(string name, IReadOnlyCollection<string> roles, string? unit, CancellationToken ct) => WithAsync(name, async account =>
    {
        unit = unit is null ? account.UnitCode : unit.Length == 0 ? null : unit;
        if (Unfit(catalog, roles, unit) is { } unfit) return unfit;
        var held = await users.GetRolesAsync(account);
        // The new ones first: should this be cut off, the account has too many rights for a moment and not none.
        if (Refusal(await users.AddToRolesAsync(account, roles.Except(held))) is { } first) return first;
        if (Refusal(await users.RemoveFromRolesAsync(account, held.Except(roles))) is { } second) return second;
        account.UnitCode = unit;
        return await EndAsync(account, "rights", ct) ?? Done($"账号 {name} 现有角色 {string.Join("、", roles)}，单位 {unit ?? "无"}；所有登录已结束。", $"Account {name} now has the roles {string.Join(", ", roles)} and the unit {unit ?? "none"}; it is signed out everywhere.");
    });

    /// <summary>Why an account cannot have these roles or this unit; null where it can. Which there are, the published policy says.</summary>
    public static AccountChange? Unfit(PublishedStore catalog, IEnumerable<string> roles, string? unit)
    {
        var policy = catalog.Policy;
        var known = ProductRoles.Of(policy).ToArray();
        if (roles.FirstOrDefault(role => known.All(one => one.Code != role)) is { } unknown)
        {
            var list = string.Concat(known.Select(role => $"{Environment.NewLine}  {role.Code,-20} {role.Name} / {role.English}"));
            return new(false, $"没有角色“{unknown}”。", $"There is no role '{unknown}'; one of:{list}", IsUnknown: true);
        }

        return unit is null || policy.Organisation.Find(unit) is not null ? null : new(false, $"组织机构中没有单位“{unit}”。", $"The organisation has no unit '{unit}'.");
    }

    private static AccountChange Done(string chinese, string english) => new(true, chinese, english);

    private static AccountChange? Refusal(IdentityResult result) => result.Succeeded ? null
        : new(false, "未能更改账号。", "The account was not changed: " + string.Join(" ", result.Errors.Select(error => error.Description)));

    private async Task<AccountChange> WithAsync(string name, Func<Account, Task<AccountChange>> change) =>
        await users.FindByNameAsync(name) is { } account ? await change(account) : new(false, $"没有账号“{name}”。", $"There is no account '{name}'.");

    /// <summary>Saves the account under a new stamp, by which no cookie or token of before is good, and ends what is open.</summary>
    private async Task<AccountChange?> EndAsync(Account account, string reason, CancellationToken ct)
    {
        if (Refusal(await users.UpdateSecurityStampAsync(account)) is { } refused) return refused;
        await sessions.EndAllAsync(account.Id, reason, ct);
        // Whoever knew the account before is a stranger to it now.
        if (reason is "password" or "disabled") await trusted.ForgetAsync(AttemptLimits.Key("account", account.NormalizedUserName ?? ""), ct);
        await log.RecordAsync(
            new(SecurityEvents.Account, "succeeded")
            {
                Account = "command line",
                Address = $"{Environment.UserName}@{Environment.MachineName}",
                Subject = account.Id,
                Detail = new Dictionary<string, string> { ["act"] = reason, ["roles"] = string.Join(',', await users.GetRolesAsync(account)), ["unit"] = account.UnitCode ?? "" },
            },
            ct);
        return null;
    }
}
