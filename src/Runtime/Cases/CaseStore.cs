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
            """
            select s.version, case when s.version <> $3 then s.state end, s.last_hash, c.case_id, c.request_hash, c.answer::text
            from (select) nothing
            left join jsjb.case_state s on s.case_id = $1
            left join jsjb.command c on c.command_id = $2
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = caseId });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = commandId });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = known?.Version ?? -1 });
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var head = await reader.IsDBNullAsync(0, ct) ? CaseHead.New
            : await reader.IsDBNullAsync(1, ct) ? known!
            : Head(reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<byte[]>(2));
        var answer = await reader.IsDBNullAsync(3, ct) ? null : FirstAnswer.Of(reader.GetGuid(3), reader.GetFieldValue<byte[]>(4), reader.GetString(5));
        return (head, answer);
    }

    private async Task<Dictionary<Guid, CaseHead>> LoadManyOnceAsync(Guid[] caseIds, CancellationToken ct)
    {
        var heads = new Dictionary<Guid, CaseHead>(caseIds.Length);
        if (caseIds.Length == 0) return heads;
        metrics.Statement();
        await using var command = dataSource.CreateCommand("select case_id, state, last_hash from jsjb.case_state where case_id = any($1)");
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = caseIds });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) heads[reader.GetGuid(0)] = Head(reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<byte[]>(2));
        return heads;
    }

    private static CaseHead Head(byte[] stateBytes, byte[] lastHash)
    {
        var state = CaseStateSerializer.FromBytes(stateBytes);
        return new(state, Convert.ToHexStringLower(lastHash), UnitBuilder.Project(state), stateBytes.Length);
    }
}
