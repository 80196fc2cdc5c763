using JieSuJiBan.Runtime.Changes;
using JieSuJiBan.Runtime.Outbox;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Runtime.Timers;
using JieSuJiBan.Runtime.Verification;
using Npgsql;
using Quartz;

namespace JieSuJiBan.Host.Jobs;

/// <summary>Fires the timers that are due, on every node: the claims see to it that each fires once.</summary>
internal sealed class TimerSweep(TimerSweeper sweeper, TimeProvider time, ILogger<TimerSweep> log) : Recurring(time, log)
{
    private const int Batch = 512;

    protected override TimeSpan Interval => TimeSpan.FromSeconds(1);

    protected override async Task RunAsync(CancellationToken ct)
    {
        while (await sweeper.SweepAsync(Batch, ct) == Batch)
        {
        }
    }
}

/// <summary>Brings out what waits to go out, on every node: soon after a commit, and every second anyway.</summary>
internal sealed class Deliveries(DeliveryDispatcher dispatcher, ChangeListener changes, TimeProvider time, ILogger<Deliveries> log) : Recurring(time, log)
{
    private readonly SemaphoreSlim told = new(0, 1);
    private IDisposable? subscription;

    protected override TimeSpan Interval => TimeSpan.FromSeconds(1);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        subscription = changes.Subscribe(kinds =>
        {
            if (!kinds.HasFlag(ChangeKinds.Outbox)) return;
            try
            {
                told.Release();
            }
            catch (SemaphoreFullException)
            {
                // Told already.
            }
        });
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        subscription?.Dispose();
        await base.StopAsync(cancellationToken);
        await dispatcher.IdleAsync();
    }

    public override void Dispose()
    {
        base.Dispose();
        told.Dispose();
    }

    protected override Task RunAsync(CancellationToken ct) => dispatcher.DispatchAsync(ct);

    protected override async Task WaitAsync(CancellationToken ct)
    {
        // Delivering is a change of the outbox too: not more often than so.
        await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
        await told.WaitAsync(Interval, ct);
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
