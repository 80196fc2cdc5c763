using Hangfire;
using JieSuJiBan.Runtime.Outbox;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Runtime.Timers;
using JieSuJiBan.Runtime.Verification;
using Npgsql;
using Quartz;

namespace JieSuJiBan.Host.Jobs;

/// <summary>
/// Fires the timers that are due. Quartz gives the beat to one node of the cluster at a time; the claims make it safe
/// should two ever sweep at once.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class TimerSweep(TimerSweeper sweeper) : IJob
{
    private const int Batch = 512;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        while (await sweeper.SweepAsync(Batch, cancellationToken) == Batch)
        {
        }
    }
}

/// <summary>Looks whether something waits to go out and, if so, has a Hangfire worker bring it.</summary>
[DisallowConcurrentExecution]
internal sealed class OutboxWatch(NpgsqlDataSource database, IBackgroundJobClient jobs, RelaySignal signal) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select exists (select from jsjb.outbox where status = 'pending' and next_attempt_at <= now())");
        if (await command.ExecuteScalarAsync(cancellationToken) is true && signal.Raise()) jobs.Enqueue<OutboxJob>(job => job.RunAsync(CancellationToken.None));
    }
}

/// <summary>Makes the journal's partitions of the coming months.</summary>
[DisallowConcurrentExecution]
internal sealed class PartitionUpkeep(NpgsqlDataSource database) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await DatabaseMigrator.EnsurePartitionsAsync(database, ct: cancellationToken);
}

/// <summary>Counts, under the service's seal, what never becomes less.</summary>
[DisallowConcurrentExecution]
internal sealed class HistoryCounting(HistoryCounts counts) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await counts.RecordAsync(cancellationToken);
}

/// <summary>Removes sessions that are long over.</summary>
[DisallowConcurrentExecution]
internal sealed class SessionUpkeep(Security.SessionStore sessions) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await sessions.CleanAsync(cancellationToken);
}

/// <summary>Remembers that a relay is on its way, so that a busy second does not queue a hundred.</summary>
internal sealed class RelaySignal(TimeProvider time)
{
    // Another node's worker may bring what this node announced, and then nobody lowers the signal here: it must not last.
    private static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(2);

    private long raisedAt;

    /// <summary>True where nobody had raised it, or whoever did was lost.</summary>
    public bool Raise()
    {
        var now = time.GetTimestamp();
        var before = Interlocked.Read(ref raisedAt);
        return (before == 0 || time.GetElapsedTime(before, now) > Forgotten) && Interlocked.CompareExchange(ref raisedAt, now, before) == before;
    }

    public void Lower() => Interlocked.Exchange(ref raisedAt, 0);
}

/// <summary>The Hangfire job that brings effects out, batch after batch until nothing waits.</summary>
public sealed class OutboxJob
{
    private const int Batch = 32;

    private readonly OutboxRelay relay;
    private readonly RelaySignal signal;

    internal OutboxJob(OutboxRelay relay, RelaySignal signal)
    {
        this.relay = relay;
        this.signal = signal;
    }

    /// <summary>Runs it. The outbox itself retries and counts: a failed run needs no retry of its own.</summary>
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
    public async Task RunAsync(CancellationToken ct)
    {
        signal.Lower();
        while (await relay.RelayAsync(Batch, ct) == Batch)
        {
        }
    }
}
