using System.Collections.Concurrent;
using System.Globalization;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Commit;
using JieSuJiBan.Runtime.Flight;
using JieSuJiBan.Runtime.Inbox;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace JieSuJiBan.Runtime.Cases;

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
public sealed class CaseMoves(NpgsqlDataSource database, CaseRuntime cases, IClock clock)
{
    private const int PageSize = 40;

    /// <summary>Cases that move at once: their commits share one statement.</summary>
    private const int AtOnce = 8;

    private readonly WorkLease lease = new(database, "migration_batch", "batch_id");

    /// <summary>Batches that run and that no host works on.</summary>
    public Task<IReadOnlyList<Guid>> AbandonedAsync(CancellationToken ct = default) => lease.AbandonedAsync(ct);

    /// <summary>Notes a batch of cases by name. It begins when somebody runs it.</summary>
    public async Task<Guid> CreateAsync(string definitionId, string toHash, IReadOnlyList<(Guid CaseId, string FromHash)> chosen, string by, CancellationToken ct = default)
    {
        await using var command = database.CreateCommand();
        command.Parameters.Add(new() { Value = chosen.Select(one => one.CaseId).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = chosen.Select(one => one.FromHash).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        return await CreateAsync(command, "select case_id, from_hash, null::bigint as version from unnest($1, $2) as one (case_id, from_hash)", definitionId, toHash, null, by, isEmptyToo: true, ct)
            ?? throw new InvalidOperationException("The batch was not written.");
    }

    /// <summary>Notes a batch of those cases of a report that can move: all, those that fit the query, or those named.</summary>
    /// <returns>The batch; null where no case is among them.</returns>
    public async Task<Guid?> CreateAsync(FlightReport report, FlightQuery query, IReadOnlyCollection<Guid>? named, string by, CancellationToken ct = default)
    {
        await using var command = database.CreateCommand();
        var conditions = FlightStore.Conditions(command, report.ReportId, query, null);
        conditions.Add("r.verdict in ('same', 'mappable')");
        if (named is not null)
        {
            command.Parameters.Add(new() { Value = named.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
            conditions.Add(string.Create(CultureInfo.InvariantCulture, $"r.case_id = any(${command.Parameters.Count})"));
        }

        return await CreateAsync(command, $"select r.case_id, r.from_hash, r.version from jsjb.flight_row r where {string.Join(" and ", conditions)}", report.DefinitionId, report.TargetHash, report.ReportId, by, isEmptyToo: false, ct);
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
                    await ExecuteAsync("update jsjb.migration_batch set state = 'done', finished_at = $2 where batch_id = $1 and state = 'running'", ct, batchId, clock.GetCurrentInstant());
                    return;
                }

                var outcomes = new ConcurrentBag<Outcome>();
                await Parallel.ForEachAsync(page, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (one, stop) => outcomes.Add(await MoveAsync(batch, one.CaseId, one.FromHash, one.Seen, stop)));
                await NoteAsync(batchId, [.. outcomes], CancellationToken.None);
            }
        }
        finally
        {
            await lease.ReleaseAsync(batchId, worker);
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

    /// <summary>Gives a batch up: what has moved stays moved, the rest is left alone. False where it is over already.</summary>
    public async Task<bool> CancelAsync(Guid batchId, string by, CancellationToken ct = default) => await ExecuteAsync(
        """
        with given_up as (
            update jsjb.migration_batch set state = 'cancelled', finished_at = $3, changed_by = $2, changed_at = $3 where batch_id = $1 and state in ('running', 'paused') returning batch_id
        ), left_alone as (
            update jsjb.migration_item i set state = 'cancelled', at = $3 from given_up g where i.batch_id = g.batch_id and i.state = 'pending')
        select count(*)::int from given_up
        """, ct, batchId, by, clock.GetCurrentInstant()) == 1;

    /// <summary>The batch, or null.</summary>
    public async Task<MoveBatch?> FindAsync(Guid batchId, CancellationToken ct = default) => (await ListAsync("batch_id = $1", batchId, ct)).FirstOrDefault();

    /// <summary>The batches of a definition, the newest first, at most 20.</summary>
    public Task<IReadOnlyList<MoveBatch>> OfDefinitionAsync(string definitionId, CancellationToken ct = default) => ListAsync("definition_id = $1", definitionId, ct);

    /// <summary>What became of each case that the viewer may know of, by case, at most 200 at once.</summary>
    /// <param name="batchId">The batch.</param>
    /// <param name="viewer">Who looks.</param>
    /// <param name="states">Only cases that stand so; none: all.</param>
    /// <param name="after">The last case of the page before.</param>
    /// <param name="take">Rows wanted.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<MoveItem>> ItemsAsync(Guid batchId, Viewer viewer, IReadOnlyList<string>? states = null, Guid after = default, int take = 200, CancellationToken ct = default)
    {
        await using var command = database.CreateCommand();
        command.Parameters.Add(new() { Value = batchId });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = Math.Clamp(take, 1, 200) });
        var conditions = "i.batch_id = $1 and i.case_id > $2";
        if (states is { Count: > 0 })
        {
            command.Parameters.Add(new() { Value = states.ToArray() });
            conditions += " and i.state = any($4)";
        }

        if (Sight.Of(viewer, "i.case_id", "$" + (command.Parameters.Count + 1).ToString(CultureInfo.InvariantCulture)) is { } sight)
        {
            conditions += " and " + sight;
            if (viewer.Scope == TicketScope.OwnUnit) command.Parameters.Add(new() { Value = viewer.UnitCode! });
        }

#pragma warning disable CA2100 // Constants of this class; every value is a parameter.
        command.CommandText =
            $"""
            select i.case_id, t.number, i.from_hash, i.state, i.code, i.chinese, i.english, i.at
            from jsjb.migration_item i left join jsjb.ticket t using (case_id) where {conditions} order by i.case_id, i.from_hash limit $3
            """;
#pragma warning restore CA2100
        return await Rows.ListAsync(command, row => new MoveItem(
            row.GetGuid(0), Rows.Text(row, 1), row.GetString(2), row.GetString(3), Rows.Text(row, 4), Rows.Text(row, 5), Rows.Text(row, 6), row.IsDBNull(7) ? null : row.GetFieldValue<Instant>(7)), ct);
    }

    private async Task<Guid?> CreateAsync(NpgsqlCommand command, string select, string definitionId, string toHash, Guid? reportId, string by, bool isEmptyToo, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var batchId = Guid.CreateVersion7(now.ToDateTimeOffset());
        var first = command.Parameters.Count + 1;
        foreach (var value in (object[])[batchId, definitionId, toHash, by, now]) command.Parameters.Add(new() { Value = value });
        command.Parameters.Add(new() { Value = reportId ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        string At(int offset) => "$" + (first + offset).ToString(CultureInfo.InvariantCulture);
#pragma warning disable CA2100 // Constants of this class; every value is a parameter.
        command.CommandText =
            $"""
            with chosen as materialized ({select}), item as (
                insert into jsjb.migration_item (batch_id, case_id, from_hash, seen_version, state)
                select {At(0)}, case_id, from_hash, version, 'pending' from chosen
                on conflict do nothing
            )
            insert into jsjb.migration_batch (batch_id, definition_id, to_hash, report_id, state, total, created_by, created_at, changed_by, changed_at)
            select {At(0)}, {At(1)}, {At(2)}, {At(5)}, 'running', count(distinct (case_id, from_hash)), {At(3)}, {At(4)}, {At(3)}, {At(4)} from chosen {(isEmptyToo ? "" : "having count(*) > 0")}
            """;
#pragma warning restore CA2100
        command.CommandTimeout = 300;
        return await command.ExecuteNonQueryAsync(ct) > 0 ? batchId : null;
    }

    private async Task<Outcome> MoveAsync(MoveBatch batch, Guid caseId, string fromHash, long? seen, CancellationToken ct)
    {
        var actor = new Actor(batch.CreatedBy, null, ["policyAdministrator"]);
        var commandId = Names.Derive($"move\n{batch.BatchId:N}\n{caseId:N}\n{fromHash}");
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
        await using var command = database.CreateCommand(
            """
            with noted as (
                update jsjb.migration_item i set state = n.state, code = n.code, chinese = n.chinese, english = n.english, at = $8
                from unnest($2, $3, $4, $5, $6, $7) as n (case_id, from_hash, state, code, chinese, english)
                where i.batch_id = $1 and i.case_id = n.case_id and i.from_hash = n.from_hash and i.state in ('pending', 'cancelled')
                returning i.state
            ), counted as (select count(*) filter (where state = 'moved') as moved, count(*) filter (where state = 'refused') as refused, count(*) filter (where state = 'changed') as changed from noted)
            update jsjb.migration_batch b set moved = b.moved + c.moved, refused = b.refused + c.refused, changed = b.changed + c.changed from counted c where b.batch_id = $1
            """);
        command.Parameters.Add(new() { Value = batchId });
        command.Parameters.Add(new() { Value = page.Select(one => one.CaseId).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        foreach (var column in (string?[][])
        [
            [.. page.Select(one => one.FromHash)], [.. page.Select(one => one.State)], [.. page.Select(one => one.Why?.Code)],
            [.. page.Select(one => SafeText.For(one.Why?.Chinese))], [.. page.Select(one => SafeText.For(one.Why?.English))],
        ])
        {
            command.Parameters.Add(new() { Value = column, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        }

        command.Parameters.Add(new() { Value = clock.GetCurrentInstant() });
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<List<(Guid CaseId, string FromHash, long? Seen)>> PendingAsync(Guid batchId, CancellationToken ct)
    {
        await using var command = database.CreateCommand("select case_id, from_hash, seen_version from jsjb.migration_item where batch_id = $1 and state = 'pending' order by case_id, from_hash limit $2");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = batchId });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = PageSize });
        return await Rows.ListAsync(command, row => (row.GetGuid(0), row.GetString(1), row.IsDBNull(2) ? (long?)null : row.GetInt64(2)), ct);
    }

    private async Task<IReadOnlyList<MoveBatch>> ListAsync(string condition, object value, CancellationToken ct)
    {
#pragma warning disable CA2100 // One of two constants of this class.
        await using var command = database.CreateCommand(
            $"select batch_id, definition_id, to_hash, report_id, state, created_by, created_at, total, moved, refused, changed from jsjb.migration_batch where {condition} order by created_at desc limit 20");
#pragma warning restore CA2100
        command.Parameters.Add(new() { Value = value });
        return await Rows.ListAsync(command, row => new MoveBatch(
            row.GetGuid(0), row.GetString(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetGuid(3), row.GetString(4), row.GetString(5), row.GetFieldValue<Instant>(6),
            row.GetInt64(7), row.GetInt64(8), row.GetInt64(9), row.GetInt64(10)), ct);
    }

    /// <summary>Rows changed, or the number that the statement answers with.</summary>
    private async Task<int> ExecuteAsync(string sql, CancellationToken ct, params object[] parameters)
    {
#pragma warning disable CA2100 // Constants of this class only.
        await using var command = database.CreateCommand(sql);
#pragma warning restore CA2100
        foreach (var parameter in parameters) command.Parameters.Add(new() { Value = parameter });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? reader.GetInt32(0) : reader.RecordsAffected;
    }

    private sealed record Outcome(Guid CaseId, string FromHash, string State, Rejection? Why);
}
