using System.Collections.Concurrent;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Sql;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.MigrationImpact;

/// <summary>A batch of cases on their way to another version.</summary>
/// <param name="BatchId">The batch.</param>
/// <param name="DefinitionId">The definition.</param>
/// <param name="ToHash">The version they move to.</param>
/// <param name="ReportId">The report from which they were chosen, or null.</param>
/// <param name="State">running, paused, done or cancelled.</param>
/// <param name="CreatedBy">Account id.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="Total">Cases of the batch.</param>
/// <param name="Moved">Cases that moved.</param>
/// <param name="Refused">Cases that stay, each with its reason.</param>
/// <param name="Changed">Cases that stay because something happened to them since they were looked at.</param>
public sealed record MoveBatch(Guid BatchId, string DefinitionId, string ToHash, Guid? ReportId, string State, string CreatedBy, Instant CreatedAt, long Total, long Moved, long Refused, long Changed)
{
    /// <summary>Cases still to move; of a batch that was given up, those that it left alone.</summary>
    public long Pending => Total - Moved - Refused - Changed;
}

/// <summary>What became of one case of a batch.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Number">Number of its ticket, or null.</param>
/// <param name="FromHash">The version it ran.</param>
/// <param name="State">pending, moved, refused, changed (refused because something happened to it meanwhile) or cancelled.</param>
/// <param name="Code">Why it was refused, or null.</param>
/// <param name="Chinese">The reason in words, zh-CN, or null.</param>
/// <param name="English">The same in English, or null.</param>
/// <param name="At">When it was decided, or null.</param>
public sealed record MoveItem(Guid CaseId, string? Number, string FromHash, string State, string? Code, string? Chinese, string? English, Instant? At);

/// <summary>
/// Moves chosen cases to another version, a page at a time, so that a batch can be paused and goes on where it was after a crash, on this
/// host or another: one host at a time works on a batch, each case has a command id of its own, and a second try gets the first answer.
/// </summary>
public sealed class MigrationBatches(NpgsqlDataSource database, CaseRuntime cases, IClock clock)
{
    private const int PageSize = 40;

    /// <summary>How long noting a batch of any size may take.</summary>
    private const int BatchSeconds = 300;

    /// <summary>Cases that move at once: their commits share one statement.</summary>
    private const int AtOnce = 8;

    private readonly WorkLease lease = new(database, "migration_batch", "batch_id");

    /// <summary>Batches that run and that no host works on.</summary>
    public Task<IReadOnlyList<Guid>> AbandonedAsync(CancellationToken ct = default) => lease.AbandonedAsync(ct);

    /// <summary>Notes a batch of cases by name. It begins when somebody runs it.</summary>
    public async Task<Guid> CreateAsync(string definitionId, string toHash, IReadOnlyList<(Guid CaseId, string FromHash)> chosen, string by, CancellationToken ct = default)
    {
        var (now, batchId) = New();
        await using var command = database.Command(BatchSql.CreateBatch)
            .With<Guid[]>([.. chosen.Select(one => one.CaseId)]).With<string[]>([.. chosen.Select(one => one.FromHash)]).With(batchId).With(definitionId).With(toHash).With(by).With(now).Within(BatchSeconds);
        await command.ExecuteNonQueryAsync(ct);
        return batchId;
    }

    /// <summary>Notes a batch of those cases of a report that can move: all, those that fit the query, or those named.</summary>
    /// <returns>The batch; null where no case is among them.</returns>
    public async Task<Guid?> CreateAsync(MigrationImpactReport report, MigrationImpactQuery query, IReadOnlyCollection<Guid>? named, string by, CancellationToken ct = default)
    {
        var (now, batchId) = New();
        await using var command = new SqlTemplate(BatchSql.CreateBatchOfReport)
            .Rows(report.ReportId, query)
            .With("named", named?.ToArray())
            .With("batch_id", batchId)
            .With("definition_id", report.DefinitionId)
            .With("to_hash", report.TargetHash)
            .With("by", by)
            .With("now", now)
            .Command(database)
            .Within(BatchSeconds);
        return await command.ExecuteNonQueryAsync(ct) > 0 ? batchId : null;
    }

    /// <summary>Moves cases until the batch is done, paused, given up or taken over; what was left undone by a crash is taken up again.</summary>
    public async Task RunAsync(Guid batchId, CancellationToken ct = default)
    {
        var worker = Guid.NewGuid();
        try
        {
            while (await lease.HoldAsync(batchId, worker, ct) && await FindAsync(batchId, ct) is { } batch)
            {
                var page = await PendingAsync(batchId, ct);
                if (page.Count == 0)
                {
                    await using var end = database.Command(BatchSql.EndBatch).With(batchId).With(clock.GetCurrentInstant());
                    await end.ExecuteNonQueryAsync(ct);
                    return;
                }

                var outcomes = new ConcurrentBag<Outcome>();
                await Parallel.ForEachAsync(page, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (one, stop) => outcomes.Add(await MoveAsync(batch, one.CaseId, one.FromHash, one.SeenVersion, stop)));
                await NoteAsync(batchId, [.. outcomes], CancellationToken.None);
            }
        }
        finally
        {
            await lease.ReleaseAsync(batchId, worker);
        }
    }

    /// <summary>Pauses a running batch, or lets a paused one go on; false where it is neither.</summary>
    public async Task<bool> SetAsync(Guid batchId, bool isPaused, string by, CancellationToken ct = default)
    {
        await using var command = database.Command(BatchSql.SetBatch)
            .With(batchId).With(isPaused ? "paused" : "running").With(by).With(clock.GetCurrentInstant()).With(isPaused ? "running" : "paused");
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>Gives a batch up: what has moved stays moved, the rest is left alone. False where it is over already.</summary>
    public async Task<bool> CancelAsync(Guid batchId, string by, CancellationToken ct = default)
    {
        await using var command = database.Command(BatchSql.CancelBatch).With(batchId).With(by).With(clock.GetCurrentInstant());
        return await command.ExecuteScalarAsync(ct) is 1L;
    }

    /// <summary>The batch, or null.</summary>
    public async Task<MoveBatch?> FindAsync(Guid batchId, CancellationToken ct = default)
    {
        await using var command = database.Command(BatchSql.FindBatch).With(batchId);
        return await command.FirstRowAsync<MoveBatch>(ct);
    }

    /// <summary>The batches of a definition, the newest first, at most 20.</summary>
    public async Task<IReadOnlyList<MoveBatch>> OfDefinitionAsync(string definitionId, CancellationToken ct = default)
    {
        await using var command = database.Command(BatchSql.BatchesOfDefinition).With(definitionId);
        return await command.RowsAsync<MoveBatch>(ct);
    }

    /// <summary>What became of each case that the viewer may know of, by case, at most 200 at once.</summary>
    /// <param name="batchId">The batch.</param>
    /// <param name="viewer">Who looks.</param>
    /// <param name="states">Only cases that stand so; none: all.</param>
    /// <param name="after">The last case of the page before.</param>
    /// <param name="take">Rows wanted.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<MoveItem>> ItemsAsync(Guid batchId, Viewer viewer, IReadOnlyList<string>? states = null, Guid after = default, int take = 200, CancellationToken ct = default)
    {
        await using var command = new SqlTemplate(BatchSql.ListItems)
            .With("batch_id", batchId)
            .With("after", after)
            .With("limit", Math.Clamp(take, 1, 200))
            .With("states", states is { Count: > 0 } ? states.ToArray() : null)
            .SeenBy(viewer, "i.case_id")
            .Command(database);
        return await command.RowsAsync<MoveItem>(ct);
    }

    private (Instant Now, Guid BatchId) New() => clock.GetCurrentInstant() is var now ? (now, Guid.CreateVersion7(now.ToDateTimeOffset())) : default;

    private async Task<Outcome> MoveAsync(MoveBatch batch, Guid caseId, string fromHash, long? seen, CancellationToken ct)
    {
        var actor = new Actor(batch.CreatedBy, null, ["policyAdministrator"]);
        var commandId = DerivedIds.Derive($"move\n{batch.BatchId:N}\n{caseId:N}\n{fromHash}");
        while (true)
        {
            var stimulus = new Stimulus(new(caseId), commandId, actor, clock.GetCurrentInstant(), new MigrateCase(fromHash, batch.ToHash, Value.EmptyObject, Value.EmptyObject));
            switch (await cases.SubmitAsync(stimulus, null, ct))
            {
                case CommandResult.Refused { Rejection.Kind: RejectionKind.Unavailable }:
                    await Task.Delay(TimeSpan.FromSeconds(5), ct);
                    continue;
                case CommandResult.Overloaded busy:
                    await Task.Delay(busy.RetryAfter, ct);
                    continue;
                case CommandResult.Refused { Rejection: var rejection }:
                    var now = await cases.StateAsync(new(caseId), ct);
                    var hasChanged = now is null || now.IsClosed || rejection.Code == "migration.nothingToMove" || (seen is not null && now.Sequence != seen);
                    return new(caseId, fromHash, hasChanged ? "changed" : "refused", rejection);
                default:
                    return new(caseId, fromHash, "moved", null);
            }
        }
    }

    /// <summary>Writes what became of a page. A case that moved while its batch was given up has moved: that is what its record says.</summary>
    private async Task NoteAsync(Guid batchId, IReadOnlyList<Outcome> page, CancellationToken ct)
    {
        await using var command = database.Command(BatchSql.NoteItems).With(batchId)
            .With<Guid[]>([.. page.Select(one => one.CaseId)])
            .With<string[]>([.. page.Select(one => one.FromHash)])
            .With<string[]>([.. page.Select(one => one.State)])
            .With<string?[]>([.. page.Select(one => one.Why?.Code)])
            .With<string?[]>([.. page.Select(one => SafeText.For(one.Why?.Chinese))])
            .With<string?[]>([.. page.Select(one => SafeText.For(one.Why?.English))])
            .With(clock.GetCurrentInstant());
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<List<PendingItem>> PendingAsync(Guid batchId, CancellationToken ct)
    {
        await using var command = database.Command(BatchSql.PendingItems).With(batchId).With(PageSize);
        return await command.RowsAsync<PendingItem>(ct);
    }

    private sealed record PendingItem(Guid CaseId, string FromHash, long? SeenVersion);

    private sealed record Outcome(Guid CaseId, string FromHash, string State, Rejection? Why);
}
