using JieSuJiBan.Activities;
using JieSuJiBan.Host.Composition;
using JieSuJiBan.Host.Security;
using JieSuJiBan.Runtime.Catalog;
using Microsoft.AspNetCore.Identity;

namespace JieSuJiBan.Host.Cli;

/// <summary>Makes an account. Nobody registers himself, so the first one of a real service is made here.</summary>
internal static class AccountCommand
{
    private const string Usage = "account add NAME --role ROLE[,ROLE…] [--unit CODE] [--display TEXT]  (口令从标准输入读取一行 the password is read from standard input, one line)";

    public static async Task<int> RunAsync(string[] args)
    {
        if (Read(args) is not { } wanted) return await SayAsync(ExitCodes.Usage, $"用法 usage: {Usage}");
        await Console.Error.WriteAsync("口令 password: ");
        if (Console.ReadLine() is not { Length: > 0 } password) return await SayAsync(ExitCodes.Usage, "没有读到口令 no password was given");
        try
        {
            await using var service = await Service.OpenAsync(new(), CancellationToken.None);
            return await AddAsync(service.App.Services, wanted, password);
        }
        catch (Exception exception) when (StartupFailure.Explain(exception) is { } failure)
        {
            return await SayAsync(failure.ExitCode, $"{failure.Chinese}\n{failure.English}");
        }
    }

    private static async Task<int> AddAsync(IServiceProvider services, Wanted wanted, string password)
    {
        // Which roles there are, the published policy says.
        var policy = services.GetRequiredService<CatalogStore>().Policy;
        var known = HouseRoles.Of(policy).ToArray();
        if (wanted.Roles.FirstOrDefault(role => known.All(one => one.Code != role)) is { } unknown)
        {
            var list = string.Join(Environment.NewLine, known.Select(role => $"  {role.Code,-20} {role.Name} / {role.English}"));
            return await SayAsync(ExitCodes.Usage, $"没有角色 there is no role '{unknown}'；可选 one of:{Environment.NewLine}{list}");
        }

        if (wanted.Unit is { } unit && policy.Organisation.Find(unit) is null)
        {
            return await SayAsync(ExitCodes.Findings, $"组织机构中没有单位“{unit}” the organisation has no unit '{unit}'");
        }

        await using var scope = services.CreateAsyncScope();
        await Seeding.DemoAccounts.EnsureRolesAsync(scope.ServiceProvider.GetRequiredService<RoleManager<IdentityRole>>(), policy);
        var users = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        var account = new Account { UserName = wanted.Name, DisplayName = wanted.Display ?? wanted.Name, UnitCode = wanted.Unit };
        var made = await users.CreateAsync(account, password);
        if (made.Succeeded) made = await users.AddToRolesAsync(account, wanted.Roles);
        return made.Succeeded
            ? await SayAsync(ExitCodes.Success, $"已创建账号 made account {wanted.Name} ({string.Join(", ", wanted.Roles)})")
            : await SayAsync(ExitCodes.Findings, "未能创建账号 the account was not made: " + string.Join(" ", made.Errors.Select(error => error.Description)));
    }

    private static Wanted? Read(string[] args)
    {
        if (args is not ["add", var name, .. var rest] || name.StartsWith('-')) return null;
        var wanted = new Wanted(name, [], null, null);
        for (var i = 0; i + 1 < rest.Length; i += 2)
        {
            switch (rest[i])
            {
                case "--role":
                    wanted = wanted with { Roles = rest[i + 1].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) };
                    break;
                case "--unit":
                    wanted = wanted with { Unit = rest[i + 1] };
                    break;
                case "--display":
                    wanted = wanted with { Display = rest[i + 1] };
                    break;
                default:
                    return null;
            }
        }

        return rest.Length % 2 == 0 && wanted.Roles.Length > 0 ? wanted : null;
    }

    private static async Task<int> SayAsync(int code, string text)
    {
        await (code == ExitCodes.Success ? Console.Out : Console.Error).WriteLineAsync(text);
        return code;
    }

    private sealed record Wanted(string Name, string[] Roles, string? Unit, string? Display);
}
