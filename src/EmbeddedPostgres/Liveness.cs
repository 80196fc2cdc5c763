using System.Diagnostics;
using System.Net.Sockets;
using Npgsql;

namespace JieSuJiBan.EmbeddedPostgres;

/// <summary>What a server says to whoever knocks.</summary>
internal enum LifeSign
{
    /// <summary>It answers, be it that it starts up, recovers, or has no connection free.</summary>
    Answers,

    /// <summary>It shuts down, and nobody here asked for that.</summary>
    Stopping,

    /// <summary>It does not answer.</summary>
    Silent,
}

/// <summary>
/// Knocks at the server now and then. A process that is there is no server yet: PostgreSQL can hang in its own shutdown for ever, and a
/// stopped one answers nobody. A server that recovers says so, and is never disturbed.
/// </summary>
internal sealed class Liveness(EmbeddedPostgresOptions options, string connectionString, string cluster)
{
    private const int Fewest = 3;

    private readonly string probed = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Timeout = 5, CommandTimeout = 5, ApplicationName = "jsjb liveness" }.ConnectionString;
    private LifeSign last;
    private long since;
    private int times;

    /// <summary>Asks once.</summary>
    public async Task<LifeSign> AskAsync(CancellationToken ct)
    {
        try
        {
            await using var connection = new NpgsqlConnection(probed);
            await connection.OpenAsync(ct);
            await using var command = new NpgsqlCommand("select 1", connection);
            await command.ExecuteScalarAsync(ct);
            return LifeSign.Answers;
        }
        catch (PostgresException refusal)
        {
            return refusal.SqlState == PostgresErrorCodes.CannotConnectNow && IsStopping ? LifeSign.Stopping : LifeSign.Answers;
        }
        catch (Exception nothing) when (nothing is NpgsqlException or SocketException or TimeoutException or IOException)
        {
            return IsStopping ? LifeSign.Stopping : LifeSign.Silent;
        }
    }

    /// <summary>Notes what was heard. Returns for how long the server has not served, once that is too long; null before.</summary>
    public TimeSpan? Note(LifeSign sign)
    {
        // Several times in a row: a host that was itself suspended for an hour has heard nothing meanwhile.
        if (sign != last) (last, since, times) = (sign, Stopwatch.GetTimestamp(), 0);
        times++;
        if (sign == LifeSign.Answers || times < Fewest) return null;
        var silence = Stopwatch.GetElapsedTime(since);
        return silence >= (sign == LifeSign.Stopping ? options.StoppingPatience : options.SilencePatience) ? silence : null;
    }

    // What it writes there for whoever waits for it is in no language.
    private bool IsStopping => PostmasterFile.Read(cluster) is { State: "stopping" };
}
