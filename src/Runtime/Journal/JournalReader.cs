using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Runtime.Sql;
using Npgsql;

namespace JieSuJiBan.Runtime.Journal;

/// <summary>A stored entry: what it says and the bytes that were hashed.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Bytes">Its bytes under its encoding, as stored.</param>
/// <param name="Hash">The hash stored beside them, lower-case hexadecimal.</param>
public sealed record StoredEntry(JournalEntry Entry, ReadOnlyMemory<byte> Bytes, string Hash);

/// <summary>Reads histories. Only ever reads the primary.</summary>
public sealed class JournalReader(NpgsqlDataSource dataSource)
{
    /// <summary>Entries of a case in order, after <paramref name="afterSequence"/>, at most <paramref name="limit"/>.</summary>
    /// <exception cref="FormatException">An entry is none, or under an encoding that this program does not know.</exception>
    public async Task<IReadOnlyList<StoredEntry>> ReadAsync(CaseId caseId, long afterSequence = 0, int limit = 1000, CancellationToken ct = default)
    {
        await using var command = dataSource.Command(JournalSql.ReadEntries).With(caseId.Value).With(afterSequence).With(limit);
        return (await command.RowsAsync<EntryRow>(ct)).ConvertAll(row => new StoredEntry(EntryEncoding.Of(row.Encoding).Read(row.Entry), row.Entry, Convert.ToHexStringLower(row.Hash)));
    }

    private sealed record EntryRow(int Encoding, byte[] Entry, byte[] Hash);
}
