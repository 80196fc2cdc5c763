using Npgsql;

namespace JieSuJiBan.Host.Composition;

/// <summary>Held by the one node that prepares the database; gone with its connection, however that ends.</summary>
internal sealed class StartLock : IAsyncDisposable
{
    /// <summary>"jsjb" and a number nobody else uses.</summary>
    private const long Key = 0x6A736A62_00000002;

    private readonly NpgsqlConnection connection;

    private StartLock(NpgsqlConnection connection) => this.connection = connection;

    public static async Task<StartLock> TakeAsync(string connectionString, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 600 }.ConnectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand("select pg_advisory_lock($1)", connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Key });
        await command.ExecuteNonQueryAsync(ct);
        return new(connection);
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
