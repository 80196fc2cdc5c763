using JieSuJiBan.Runtime;
using Npgsql;

namespace JieSuJiBan.Application.Startup;

/// <summary>Held by the one node that prepares the database; gone with its connection, however that ends.</summary>
public sealed class StartLock : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;

    private StartLock(NpgsqlConnection connection) => this.connection = connection;

    public static async Task<StartLock> TakeAsync(string connectionString, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 600 }.ConnectionString);
        await connection.OpenAsync(ct);
        await AdvisoryLocks.Start.HoldAsync(connection, ct);
        return new(connection);
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
