using System.Collections.Concurrent;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Changes;
using JieSuJiBan.Runtime.Clocks;
using JieSuJiBan.Runtime.Sql;
using JieSuJiBan.Runtime.Vault;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Outbox;

/// <summary>
/// Brings effects out, at least once and always under the same id. A claim is a lease: while it lasts nobody else tries, after it
/// somebody does. Failures wait longer and longer, then lie as dead letters until a person retries or gives up; what fails because of its
/// connection is held until that works again, however long it takes.
/// </summary>
public sealed class OutboxRelay(
    NpgsqlDataSource dataSource,
    CaseRuntime cases,
    IEnumerable<IOutboxAdapter> adapters,
    DeliveryQueues queues,
    ChangePublisher changes,
    IClock clock,
    DatabaseTime time,
    ILogger<OutboxRelay> logger)
{
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(8);
    private static readonly Duration FirstWait = Duration.FromSeconds(5);
    private static readonly Duration LongestWait = Duration.FromHours(1);

    private readonly Dictionary<string, IOutboxAdapter> adapterByChannel = adapters.ToDictionary(adapter => adapter.Channel, StringComparer.Ordinal);

    // What this node has in hand is not claimed again by itself, should an outage outlast the lease before the outcome is noted.
    private readonly ConcurrentDictionary<string, byte> underWay = new(StringComparer.Ordinal);

    /// <summary>Attempts before an effect becomes a dead letter.</summary>
    public const int MaxAttempts = 10;

    /// <summary>How long one delivery may take at most, opening what is sealed and reading the answer included; an adapter has its own, shorter limit.</summary>
    public static TimeSpan TimeLimit { get; } = TimeSpan.FromSeconds(75);

    /// <summary>How long a claim lasts; it is renewed while the delivery is under way, so that nobody else begins it meanwhile.</summary>
    public static Duration Lease { get; } = Duration.FromSeconds(30);

    /// <summary>Claims up to <paramref name="batch"/> effects of each queue, delivers them and notes what came of it. Returns how many were claimed.</summary>
    public async Task<int> RelayAsync(int batch = 32, CancellationToken ct = default)
    {
        var relayed = 0;
        foreach (var queue in await queues.DueAsync(ct))
        {
            var items = await ClaimAsync(queue.Name, batch, ct);
            relayed += items.Count;
            await Task.WhenAll(items.Select(item => DeliverAsync(item, ct)));
        }

        return relayed;
    }

    /// <summary>Claims what is due in a queue: these items are the caller's until the lease ends. Of a failing connection, one now and then.</summary>
    public async Task<IReadOnlyList<OutboxItem>> ClaimAsync(string queue, int batch = 32, CancellationToken ct = default)
    {
        // A node that does not know the time brings nothing out, nor back into a case; the others do.
        if (time.Standing == ClockStanding.Wrong) return [];
        await using var command = dataSource.Command(OutboxSql.ClaimEffects).With(queues.Now).With(queue).With(Lease.ToTimeSpan()).With(batch).With<string[]>([.. underWay.Keys]);
        return (await command.RowsAsync<ClaimedRow>(ct)).ConvertAll(row => row.Effect.ToItem() with { IsProbe = row.IsProbe });
    }

    /// <summary>Delivers what was claimed and notes what came of it.</summary>
    public async Task DeliverAsync(OutboxItem item, CancellationToken ct = default)
    {
        if (!underWay.TryAdd(item.EffectId, 0)) return;
        try
        {
            var asking = AskAsync(item, ct);
            while (await Task.WhenAny(asking, Task.Delay(RenewEvery, ct)) != asking && !ct.IsCancellationRequested) await RenewAsync(item, ct);
            var answer = await asking;
            await InsistAsync(() => answer.Succeeded ? CompleteAsync(item, answer.Result, answer.Words, ct) : FailAsync(item, answer.Error ?? "", answer.Fault, ct), ct);
        }
        finally
        {
            underWay.TryRemove(item.EffectId, out _);
        }
    }

    /// <summary>Delivered: brings the result back to a case that waits for it, then marks the effect sent. Safe to repeat.</summary>
    public Task CompleteAsync(OutboxItem item, Value result, CancellationToken ct = default) => CompleteAsync(item, result, null, ct);

    private async Task CompleteAsync(OutboxItem item, Value result, SealedWords? words, CancellationToken ct)
    {
        if (item.AwaitsResult && !await ReturnAsync(item, Actor.System, true, result, words, ct)) return;
        await using (var command = dataSource.Command(OutboxSql.MarkSent).With(item.EffectId).With(clock.GetCurrentInstant())) await command.ExecuteNonQueryAsync(ct);
        if (LeavesTheService(item.Channel)) await queues.WorkedAsync(item, ct);
        changes.Publish(ChangeKinds.Outbox);
    }

    /// <summary>
    /// Not delivered. The message's own fault: a dead letter. The connection's: held, and this attempt does not count. Else tried again after
    /// a while that doubles each time, and dead after <see cref="MaxAttempts"/>.
    /// </summary>
    public async Task FailAsync(OutboxItem item, string error, OutboxFault fault = OutboxFault.Passing, CancellationToken ct = default)
    {
        error = SafeText.For(error)!;
        var isHeld = false;
        if (LeavesTheService(item.Channel))
        {
            // Whoever refuses a message has read it: the connection works.
            if (fault == OutboxFault.Message) await queues.WorkedAsync(item, ct);
            else isHeld = await queues.FailedAsync(item, error, fault == OutboxFault.Connection, ct);
        }

        var isDead = fault == OutboxFault.Message || (!isHeld && item.Attempts >= MaxAttempts);
        await using var command = dataSource.Command(OutboxSql.MarkFailed)
            .With(item.EffectId)
            .With(isDead ? "dead" : "pending")
            .With(queues.Now)
            .With(isHeld ? TimeSpan.Zero : WaitAfter(item.Attempts).ToTimeSpan())
            .With(error)
            .With(isHeld ? 1 : 0)
            .With(item.Attempts);
        await command.ExecuteNonQueryAsync(ct);
        changes.Publish(ChangeKinds.Outbox);
        if (isDead) logger.LogError("Effect {Effect} on channel {Channel} is a dead letter after {Attempts} attempts.", item.EffectId, item.Channel, item.Attempts);
    }

    /// <summary>Deliveries of one queue under way at once in this node.</summary>
    public int ConcurrencyOf(string channel) => adapterByChannel.TryGetValue(channel, out var adapter) ? adapter.Concurrency : 1;

    /// <summary>True where the case has the result, or will never take it.</summary>
    internal async Task<bool> ReturnAsync(OutboxItem item, Actor actor, bool succeeded, Value result, SealedWords? words, CancellationToken ct)
    {
        var stimulus = new Stimulus(item.CaseId, DerivedIds.ResultCommand(item.EffectId), actor, clock.GetCurrentInstant(), new ReceiveResult(item.EffectId, succeeded, result));
        switch (await cases.SubmitFromWithinAsync(stimulus, words, ct))
        {
            case CommandResult.Refused refused:
                logger.LogInformation("Case {Case} no longer takes the result of effect {Effect} ({Code}).", item.CaseId, item.EffectId, refused.Rejection.Code);
                return true;
            case CommandResult.Overloaded:
                return false;
            default:
                return true;
        }
    }

    /// <summary>How long to wait after that many attempts: 5 s, 10 s, 20 s … up to an hour.</summary>
    internal static Duration WaitAfter(int attempts) => Duration.Min(LongestWait, FirstWait * (1L << Math.Clamp(attempts - 1, 0, 20)));

    /// <summary>Keeps the claim while the delivery is under way. Where that cannot be written, an outage is going on and nobody else claims either.</summary>
    internal async Task RenewAsync(OutboxItem item, CancellationToken ct)
    {
        try
        {
            await using var command = dataSource.Command(OutboxSql.RenewClaim)
                .With(queues.Now).With(Lease.ToTimeSpan()).With(item.EffectId).With(item.Attempts).With(item.Queue).With(item.IsProbe);
            await command.ExecuteNonQueryAsync(ct);
        }
        catch (NpgsqlException outage)
        {
            logger.LogDebug(outage, "The claim of effect {Effect} could not be renewed.", item.EffectId);
        }
    }

    private bool LeavesTheService(string channel) => adapterByChannel.TryGetValue(channel, out var adapter) && adapter.LeavesTheService;

    private async Task<OutboxAnswer> AskAsync(OutboxItem item, CancellationToken ct)
    {
        if (!adapterByChannel.TryGetValue(item.Channel, out var adapter)) return OutboxAnswer.Failed($"No adapter delivers the channel {item.Channel}: register one, then retry.", isPermanent: true);
        using var activity = RuntimeMetrics.Source.StartActivity("deliver");
        activity?.SetTag("jsjb.channel", item.Channel);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeLimit);
        try
        {
            // An adapter that does not listen to its token must not hold the queue either.
            return await adapter.DeliverAsync(item, limit.Token).WaitAsync(TimeLimit + TimeSpan.FromSeconds(1), ct);
        }
        catch (Exception slow) when (!ct.IsCancellationRequested && slow is OperationCanceledException or TimeoutException)
        {
            return OutboxAnswer.Failed("timeout");
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            logger.LogWarning(failure, "Delivering effect {Effect} on channel {Channel} failed.", item.EffectId, item.Channel);
            // The type only: an adapter's message may quote what it was to send.
            return OutboxAnswer.Failed(failure.GetType().Name);
        }
    }

    /// <summary>Notes an outcome also when the database is away for a while: forgetting it would deliver a second time.</summary>
    private static async Task InsistAsync(Func<Task> note, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await note();
                return;
            }
            catch (Exception away) when (attempt < 120 && !ct.IsCancellationRequested && away is NpgsqlException or OutcomeUnknownException or TimeoutException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500), ct);
            }
        }
    }

    private sealed record ClaimedRow(EffectRow Effect, bool IsProbe);
}

/// <summary>The columns of <c>Outbox/Sql/EffectColumns.sql</c>.</summary>
internal sealed record EffectRow(string EffectId, Guid CaseId, string Channel, string Payload, bool AwaitsResult, int Attempts, string Queue)
{
    public OutboxItem ToItem() => new(EffectId, new(CaseId), Channel, CanonicalJson.Parse(Payload), AwaitsResult, Attempts) { Queue = Queue };
}
