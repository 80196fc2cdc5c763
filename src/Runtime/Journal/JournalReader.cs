using System.Security.Cryptography;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Serialization;
using Npgsql;

namespace JieSuJiBan.Runtime.Journal;

/// <summary>A stored entry: what it says and the bytes that were hashed.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Bytes">Its canonical bytes, as stored.</param>
/// <param name="Hash">The hash stored beside them, lower-case hexadecimal.</param>
public sealed record StoredEntry(JournalEntry Entry, ReadOnlyMemory<byte> Bytes, string Hash);

/// <summary>Something in a case's history that cannot have been written by this program.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Sequence">The entry concerned; 0 for the case as a whole.</param>
/// <param name="Code">Stable code, e.g. <c>journal.hashDiffers</c>.</param>
/// <param name="Chinese">The finding, zh-CN.</param>
/// <param name="English">The same in English.</param>
public sealed record ChainFinding(CaseId CaseId, long Sequence, string Code, string Chinese, string English);

/// <summary>What verifying a chain gave.</summary>
/// <param name="Entries">Entries read.</param>
/// <param name="Findings">What is wrong; empty: the chain holds.</param>
public sealed record ChainReport(long Entries, IReadOnlyList<ChainFinding> Findings);

/// <summary>Reads histories and proves them. Only ever reads the primary.</summary>
public sealed class JournalReader(NpgsqlDataSource dataSource)
{
    /// <summary>Entries of a case in order, after <paramref name="afterSequence"/>, at most <paramref name="limit"/>.</summary>
    public async Task<IReadOnlyList<StoredEntry>> ReadAsync(CaseId caseId, long afterSequence = 0, int limit = 1000, CancellationToken ct = default)
    {
        var entries = new List<StoredEntry>();
        await foreach (var row in RowsAsync(caseId, afterSequence, limit, ct)) entries.Add(new(JournalEntry.Parse(row.Entry), row.Entry, row.Hash));
        return entries;
    }

    /// <summary>
    /// Checks that the entries are numbered without gap, that each hash is that of its bytes, that each names the one before, that the
    /// columns say what the bytes say, and that the snapshot of the state is the one that its entry names.
    /// </summary>
    public async Task<ChainReport> VerifyAsync(CaseId caseId, CancellationToken ct = default)
    {
        var findings = new List<ChainFinding>();
        var expected = JournalEntry.Genesis;
        var count = 0L;
        var stateHashes = new Dictionary<long, string>();
        void Found(long sequence, string code, string chinese, string english) => findings.Add(new(caseId, sequence, code, chinese, english));

        await foreach (var row in RowsAsync(caseId, 0, int.MaxValue, ct))
        {
            count++;
            if (row.Sequence != count) Found(row.Sequence, "journal.gap", $"应为第{count}条，实为第{row.Sequence}条：有记录缺失。", $"Expected entry {count}, but found {row.Sequence}: entries are missing.");
            count = row.Sequence;
            if (Convert.ToHexStringLower(SHA256.HashData(row.Entry)) != row.Hash) Found(row.Sequence, "journal.hashDiffers", "记录内容与其摘要不符：记录被改动。", "The entry's bytes do not have the hash stored beside them: the entry was changed.");
            if (Parse(row.Entry) is not { } entry)
            {
                Found(row.Sequence, "journal.unreadable", "记录内容无法读取。", "The entry cannot be read.");
                expected = row.Hash;
                continue;
            }

            if (entry.PreviousHash != expected) Found(row.Sequence, "journal.chainBroken", "记录未指向前一条记录：链条断裂。", "The entry does not name the hash of the entry before: the chain is broken.");
            if (!row.Agrees(entry)) Found(row.Sequence, "journal.columnsDiffer", "索引列与记录内容不符。", "The columns do not say what the entry says.");
            expected = row.Hash;
            stateHashes[row.Sequence] = entry.StateHash;
        }

        await using var command = dataSource.CreateCommand("select version, last_hash, state, state_version from jsjb.case_state where case_id = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = caseId.Value });
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
        {
            if (count > 0) Found(0, "journal.stateMissing", "有历史记录而无当前状态。", "There is a history, but no live state.");
        }
        else
        {
            if (reader.GetInt64(0) != count) Found(0, "journal.tailMissing", $"当前状态为第{reader.GetInt64(0)}步，历史只到第{count}步：末尾记录缺失。", $"The live state is at step {reader.GetInt64(0)}, but the history ends at {count}: the tail is missing.");
            if (count > 0 && Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(1)) != expected) Found(0, "journal.lastHashDiffers", "当前状态所记末条摘要与历史不符。", "The live state names another last hash than the history has.");
            if (stateHashes.TryGetValue(reader.GetInt64(3), out var stateHash) && CaseStateSerializer.Hash(reader.GetFieldValue<byte[]>(2)) != stateHash) Found(0, "journal.stateDiffers", "状态快照与该步记录所记摘要不符：状态被改动。", "The snapshot of the state does not have the hash that its entry names: the state was changed.");
        }

        return new(count, findings);
    }

    /// <summary>Verifies every case, oldest first.</summary>
    public async IAsyncEnumerable<ChainReport> VerifyAllAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct = default)
    {
        var after = Guid.Empty;
        while (true)
        {
            var page = new List<Guid>();
            await using (var command = dataSource.CreateCommand("select case_id from jsjb.case_state where case_id > $1 order by case_id limit 1000"))
            {
                command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = after });
                await using var reader = await command.ExecuteReaderAsync(ct);
                while (await reader.ReadAsync(ct)) page.Add(reader.GetGuid(0));
            }

            if (page.Count == 0) yield break;
            foreach (var caseId in page) yield return await VerifyAsync(new(caseId), ct);
            after = page[^1];
        }
    }

    private static JournalEntry? Parse(byte[] bytes)
    {
        try
        {
            return JournalEntry.Parse(bytes);
        }
        catch (Exception unreadable) when (unreadable is FormatException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private async IAsyncEnumerable<Row> RowsAsync(CaseId caseId, long after, int limit, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            "select seq, command_id, actor, input_kind, entry, hash from jsjb.journal where case_id = $1 and seq > $2 order by seq limit $3");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = caseId.Value });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            yield return new(
                caseId.Value,
                reader.GetInt64(0),
                reader.GetGuid(1),
                reader.GetString(2),
                reader.GetString(3),
                reader.GetFieldValue<byte[]>(4),
                Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(5)));
        }
    }

    private sealed record Row(Guid CaseId, long Sequence, Guid CommandId, string Actor, string InputKind, byte[] Entry, string Hash)
    {
        public bool Agrees(JournalEntry entry) =>
            entry.CaseId.Value == CaseId && entry.Sequence == Sequence && entry.Stimulus.CommandId == CommandId
            && Commit.SafeText.For(entry.Stimulus.Actor.Id) == Actor && entry.Stimulus.Input.GetType().Name == InputKind;
    }
}
