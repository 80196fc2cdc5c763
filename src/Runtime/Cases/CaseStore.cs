using JieSuJiBan.Engine.Serialization;
using JieSuJiBan.Runtime.Commit;
using JieSuJiBan.Runtime.Sql;
using Npgsql;

namespace JieSuJiBan.Runtime.Cases;

/// <summary>Reads heads of cases: always from the primary, state and command in one snapshot.</summary>
internal sealed class CaseStore(NpgsqlDataSource dataSource, CaseProjections projections, RuntimeMetrics metrics)
{
    /// <summary>
    /// The head of the case, and the first answer to the command where it was accepted before. <paramref name="known"/> is returned as it
    /// is where it is still the newest: then the state does not travel.
    /// </summary>
    public Task<(CaseHead Head, FirstResult? Answer)> LoadAsync(Guid caseId, Guid commandId, CaseHead? known, CancellationToken ct) =>
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

    private async Task<(CaseHead Head, FirstResult? Answer)> LoadOnceAsync(Guid caseId, Guid commandId, CaseHead? known, CancellationToken ct)
    {
        metrics.Statement();
        await using var command = dataSource.Command(CaseSql.LoadHead).With(caseId).With(commandId).With(known?.Version ?? -1);
        var row = (await command.FirstRowAsync<LoadedRow>(ct))!;
        var head = row.StoredVersion is null ? CaseHead.New
            : row.Version is not { } version ? known!
            : Head(version, row.LastHash!, row.Stored);
        var answer = row.AnsweredCase is { } answered ? FirstResult.Of(answered, row.RequestHash!, row.Answer!) : null;
        return (head, answer);
    }

    private async Task<Dictionary<Guid, CaseHead>> LoadManyOnceAsync(Guid[] caseIds, CancellationToken ct)
    {
        var heads = new Dictionary<Guid, CaseHead>(caseIds.Length);
        if (caseIds.Length == 0) return heads;
        metrics.Statement();
        await using var command = dataSource.Command(CaseSql.LoadHeads).With(caseIds);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = RowMapping<HeadRow>.For(reader);
        while (await reader.ReadAsync(ct))
        {
            var row = rows.Read();
            heads[row.CaseId] = Head(row.Version, row.LastHash, row.Stored);
        }

        return heads;
    }

    /// <summary>The head that a row says. What does not fit together is not gone on from.</summary>
    private CaseHead Head(long version, byte[] hashBytes, StoredStateRow stored)
    {
        var lastHash = Convert.ToHexStringLower(hashBytes);
        var (state, last) = StoredState.Read(stored);
        var (hash, length) = CaseStateSerializer.Measure(state);
        if (state.Sequence != version || (last is not null && (last.Hash != lastHash || last.StateHash != hash)))
        {
            throw new InvalidDataException($"案件 {state.CaseId} 的快照与历史记录不一致，请先核验历史。 / Snapshot and journal of case {state.CaseId} do not fit together: verify its history first.");
        }

        return new(state, lastHash, projections.RowsOf(state), length);
    }

    private sealed record LoadedRow(long? StoredVersion, long? Version, byte[]? LastHash, StoredStateRow Stored, Guid? AnsweredCase, byte[]? RequestHash, string? Answer);

    private sealed record HeadRow(Guid CaseId, long Version, byte[] LastHash, StoredStateRow Stored);
}
