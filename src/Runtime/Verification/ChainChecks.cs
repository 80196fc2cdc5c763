using System.Text.Json;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Serialization;
using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Runtime.Verification;

/// <summary>The journal itself: numbered without gap, each hash that of its bytes, each entry naming the one before, the columns saying what the bytes say.</summary>
internal static class ChainChecks
{
    /// <summary>The entries; null where one cannot be read, so that nothing can be derived from them.</summary>
    public static IReadOnlyList<JournalEntry>? Check(Guid caseId, CaseRows rows, Findings findings)
    {
        var entries = new List<JournalEntry>(rows.Journal.Count);
        var expected = JournalEntry.Genesis;
        var count = 0L;
        foreach (var row in rows.Journal)
        {
            count++;
            if (row.Sequence != count) findings.Add("journal.gap", $"应为第{count}条，实为第{row.Sequence}条：有记录缺失。", $"Expected entry {count}, but found {row.Sequence}: entries are missing.", row.Sequence);
            count = row.Sequence;
            if (EntryEncoding.Find(row.Encoding) is not { } encoding)
            {
                findings.Add("journal.encodingUnknown", $"记录的编码编号为 {row.Encoding}，本程序不认识：该编号被改动，或记录由更新的程序写入，请用新版程序核验。", $"The entry names encoding {row.Encoding}, which this program does not know: the number was changed, or a newer program wrote the entry; verify it with that one.", row.Sequence);
                expected = row.Hash;
                continue;
            }

            if (Convert.ToHexStringLower(encoding.HashOf(row.Entry)) != row.Hash) findings.Add("journal.hashDiffers", "记录内容与其摘要不符：记录被改动。", "The entry's bytes do not have the hash stored beside them: the entry was changed.", row.Sequence);
            if (Parse(encoding, row.Entry) is not { } entry)
            {
                findings.Add("journal.unreadable", "记录内容无法读取。", "The entry cannot be read.", row.Sequence);
                expected = row.Hash;
                continue;
            }

            if (entry.PreviousHash != expected) findings.Add("journal.chainBroken", "记录未指向前一条记录：链条断裂。", "The entry does not name the hash of the entry before: the chain is broken.", row.Sequence);
            if (!Agrees(caseId, row, entry)) findings.Add("journal.columnsDiffer", "索引列（时间、经办人、命令、类型）与记录内容不符。", "The columns (time, actor, command, kind) do not say what the entry says.", row.Sequence);
            if (!rows.Commands.TryGetValue(row.CommandId, out var command)) findings.Add("command.missing", "该步对应的命令登记缺失：同一命令可能再次生效。", "The command of this step is no longer registered: it could take effect again.", row.Sequence);
            else if (command.CaseId != caseId || !Comparison.Same(command.At, entry.Stimulus.At)) findings.Add("command.differs", "该步对应的命令登记与记录内容不符。", "The registered command of this step does not say what the entry says.", row.Sequence);
            expected = row.Hash;
            entries.Add(entry);
        }

        CheckHead(rows, count, expected, entries, findings);
        return entries.Count == rows.Journal.Count ? entries : null;
    }

    private static void CheckHead(CaseRows rows, long count, string lastHash, List<JournalEntry> entries, Findings findings)
    {
        if (rows.Head is not { } head)
        {
            if (count > 0) findings.Add("journal.stateMissing", "有历史记录而无当前状态。", "There is a history, but no live state.");
            return;
        }

        if (head.Version != count) findings.Add("journal.tailMissing", $"当前状态为第{head.Version}步，历史只到第{count}步：末尾记录缺失。", $"The live state is at step {head.Version}, but the history ends at {count}: the tail is missing.");
        if (count > 0 && Convert.ToHexStringLower(head.LastHash) != lastHash) findings.Add("journal.lastHashDiffers", "当前状态所记末条摘要与历史不符。", "The live state names another last hash than the history has.");
        var snapshot = entries.Find(entry => entry.Sequence == head.StateVersion);
        // A case of few steps has no snapshot: the journal begins with the first.
        if (head.StateVersion == 0 ? head.State is not null : head.State is null || snapshot is null || CaseStateSerializer.Hash(head.State) != snapshot.StateHash)
        {
            findings.Add("journal.stateDiffers", "状态快照与该步记录所记摘要不符：状态被改动。", "The snapshot of the state does not have the hash that its entry names: the state was changed.");
        }
    }

    private static JournalEntry? Parse(EntryEncoding encoding, byte[] bytes)
    {
        try
        {
            return encoding.Read(bytes);
        }
        catch (Exception unreadable) when (unreadable is FormatException or JsonException)
        {
            return null;
        }
    }

    private static bool Agrees(Guid caseId, EntryRow row, JournalEntry entry) =>
        entry.CaseId.Value == caseId && entry.Sequence == row.Sequence && entry.Stimulus.CommandId == row.CommandId && Comparison.Same(entry.Stimulus.At, row.At)
        && SafeText.For(entry.Stimulus.Actor.Id) == row.Actor && entry.Stimulus.Input.GetType().Name == row.InputKind;
}
