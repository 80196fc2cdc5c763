using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace JieSuJiBan.Runtime.Security;

/// <summary>How failed attempts are slowed: some are free, then each makes the next wait twice as long, up to a bound.</summary>
/// <param name="Free">Failures after which nothing has to wait yet.</param>
/// <param name="First">The first wait.</param>
/// <param name="Longest">The longest wait.</param>
/// <param name="Memory">So long after the last failure all is forgotten.</param>
public sealed record Slowing(int Free, TimeSpan First, TimeSpan Longest, TimeSpan Memory);

/// <summary>What became of asking to try.</summary>
/// <param name="Wait">Null where the attempt may be made, and is counted as a failure until it is forgiven; else the time to wait.</param>
/// <param name="Failures">Failures counted, this one included.</param>
public readonly record struct Attempt(TimeSpan? Wait, int Failures)
{
    /// <summary>True where it may be made.</summary>
    public bool IsAdmitted => Wait is null;
}

/// <summary>
/// Counts failed attempts in the database: all nodes share the counts, a restart forgets none, and no number of other attempts pushes one
/// out. The database's own clock counts.
/// </summary>
public sealed class AttemptLimits(NpgsqlDataSource database)
{
    private const int SweptAtOnce = 5000;

    /// <summary>What is counted, as the tables know it: names and addresses are not in them.</summary>
    public static byte[] Key(string scope, params ReadOnlySpan<string> parts) => SHA256.HashData(Encoding.UTF8.GetBytes(scope + "\n" + string.Join('\n', parts!)));

    /// <summary>Asks for an attempt, and counts it as failed at once: of many side by side only so many pass as are free.</summary>
    public async Task<Attempt> BeginAsync(byte[] key, Slowing slowing, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(slowing);
        await using var command = database.CreateCommand(
            """
            with counted as (
                insert into jsjb.attempt_limit as l (key, failures, until, forget_at)
                values ($1, 1, case when $2 < 1 then now() + make_interval(secs => $3) else 'epoch' end, now() + make_interval(secs => $5))
                on conflict (key) do update set
                    failures = case when l.forget_at <= now() then 1 else l.failures + 1 end,
                    until = case
                        when l.forget_at <= now() or l.failures < $2 then 'epoch'
                        else now() + make_interval(secs => least($4, $3 * power(2, least(l.failures - $2, 30)))) end,
                    forget_at = now() + make_interval(secs => $5)
                where l.until <= now()
                returning l.failures
            )
            select failures, null::double precision from counted
            union all
            select failures, extract(epoch from until - now())::double precision from jsjb.attempt_limit where key = $1 and not exists (select from counted)
            """);
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = key });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = slowing.Free });
        command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = slowing.First.TotalSeconds });
        command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = slowing.Longest.TotalSeconds });
        command.Parameters.Add(new NpgsqlParameter<double> { TypedValue = slowing.Memory.TotalSeconds });
        await using var reader = await command.ExecuteReaderAsync(ct);
        // What another attempt has written meanwhile is not seen by this statement: it was first, and made this one wait.
        if (!await reader.ReadAsync(ct)) return new(TimeSpan.FromSeconds(1), 1);
        var failures = reader.GetInt32(0);
        return reader.IsDBNull(1) ? new(null, failures) : new(TimeSpan.FromSeconds(Math.Max(reader.GetDouble(1), 1)), failures);
    }

    /// <summary>How long an attempt would have to wait; null where not at all. Nothing is counted.</summary>
    public async Task<TimeSpan?> WaitAsync(byte[] key, CancellationToken ct)
    {
        await using var command = database.CreateCommand("select extract(epoch from until - now())::double precision from jsjb.attempt_limit where key = $1 and until > now()");
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = key });
        return await command.ExecuteScalarAsync(ct) is double seconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary>Takes one counted failure back: the attempt was right.</summary>
    public Task ForgiveAsync(byte[] key, CancellationToken ct) =>
        ExecuteAsync("update jsjb.attempt_limit set failures = greatest(failures - 1, 0), until = 'epoch' where key = $1", key, ct);

    /// <summary>Forgets all failures of that key.</summary>
    public Task ForgetAsync(byte[] key, CancellationToken ct) => ExecuteAsync("delete from jsjb.attempt_limit where key = $1", key, ct);

    /// <summary>Deletes what is past remembering, a bounded number of rows at a time.</summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        foreach (var (table, past) in new[] { ("attempt_limit", "forget_at < now()"), ("opening_window", "forget_at < now()"), ("trusted_source", "last_at < now() - interval '90 days'") })
        {
#pragma warning disable CA2100 // Constants of the line above.
            await using var command = database.CreateCommand($"delete from jsjb.{table} where ctid = any(array(select ctid from jsjb.{table} where {past} limit {SweptAtOnce}))");
#pragma warning restore CA2100
            while (await command.ExecuteNonQueryAsync(ct) == SweptAtOnce)
            {
            }
        }
    }

    private async Task ExecuteAsync(string sql, byte[] key, CancellationToken ct)
    {
#pragma warning disable CA2100 // Constants of this class only.
        await using var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = key });
        await command.ExecuteNonQueryAsync(ct);
    }
}
