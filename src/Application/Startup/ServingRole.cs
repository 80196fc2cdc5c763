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
        await using var command = new NpgsqlCommand(
            $"""
            with place as (select oid, nspowner from pg_namespace where nspname in ('jsjb', 'identity', 'desk', 'hangfire', 'quartz'))
            select session_user::text, case
                when r.rolsuper then '{IsSuperuser}'
                when r.rolcreaterole then '{MakesRoles}'
                when exists (select from place where pg_has_role(session_user, nspowner, 'member'))
                    or exists (select from pg_class where relnamespace in (select oid from place) and pg_has_role(session_user, relowner, 'member')) then '{OwnsTables}'
                when has_database_privilege(session_user, current_database(), 'create')
                    or exists (select from place where has_schema_privilege(session_user, oid, 'create')) then '{MakesTables}'
                end
            from pg_roles r where r.rolname = session_user
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1));
    }

    /// <summary>Refuses a role that could do more than serve, unless that was asked for: then it is said loudly.</summary>
    /// <exception cref="StartupException">It could.</exception>
    public static async Task CheckAsync(string connectionString, IConfiguration configuration, ILogger log, CancellationToken ct)
    {
        var (role, excess) = await LookAsync(connectionString, ct);
        if (excess is null) return;
        var failure = StartupFailure.ServingAsOwner(role, excess);
        if (!configuration.GetValue("Database:AllowOwner", false)) throw new StartupException(failure);
        log.LogWarning("不安全 UNSAFE: {Chinese} {English}", failure.Chinese, failure.English);
    }
}
