using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Changes;
using JieSuJiBan.Runtime.Commit;
using JieSuJiBan.Runtime.Inbox;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Outbox;

/// <summary>An effect that gave up, for a person to look at.</summary>
/// <param name="Item">The effect.</param>
/// <param name="Error">The last error.</param>
/// <param name="CreatedAt">When the step asked for it (UTC).</param>
public sealed record DeadLetter(OutboxItem Item, string? Error, Instant CreatedAt);

/// <summary>Which dead letters; what is null does not narrow.</summary>
public sealed record DeadLetterFilter
{
    /// <summary>The channel.</summary>
    public string? Channel { get; init; }

    /// <summary>The queue, i.e. the connection.</summary>
    public string? Queue { get; init; }

    /// <summary>The last error, exactly.</summary>
    public string? Error { get; init; }

    /// <summary>Asked for at this instant (UTC) or later.</summary>
    public Instant? From { get; init; }

    /// <summary>Asked for before this instant (UTC).</summary>
    public Instant? To { get; init; }
}

/// <summary>What became of a wish to try a dead letter again.</summary>
public enum RetryOutcome
{
    /// <summary>It will be tried again.</summary>
    Queued,

    /// <summary>It is no dead letter (any more).</summary>
    NotDead,

    /// <summary>There is no such effect.</summary>
    Unknown,
}

/// <summary>The effects that gave up: read, tried again or given up for good by a person.</summary>
public sealed class DeadLetters(NpgsqlDataSource dataSource, OutboxRelay relay, DeliveryQueues queues, ChangePublisher changes)
{
    private const string Matches =
        "status = 'dead' and ($1::text is null or channel = $1) and ($2::text is null or coalesce(queue, channel) = $2) and ($3::text is null or last_error = $3) and ($4::timestamptz is null or created_at >= $4) and ($5::timestamptz is null or created_at < $5)";

    /// <summary>A page of them, oldest first, after the given one.</summary>
    public async Task<IReadOnlyList<DeadLetter>> ReadAsync(DeadLetterFilter filter, int limit = 100, (Instant CreatedAt, string EffectId)? after = null, CancellationToken ct = default)
    {
        await using var command = dataSource.CreateCommand(
            $"""
            select {OutboxRelay.Columns}, last_error, created_at from jsjb.outbox
            where {Matches} and ($6::timestamptz is null or (created_at, effect_id) > ($6, $7))
            order by created_at, effect_id limit $8
            """);
        Add(command, filter);
        command.Parameters.Add(new() { Value = (object?)after?.CreatedAt ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = after?.EffectId });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        return await ReadAsync(command, ct);
    }

    /// <summary>The same as a page that knows where the next begins.</summary>
    public async Task<Page<DeadLetter>> PageAsync(DeadLetterFilter filter, int size, Cursor? after, CancellationToken ct = default)
    {
        var rows = await ReadAsync(filter, size + 1, after is { At: { } at, Key: var key } ? (at, key) : null, ct);
        return Page<DeadLetter>.Of([.. rows], size, letter => new(letter.CreatedAt, letter.Item.EffectId));
    }

    /// <summary>A person wants a dead letter tried again, from the first attempt on.</summary>
    public async Task<RetryOutcome> RetryAsync(string effectId, CancellationToken ct = default)
    {
        WriteTrace.Mark();
        await using var command = dataSource.CreateCommand(
            """
            with letter as (select effect_id, status from jsjb.outbox where effect_id = $1),
            queued as (
                update jsjb.outbox o set status = 'pending', attempts = 0, next_attempt_at = coalesce($2, clock_timestamp())
                from letter where o.effect_id = letter.effect_id and o.status = 'dead' returning o.effect_id
            )
            select exists (select from letter), exists (select from queued)
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = effectId });
        command.Parameters.Add(queues.Now());
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        if (!reader.GetBoolean(0)) return RetryOutcome.Unknown;
        if (!reader.GetBoolean(1)) return RetryOutcome.NotDead;
        changes.Publish(ChangeKinds.Outbox);
        return RetryOutcome.Queued;
    }

    /// <summary>A person wants all that match tried again: the oldest up to the bound. Returns how many, and whether more are left.</summary>
    public async Task<(int Queued, bool More)> RetryManyAsync(DeadLetterFilter filter, int limit, CancellationToken ct = default)
    {
        WriteTrace.Mark();
        await using var command = dataSource.CreateCommand(
            $"""
            with chosen as (
                select effect_id from jsjb.outbox where {Matches} order by created_at, effect_id limit $6 + 1
            ),
            queued as (
                update jsjb.outbox o set status = 'pending', attempts = 0, next_attempt_at = coalesce($7, clock_timestamp())
                where o.status = 'dead' and o.effect_id in (select c.effect_id from chosen c join jsjb.outbox d using (effect_id) order by d.created_at, d.effect_id limit $6)
                returning 1
            )
            select (select count(*) from queued), (select count(*) > $6 from chosen)
            """);
        Add(command, filter);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        command.Parameters.Add(queues.Now());
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var queued = (int)reader.GetInt64(0);
        if (queued > 0) changes.Publish(ChangeKinds.Outbox);
        return (queued, reader.GetBoolean(1));
    }

    /// <summary>A person gives a dead letter up: a case that waits for its result goes on with the failure. False where it is none.</summary>
    public async Task<bool> AbandonAsync(string effectId, Actor actor, CancellationToken ct = default)
    {
        await using var command = dataSource.CreateCommand($"select {OutboxRelay.Columns}, last_error, created_at from jsjb.outbox where status = 'dead' and effect_id = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = effectId });
        if (await ReadAsync(command, ct) is not [var letter]) return false;
        return !letter.Item.AwaitsResult || await relay.ReturnAsync(letter.Item, actor, false, Value.Object(("error", Value.Of(letter.Error))), null, ct);
    }

    private static void Add(NpgsqlCommand command, DeadLetterFilter filter)
    {
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = filter.Channel });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = filter.Queue });
        command.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = filter.Error });
        command.Parameters.Add(new() { Value = (object?)filter.From ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = (object?)filter.To ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz });
    }

    private static async Task<IReadOnlyList<DeadLetter>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        var letters = new List<DeadLetter>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) letters.Add(new(OutboxRelay.Item(reader), reader.IsDBNull(7) ? null : reader.GetString(7), reader.GetFieldValue<Instant>(8)));
        return letters;
    }
}
