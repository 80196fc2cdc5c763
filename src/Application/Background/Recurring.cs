namespace JieSuJiBan.Application.Background;

/// <summary>
/// Work that every node does every so often by itself. It depends on no scheduler's rows, so a crash of a node or of the database leaves
/// nothing behind that others would wait for: who does what is claimed row by row. What fails is logged and tried again with the next beat.
/// </summary>
public abstract class Recurring(TimeProvider time, ILogger log) : BackgroundService
{
    private static readonly TimeSpan LogEvery = TimeSpan.FromMinutes(1);

    private long beganAt = time.GetTimestamp();
    private long loggedAt;
    private int failures;

    /// <summary>How often.</summary>
    protected abstract TimeSpan Interval { get; }

    /// <summary>How long ago a round last came to its end; the start counts as one.</summary>
    public TimeSpan SinceLastRound => time.GetElapsedTime(Interlocked.Read(ref beganAt));

    /// <summary>True where the last round failed.</summary>
    protected bool HasFailed => failures > 0;

    protected abstract Task RunAsync(CancellationToken ct);

    /// <summary>Waits for the next beat, or less where there is something to do at once.</summary>
    protected virtual Task WaitAsync(CancellationToken ct) => Task.Delay(Interval, time, ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunAsync(stoppingToken);
                Interlocked.Exchange(ref beganAt, time.GetTimestamp());
                if (failures > 0) log.LogWarning("{Work} goes on after {Failures} failed rounds.", GetType().Name, failures);
                failures = 0;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                Report(failure);
            }

            try
            {
                await WaitAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>The first failure at once, and then now and then: an outage of an hour is not 3,600 lines.</summary>
    private void Report(Exception failure)
    {
        failures++;
        if (failures > 1 && time.GetElapsedTime(loggedAt) < LogEvery) return;
        loggedAt = time.GetTimestamp();
        log.LogError(failure, "{Work} failed ({Failures} times in a row); it is tried again.", GetType().Name, failures);
    }
}
