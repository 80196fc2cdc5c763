using JieSuJiBan.Application.Startup;
using JieSuJiBan.Host.Composition;
using JieSuJiBan.Runtime.Sql;
using Npgsql;

namespace JieSuJiBan.Host.Cli;

/// <summary>
/// <c>migrate [--service ROLE]</c>: migrates all schemas as the owner and gives the serving role its rights. The service may then start with
/// the serving role alone.
/// </summary>
internal static class MigrateCommand
{
    private const string DefaultRole = "jsjb_service";

    private const string Usage = """
        用法 Usage: migrate [--service ROLE]
          以 ConnectionStrings__Owner 的账号迁移各库表，并为服务账号授权；可在服务运行时执行
          Migrates all schemas as the user of ConnectionStrings__Owner and gives the serving role its rights; the service may run meanwhile.
          --service   服务账号 the serving role (default: the user of ConnectionStrings__Default, else jsjb_service)
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        if (!Understands(args))
        {
            await Console.Error.WriteLineAsync(Usage);
            return ExitCodes.Usage;
        }

        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build();
        try
        {
            var applied = await RunAsync(configuration, CancellationToken.None);
            Console.WriteLine(applied.Migrations.Count == 0
                ? $"数据库已是最新；已为“{applied.Role}”授权。 The database is up to date; '{applied.Role}' has its rights."
                : $"已迁移 migrated: {string.Join(", ", applied.Migrations)}；已为“{applied.Role}”授权 '{applied.Role}' has its rights.");
            return ExitCodes.Success;
        }
        catch (Exception exception) when (StartupExplanation.Of(exception) is { } failure)
        {
            await Console.Error.WriteLineAsync($"{failure.Chinese}\n{failure.English}");
            return failure.ExitCode;
        }
    }

    private static bool Understands(string[] args) => args switch
    {
        [] => true,
        ["--service", [not '-', ..], .. var rest] => Understands(rest),
        [var one, .. var rest] when one.StartsWith("--service=", StringComparison.Ordinal) || one.StartsWith("--ConnectionStrings", StringComparison.OrdinalIgnoreCase) => Understands(rest),
        _ => false,
    };

    internal static async Task<(IReadOnlyList<string> Migrations, string Role)> RunAsync(IConfiguration configuration, CancellationToken ct)
    {
        if (configuration.GetConnectionString("Owner") is not { Length: > 0 } given) throw new StartupException(StartupFailure.NoOwner());
        var owner = ServiceDatabase.Read(given, "Owner");
        var role = configuration["service"] is { Length: > 0 } named ? named
            : configuration.GetConnectionString("Default") is { Length: > 0 } serving ? new NpgsqlConnectionStringBuilder(ServiceDatabase.Read(serving, "Default")).Username ?? DefaultRole
            : DefaultRole;
        if (new NpgsqlConnectionStringBuilder(owner).Username == role) throw new StartupException(StartupFailure.OwnerServes(role));
        using var logs = LoggerFactory.Create(logging => logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        await using (await StartLock.TakeAsync(owner, ct))
        {
            await CheckRoleAsync(owner, role, ct);
            return (await SchemaUpgrade.RunAsync(owner, role, logs.CreateLogger("Database"), ct), role);
        }
    }

    /// <summary>Before anything is migrated: is there such a role, and is it one to serve with?</summary>
    private static async Task CheckRoleAsync(string owner, string role, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(owner) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(ct);
        await using var command = connection.Command(CliSql.RoleRights).With(role);
        var rights = await command.FirstRowAsync<Rights>(ct) ?? throw new StartupException(StartupFailure.NoServingRole(role));
        var excess = rights.IsSuperuser ? ServingRole.IsSuperuser : rights.MakesRoles ? ServingRole.MakesRoles : rights.OwnsTables ? ServingRole.OwnsTables : null;
        if (excess is not null) throw new StartupException(StartupFailure.ServingAsOwner(role, excess));
    }

    private sealed record Rights(bool IsSuperuser, bool MakesRoles, bool OwnsTables);
}
