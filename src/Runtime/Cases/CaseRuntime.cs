using System.Collections.Concurrent;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Changes;
using JieSuJiBan.Runtime.Clocks;
using JieSuJiBan.Runtime.Commit;
using JieSuJiBan.Runtime.Journal;
using JieSuJiBan.Runtime.Sql;
using JieSuJiBan.Runtime.Vault;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Cases;

/// <summary>
/// The main path: load the case, take the pure step, commit it with whoever else commits now, answer after the commit.
/// Stateless towards other nodes: what it remembers only saves look-ups, and the version check makes stale memory harmless.
/// </summary>
public sealed class CaseRuntime
{
    private const int MaxAttempts = 8;

    private readonly WorkflowEngine engine;
    private readonly PublishedStore catalog;
    private readonly CommitPipeline pipeline;
    private readonly ChangePublisher changes;
    private readonly RuntimeMetrics metrics;
    private readonly CaseStore store;
    private readonly CaseCache cache;
    private readonly IdempotencyCache answers = new(20_000);
    private readonly CaseGates gates = new();
    private readonly UnknownOutcomes unknown = new();
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource> inFlight = new();
    private readonly TicketSerials serials;
    private readonly HistorySeal seal;
    private readonly CaseProjections projections;
    private readonly DatabaseTime time;
    private readonly int maxInFlight;
    private int entered;

    public CaseRuntime(
        WorkflowEngine engine,
        PublishedStore catalog,
        CommitPipeline pipeline,
        ChangePublisher changes,
        NpgsqlDataSource dataSource,
        RuntimeMetrics metrics,
        HistorySeal seal,
        CaseProjections projections,
        DatabaseTime time,
        RuntimeOptions options)
    {
        this.engine = engine;
        this.catalog = catalog;
        this.pipeline = pipeline;
        this.changes = changes;
        this.metrics = metrics;
        this.seal = seal;
        this.projections = projections;
        this.time = time;
        store = new(dataSource, projections, metrics);
        cache = new(options.CacheBytes);
        serials = new(dataSource, metrics);
        maxInFlight = options.MaxInFlight;
    }

    /// <summary>A new case id (UUIDv7), so that the case falls into the partition of that time.</summary>
    public static CaseId NewCaseId(Instant at) => new(Guid.CreateVersion7(at.ToDateTimeOffset()));

    /// <summary>The next serial for a ticket number: unique in the service, with gaps, mostly without a round trip.</summary>
    public Task<long> NewSerialAsync(CancellationToken ct = default) => serials.NextAsync(ct);

    /// <summary>Takes one command to its answer.</summary>
    /// <param name="stimulus">What happens to which case. The same <see cref="Stimulus.CommandId"/> again gets the first answer.</param>
    /// <param name="words">Words sealed for it, written in the same commit.</param>
    /// <param name="ct">Gives up before the step is handed to the pipeline; after that the answer is awaited.</param>
    /// <exception cref="NothingWrittenException">The database could not be asked, or takes no writes: nothing was written.</exception>
    public async Task<CommandResult> SubmitAsync(Stimulus stimulus, SealedWords? words = null, CancellationToken ct = default)
    {
        if (time.Refusal is { } refusal) return Refuse(refusal);
        if (Interlocked.Increment(ref entered) > maxInFlight)
        {
            Interlocked.Decrement(ref entered);
            metrics.Overloaded();
            return new CommandResult.Overloaded(TimeSpan.FromSeconds(1));
        }

        try
        {
            return await SubmitFromWithinAsync(stimulus, words, ct);
        }
        catch (OutcomeUnknownException lost)
        {
            return new CommandResult.Unknown(lost);
        }
        finally
        {
            Interlocked.Decrement(ref entered);
        }
    }

    /// <summary>
    /// Runs what happened to a case long ago, step after step under a virtual clock, and writes it all in one commit. Timers that come due
    /// before the next stimulus fire at the instant they would have fired.
    /// </summary>
    /// <param name="caseId">The case; new, or as it stands.</param>
    /// <param name="commandId">The command id of the first stimulus, which names the whole run: the same id again gets the first answer.</param>
    /// <param name="next">The next stimulus given the state so far (null before the start), or null at the end. Pure: it may be asked again.</param>
    /// <param name="until">Timers due up to this instant fire at the end.</param>
    /// <param name="words">Words sealed for the run.</param>
    /// <param name="ct">Gives up before the run is handed to the pipeline.</param>
    /// <returns>The answer of the last step; the first refusal ends the run and nothing of it is written.</returns>
    public async Task<CommandResult> RunHistoryAsync(
        CaseId caseId, Guid commandId, Func<CaseState?, Stimulus?> next, Instant until, SealedWords? words = null, CancellationToken ct = default)
    {
        using var gate = await gates.EnterAsync(caseId.Value, ct);
        return await RunAsync(caseId, commandId, null, () => state => NextOfHistory(state, next, until), false, words, ct);
    }

    /// <summary>The newest committed state of a case; null where there is none.</summary>
    public async Task<CaseState?> StateAsync(CaseId caseId, CancellationToken ct = default) =>
        (await store.LoadAsync(caseId.Value, Guid.Empty, cache.Find(caseId.Value), ct)).Head.State;

    /// <summary>The state that this node remembers; null where it remembers none.</summary>
    internal CaseState? Remembered(CaseId caseId) => cache.Find(caseId.Value)?.State;

    /// <summary>Loads the heads of these cases at once, where this node does not know them.</summary>
    internal async Task PreloadAsync(IEnumerable<Guid> caseIds, CancellationToken ct)
    {
        var unknown = caseIds.Distinct().Where(caseId => cache.Find(caseId) is null).ToArray();
        foreach (var (caseId, head) in await store.LoadManyAsync(unknown, ct)) cache.Put(caseId, head);
    }

    /// <summary>As <see cref="SubmitAsync"/>, for timers and answers of effects: they are bounded by their own batches, and not turned away.</summary>
    internal async Task<CommandResult> SubmitFromWithinAsync(Stimulus stimulus, SealedWords? words, CancellationToken ct)
    {
        // PostgreSQL keeps microseconds: finer instants would come back as earlier ones.
        stimulus = stimulus with { At = ToMicroseconds(stimulus.At) };
        var requestHash = RequestHash.Of(stimulus, words);
        while (true)
        {
            if (answers.Find(stimulus.CommandId) is { } first)
            {
                metrics.Repeated();
                return first.To(requestHash);
            }

            var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var running = inFlight.GetOrAdd(stimulus.CommandId, mine);
            if (running != mine)
            {
                // The same command is on its way: its answer is ours, or, if it was refused, it is our turn to ask.
                await running.Task.WaitAsync(ct);
                if (unknown.Contains(stimulus.CommandId)) WriteTrace.Mark();
                continue;
            }

            try
            {
                using var gate = await gates.EnterAsync(stimulus.CaseId.Value, ct);
                var answer = await RunAsync(stimulus.CaseId, stimulus.CommandId, requestHash, () => Once(stimulus), stimulus.Input is StartCase, words, ct);
                unknown.Remove(stimulus.CommandId);
                return answer;
            }
            catch (OutcomeUnknownException)
            {
                unknown.Add(stimulus.CommandId);
                throw;
            }
            catch (NpgsqlException outage) when (Failure.IsConnection(outage))
            {
                // This time nothing was written. Of an earlier time nobody may know.
                if (unknown.Contains(stimulus.CommandId)) throw new OutcomeUnknownException(outage);
                throw outage as NothingWrittenException ?? new NothingWrittenException(outage);
            }
            finally
            {
                inFlight.TryRemove(stimulus.CommandId, out _);
                mine.SetResult();
            }
        }
    }

    /// <summary>A step never lies before the one it follows, whatever the clocks of two nodes say.</summary>
    private static Stimulus InOrder(Stimulus stimulus, CaseState? state) =>
        state is not null && stimulus.At < state.UpdatedAt ? stimulus with { At = state.UpdatedAt } : stimulus;

    private static Instant ToMicroseconds(Instant at) => Instant.FromUnixTimeTicks(at.ToUnixTimeTicks() / 10 * 10);

    private static Func<CaseState?, Stimulus?> Once(Stimulus stimulus)
    {
        var taken = false;
        return state =>
        {
            if (taken) return null;
            taken = true;
            return InOrder(stimulus, state);
        };
    }

    private static Stimulus? NextOfHistory(CaseState? state, Func<CaseState?, Stimulus?> next, Instant until)
    {
        var stimulus = next(state);

        // What people did at the instant of a timer comes before it: a reply exactly at its deadline is in time.
        if (state?.Timers.MinBy(timer => timer.DueAt) is { DueAt: { } dueAt } timer && (stimulus is null ? dueAt <= until : dueAt < stimulus.At))
        {
            return new(state.CaseId, DerivedIds.TimerCommand(state.CaseId.Value, timer.Id, dueAt), Actor.System, Instant.Max(dueAt, state.UpdatedAt), new FireTimer(timer.Id));
        }

        return stimulus is null ? null : InOrder(stimulus with { At = ToMicroseconds(stimulus.At) }, state);
    }

    /// <summary>Steps and commits until it is won, refused or answered before.</summary>
    /// <remarks>The script gives, anew for each attempt, the function from the state so far to the next stimulus.</remarks>
    private async Task<CommandResult> RunAsync(
        CaseId caseId, Guid commandId, byte[]? requestHash, Func<Func<CaseState?, Stimulus?>> script, bool startsCase, SealedWords? words, CancellationToken ct)
    {
        // A start needs no look-up: a new case has nothing to load, and a repeated one is found by the commit.
        var head = cache.Find(caseId.Value) ?? (startsCase ? CaseHead.New : null);
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var isFresh = head is null;
            if (head is null)
            {
                (head, var before) = await store.LoadAsync(caseId.Value, commandId, null, ct);
                if (before is not null) return Repeat(commandId, before, requestHash);
            }

            var builder = new CaseWriteBuilder(head, projections);
            if (await StepAsync(builder, requestHash, script(), ct) is { } rejection)
            {
                if (isFresh) return Refuse(rejection);

                // What memory refuses, the database may know better: another node may have moved the case on.
                var (newest, before) = await store.LoadAsync(caseId.Value, commandId, head, ct);
                if (before is not null) return Repeat(commandId, before, requestHash);
                if (newest.Version == head.Version) return Refuse(rejection);
                cache.Put(caseId.Value, head = newest);
                continue;
            }

            if (builder.Answers is not [.., var (_, last)]) return new CommandResult.Accepted(caseId, head.Version, Engine.Values.Value.EmptyObject, Repeated: true);
            CommitOutcome outcome;
            try
            {
                outcome = await pipeline.CommitAsync(builder.Build(words, seal), ct);
            }
            catch (PostgresException taken) when (taken is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "ticket_number" })
            {
                return Refuse(new(
                    RejectionKind.State,
                    "ticket.numberTaken",
                    "工单编号已被占用：请重新提交以取得新编号。",
                    "Expected a new ticket number, but another ticket has it, so nothing was written: submit again to get a new one."));
            }
            catch (Exception failure)
            {
                if (failure is not NothingWrittenException) WriteTrace.Mark();
                cache.Remove(caseId.Value);
                throw;
            }

            switch (outcome)
            {
                case CommitOutcome.Won:
                    WriteTrace.Mark();
                    cache.Put(caseId.Value, builder.Head);
                    foreach (var (id, answer) in builder.Answers) answers.Add(id, answer);
                    changes.Publish(builder.Kinds);
                    return new CommandResult.Accepted(last.CaseId, last.Sequence, last.Answer, Repeated: false);
                case CommitOutcome.Repeated:
                    WriteTrace.Mark();
                    unknown.Add(commandId);
                    cache.Remove(caseId.Value);
                    if ((await store.LoadAsync(caseId.Value, commandId, null, ct)).Answer is { } first) return Repeat(commandId, first, requestHash);
                    break;
                default:
                    metrics.Conflict();
                    cache.Remove(caseId.Value);
                    break;
            }

            head = null;
        }

        metrics.Overloaded();
        return new CommandResult.Overloaded(TimeSpan.FromMilliseconds(500));
    }

    private async Task<Rejection?> StepAsync(CaseWriteBuilder builder, byte[]? requestHash, Func<CaseState?, Stimulus?> next, CancellationToken ct)
    {
        while (next(builder.Head.State) is { } stimulus)
        {
            if (Needed(stimulus, builder.Head.State).Any(hash => catalog.Definitions.ByHash(hash) is null)) await catalog.RefreshAsync(ct);
            var policy = catalog.PolicyAt(stimulus.At);
            switch (StepTrace.Step(engine, catalog.Definitions, builder.Head.State, stimulus, policy, metrics))
            {
                case Decided decided:
                    builder.Add(stimulus, requestHash ?? RequestHash.Of(stimulus, null), policy, decided.Decision);
                    break;
                case Engine.Execution.Refused refused:
                    return refused.Rejection;
            }
        }

        return null;
    }

    /// <summary>The definition versions that a step cannot do without: another node may have published one since.</summary>
    private static IEnumerable<string> Needed(Stimulus stimulus, CaseState? state)
    {
        if (stimulus.Input is StartCase start) yield return start.DefinitionHash;
        if (stimulus.Input is MigrateCase migrate) yield return migrate.ToHash;
        foreach (var instance in state?.Instances ?? []) yield return instance.DefinitionHash;
    }

    private CommandResult.Refused Refuse(Rejection rejection)
    {
        metrics.Refused();
        return CommandResult.Refuse(rejection);
    }

    private CommandResult Repeat(Guid commandId, FirstResult first, byte[]? requestHash)
    {
        metrics.Repeated();
        answers.Add(commandId, first);
        return first.To(requestHash ?? first.RequestHash);
    }
}
