using JieSuJiBan.Runtime.Changes;

namespace JieSuJiBan.Application.Background;

/// <summary>Work that every node does soon after a change of some kind, and every so often anyway. While it fails it is tried every so often only.</summary>
public abstract class AfterChange(ChangeListener changes, ChangeKinds kinds, TimeProvider time, ILogger log) : Recurring(time, log)
{
    private readonly SemaphoreSlim changed = new(0, 1);
    private readonly TimeProvider time = time;
    private IDisposable? subscription;

    /// <summary>Not more often than so: the work itself may be a change.</summary>
    protected virtual TimeSpan Pause => TimeSpan.Zero;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        subscription = changes.Subscribe(some =>
        {
            // One listener calls, one call at a time: nobody else releases between the look and the release.
            if ((some & kinds) != 0 && changed.CurrentCount == 0) changed.Release();
        });
        return base.StartAsync(cancellationToken);
    }

    public override Task StopAsync(CancellationToken cancellationToken)
    {
        subscription?.Dispose();
        return base.StopAsync(cancellationToken);
    }

    public override void Dispose()
    {
        base.Dispose();
        changed.Dispose();
    }

    protected override async Task WaitAsync(CancellationToken ct)
    {
        // Without a database every second counts as a change.
        var pause = HasFailed ? Interval : Pause;
        if (pause > TimeSpan.Zero) await Task.Delay(pause, time, ct);
        if (!HasFailed) await changed.WaitAsync(Interval, ct);
    }
}
