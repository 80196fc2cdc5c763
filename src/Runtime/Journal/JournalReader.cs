using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using Npgsql;

namespace JieSuJiBan.Runtime.Journal;

/// <summary>A stored entry: what it says and the bytes that were hashed.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Bytes">Its canonical bytes, as stored.</param>
/// <param name="Hash">The hash stored beside them, lower-case hexadecimal.</param>
public sealed record StoredEntry(JournalEntry Entry, ReadOnlyMemory<byte> Bytes, string Hash);

/// <summary>Reads histories. Only ever reads the primary.</summary>
public sealed class JournalReader(NpgsqlDataSource dataSource)
{
    /// <summary>Entries of a case in order, after <paramref name="afterSequence"/>, at most <paramref name="limit"/>.</summary>
    public async Task<IReadOnlyList<StoredEntry>> ReadAsync(CaseId caseId, long afterSequence = 0, int limit = 1000, CancellationToken ct = default)
    {
        var entries = new List<StoredEntry>();
        await foreach (var row in RowsAsync(caseId, afterSequence, limit, ct)) entries.Add(new(JournalEntry.Parse(row.Entry), row.Entry, row.Hash));
        return entries;
    }

    private async IAsyncEnumerable<(byte[] Entry, string Hash)> RowsAsync(CaseId caseId, long after, int limit, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("select entry, hash from jsjb.journal where case_id = $1 and seq > $2 order by seq limit $3");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = caseId.Value });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) yield return (reader.GetFieldValue<byte[]>(0), Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(1)));
    }
}
