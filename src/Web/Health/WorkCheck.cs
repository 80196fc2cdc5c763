using System.Globalization;
using JieSuJiBan.Application.Background;
using JieSuJiBan.Runtime.Outbox;
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
        await using var command = database.CreateCommand("select clock_timestamp()");
        command.CommandTimeout = 3;
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return reader.GetFieldValue<Instant>(0);
    }

    private async Task OthersAsync(List<string> found, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            $"""
            select 'timers', count(*), min(due_at) from (
                select due_at from jsjb.timer where due_at < clock_timestamp() - interval '30 seconds' and (claimed_until is null or claimed_until < clock_timestamp()) order by due_at limit 10000) t
            union all
            select 'reports', count(*), min(created_at) from (
                select created_at from jsjb.flight_report where state = 'running' and worker is null and created_at < clock_timestamp() - interval '60 seconds'
                union all
                select created_at from jsjb.deadline_report where state = 'running' and worker is null and created_at < clock_timestamp() - interval '60 seconds'
                union all
                select changed_at from jsjb.migration_batch where state = 'running' and worker is null and changed_at < clock_timestamp() - interval '60 seconds') r
            union all
            select trigger_name, 1, to_timestamp((next_fire_time - 621355968000000000) / 10000000.0) from {timetable.Schema}.qrtz_triggers
            where sched_name = '{timetable.Name}' and trigger_state not in ('PAUSED', 'COMPLETE') and next_fire_time < (extract(epoch from clock_timestamp()) * 10000000)::bigint + 621355968000000000 - 600000000
            """);
        command.CommandTimeout = 3;
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var (what, count) = (reader.GetString(0), reader.GetInt64(1));
            if (count == 0) continue;
            var since = Text(reader.GetFieldValue<Instant>(2));
            found.Add(what switch
            {
                "timers" => $"计时器停滞：{count} 个已到期未触发，最早的自 {since} 起。 Timers stand still: {count} are due, the oldest since {since}.",
                "reports" => $"后台报告或批量迁移停滞：{count} 个无人处理，最早的自 {since} 起。 Reports or batches stand still: nobody works on {count}, the oldest since {since}.",
                _ => $"定时作业停滞：{what}，应于 {since} 运行。 The scheduled job {what} stands still; it was to run at {since}.",
            });
        }
    }

    private static string Text(Instant at) => at.ToString("uuuu-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan span) => ((int)span.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
