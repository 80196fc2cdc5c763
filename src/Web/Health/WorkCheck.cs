using System.Globalization;
using JieSuJiBan.Application.Background;
using JieSuJiBan.Runtime.Outbox;
using JieSuJiBan.Runtime.Sql;
using JieSuJiBan.Web.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Web.Health;

/// <summary>
/// Does what the service does by itself go on: deliveries, timers, reports, upkeep? Whatever the cause, it is seen from the rows that wait.
/// Names no address: anybody may ask.
/// </summary>
internal sealed class WorkCheck(DeliveryQueues queues, NpgsqlDataSource database, TimerSweep sweep, Deliveries deliveries, Timetable timetable, TimeProvider time) : IHealthCheck
{
    private static readonly Duration Patience = Duration.FromSeconds(30);

    private readonly long startedAt = time.GetTimestamp();

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var ct = cancellationToken;
        var found = new List<string>();
        try
        {
            if (sweep.SinceLastRound > Patience.ToTimeSpan()) found.Add($"本节点的计时器扫描已停滞 {Seconds(sweep.SinceLastRound)} 秒。 The sweep of timers stands still on this node for {Seconds(sweep.SinceLastRound)} s.");
            if (deliveries.SinceLastRound > Patience.ToTimeSpan()) found.Add($"本节点的投递已停滞 {Seconds(deliveries.SinceLastRound)} 秒。 Deliveries stand still on this node for {Seconds(deliveries.SinceLastRound)} s.");
            await DeliveriesAsync(found, ct);
            await OthersAsync(found, ct);
        }
        catch (Exception exception) when (ExceptionsAsProblems.IsDatabaseDown(exception))
        {
            var (_, why) = DatabaseProblems.Cause(exception);
            found.Add($"{why.Chinese}，不知道投递与计时是否在进行。 {why.English}: whether deliveries and timers go on is not known.");
        }

        return found.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(string.Join('\n', found));
    }

    private async Task DeliveriesAsync(List<string> found, CancellationToken ct)
    {
        var now = await NowAsync(ct);
        foreach (var queue in await queues.StatesAsync(ct))
        {
            var name = queue.Channel ?? queue.Name.Split(':')[0];
            if (queue.FailingSince is { } since)
            {
                found.Add($"对外连接故障：{name}，自 {Text(since)} 起，{queue.Waiting} 条暂留待发。 The connection {name} fails since {Text(since)}; {queue.Waiting} deliveries are held.");
            }
            // What waited before the start has its moment too.
            else if (queue.WaitingSince is { } waiting && now - waiting > Patience && time.GetElapsedTime(startedAt) > Patience.ToTimeSpan())
            {
                found.Add($"投递停滞或积压：{name}，{queue.Waiting} 条待发，最早的自 {Text(waiting)} 起等待。 Deliveries stand still or lag: {name}, {queue.Waiting} wait, the oldest since {Text(waiting)}.");
            }
        }
    }

    private async Task<Instant> NowAsync(CancellationToken ct)
    {
        await using var command = database.Command(HealthSql.DatabaseClock).Within(3);
        return (await command.ValuesAsync<Instant>(ct))[0];
    }

    private async Task OthersAsync(List<string> found, CancellationToken ct)
    {
        await using var command = database.Command(HealthSql.StandingStill.Fill(("schema", timetable.Schema))).With(timetable.Name).Within(3);
        foreach (var (what, count, at) in await command.RowsAsync<Standing>(ct))
        {
            if (count == 0) continue;
            var since = Text(at!.Value);
            found.Add(what switch
            {
                "timers" => $"计时器停滞：{count} 个已到期未触发，最早的自 {since} 起。 Timers stand still: {count} are due, the oldest since {since}.",
                "reports" => $"后台报告或批量迁移停滞：{count} 个无人处理，最早的自 {since} 起。 Reports or batches stand still: nobody works on {count}, the oldest since {since}.",
                _ => $"定时作业停滞：{what}，应于 {since} 运行。 The scheduled job {what} stands still; it was to run at {since}.",
            });
        }
    }

    private sealed record Standing(string What, long Count, Instant? Since);

    private static string Text(Instant at) => at.ToString("uuuu-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan span) => ((int)span.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
