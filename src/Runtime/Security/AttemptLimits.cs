using System.Security.Cryptography;
using System.Text;
using JieSuJiBan.Runtime.Sql;
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
        await using var command = database.Command(SecuritySql.BeginAttempt)
            .With(key).With(slowing.Free).With(slowing.First.TotalSeconds).With(slowing.Longest.TotalSeconds).With(slowing.Memory.TotalSeconds);
        // What another attempt has written meanwhile is not seen by this statement: it was first, and made this one wait.
        if (await command.FirstRowAsync<Counted>(ct) is not { } counted) return new(TimeSpan.FromSeconds(1), 1);
        return new(counted.WaitSeconds is { } seconds ? TimeSpan.FromSeconds(Math.Max(seconds, 1)) : null, counted.Failures);
    }

    /// <summary>How long an attempt would have to wait; null where not at all. Nothing is counted.</summary>
    public async Task<TimeSpan?> WaitAsync(byte[] key, CancellationToken ct)
    {
        await using var command = database.Command(SecuritySql.WaitOfAttempt).With(key);
        return await command.ExecuteScalarAsync(ct) is double seconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    /// <summary>Takes one counted failure back: the attempt was right.</summary>
    public Task ForgiveAsync(byte[] key, CancellationToken ct) =>
        ExecuteAsync(SecuritySql.ForgiveAttempt, key, ct);

    /// <summary>Forgets all failures of that key.</summary>
    public Task ForgetAsync(byte[] key, CancellationToken ct) => ExecuteAsync(SecuritySql.ForgetAttempts, key, ct);

    /// <summary>Deletes what is past remembering, a bounded number of rows at a time.</summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        foreach (var statement in (SqlStatement[])[SecuritySql.SweepAttempts, SecuritySql.SweepOpenings, SecuritySql.SweepSources])
        {
            await using var command = database.Command(statement).With(SweptAtOnce);
            while (await command.ExecuteNonQueryAsync(ct) == SweptAtOnce)
            {
            }
        }
    }

    private async Task ExecuteAsync(SqlStatement statement, byte[] key, CancellationToken ct)
    {
        await using var command = database.Command(statement).With(key);
        await command.ExecuteNonQueryAsync(ct);
    }

    private sealed record Counted(int Failures, double? WaitSeconds);
}
