using JieSuJiBan.Engine.Serialization;
using JieSuJiBan.Runtime.Commit;
using Npgsql;

namespace JieSuJiBan.Runtime.Cases;

/// <summary>Reads heads of cases: always from the primary, state and command in one snapshot.</summary>
internal sealed class CaseStore(NpgsqlDataSource dataSource, RuntimeMetrics metrics)
{
    /// <summary>
    /// The head of the case, and the first answer to the command where it was accepted before. <paramref name="known"/> is returned as it
    /// is where it is still the newest: then the state does not travel.
    /// </summary>
    public Task<(CaseHead Head, FirstAnswer? Answer)> LoadAsync(Guid caseId, Guid commandId, CaseHead? known, CancellationToken ct) =>
        TwiceAsync(() => LoadOnceAsync(caseId, commandId, known, ct));

    /// <summary>The heads of many cases with one statement, for work that comes in batches.</summary>
    public Task<Dictionary<Guid, CaseHead>> LoadManyAsync(Guid[] caseIds, CancellationToken ct) => TwiceAsync(() => LoadManyOnceAsync(caseIds, ct));

    /// <summary>Reading may be repeated: after the server restarted, the pool still holds connections to the old one.</summary>
    private async Task<T> TwiceAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (NpgsqlException outage) when (Failure.IsConnection(outage))
        {
            metrics.Retried();
            dataSource.Clear();
            return await read();
        }
    }

    private async Task<(CaseHead Head, FirstAnswer? Answer)> LoadOnceAsync(Guid caseId, Guid commandId, CaseHead? known, CancellationToken ct)
    {
        metrics.Statement();
        await using var command = dataSource.CreateCommand(
            $"""
            select v.version, n.version, n.last_hash, {StoredState.Columns("n")}, c.case_id, c.request_hash, c.answer::text
            from (select) nothing
            left join jsjb.case_state v on v.case_id = $1
            left join jsjb.case_state n on n.case_id = $1 and n.version <> $3
            left join jsjb.command c on c.command_id = $2
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = caseId });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = commandId });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = known?.Version ?? -1 });
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var head = await reader.IsDBNullAsync(0, ct) ? CaseHead.New
            : await reader.IsDBNullAsync(1, ct) ? known!
            : Head(reader, 1);
        var answer = await reader.IsDBNullAsync(5, ct) ? null : FirstAnswer.Of(reader.GetGuid(5), reader.GetFieldValue<byte[]>(6), reader.GetString(7));
        return (head, answer);
    }

    private async Task<Dictionary<Guid, CaseHead>> LoadManyOnceAsync(Guid[] caseIds, CancellationToken ct)
    {
        var heads = new Dictionary<Guid, CaseHead>(caseIds.Length);
        if (caseIds.Length == 0) return heads;
        metrics.Statement();
        await using var command = dataSource.CreateCommand($"select s.case_id, s.version, s.last_hash, {StoredState.Columns("s")} from jsjb.case_state s where s.case_id = any($1)");
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = caseIds });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) heads[reader.GetGuid(0)] = Head(reader, 1);
        return heads;
    }

    /// <summary>The head of a row: version, last hash and the columns of <see cref="StoredState"/>. What does not fit together is not gone on from.</summary>
    private static CaseHead Head(NpgsqlDataReader reader, int column)
    {
        var lastHash = Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(column + 1));
        var (state, last) = StoredState.ReadWithLast(reader, column + 2);
        var (hash, length) = CaseStateSerializer.Measure(state);
        if (state.Sequence != reader.GetInt64(column) || (last is not null && (last.Hash != lastHash || last.StateHash != hash)))
        {
            throw new InvalidDataException($"案件 {state.CaseId} 的快照与历史记录不一致，请先核验历史。 / Snapshot and journal of case {state.CaseId} do not fit together: verify its history first.");
        }

        return new(state, lastHash, UnitBuilder.Project(state), length);
    }
}
