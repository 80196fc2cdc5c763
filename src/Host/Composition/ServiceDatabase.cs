using JieSuJiBan.Application.Settings;
using JieSuJiBan.Application.Startup;
using JieSuJiBan.EmbeddedPostgres;
using Npgsql;

namespace JieSuJiBan.Host.Composition;

/// <summary>The PostgreSQL that is used: one of your own by connection string, else the private one.</summary>
internal sealed class ServiceDatabase : IAsyncDisposable
{
    private const string Name = "jsjb";

    private readonly EmbeddedPostgresServer? embedded;

    internal ServiceDatabase(string connectionString, string? ownerConnectionString, MasterKeySetting masterKey, EmbeddedPostgresServer? embedded)
    {
        ConnectionString = connectionString;
        OwnerConnectionString = ownerConnectionString;
        MasterKey = masterKey;
        this.embedded = embedded;
    }

    /// <summary>What the service works with: a role that owns nothing.</summary>
    public string ConnectionString { get; }

    /// <summary>What migrations run as before anything is served; null where somebody else runs them.</summary>
    public string? OwnerConnectionString { get; }

    /// <summary>Where the master keys come from. All nodes on one database need the same.</summary>
    public MasterKeySetting MasterKey { get; }

    /// <summary>What is known of it while it does not answer.</summary>
    public DatabaseOutage Outage => new(() => embedded is { IsDiskFull: true });

    /// <summary>True for the private one.</summary>
    public bool IsEmbedded => embedded is not null;

    /// <summary>Where the private one keeps its files, or null.</summary>
    public string? DataDirectory => embedded?.DataDirectory;

    /// <param name="configuration">The settings.</param>
    /// <param name="joins">True for a command, which may work beside a service that runs on the private database.</param>
    /// <param name="log">Where the private server's watch reports.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<ServiceDatabase> OpenAsync(IConfiguration configuration, bool joins, ILogger log, CancellationToken ct)
    {
        var given = MasterKeySetting.Given(ServiceSettings.Read<VaultSettings>(configuration));
        if (configuration.GetConnectionString("Default") is { Length: > 0 } named)
        {
            var connectionString = Read(named, "Default");
            await ReachAsync(connectionString, log, ct);
            var masterKey = given ?? throw new StartupException(MasterKeySetting.Missing(new EmbeddedPostgresOptions().DataDirectory));
            var owner = configuration.GetConnectionString("Owner") is { Length: > 0 } other ? Read(other, "Owner") : null;
            return new(connectionString, owner, masterKey, null);
        }

        var options = new EmbeddedPostgresOptions();
        if (ServiceSettings.Read<DataSettings>(configuration).Directory is { } directory) options = options with { DataDirectory = Path.GetFullPath(directory) };
        try
        {
            var server = await EmbeddedPostgresServer.StartAsync(options, log, ct);
            await server.EnsureDatabaseAsync(Name, ct);
            return new(Read(server.ServiceConnectionString(Name), "Default"), Read(server.OwnerConnectionString(Name), "Owner"), given ?? MasterKeySetting.Beside(server.DataDirectory), server);
        }
        catch (EmbeddedPostgresException taken) when (joins && taken.Code == EmbeddedPostgresException.InUse)
        {
            if (EmbeddedPostgresServer.ConnectionStringsOfRunning(options, Name) is not var (owner, service)) throw;
            return new(Read(service, "Default"), Read(owner, "Owner"), given ?? MasterKeySetting.Beside(options.DataDirectory), null);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (embedded is null) return;
        NpgsqlConnection.ClearAllPools();
        await embedded.DisposeAsync();
    }

    /// <summary>A database that is just starting up or recovering, or has no connection free, is waited for: it says itself that it will come.</summary>
    private static async Task ReachAsync(string connectionString, ILogger log, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await using var probe = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
                await probe.OpenAsync(ct);
                return;
            }
            catch (PostgresException soon) when (attempt < 300 && soon.SqlState is PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections)
            {
                if (attempt % 15 == 0) log.LogWarning("数据库正在启动、恢复或连接已满({Reason})，等待中。 The database is starting up, recovering or has no connection free; waiting.", soon.MessageText);
                await Task.Delay(TimeSpan.FromSeconds(1), ct);
            }
        }
    }

    /// <summary>That connection string as it is used.</summary>
    /// <exception cref="StartupException">It is malformed.</exception>
    public static string Read(string text, string name)
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(text);
            if (string.IsNullOrWhiteSpace(builder.Host)) throw new StartupException(StartupFailure.BadConnectionString(name, "缺少 Host (Host is missing)。"));
            if (builder.MaxAutoPrepare == 0) builder.MaxAutoPrepare = 100;
            return builder.ConnectionString;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new StartupException(StartupFailure.BadConnectionString(name, exception.Message));
        }
    }
}
