using JieSuJiBan.Runtime.Sql;
using Npgsql;

namespace JieSuJiBan.Application.Startup;

/// <summary>Sees to it that the service connects as a role that owns nothing.</summary>
public static class ServingRole
{
    public const string IsSuperuser = "is a superuser";
    public const string MakesRoles = "may make roles";
    public const string OwnsTables = "owns the tables";
    public const string MakesTables = "may make tables";

    /// <summary>Its name, and why it is none to serve with; null where it is.</summary>
    public static async Task<(string Role, string? Excess)> LookAsync(string connectionString, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(ct);
        await using var command = connection.Command(StartupSql.ServingRole).With(IsSuperuser).With(MakesRoles).With(OwnsTables).With(MakesTables);
        var (role, excess) = (await command.FirstRowAsync<Found>(ct))!;
        return (role, excess);
    }

    /// <summary>Refuses a role that could do more than serve, unless that was asked for: then it is said loudly.</summary>
    /// <exception cref="StartupException">It could.</exception>
    public static async Task CheckAsync(string connectionString, bool mayBeOwner, ILogger log, CancellationToken ct)
    {
        var (role, excess) = await LookAsync(connectionString, ct);
        if (excess is null) return;
        var failure = StartupFailure.ServingAsOwner(role, excess);
        if (!mayBeOwner) throw new StartupException(failure);
        log.LogWarning("不安全 UNSAFE: {Chinese} {English}", failure.Chinese, failure.English);
    }

    private sealed record Found(string Role, string? Excess);
}
