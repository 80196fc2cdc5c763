using JieSuJiBan.Testing;
using Npgsql;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>The demo city after its first start, made once: a copy of it takes a moment, a first start many seconds.</summary>
internal static class SiteTemplate
{
    public const string KeyFile = "vault.key";

    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static (string Database, byte[] Key)? made;

    /// <summary>A city of one's own; its key is put into the folder.</summary>
    public static async Task<string> CopyAsync(PostgresFixture postgres, string keys, CancellationToken ct)
    {
        var (database, key) = await MadeAsync(postgres, ct);
        Directory.CreateDirectory(keys);
        var file = Path.Combine(keys, KeyFile);
        await File.WriteAllBytesAsync(file, key, ct);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return await postgres.CreateDatabaseAsync(ct, database);
    }

    private static async Task<(string Database, byte[] Key)> MadeAsync(PostgresFixture postgres, CancellationToken ct)
    {
        await Gate.WaitAsync(ct);
        try
        {
            return made ??= await MakeAsync(postgres, ct);
        }
        finally
        {
            Gate.Release();
        }
    }

    private static async Task<(string Database, byte[] Key)> MakeAsync(PostgresFixture postgres, CancellationToken ct)
    {
        var connectionString = await postgres.CreateDatabaseAsync(ct);
        var keys = Directory.CreateTempSubdirectory("jsjb-host-template-");
        try
        {
            await using (var service = await Site.StartAsync(connectionString, keys.FullName)) await service.App.StopAsync(ct);

            // Nobody may be connected to what is copied.
            NpgsqlConnection.ClearAllPools();
            var database = new NpgsqlConnectionStringBuilder(connectionString).Database!;
            await using var administration = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Database = "postgres", Pooling = false });
            await using var closed = administration.CreateCommand($"alter database \"{database}\" with allow_connections false");
            await closed.ExecuteNonQueryAsync(ct);
            await using var left = administration.CreateCommand("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1");
            left.Parameters.Add(new() { Value = database });
            await left.ExecuteNonQueryAsync(ct);
            return (database, await File.ReadAllBytesAsync(Path.Combine(keys.FullName, KeyFile), ct));
        }
        finally
        {
            keys.Delete(recursive: true);
        }
    }
}
