using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Changes;
using JieSuJiBan.Runtime.Commit;
using JieSuJiBan.Runtime.Vault;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Outbox;

/// <summary>
/// Brings effects out, at least once and always under the same id. A claim is a lease: while it lasts nobody else tries, after it
/// somebody does. Failures wait longer and longer, then lie as dead letters until a person retries or gives up.
/// </summary>
public sealed class OutboxRelay(
    NpgsqlDataSource dataSource,
    CaseRuntime cases,
    IEnumerable<IOutboxAdapter> adapters,
    ChangePublisher changes,
    IClock clock,
    ILogger<OutboxRelay> logger)
{
    private const string Columns = "effect_id, case_id, channel, payload::text, awaits_result, attempts";

    private static readonly Duration FirstWait = Duration.FromSeconds(5);
    private static readonly Duration LongestWait = Duration.FromHours(1);

    private readonly Dictionary<string, IOutboxAdapter> adapterByChannel = adapters.ToDictionary(adapter => adapter.Channel, StringComparer.Ordinal);

    /// <summary>Attempts before an effect becomes a dead letter.</summary>
    public const int MaxAttempts = 10;

    /// <summary>How long a claim lasts.</summary>
    public static Duration Lease { get; } = Duration.FromMinutes(2);

    /// <summary>Claims a batch, delivers it and notes what came of it. Returns how many were claimed.</summary>
    public async Task<int> RelayAsync(int batch = 32, CancellationToken ct = default)
    {
        var items = await ClaimAsync(batch, ct);
        foreach (var item in items)
        {
            var answer = await DeliverAsync(item, ct);
            if (answer.Succeeded) await CompleteAsync(item, answer.Result, answer.Words, ct);
            else await FailAsync(item, answer.Error ?? "", answer.IsPermanent, ct);
        }

        return items.Count;
    }

    /// <summary>Claims what is due: these items are the caller's until the lease ends.</summary>
    public async Task<IReadOnlyList<OutboxItem>> ClaimAsync(int batch = 32, CancellationToken ct = default)
    {
        var now = clock.GetCurrentInstant();
        await using var command = dataSource.CreateCommand(
            $"""
            update jsjb.outbox o set attempts = attempts + 1, next_attempt_at = $2
            from (
                select effect_id as id from jsjb.outbox
                where status = 'pending' and next_attempt_at <= $1
                order by next_attempt_at, effect_id
                limit $3
                for update skip locked
            ) due
            where o.effect_id = due.id
            returning {Columns}
            """);
        command.Parameters.Add(new NpgsqlParameter<Instant> { TypedValue = now });
        command.Parameters.Add(new NpgsqlParameter<Instant> { TypedValue = now + Lease });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = batch });
        var items = new List<OutboxItem>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) items.Add(Item(reader));
        return items;
    }

    /// <summary>Delivered: brings the result back to a case that waits for it, then marks the effect sent. Safe to repeat.</summary>
    public Task CompleteAsync(OutboxItem item, Value result, CancellationToken ct = default) => CompleteAsync(item, result, null, ct);

    private async Task CompleteAsync(OutboxItem item, Value result, SealedWords? words, CancellationToken ct)
    {
        if (item.AwaitsResult && !await ReturnAsync(item, Actor.System, true, result, words, ct)) return;
        await using var command = dataSource.CreateCommand(
            "update jsjb.outbox set status = 'sent', sent_at = $2, last_error = null where effect_id = $1 and status <> 'sent'");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = item.EffectId });
        command.Parameters.Add(new NpgsqlParameter<Instant> { TypedValue = clock.GetCurrentInstant() });
        await command.ExecuteNonQueryAsync(ct);
        changes.Publish(ChangeKinds.Outbox);
    }

    /// <summary>Not delivered: tried again after a while that doubles each time, or dead after <see cref="MaxAttempts"/>.</summary>
    public async Task FailAsync(OutboxItem item, string error, bool isPermanent = false, CancellationToken ct = default)
    {
        var isDead = isPermanent || item.Attempts >= MaxAttempts;
        await using var command = dataSource.CreateCommand(
            "update jsjb.outbox set status = $2, next_attempt_at = $3, last_error = $4 where effect_id = $1 and status = 'pending'");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = item.EffectId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = isDead ? "dead" : "pending" });
        command.Parameters.Add(new NpgsqlParameter<Instant> { TypedValue = clock.GetCurrentInstant() + WaitAfter(item.Attempts) });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = SafeText.For(error)! });
        await command.ExecuteNonQueryAsync(ct);
        changes.Publish(ChangeKinds.Outbox);
        if (isDead) logger.LogError("Effect {Effect} on channel {Channel} is a dead letter after {Attempts} attempts.", item.EffectId, item.Channel, item.Attempts);
    }

    /// <summary>The dead letters, oldest first.</summary>
    public async Task<IReadOnlyList<DeadLetter>> DeadLettersAsync(int limit = 100, CancellationToken ct = default)
    {
        await using var command = dataSource.CreateCommand(
            $"select {Columns}, last_error, created_at from jsjb.outbox where status = 'dead' order by created_at, effect_id limit $1");
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        var letters = new List<DeadLetter>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) letters.Add(new(Item(reader), reader.IsDBNull(6) ? null : reader.GetString(6), reader.GetFieldValue<Instant>(7)));
        return letters;
    }

    /// <summary>A person wants a dead letter tried again, from the first attempt on. False where it is none (any more).</summary>
    public async Task<bool> RetryAsync(string effectId, CancellationToken ct = default)
    {
        await using var command = dataSource.CreateCommand(
            "update jsjb.outbox set status = 'pending', attempts = 0, next_attempt_at = $2 where effect_id = $1 and status = 'dead'");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = effectId });
        command.Parameters.Add(new NpgsqlParameter<Instant> { TypedValue = clock.GetCurrentInstant() });
        var found = await command.ExecuteNonQueryAsync(ct) == 1;
        if (found) changes.Publish(ChangeKinds.Outbox);
        return found;
    }

    /// <summary>A person gives a dead letter up: a case that waits for its result goes on with the failure. False where it is none.</summary>
    public async Task<bool> AbandonAsync(string effectId, Actor actor, CancellationToken ct = default)
    {
        var letter = (await FindDeadAsync(effectId, ct));
        if (letter is null) return false;
        return !letter.Item.AwaitsResult || await ReturnAsync(letter.Item, actor, false, Value.Object(("error", Value.Of(letter.Error))), null, ct);
    }

    /// <summary>How long to wait after that many attempts: 5 s, 10 s, 20 s … up to an hour.</summary>
    internal static Duration WaitAfter(int attempts) => Duration.Min(LongestWait, FirstWait * (1L << Math.Clamp(attempts - 1, 0, 20)));

    private static OutboxItem Item(NpgsqlDataReader reader) => new(
        reader.GetString(0), new(reader.GetGuid(1)), reader.GetString(2), CanonicalJson.Parse(reader.GetString(3)), reader.GetBoolean(4), reader.GetInt32(5));

    private async Task<DeadLetter?> FindDeadAsync(string effectId, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand($"select {Columns}, last_error, created_at from jsjb.outbox where status = 'dead' and effect_id = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = effectId });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? new(Item(reader), reader.IsDBNull(6) ? null : reader.GetString(6), reader.GetFieldValue<Instant>(7)) : null;
    }

    private async Task<OutboxAnswer> DeliverAsync(OutboxItem item, CancellationToken ct)
    {
        if (!adapterByChannel.TryGetValue(item.Channel, out var adapter)) return OutboxAnswer.Failed($"No adapter delivers the channel {item.Channel}: register one, then retry.", isPermanent: true);
        using var activity = RuntimeMetrics.Source.StartActivity("deliver");
        activity?.SetTag("jsjb.channel", item.Channel);
        try
        {
            return await adapter.DeliverAsync(item, ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            logger.LogWarning(failure, "Delivering effect {Effect} on channel {Channel} failed.", item.EffectId, item.Channel);
            // The type only: an adapter's message may quote what it was to send.
            return OutboxAnswer.Failed(failure.GetType().Name);
        }
    }

    /// <summary>True where the case has the result, or will never take it.</summary>
    private async Task<bool> ReturnAsync(OutboxItem item, Actor actor, bool succeeded, Value result, SealedWords? words, CancellationToken ct)
    {
        var stimulus = new Stimulus(item.CaseId, Names.ResultCommand(item.EffectId), actor, clock.GetCurrentInstant(), new ReceiveResult(item.EffectId, succeeded, result));
        switch (await cases.SubmitFromWithinAsync(stimulus, words, ct))
        {
            case CommandAnswer.Refused refused:
                logger.LogInformation("Case {Case} no longer takes the result of effect {Effect} ({Code}).", item.CaseId, item.EffectId, refused.Rejection.Code);
                return true;
            case CommandAnswer.Overloaded:
                return false;
            default:
                return true;
        }
    }
}
