using System.Globalization;
using JieSuJiBan.EmbeddedPostgres;
using JieSuJiBan.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace JieSuJiBan.Testing;

/// <summary>
/// One private PostgreSQL for the whole test process, started when the first test asks for a database and removed at the end.
/// A test class takes this fixture in its constructor and gets a database of its own. With JSJB_TEST_POSTGRES (a connection string of a
/// role that may create databases and roles) an existing server is used instead. What is returned connects as the administrator, for what
/// a test does from outside; the service under test connects as <see cref="ServiceOf"/>, a role that owns nothing.
/// </summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    /// <summary>Owns the schemas, and is no superuser.</summary>
    public const string OwnerRole = "jsjb_test_owner";

    /// <summary>What the service under test connects as.</summary>
    public const string ServiceRole = "jsjb_test_service";

    private const string Password = "jsjb-test";
    private const string Prefix = "jsjb-test-";

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly string? _external = Environment.GetEnvironmentVariable("JSJB_TEST_POSTGRES");
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"{Prefix}{Environment.ProcessId}");
    private readonly List<string> _created = [];
    private EmbeddedPostgresServer? _server;
    private int _count;
    private bool _hasRoles;

    /// <summary>The same database as its owner: what migrations run as.</summary>
    public static string OwnerOf(string connectionString) => As(connectionString, OwnerRole);

    /// <summary>The same database as the serving role.</summary>
    public static string ServiceOf(string connectionString) => As(connectionString, ServiceRole);

    /// <summary>The private server, for tests that kill it; starts it if need be. Not available with JSJB_TEST_POSTGRES.</summary>
    public async Task<EmbeddedPostgresServer> ServerAsync(CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            return _server ??= await StartAsync(ct);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Creates a fresh database, empty or as a copy of <paramref name="template"/>, and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken ct, string? template = null)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Environment.ProcessId}_{Interlocked.Increment(ref _count)}");
        await EnsureRolesAsync(ct);
        await ExecuteAsync($"create database \"{name}\" owner {OwnerRole}" + (template is null ? "" : $" template \"{template}\""), ct);
        lock (_created)
            _created.Add(name);
        return await ConnectionStringAsync(name, ct);
    }

    /// <summary>Drops a database before the end, whoever is still connected to it.</summary>
    public Task DropDatabaseAsync(string connectionString, CancellationToken ct)
    {
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        return ExecuteAsync($"drop database if exists \"{name}\" with (force)", ct);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_external is not null)
        {
            foreach (var name in _created)
                await ExecuteAsync($"drop database if exists \"{name}\" with (force)", CancellationToken.None);
        }
        if (_server is not null)
        {
            await _server.DisposeAsync();
            Directory.Delete(_directory, recursive: true);
        }
        _gate.Dispose();
    }

    private async Task<string> ConnectionStringAsync(string database, CancellationToken ct) => _external is null
        ? (await ServerAsync(ct)).ConnectionString(database)
        : new NpgsqlConnectionStringBuilder(_external) { Database = database }.ConnectionString;

    private static string As(string connectionString, string role) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Username = role, Password = Password }.ConnectionString;

    private async Task EnsureRolesAsync(CancellationToken ct)
    {
        if (Volatile.Read(ref _hasRoles)) return;
        foreach (var role in new[] { OwnerRole, ServiceRole })
        {
            // Another test process may do the same on a shared server.
            await ExecuteAsync($"do $$ begin create role {role} login password '{Password}'; exception when duplicate_object or unique_violation then null; end $$", ct);
        }

        Volatile.Write(ref _hasRoles, true);
    }

    private async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        var administration = new NpgsqlConnectionStringBuilder(await ConnectionStringAsync("postgres", ct)) { Pooling = false };
        await using var connection = new NpgsqlConnection(administration.ConnectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<EmbeddedPostgresServer> StartAsync(CancellationToken ct)
    {
        RemoveLeftovers();
        return await EmbeddedPostgresServer.StartAsync(
            new EmbeddedPostgresOptions
            {
                DataDirectory = _directory,
                // Smaller than the real one, and nothing of it outlives the tests: those of durability start a server of their own.
                Settings = new Dictionary<string, string>
                {
                    ["shared_buffers"] = "64MB",
                    ["max_wal_size"] = "512MB",
                    ["max_connections"] = "300",
                    ["fsync"] = "off",
                    ["synchronous_commit"] = "off",
                    ["full_page_writes"] = "off",
                },
            },
            NullLogger.Instance,
            ct);
    }

    /// <summary>What killed test processes left, ours included if one had the pid we have now.</summary>
    private static void RemoveLeftovers()
    {
        foreach (var directory in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            var pid = Path.GetFileName(directory)[Prefix.Length..];
            if (pid == $"{Environment.ProcessId}" || (OperatingSystem.IsLinux() && !Directory.Exists($"/proc/{pid}")))
                TryDelete(directory);
        }
    }

    private static void TryDelete(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Another user's, or its server is just ending: the next run removes it.
            TestContext.Current.SendDiagnosticMessage($"{directory} stays: {failure.Message}");
        }
    }
}
