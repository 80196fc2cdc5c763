using System.Globalization;
using System.Text.RegularExpressions;
using Hangfire.PostgreSql;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Host.Jobs;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Runtime.Sql;
using Npgsql;

namespace JieSuJiBan.Host.Composition;

/// <summary>
/// Brings every schema to this program's version, and gives the serving role its rights: what the owner does before anything is served.
/// Its connections are closed when it is done.
/// </summary>
internal static class SchemaUpgrade
{
    /// <summary>Migrates our schemas and those of Hangfire and Quartz as the owner, then grants.</summary>
    /// <param name="owner">The owner's connection string.</param>
    /// <param name="serviceRole">Who is to serve; null where the owner itself does, on trial.</param>
    /// <param name="log">Told what a migration means for people.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>Our migrations that were applied.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(string owner, string? serviceRole, ILogger log, CancellationToken ct)
    {
        owner = new NpgsqlConnectionStringBuilder(owner) { Pooling = false, ApplicationName = "jsjb migrate", CommandTimeout = 600 }.ConnectionString;
        await using var source = Runtime.Database.Source(owner);
        var inClear = await IdentityMigration.KeysInClearAsync(source, ct);
        var applied = await DatabaseMigrator.MigrateAsync(source, ct);
        await IdentityMigration.ReportAsync(source, inClear, log, ct);
        await using (var connection = await source.OpenConnectionAsync(ct))
        {
            PostgreSqlObjectsInstaller.Install(connection, JobSetup.HangfireSchema);
            await QuartzSchema.EnsureAsync(connection, ct);
        }

        if (serviceRole is not null) await DatabaseMigrator.GrantAsync(source, serviceRole, ct);
        return applied;
    }

    /// <summary>What is still to be migrated, as the serving role sees it.</summary>
    /// <exception cref="DatabaseIsNewerException">A newer program has migrated this database.</exception>
    public static async Task<IReadOnlyList<string>> PendingAsync(string service, CancellationToken ct)
    {
        service = new NpgsqlConnectionStringBuilder(service) { Pooling = false }.ConnectionString;
        await using var source = Runtime.Database.Source(service);
        if (!await HasAsync(source, "jsjb.schema_history", ct)) return ["jsjb"];
        List<string> pending = [.. await DatabaseMigrator.CheckAsync(source, ct)];
        if (!await HasAsync(source, $"{JobSetup.HangfireSchema}.schema", ct) || await HangfireVersionAsync(source, ct) < HangfireNewest) pending.Add(JobSetup.HangfireSchema);
        if (!await HasAsync(source, $"{JobSetup.QuartzSchema}.qrtz_job_details", ct)) pending.Add(JobSetup.QuartzSchema);
        return pending;
    }

    /// <summary>The newest script that this program's Hangfire carries: <c>….Scripts.Install.v23.sql</c>.</summary>
    private static int HangfireNewest { get; } = typeof(PostgreSqlObjectsInstaller).Assembly.GetManifestResourceNames()
        .Select(name => Regex.Match(name, @"\.Install\.v(\d+)\.sql$"))
        .Where(match => match.Success)
        .Max(match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture));

    private static async Task<int> HangfireVersionAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var command = source.Command(CompositionSql.HangfireVersion.Fill(("schema", JobSetup.HangfireSchema)));
        return await command.ExecuteScalarAsync(ct) is int version ? version : 0;
    }

    private static async Task<bool> HasAsync(NpgsqlDataSource source, string name, CancellationToken ct)
    {
        await using var command = source.Command(CompositionSql.Exists).With(name);
        return await command.ExecuteScalarAsync(ct) is true;
    }
}
