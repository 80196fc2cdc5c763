using JieSuJiBan.Runtime.Schema.Migrations;
using JieSuJiBan.Runtime.Sql;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace JieSuJiBan.Runtime.Schema;

/// <summary>Brings the schema to this program's version. Any number of nodes may start at once: one migrates, the others wait.</summary>
public static class DatabaseMigrator
{
    /// <summary>Applies what is missing, and makes the journal partitions of the coming months.</summary>
    /// <returns>The migrations that this call applied.</returns>
    /// <exception cref="DatabaseIsNewerException">A newer program has migrated this database; nothing was changed.</exception>
    public static async Task<IReadOnlyList<string>> MigrateAsync(NpgsqlDataSource dataSource, CancellationToken ct = default)
    {
        await using var guard = await dataSource.OpenConnectionAsync(ct);
        await AdvisoryLocks.Migration.HoldAsync(guard, ct);
        try
        {
            await using var context = Context(dataSource);
            await RefuseNewerAsync(context, guard, ct);
            await ScriptAsync(guard, Script.ReadFormerHistories(), ct);
            var pending = (await context.Database.GetPendingMigrationsAsync(ct)).ToList();
            if (pending.Count > 0) await context.Database.MigrateAsync(ct);
            await using var partitions = guard.Command(SchemaSql.EnsurePartitions).With(4).Within(600);
            await partitions.ExecuteNonQueryAsync(ct);
            return pending;
        }
        finally
        {
            await AdvisoryLocks.Migration.ReleaseAsync(guard);
        }
    }

    /// <summary>Checks, without changing anything, that program and database fit.</summary>
    /// <returns>The migrations still to be applied; empty where the database is current.</returns>
    /// <exception cref="DatabaseIsNewerException">A newer program has migrated this database.</exception>
    public static async Task<IReadOnlyList<string>> CheckAsync(NpgsqlDataSource dataSource, CancellationToken ct = default)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var context = Context(dataSource);
        await RefuseNewerAsync(context, connection, ct);
        return [.. await context.Database.GetPendingMigrationsAsync(ct)];
    }

    /// <summary>
    /// Gives the serving role exactly what <c>Schema/Rights.sql</c> states, in every schema that there is. The owner calls it after the
    /// migrations and the scripts of Hangfire and Quartz; again it changes nothing.
    /// </summary>
    public static async Task GrantAsync(NpgsqlDataSource owner, string serviceRole, CancellationToken ct = default)
    {
        await using var connection = await owner.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await AdvisoryLocks.Migration.HoldInTransactionAsync(connection, ct);
        await ScriptAsync(connection, Script.ReadRights(), ct);
        await using var command = connection.Command(SchemaSql.GrantService, transaction).With(serviceRole, NpgsqlTypes.NpgsqlDbType.Name);
        await command.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Makes the monthly partitions of the journal and the security log ahead of time; the host calls it twice a day.</summary>
    public static async Task EnsurePartitionsAsync(NpgsqlDataSource dataSource, int months = 4, CancellationToken ct = default)
    {
        await using var command = dataSource.Command(SchemaSql.EnsurePartitions).With(months);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static JsjbDbContext Context(NpgsqlDataSource dataSource)
    {
        var options = new DbContextOptionsBuilder<JsjbDbContext>();
        JsjbDbContext.Configure(options, dataSource);
        return new(options.Options);
    }

    private static async Task RefuseNewerAsync(JsjbDbContext context, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var exists = connection.Command(SchemaSql.IsMigrated).With($"{JsjbDbContext.SchemaName}.{JsjbDbContext.HistoryTable}");
        if (await exists.ExecuteScalarAsync(ct) is not true) return;
        var known = context.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var unknown = (await context.Database.GetAppliedMigrationsAsync(ct)).Where(applied => !known.Contains(applied)).ToList();
        if (unknown.Count > 0) throw new DatabaseIsNewerException(unknown);
    }

    private static async Task ScriptAsync(NpgsqlConnection connection, string script, CancellationToken ct)
    {
#pragma warning disable CA2100 // The text of a file of ours.
        await using var command = new NpgsqlCommand(script, connection) { CommandTimeout = 600 };
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(ct);
    }
}
