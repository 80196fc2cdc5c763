using JieSuJiBan.Application.Startup;
using JieSuJiBan.Runtime.Commit;
using JieSuJiBan.Runtime.Sql;
using JieSuJiBan.Web.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace JieSuJiBan.Web.Health;

/// <summary>
/// Can the database be asked and written to, and has its server a connection left? Over a connection of its own, which it has before the others
/// are taken and keeps, one question at a time.
/// </summary>
internal sealed class DatabaseCheck(string connectionString, CommitPipeline pipeline, DatabaseOutage outage) : IAsyncDisposable
{
    // Only a write knows that the disk is full; this long its word counts where no other write came after it.
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(15);

    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Timeout = 3, CommandTimeout = 3 });

    public async Task<HealthCheckResult> LookAsync(CancellationToken ct)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(ct);
            await using (var command = connection.Command(HealthSql.IsReadOnly))
            {
                if (await command.ExecuteScalarAsync(ct) is true) return HealthCheckResult.Unhealthy("数据库处于只读状态，办理不了业务。 The database is read-only: nothing can be recorded.");
            }

            if (pipeline.Refusal(LastWord) is { } refusal) return Unhealthy(refusal);
            var room = await ConnectionRoom.LookAsync(connection, ct);
            return room.Free > 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(
                $"数据库的连接已经用完：{room.Most} 个中已用 {room.Used + 1} 个，已有连接照常工作，新的连接会被拒绝。请调大 max_connections 或减少使用者。 The database has no connection left: {room.Used + 1} of {room.Most} are in use. Those who have one go on, others are refused: raise max_connections or have fewer users.");
        }
        catch (Exception exception) when (ExceptionsAsProblems.IsDatabaseDown(exception) || exception is PostgresException)
        {
            return Unhealthy(exception);
        }
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private HealthCheckResult Unhealthy(Exception exception)
    {
        var (_, why) = DatabaseProblems.Cause(outage, exception);
        return HealthCheckResult.Unhealthy($"{why.Chinese}。 {why.English}.", exception);
    }
}
