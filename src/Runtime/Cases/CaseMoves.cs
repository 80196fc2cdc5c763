using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace JieSuJiBan.Runtime.Cases;

/// <summary>A batch of cases on their way to another version.</summary>
/// <param name="BatchId">The batch.</param>
/// <param name="DefinitionId">The definition.</param>
/// <param name="ToHash">The version they move to.</param>
/// <param name="State">running, paused or done.</param>
/// <param name="CreatedBy">Account id.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="Pending">Cases still to move.</param>
/// <param name="Moved">Cases that moved.</param>
/// <param name="Refused">Cases that stay, each with its reason.</param>
public sealed record MoveBatch(Guid BatchId, string DefinitionId, string ToHash, string State, string CreatedBy, Instant CreatedAt, long Pending, long Moved, long Refused);

/// <summary>What became of one case of a batch.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="FromHash">The version it ran.</param>
/// <param name="State">pending, moved or refused.</param>
/// <param name="Code">Why it was refused, or null.</param>
/// <param name="Chinese">The reason in words, zh-CN, or null.</param>
/// <param name="English">The same in English, or null.</param>
/// <param name="At">When it was decided, or null.</param>
public sealed record MoveItem(Guid CaseId, string FromHash, string State, string? Code, string? Chinese, string? English, Instant? At);

/// <summary>
/// Moves chosen cases to another version, a page at a time, so that a batch can be paused and goes on where it was after a crash: each
/// case has a command id of its own, and a second try gets the first answer.
/// </summary>
public sealed class CaseMoves(NpgsqlDataSource dataSource, CaseRuntime cases, IClock clock)
{
    private const int PageSize = 25;

    /// <summary>Notes a batch. It begins when somebody runs it.</summary>
    public async Task<Guid> CreateAsync(string definitionId, string toHash, IReadOnlyList<(Guid CaseId, string FromHash)> chosen, string by, CancellationToken ct = default)
    {
        var now = clock.GetCurrentInstant();
        var batchId = Guid.CreateVersion7(now.ToDateTimeOffset());
        await using var command = dataSource.CreateCommand(
            """
            with batch as (
                insert into jsjb.migration_batch (batch_id, definition_id, to_hash, state, created_by, created_at, changed_by, changed_at)
                values ($1, $2, $3, 'running', $4, $5, $4, $5))
            insert into jsjb.migration_item (batch_id, case_id, from_hash, state)
            select $1, case_id, from_hash, 'pending' from unnest($6, $7) as chosen (case_id, from_hash)
            on conflict do nothing
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = batchId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = definitionId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = toHash });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = by });
        command.Parameters.Add(new NpgsqlParameter<Instant> { TypedValue = now });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. chosen.Select(one => one.CaseId)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. chosen.Select(one => one.FromHash)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(ct);
        return batchId;
    }

    /// <summary>Moves cases until the batch is done or paused; what was left undone by a crash is taken up again.</summary>
    public async Task RunAsync(Guid batchId, CancellationToken ct = default)
    {
        while (await FindAsync(batchId, ct) is { State: "running" } batch)
        {
            var page = await PendingAsync(batchId, ct);
            if (page.Count == 0)
            {
                await ExecuteAsync("update jsjb.migration_batch set state = 'done', finished_at = $2 where batch_id = $1 and state = 'running'", ct, batchId, clock.GetCurrentInstant());
                return;
            }

            foreach (var (caseId, fromHash) in page) await MoveAsync(batch, caseId, fromHash, ct);
        }
    }

    /// <summary>Pauses a running batch, or lets a paused one go on; false where it is neither.</summary>
    public async Task<bool> SetAsync(Guid batchId, bool isPaused, string by, CancellationToken ct = default) => await ExecuteAsync(
        "update jsjb.migration_batch set state = $2, changed_by = $3, changed_at = $4 where batch_id = $1 and state = $5",
        ct,
        batchId,
        isPaused ? "paused" : "running",
        by,
        clock.GetCurrentInstant(),
        isPaused ? "running" : "paused") == 1;

    /// <summary>The batch, or null.</summary>
    public async Task<MoveBatch?> FindAsync(Guid batchId, CancellationToken ct = default) => (await ListAsync("batch.batch_id = $1", batchId, ct)).FirstOrDefault();

    /// <summary>The batches of a definition, the newest first, at most 50.</summary>
    public Task<IReadOnlyList<MoveBatch>> OfDefinitionAsync(string definitionId, CancellationToken ct = default) => ListAsync("batch.definition_id = $1", definitionId, ct);

    /// <summary>What became of each case, refused ones first.</summary>
    public async Task<IReadOnlyList<MoveItem>> ItemsAsync(Guid batchId, int take = 200, CancellationToken ct = default)
    {
        await using var command = dataSource.CreateCommand(
            "select case_id, from_hash, state, code, chinese, english, at from jsjb.migration_item where batch_id = $1 order by state = 'refused' desc, at desc nulls last, case_id limit $2");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = batchId });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = take });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var items = new List<MoveItem>();
        while (await reader.ReadAsync(ct))
        {
            items.Add(new(
                reader.GetGuid(0),
                reader.GetString(1),
                reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetString(3),
                reader.IsDBNull(4) ? null : reader.GetString(4),
                reader.IsDBNull(5) ? null : reader.GetString(5),
                reader.IsDBNull(6) ? null : reader.GetFieldValue<Instant>(6)));
        }

        return items;
    }

    private async Task MoveAsync(MoveBatch batch, Guid caseId, string fromHash, CancellationToken ct)
    {
        var actor = new Actor(batch.CreatedBy, null, ["policyAdministrator"]);
        while (true)
        {
            var stimulus = new Stimulus(new(caseId), Names.Derive($"move\n{batch.BatchId:N}\n{caseId:N}"), actor, clock.GetCurrentInstant(), new MigrateCase(fromHash, batch.ToHash, Value.EmptyObject, Value.EmptyObject));
            switch (await cases.SubmitAsync(stimulus, null, ct))
            {
                case CommandAnswer.Overloaded busy:
                    await Task.Delay(busy.RetryAfter, ct);
                    continue;
                case CommandAnswer.Refused { Rejection: var rejection }:
                    await NoteAsync(batch.BatchId, caseId, rejection, ct);
                    return;
                default:
                    await NoteAsync(batch.BatchId, caseId, null, ct);
                    return;
            }
        }
    }

    private Task<int> NoteAsync(Guid batchId, Guid caseId, Rejection? rejection, CancellationToken ct) => ExecuteAsync(
        "update jsjb.migration_item set state = $3, code = $4, chinese = $5, english = $6, at = $7 where batch_id = $1 and case_id = $2 and state = 'pending'",
        ct,
        batchId,
        caseId,
        rejection is null ? "moved" : "refused",
        rejection?.Code,
        rejection?.Chinese,
        rejection?.English,
        clock.GetCurrentInstant());

    private async Task<List<(Guid CaseId, string FromHash)>> PendingAsync(Guid batchId, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("select case_id, from_hash from jsjb.migration_item where batch_id = $1 and state = 'pending' order by case_id limit $2");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = batchId });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = PageSize });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var page = new List<(Guid, string)>();
        while (await reader.ReadAsync(ct)) page.Add((reader.GetGuid(0), reader.GetString(1)));
        return page;
    }

    private async Task<IReadOnlyList<MoveBatch>> ListAsync(string condition, object value, CancellationToken ct)
    {
#pragma warning disable CA2100 // One of two constants of this class.
        await using var command = dataSource.CreateCommand(
            $"""
            select batch.batch_id, batch.definition_id, batch.to_hash, batch.state, batch.created_by, batch.created_at,
                   count(*) filter (where item.state = 'pending'), count(*) filter (where item.state = 'moved'), count(*) filter (where item.state = 'refused')
            from jsjb.migration_batch batch left join jsjb.migration_item item using (batch_id)
            where {condition}
            group by batch.batch_id order by batch.created_at desc limit 50
            """);
#pragma warning restore CA2100
        command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var batches = new List<MoveBatch>();
        while (await reader.ReadAsync(ct))
        {
            batches.Add(new(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetFieldValue<Instant>(5), reader.GetInt64(6), reader.GetInt64(7), reader.GetInt64(8)));
        }

        return batches;
    }

    private async Task<int> ExecuteAsync(string sql, CancellationToken ct, params object?[] parameters)
    {
#pragma warning disable CA2100 // Constants of this class only.
        await using var command = dataSource.CreateCommand(sql);
#pragma warning restore CA2100
        foreach (var parameter in parameters) command.Parameters.Add(parameter is null ? new() { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text } : new() { Value = parameter });
        return await command.ExecuteNonQueryAsync(ct);
    }
}
