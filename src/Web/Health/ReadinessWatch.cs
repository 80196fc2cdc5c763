using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JieSuJiBan.Web.Health;

/// <summary>
/// Looks by itself, again and again, at what readiness is about, so that whoever asks gets the last finding at once. The database and the work
/// that goes on by itself are looked at apart: where the one is slow to answer, the other is known.
/// </summary>
internal sealed class ReadinessWatch(DatabaseCheck database, WorkCheck work, ILogger<ReadinessWatch> log) : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan EveryOfWork = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(15);

    private Finding ofDatabase = Finding.None;
    private Finding ofWork = Finding.None;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Requests come after this: the first of them already gets an answer that is true.
        ofDatabase = await FindAsync(database.LookAsync, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var (first, second) = (Volatile.Read(ref ofDatabase), Volatile.Read(ref ofWork));
        if (first.Age > Stale) return Task.FromResult(HealthCheckResult.Unhealthy($"数据库已 {first.Age.TotalSeconds:0} 秒没有应答。 The database has not answered for {first.Age.TotalSeconds:0} s."));
        if (first.Result.Status == HealthStatus.Unhealthy) return Task.FromResult(first.Result);
        var found = new[] { first.Result, second.Result }.Where(result => result.Status != HealthStatus.Healthy).Select(result => result.Description).ToList();
        if (second != Finding.None && second.Age > Stale) found.Add($"已 {second.Age.TotalSeconds:0} 秒不知道投递与计时是否在进行。 Whether deliveries and timers go on has not been known for {second.Age.TotalSeconds:0} s.");
        return Task.FromResult(found.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(string.Join('\n', found)));
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        WatchAsync(database.LookAsync, finding => Volatile.Write(ref ofDatabase, finding), Every, stoppingToken),
        WatchAsync(ct => work.CheckHealthAsync(new(), ct), finding => Volatile.Write(ref ofWork, finding), EveryOfWork, stoppingToken));

    private async Task WatchAsync(Func<CancellationToken, Task<HealthCheckResult>> look, Action<Finding> keep, TimeSpan every, CancellationToken ct)
    {
        try
        {
            for (; ; await Task.Delay(every, ct)) keep(await FindAsync(look, ct));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    private async Task<Finding> FindAsync(Func<CancellationToken, Task<HealthCheckResult>> look, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Limit);
        try
        {
            return new(await look(limit.Token), Environment.TickCount64);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested && failure is not OutOfMemoryException)
        {
            if (failure is not OperationCanceledException) log.LogError(failure, "Readiness could not be looked at; it is tried again.");
            return new(HealthCheckResult.Unhealthy("数据库没有及时应答。 The database did not answer in time.", failure), Environment.TickCount64);
        }
    }

    private sealed record Finding(HealthCheckResult Result, long At)
    {
        public static Finding None { get; } = new(HealthCheckResult.Healthy(), 0);

        public TimeSpan Age => TimeSpan.FromMilliseconds(Environment.TickCount64 - At);
    }
}
