using Npgsql;

namespace JieSuJiBan.EmbeddedPostgres;

/// <summary>
/// The two roles that the service connects as. The superuser makes them, and the database, and is not used again: the owner migrates, the
/// serving role serves. A cluster of an earlier release, whose superuser owned everything, is handed over to the owner.
/// </summary>
internal static class ClusterRoles
{
    public const string Owner = "jsjb_owner";

    public const string Service = "jsjb_service";

    /// <summary>Hands over what the superuser owns in our schemas; all at once or not at all, and again it changes nothing.</summary>
    private const string HandOver = $"""
        do $$
        declare
            place record;
            thing record;
        begin
            for place in select oid, nspname, nspowner from pg_namespace where nspname in ('jsjb', 'identity', 'desk', 'hangfire', 'quartz') loop
                if place.nspowner <> '{Owner}'::regrole then execute format('alter schema %I owner to {Owner}', place.nspname); end if;
                for thing in select c.oid, c.relkind from pg_class c where c.relnamespace = place.oid and c.relowner <> '{Owner}'::regrole
                    and (c.relkind in ('r', 'p', 'v', 'm')
                         or (c.relkind = 'S' and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i')))) loop
                    execute format('alter %s %s owner to {Owner}', case thing.relkind when 'S' then 'sequence' when 'v' then 'view' when 'm' then 'materialized view' else 'table' end, thing.oid::regclass);
                end loop;
                for thing in select p.oid from pg_proc p where p.pronamespace = place.oid and p.proowner <> '{Owner}'::regrole loop
                    execute format('alter routine %s owner to {Owner}', thing.oid::regprocedure);
                end loop;
            end loop;
        end $$;
        """;

    public static async Task EnsureAsync(string superuser, string ownerPassword, string servicePassword, CancellationToken ct)
    {
        await using var connection = await OpenAsync(superuser, ct);
        foreach (var (role, password) in new[] { (Owner, ownerPassword), (Service, servicePassword) })
        {
            // Always, so that a password file put back from a backup is the one that counts.
            var verb = await IsThereAsync(connection, "select 1 from pg_roles where rolname = $1", role, ct) ? "alter" : "create";
            await ExecuteAsync(connection, $"{verb} role {role} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password '{password.Replace("'", "''", StringComparison.Ordinal)}'", ct);
        }
    }

    public static async Task EnsureDatabaseAsync(Func<string, string> superuserOf, string database, CancellationToken ct)
    {
        var name = $"\"{database.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        await using (var connection = await OpenAsync(superuserOf("postgres"), ct))
        {
            var isThere = await IsThereAsync(connection, "select 1 from pg_database where datname = $1", database, ct);
            await ExecuteAsync(connection, isThere ? $"alter database {name} owner to {Owner}" : $"create database {name} owner {Owner}", ct);
        }

        await using var inside = await OpenAsync(superuserOf(database), ct);
        await ExecuteAsync(inside, HandOver, ct);
    }

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(ct);
        return connection;
    }

    private static async Task<bool> IsThereAsync(NpgsqlConnection connection, string sql, string name, CancellationToken ct)
    {
#pragma warning disable CA2100 // Constants of this class only.
        await using var query = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = name } } };
#pragma warning restore CA2100
        return await query.ExecuteScalarAsync(ct) is not null;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
#pragma warning disable CA2100 // Names are constants or quoted above.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(ct);
    }
}
