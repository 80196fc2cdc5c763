using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Changes;
using JieSuJiBan.Runtime.Commit;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Sql;
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
    /// <summary>A page of them, oldest first, after the given one.</summary>
    public async Task<IReadOnlyList<DeadLetter>> ReadAsync(DeadLetterFilter filter, int limit = 100, (Instant CreatedAt, string EffectId)? after = null, CancellationToken ct = default)
    {
        await using var command = Matching(OutboxSql.ListDead, filter).With(after?.CreatedAt).With(after?.EffectId).With(limit);
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
        await using var command = dataSource.Command(OutboxSql.RetryDead).With(effectId).With(queues.Now);
        var answer = (await command.FirstRowAsync<Retried>(ct))!;
        if (!answer.IsKnown) return RetryOutcome.Unknown;
        if (!answer.IsQueued) return RetryOutcome.NotDead;
        changes.Publish(ChangeKinds.Outbox);
        return RetryOutcome.Queued;
    }

    /// <summary>A person wants all that match tried again: the oldest up to the bound. Returns how many, and whether more are left.</summary>
    public async Task<(int Queued, bool More)> RetryManyAsync(DeadLetterFilter filter, int limit, CancellationToken ct = default)
    {
        WriteTrace.Mark();
        await using var command = Matching(OutboxSql.RetryManyDead, filter).With(limit).With(queues.Now);
        var answer = (await command.FirstRowAsync<RetriedMany>(ct))!;
        if (answer.Queued > 0) changes.Publish(ChangeKinds.Outbox);
        return ((int)answer.Queued, answer.IsMore);
    }

    /// <summary>A person gives a dead letter up: a case that waits for its result goes on with the failure. False where it is none.</summary>
    public async Task<bool> AbandonAsync(string effectId, Actor actor, CancellationToken ct = default)
    {
        await using var command = dataSource.Command(OutboxSql.FindDead).With(effectId);
        if (await ReadAsync(command, ct) is not [var letter]) return false;
        return !letter.Item.AwaitsResult || await relay.ReturnAsync(letter.Item, actor, false, Value.Object(("error", Value.Of(letter.Error))), null, ct);
    }

    private NpgsqlCommand Matching(SqlStatement statement, DeadLetterFilter filter) =>
        dataSource.Command(statement).With(filter.Channel).With(filter.Queue).With(filter.Error).With(filter.From).With(filter.To);

    private static async Task<IReadOnlyList<DeadLetter>> ReadAsync(NpgsqlCommand command, CancellationToken ct) =>
        (await command.RowsAsync<DeadRow>(ct)).ConvertAll(row => new DeadLetter(row.Effect.ToItem(), row.LastError, row.CreatedAt));

    private sealed record DeadRow(EffectRow Effect, string? LastError, Instant CreatedAt);

    private sealed record Retried(bool IsKnown, bool IsQueued);

    private sealed record RetriedMany(long Queued, bool IsMore);
}
