using JieSuJiBan.Engine;
using JieSuJiBan.Runtime.Sql;
using NodaTime;
using NodaTime.Extensions;
using Npgsql;

namespace JieSuJiBan.Runtime.Clocks;

/// <summary>How this machine's clock stands to the database's.</summary>
public enum ClockStanding
{
    /// <summary>Within a second, or never compared yet.</summary>
    Right,

    /// <summary>Off by more than a second: somebody should look at the machine's time service. The service goes on, by the database's time.</summary>
    Off,

    /// <summary>Off by more than the limit: this node takes no commands and fires no timers.</summary>
    Wrong,
}

/// <summary>
/// The time of the service: the database's, which all nodes share, carried on by this machine's counter between two looks at it. So no
/// entry, lease or due time depends on what a machine thinks the time is, and no two machines' clocks are ever compared. It never runs
/// ahead of the database: a timer that is due here is due there.
/// </summary>
/// <param name="database">Whose clock counts.</param>
/// <param name="limit">Beyond this the machine is <see cref="ClockStanding.Wrong"/>.</param>
/// <param name="machine">This machine's clock and counter.</param>
public sealed class DatabaseTime(NpgsqlDataSource database, TimeSpan limit, TimeProvider? machine = null) : TimeProvider, IClock
{
    /// <summary>The key under which a machine's clock other than the system's is registered.</summary>
    public const string Machine = "machine";

    private const int Looks = 5;
    private const double Drift = 1e-4;
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Agreed = TimeSpan.FromMilliseconds(50);

    private readonly TimeProvider machine = machine ?? System;
    private volatile Anchor? anchor;

    /// <summary>How far the machine's clock is ahead of the database's (negative: behind); zero before the first look.</summary>
    public TimeSpan Skew => anchor?.Skew ?? TimeSpan.Zero;

    /// <summary>The standing that <see cref="Skew"/> means.</summary>
    public ClockStanding Standing => Skew.Duration() <= Tolerance ? ClockStanding.Right : Skew.Duration() <= limit ? ClockStanding.Off : ClockStanding.Wrong;

    /// <summary>Why this node takes no command now; null where it does.</summary>
    public Rejection? Refusal => Standing != ClockStanding.Wrong ? null : new(
        RejectionKind.Unavailable,
        "node.clockWrong",
        $"本节点的时钟比数据库{(Skew > TimeSpan.Zero ? "快" : "慢")} {Skew.Duration().TotalSeconds:0} 秒，超过允许的 {limit.TotalSeconds:0} 秒，暂不受理：什么都没有改变，请稍后重试，并请系统管理员校准该机器的时间。",
        $"The clock of this node is {Skew.Duration().TotalSeconds:0} s {(Skew > TimeSpan.Zero ? "ahead of" : "behind")} the database's, more than the {limit.TotalSeconds:0} s allowed, so it takes no commands and nothing has changed: try again later, and have the machine's time service looked at.");

    /// <inheritdoc/>
    public override long TimestampFrequency => machine.TimestampFrequency;

    /// <inheritdoc/>
    public override long GetTimestamp() => machine.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => machine.CreateTimer(callback, state, dueTime, period);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => anchor is { } known ? known.At + machine.GetElapsedTime(known.Timestamp) : machine.GetUtcNow();

    /// <inheritdoc/>
    public Instant GetCurrentInstant() => GetUtcNow().ToInstant();

    /// <summary>
    /// Looks at the database's clock, a few times where the answer is slow: it is as old as the look took, and what is old makes the service's time late.
    /// </summary>
    /// <exception cref="NpgsqlException">The database is not there; the time goes on as it was.</exception>
    public async Task SyncAsync(CancellationToken ct = default)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var best = await LookAsync(connection, ct);
        for (var again = 0; again < Looks && best.Took > Quick; again++)
        {
            var look = await LookAsync(connection, ct);
            if (look.Took < best.Took) best = look;
        }

        // A slow look tells less than an older quick one, as long as both agree; a counter drifts by some seconds a day.
        if (anchor is { } known && known.Took + (machine.GetElapsedTime(known.Timestamp) * Drift) < best.Took && (TimeOf(known, best.Timestamp) - best.At).Duration() <= best.Took + known.Took + Agreed)
        {
            best = known with { Skew = best.Skew };
        }

        anchor = best;
    }

    private async Task<Anchor> LookAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = connection.Command(ClockSql.DatabaseClock).Within(5);
        var (start, before) = (machine.GetTimestamp(), machine.GetUtcNow());
        var there = (await command.ValuesAsync<Instant>(ct))[0].ToDateTimeOffset();
        var (timestamp, after) = (machine.GetTimestamp(), machine.GetUtcNow());
        // The look was somewhere between before and after: the machine is off by what no instant in between explains.
        var skew = there < before ? before - there : there > after ? after - there : TimeSpan.Zero;
        return new(there, timestamp, machine.GetElapsedTime(start, timestamp), skew);
    }

    private DateTimeOffset TimeOf(Anchor known, long timestamp) => known.At + machine.GetElapsedTime(known.Timestamp, timestamp);

    /// <summary>The database's time at a reading of the counter, late by at most what the look took.</summary>
    private sealed record Anchor(DateTimeOffset At, long Timestamp, TimeSpan Took, TimeSpan Skew);
}
