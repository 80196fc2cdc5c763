using JieSuJiBan.Host.Cli;
using JieSuJiBan.Host.EmbeddedPostgres;
using Npgsql;

namespace JieSuJiBan.Host.Composition;

/// <summary>The PostgreSQL that is used: one of your own by connection string, else the private one.</summary>
internal sealed class Database : IAsyncDisposable
{
    private const string Name = "jsjb";

    private readonly EmbeddedPostgresServer? embedded;

    internal Database(string connectionString, string masterKeyFile, EmbeddedPostgresServer? embedded)
    {
        ConnectionString = connectionString;
        MasterKeyFile = masterKeyFile;
        this.embedded = embedded;
    }

    public string ConnectionString { get; }

    /// <summary>Where the vault's master key lies. All nodes on one database need the same.</summary>
    public string MasterKeyFile { get; }

    /// <summary>True for the private one.</summary>
    public bool IsEmbedded => embedded is not null;

    /// <summary>Where the private one keeps its files, or null.</summary>
    public string? DataDirectory => embedded?.DataDirectory;

    /// <param name="configuration">The settings.</param>
    /// <param name="joins">True for a command, which may work beside a service that runs on the private database.</param>
    /// <param name="log">Where the private server's watch reports.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<Database> OpenAsync(IConfiguration configuration, bool joins, ILogger log, CancellationToken ct)
    {
        if (configuration.GetConnectionString("Default") is { Length: > 0 } given)
        {
            var connectionString = Read(given);
            await using var probe = new NpgsqlConnection(connectionString);
            await probe.OpenAsync(ct);
            return new(connectionString, MasterKeyIn(configuration, new EmbeddedPostgresOptions().DataDirectory), null);
        }

        var options = new EmbeddedPostgresOptions();
        if (configuration["Data:Directory"] is { Length: > 0 } directory) options = options with { DataDirectory = Path.GetFullPath(directory) };
        try
        {
            var server = await EmbeddedPostgresServer.StartAsync(options, log, ct);
            await server.EnsureDatabaseAsync(Name, ct);
            return new(Read(server.ConnectionString(Name)), MasterKeyIn(configuration, server.DataDirectory), server);
        }
        catch (EmbeddedPostgresException taken) when (joins && taken.Code == EmbeddedPostgresException.InUse)
        {
            if (EmbeddedPostgresServer.ConnectionStringOfRunning(options, Name) is not { } running) throw;
            return new(Read(running), MasterKeyIn(configuration, options.DataDirectory), null);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (embedded is null) return;
        NpgsqlConnection.ClearAllPools();
        await embedded.DisposeAsync();
    }

    private static string MasterKeyIn(IConfiguration configuration, string dataDirectory) =>
        configuration["Vault:MasterKeyFile"] is { Length: > 0 } set ? Path.GetFullPath(set) : Path.Combine(dataDirectory, "keys", "vault.key");

    private static string Read(string text)
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(text);
            if (string.IsNullOrWhiteSpace(builder.Host)) throw new StartupException(StartupFailure.BadConnectionString("缺少 Host (Host is missing)。"));
            if (builder.MaxAutoPrepare == 0) builder.MaxAutoPrepare = 100;
            return builder.ConnectionString;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new StartupException(StartupFailure.BadConnectionString(exception.Message));
        }
    }
}
