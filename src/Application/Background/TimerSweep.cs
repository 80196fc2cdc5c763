using JieSuJiBan.Runtime.Changes;
using JieSuJiBan.Runtime.Outbox;
using JieSuJiBan.Runtime.Timers;

namespace JieSuJiBan.Application.Background;

/// <summary>Fires the timers that are due, on every node: the claims see to it that each fires once.</summary>
public sealed class TimerSweep(TimerSweeper sweeper, TimeProvider time, ILogger<TimerSweep> log) : Recurring(time, log)
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
public sealed class Deliveries(DeliveryDispatcher dispatcher, ChangeListener changes, TimeProvider time, ILogger<Deliveries> log) : AfterChange(changes, ChangeKinds.Outbox, time, log)
{
    protected override TimeSpan Interval => TimeSpan.FromSeconds(1);

    // Delivering is a change of the outbox too.
    protected override TimeSpan Pause => TimeSpan.FromMilliseconds(50);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await dispatcher.IdleAsync();
    }

    protected override Task RunAsync(CancellationToken ct) => dispatcher.DispatchAsync(ct);
}
