using JieSuJiBan.Runtime.Clocks;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Outbox;

/// <summary>
/// How each connection does, in the database so that all nodes see the same. A connection that fails holds its effects: one at a time is
/// tried, at growing intervals, and all go on when one gets through. The database's clock counts, unless time itself is virtual.
/// </summary>
public sealed class DeliveryQueues(NpgsqlDataSource dataSource, IClock clock, ILogger<DeliveryQueues> logger)
{
    /// <summary>Failures in a row, of whatever messages, after which the connection is at fault.</summary>
    public const int FailuresInARow = 3;

    /// <summary>Counting stops here.</summary>
    public const int MostCounted = 10_000;

    // So many queues are looked at in one round; a service has a handful.
    private const int MostQueues = 1_000;

    /// <summary>The queues with an effect that is due.</summary>
    public async Task<IReadOnlyList<DeliveryQueue>> DueAsync(CancellationToken ct = default)
    {
        await using var command = dataSource.CreateCommand(
            $"""
            with recursive {Names("'pending'")}
            select n.name, d.channel from names n, lateral (
                select channel from jsjb.outbox
                where status = 'pending' and coalesce(queue, channel) = n.name and next_attempt_at <= coalesce($1, clock_timestamp())
                order by next_attempt_at limit 1
            ) d
            """);
        command.Parameters.Add(Now());
        var due = new List<DeliveryQueue>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) due.Add(new(reader.GetString(0), reader.GetString(1)));
        return due;
    }

    /// <summary>All queues in which something waits, lies dead or is held, by name.</summary>
    public async Task<IReadOnlyList<QueueState>> StatesAsync(CancellationToken ct = default)
    {
        await using var command = dataSource.CreateCommand(
            $"""
            with recursive {Names("'pending'")},
            {Names("'dead'", "dead_names")},
            known as (select name from names union select name from dead_names union select queue from jsjb.delivery_queue where failing_since is not null)
            select k.name,
                (select channel from jsjb.outbox where status in ('pending', 'dead') and coalesce(queue, channel) = k.name limit 1),
                (select count(*) from (select from jsjb.outbox where status = 'pending' and coalesce(queue, channel) = k.name limit {MostCounted}) w),
                (select next_attempt_at from jsjb.outbox where status = 'pending' and coalesce(queue, channel) = k.name and next_attempt_at <= coalesce($1, clock_timestamp()) order by next_attempt_at limit 1),
                (select count(*) from (select from jsjb.outbox where status = 'dead' and coalesce(queue, channel) = k.name limit {MostCounted}) d),
                q.failing_since, q.next_probe_at, q.last_error
            from known k left join jsjb.delivery_queue q on q.queue = k.name
            order by k.name
            """);
        command.Parameters.Add(Now());
        var states = new List<QueueState>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            states.Add(new(
                reader.GetString(0),
                reader.IsDBNull(1) ? null : reader.GetString(1),
                (int)reader.GetInt64(2),
                At(reader, 3),
                (int)reader.GetInt64(4),
                At(reader, 5),
                At(reader, 6),
                reader.IsDBNull(7) ? null : reader.GetString(7)));
        }

        return states;
    }

    /// <summary>Notes that the connection did not do. Returns true where its effects are held from now on, or still.</summary>
    /// <param name="item">What was to be delivered.</param>
    /// <param name="error">Why not.</param>
    /// <param name="isCertain">True where the connection is at fault by what it said; otherwise it takes several in a row.</param>
    /// <param name="ct">Gives up.</param>
    internal async Task<bool> FailedAsync(OutboxItem item, string error, bool isCertain, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            """
            with now as (select coalesce($1, clock_timestamp()) as at)
            insert into jsjb.delivery_queue as q (queue, failures, failing_since, next_probe_at, last_error, failed_at)
            select $2, 1, case when $4 then at end, case when $4 then at + interval '5 seconds' end, $3, at from now
            on conflict (queue) do update set
                failures = least(q.failures + 1, 1000000),
                failing_since = case when q.failing_since is not null then q.failing_since when $4 or q.failures + 1 >= $6 then excluded.failed_at end,
                probes = case when q.failing_since is null then 0 when $5 then least(q.probes + 1, 1000000) else q.probes end,
                next_probe_at = case
                    when q.failing_since is null and ($4 or q.failures + 1 >= $6) then excluded.failed_at + interval '5 seconds'
                    when q.failing_since is not null and $5 then excluded.failed_at + least(interval '15 seconds', interval '5 seconds' * (q.probes + 2))
                    else q.next_probe_at end,
                last_error = excluded.last_error,
                failed_at = excluded.failed_at
            returning q.failing_since, q.failing_since = q.failed_at
            """);
        command.Parameters.Add(Now());
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = item.Queue });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = error });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = isCertain });
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = item.IsProbe });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = FailuresInARow });
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct) || reader.IsDBNull(0)) return false;
        if (reader.GetBoolean(1)) logger.LogError("The connection of the queue {Queue} fails ({Error}): its deliveries are held, and one is tried now and then until one gets through.", item.Queue, error);
        return true;
    }

    /// <summary>Notes that the connection did: what was held goes on.</summary>
    internal async Task WorkedAsync(OutboxItem item, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            """
            update jsjb.delivery_queue q set failures = 0, probes = 0, failing_since = null, next_probe_at = null, last_error = null
            from (select queue, failing_since from jsjb.delivery_queue where queue = $1 and (failures > 0 or failing_since is not null) for update) before
            where q.queue = before.queue
            returning before.failing_since
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = item.Queue });
        if (await command.ExecuteScalarAsync(ct) is Instant since) logger.LogWarning("The connection of the queue {Queue} works again; it failed since {Since}. What was held goes on.", item.Queue, since);
    }

    /// <summary>The instant of a virtual clock, or null: then the database's clock counts, and no clocks of two machines are compared.</summary>
    internal NpgsqlParameter Now() => new() { Value = clock is DatabaseTime or SystemClock ? DBNull.Value : clock.GetCurrentInstant(), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz };

    /// <summary>The distinct names, by as many look-ups in the index as there are names.</summary>
    private static string Names(string status, string name = "names") =>
        $"""
        {name} as (
            (select coalesce(queue, channel) as name, 1 as place from jsjb.outbox where status = {status} order by coalesce(queue, channel) limit 1)
            union all
            select next.name, n.place + 1 from {name} n, lateral (
                select coalesce(queue, channel) as name from jsjb.outbox where status = {status} and coalesce(queue, channel) > n.name order by coalesce(queue, channel) limit 1
            ) next
            where n.place < {MostQueues}
        )
        """;

    private static Instant? At(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<Instant>(column);
}
