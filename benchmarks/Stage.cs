using JieSuJiBan.EmbeddedPostgres;
using JieSuJiBan.Runtime;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Hosting;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Runtime.Timers;
using JieSuJiBan.Runtime.Vault;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Benchmarks;

/// <summary>A PostgreSQL with fsync on, private unless a connection string is given, and databases on it.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly EmbeddedPostgresServer? server;
    private readonly string? given;
    private readonly string directory;
    private int databases;

    private Stage(EmbeddedPostgresServer? server, string? given, string directory)
    {
        this.server = server;
        this.given = given;
        this.directory = directory;
    }

    public static async Task<Stage> OpenAsync(string? connectionString)
    {
        var directory = Path.Combine(Path.GetTempPath(), $"jsjb-bench-{Environment.ProcessId}");
        return connectionString is not null
            ? new(null, connectionString, directory)
            : new(await EmbeddedPostgresServer.StartAsync(new EmbeddedPostgresOptions { DataDirectory = directory }, NullLogger.Instance, CancellationToken.None), null, directory);
    }

    /// <summary>A migrated database of its own.</summary>
    public async Task<string> DatabaseAsync()
    {
        var name = $"bench_{Environment.ProcessId}_{++databases}";
        var administration = given ?? server!.ConnectionString("postgres");
        await using (var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(administration) { Database = "postgres", Pooling = false }.ConnectionString))
        {
            await connection.OpenAsync();
#pragma warning disable CA2100 // The name is made above.
            await using var create = new NpgsqlCommand($"create database {name}", connection);
#pragma warning restore CA2100
            await create.ExecuteNonQueryAsync();
        }

        var connectionString = new NpgsqlConnectionStringBuilder(administration) { Database = name }.ConnectionString;
        await using var dataSource = Database.Source(connectionString);
        await DatabaseMigrator.MigrateAsync(dataSource);
        return connectionString;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (server is null) return;
        await server.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }
}

/// <summary>The clock of a run: the real one, plus what the run skips.</summary>
internal sealed class SkippingClock : IClock
{
    private Duration skipped = Duration.Zero;

    public Instant GetCurrentInstant() => SystemClock.Instance.GetCurrentInstant() + skipped;

    public void SkipTo(Instant at) => skipped += at - GetCurrentInstant();
}

/// <summary>A node on that database, with Beijing's definition and policies published.</summary>
internal sealed class BenchNode : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private BenchNode(ServiceProvider services, IClock clock)
    {
        this.services = services;
        Clock = clock;
    }

    public IClock Clock { get; }

    public CaseRuntime Cases => services.GetRequiredService<CaseRuntime>();

    public Vault Vault => services.GetRequiredService<Vault>();

    public TimerSweeper Sweeper => services.GetRequiredService<TimerSweeper>();

    public RuntimeMetrics Metrics => services.GetRequiredService<RuntimeMetrics>();

    public NpgsqlDataSource DataSource => services.GetRequiredService<NpgsqlDataSource>();

    public static async Task<BenchNode> StartAsync(string connectionString, Lifecycle lifecycle, IClock clock)
    {
        var collection = new ServiceCollection();
        collection.AddLogging(logging => logging.ClearProviders());
        collection.AddSingleton(lifecycle.Engine);
        collection.AddJieSuJiBanRuntime(new() { ConnectionString = connectionString, Clock = clock, MasterKey = new byte[32], MaxInFlight = 100_000 });
        var node = new BenchNode(collection.BuildServiceProvider(), clock);
        var catalog = node.services.GetRequiredService<PublishedStore>();
        await catalog.PublishPolicyAsync(lifecycle.PolicyFiles, Instant.FromUtc(2020, 1, 1, 0, 0), "benchmark");
        if (await catalog.PublishAsync(lifecycle.Ticket, Instant.FromUtc(2020, 1, 1, 0, 0), "benchmark") is { } refused) throw new InvalidOperationException(refused.English);
        return node;
    }

    public async Task<long> WalAsync()
    {
        await using var command = DataSource.CreateCommand("select (pg_current_wal_insert_lsn() - '0/0')::bigint");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
