using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Demo;
using JieSuJiBan.Application.Startup;
using JieSuJiBan.Host.Composition;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Identity;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Runtime.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace JieSuJiBan.Host.Cli;

/// <summary>Makes and changes accounts. Nobody registers himself, so the first one of a real service is made here, and a leaver is disabled here.</summary>
internal static class AccountCommand
{
    private const string Usage = """
        用法 usage:
          account add NAME --role ROLE[,ROLE…] [--unit CODE] [--display TEXT]   建立账号 make an account (口令从标准输入读取一行 the password is read from standard input)
          account list                                                          列出账号 list the accounts
          account disable NAME                                                  停用并结束其登录 disable it and end its sign-ins
          account enable NAME                                                   重新启用 enable it again
          account roles NAME --role ROLE[,ROLE…] [--unit CODE]                  改为这些角色 give it these roles instead (--unit "" 不再属于单位 of no unit)
          account password NAME                                                 更改口令 change its password (从标准输入读取 read from standard input)
          account sign-out NAME                                                 结束其全部登录 end its sign-ins
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        if (Read(args) is not { } wanted) return await SayAsync(ExitCodes.Usage, Usage);
        string? password = null;
        if (wanted.NeedsPassword)
        {
            await Console.Error.WriteAsync("口令 password: ");
            password = Console.ReadLine();
            if (string.IsNullOrEmpty(password)) return await SayAsync(ExitCodes.Usage, "没有读到口令 no password was given");
        }

        try
        {
            await using var service = await Service.OpenAsync(new(), CancellationToken.None);
            return await RunAsync(service.App.Services, wanted, password);
        }
        catch (Exception exception) when (StartupExplanation.Of(exception) is { } failure)
        {
            return await SayAsync(failure.ExitCode, $"{failure.Chinese}\n{failure.English}");
        }
    }

    /// <summary>What the words ask for, or null where they make no sense.</summary>
    internal static Wanted? Read(string[] args)
    {
        if (args is ["list"]) return new("list", "", [], null, null);
        if (args is not [("add" or "disable" or "enable" or "roles" or "password" or "sign-out") and var verb, var name, .. var rest] || name.StartsWith('-')) return null;
        var wanted = new Wanted(verb, name, [], null, null);
        for (var i = 0; i + 1 < rest.Length; i += 2)
        {
            switch (verb, rest[i])
            {
                case ("add" or "roles", "--role"):
                    wanted = wanted with { Roles = rest[i + 1].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) };
                    break;
                case ("add" or "roles", "--unit"):
                    wanted = wanted with { Unit = rest[i + 1] };
                    break;
                case ("add", "--display"):
                    wanted = wanted with { Display = rest[i + 1] };
                    break;
                default:
                    return null;
            }
        }

        return rest.Length % 2 == 0 && (verb is not ("add" or "roles") || wanted.Roles.Length > 0) ? wanted : null;
    }

    internal static async Task<int> RunAsync(IServiceProvider services, Wanted wanted, string? password)
    {
        await using var scope = services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<AccountAdministration>();
        if (wanted.Verb is "add" or "roles") await DemoAccounts.EnsureRolesAsync(scope.ServiceProvider.GetRequiredService<RoleManager<IdentityRole>>(), services.GetRequiredService<PublishedStore>().Policy);
        var ct = CancellationToken.None;
        return wanted.Verb switch
        {
            "list" => await ListAsync(scope.ServiceProvider.GetRequiredService<JsjbDbContext>(), ct),
            "add" => await AddAsync(scope.ServiceProvider, wanted, password!),
            "disable" => await SayAsync(await accounts.DisableAsync(wanted.Name, ct)),
            "enable" => await SayAsync(await accounts.EnableAsync(wanted.Name, ct)),
            "roles" => await SayAsync(await accounts.SetRolesAsync(wanted.Name, wanted.Roles, wanted.Unit, ct)),
            "password" => await SayAsync(await accounts.SetPasswordAsync(wanted.Name, password!, ct)),
            _ => await SayAsync(await accounts.SignOutAsync(wanted.Name, ct)),
        };
    }

    private static async Task<int> AddAsync(IServiceProvider services, Wanted wanted, string password)
    {
        if (AccountAdministration.Unfit(services.GetRequiredService<PublishedStore>(), wanted.Roles, wanted.Unit) is { } unfit) return await SayAsync(unfit);
        var users = services.GetRequiredService<UserManager<Account>>();
        var account = new Account { UserName = wanted.Name, DisplayName = wanted.Display ?? wanted.Name, UnitCode = wanted.Unit };
        var made = await users.CreateAsync(account, password);
        if (made.Succeeded) made = await users.AddToRolesAsync(account, wanted.Roles);
        await services.GetRequiredService<ISecurityLog>().RecordAsync(new(SecurityEvents.Account, made.Succeeded ? "succeeded" : "refused")
        {
            Account = "command line",
            Address = $"{Environment.UserName}@{Environment.MachineName}",
            Subject = made.Succeeded ? account.Id : null,
            Detail = new Dictionary<string, string> { ["act"] = "add", ["roles"] = string.Join(',', wanted.Roles), ["unit"] = wanted.Unit ?? "", ["why"] = string.Join(',', made.Errors.Select(error => error.Code)) },
        });
        return made.Succeeded
            ? await SayAsync(ExitCodes.Success, $"已创建账号 made account {wanted.Name} ({string.Join(", ", wanted.Roles)})")
            : await SayAsync(ExitCodes.Findings, "未能创建账号 the account was not made: " + string.Join(" ", made.Errors.Select(error => error.Description)));
    }

    private static async Task<int> ListAsync(JsjbDbContext store, CancellationToken ct)
    {
        var roles = await store.AccountRoles.Join(store.Roles, held => held.RoleId, role => role.Id, (held, role) => new { held.UserId, role.Name }).ToArrayAsync(ct);
        var held = roles.ToLookup(role => role.UserId, role => role.Name, StringComparer.Ordinal);
        foreach (var account in await store.Accounts.AsNoTracking().OrderBy(account => account.UserName).ToArrayAsync(ct))
        {
            var state = (account.DisabledAt is not null ? "停用 disabled " : "") + (account.IsDemo ? "演示 demo" : "");
            Console.WriteLine($"{account.UserName,-24} {string.Join(',', held[account.Id].Order(StringComparer.Ordinal)),-32} {account.UnitCode,-20} {account.DisplayName} {state}".TrimEnd());
        }

        return ExitCodes.Success;
    }

    private static Task<int> SayAsync(AccountChange change) => SayAsync(change.IsDone ? ExitCodes.Success : change.IsUnknown ? ExitCodes.Usage : ExitCodes.Findings, $"{change.Chinese}\n{change.English}");

    private static async Task<int> SayAsync(int code, string text)
    {
        await (code == ExitCodes.Success ? Console.Out : Console.Error).WriteLineAsync(text);
        return code;
    }

    /// <summary>What is asked for.</summary>
    internal sealed record Wanted(string Verb, string Name, string[] Roles, string? Unit, string? Display)
    {
        public bool NeedsPassword => Verb is "add" or "password";
    }
}
