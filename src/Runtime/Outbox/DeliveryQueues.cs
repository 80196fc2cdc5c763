using JieSuJiBan.Runtime.Clocks;
using JieSuJiBan.Runtime.Sql;
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

    /// <summary>The queues with an effect that is due.</summary>
    public async Task<IReadOnlyList<DeliveryQueue>> DueAsync(CancellationToken ct = default)
    {
        await using var command = dataSource.Command(OutboxSql.DueQueues).With(Now);
        return await command.RowsAsync<DeliveryQueue>(ct);
    }

    /// <summary>All queues in which something waits, lies dead or is held, by name.</summary>
    public async Task<IReadOnlyList<QueueState>> StatesAsync(CancellationToken ct = default)
    {
        await using var command = dataSource.Command(OutboxSql.QueueStates).With(Now).With(MostCounted);
        return await command.RowsAsync<QueueState>(ct);
    }

    /// <summary>Notes that the connection did not do. Returns true where its effects are held from now on, or still.</summary>
    /// <param name="item">What was to be delivered.</param>
    /// <param name="error">Why not.</param>
    /// <param name="isCertain">True where the connection is at fault by what it said; otherwise it takes several in a row.</param>
    /// <param name="ct">Gives up.</param>
    internal async Task<bool> FailedAsync(OutboxItem item, string error, bool isCertain, CancellationToken ct)
    {
        await using var command = dataSource.Command(OutboxSql.QueueFailed).With(Now).With(item.Queue).With(error).With(isCertain).With(item.IsProbe).With(FailuresInARow);
        if (await command.FirstRowAsync<Failing>(ct) is not { FailingSince: not null } queue) return false;
        if (queue.IsNew == true) logger.LogError("The connection of the queue {Queue} fails ({Error}): its deliveries are held, and one is tried now and then until one gets through.", item.Queue, error);
        return true;
    }

    /// <summary>Notes that the connection did: what was held goes on.</summary>
    internal async Task WorkedAsync(OutboxItem item, CancellationToken ct)
    {
        await using var command = dataSource.Command(OutboxSql.QueueWorked).With(item.Queue);
        if (await command.ExecuteScalarAsync(ct) is Instant since) logger.LogWarning("The connection of the queue {Queue} works again; it failed since {Since}. What was held goes on.", item.Queue, since);
    }

    /// <summary>The instant of a virtual clock, or null: then the database's clock counts, and no clocks of two machines are compared.</summary>
    internal Instant? Now => clock is DatabaseTime or SystemClock ? null : clock.GetCurrentInstant();

    private sealed record Failing(Instant? FailingSince, bool? IsNew);
}
