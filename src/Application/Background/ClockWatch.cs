using JieSuJiBan.Runtime.Clocks;
using Npgsql;

namespace JieSuJiBan.Application.Background;

/// <summary>Looks at the database's clock every two seconds, and says when this machine's is off, when it is too far off, and when it is right again.</summary>
public sealed class ClockWatch(DatabaseTime time, ILogger<ClockWatch> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var last = ClockStanding.Right;
        using var timer = new PeriodicTimer(Every);
        using var stopped = stoppingToken.Register(timer.Dispose);
        do
        {
            try
            {
                await time.SyncAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException or OperationCanceledException)
            {
                // Without a database nothing is committed that would need its time; health tells of the database.
                log.LogDebug(failure, "The database's clock could not be read.");
                continue;
            }

            if (time.Standing == last) continue;
            last = time.Standing;
            Tell(last);
        }
        while (await timer.WaitForNextTickAsync(CancellationToken.None) && !stoppingToken.IsCancellationRequested);
    }

    private void Tell(ClockStanding standing)
    {
        switch (standing)
        {
            case ClockStanding.Wrong:
                log.LogError("The clock of this machine is off by {Skew}: this node takes no commands and fires no timers until it is right. 本机时钟偏差过大，本节点暂停受理与定时。", time.Skew);
                break;
            case ClockStanding.Off:
                log.LogWarning("The clock of this machine is off by {Skew}: look at its time service. The service goes by the database's clock. 本机时钟有偏差，请检查对时服务。", time.Skew);
                break;
            default:
                log.LogInformation("The clock of this machine is right. 本机时钟正常。");
                break;
        }
    }
}
