using System.Runtime.CompilerServices;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Runtime.Commit;
using JieSuJiBan.Runtime.Journal;
using JieSuJiBan.Runtime.Sql;
using Npgsql;

namespace JieSuJiBan.Runtime.Verification;

/// <summary>
/// Proves histories: the chain of each case, every step decided again from what was recorded, and every row that can be changed against what the
/// history makes of it. Reads the primary only, each case in one snapshot, and changes nothing.
/// </summary>
public sealed class HistoryVerifier(NpgsqlDataSource database, WorkflowEngine engine, CaseProjections projections, HistorySeal seal)
{
    private const int PageSize = 500;

    /// <summary>Verifies one case. One of which nothing is left has no entries and no findings.</summary>
    public Task<HistoryReport> VerifyAsync(CaseId caseId, CancellationToken ct = default) => VerifyAsync(caseId, new(database), ct);

    /// <summary>
    /// Verifies every case that anything is left of, in the order of their ids, and last the database as a whole (<see cref="StoreChecks"/>).
    /// </summary>
    /// <param name="after">Begins behind this case: where an earlier run stopped.</param>
    /// <param name="ct">Cancels.</param>
    public async IAsyncEnumerable<HistoryReport> VerifyAllAsync(CaseId after = default, [EnumeratorCancellation] CancellationToken ct = default)
    {
        // One run reads each definition and policy once.
        var texts = new PublishedTexts(database);
        var last = after.Value;
        while (await StoreChecks.CasesAsync(database, projections, last, PageSize, ct) is { Count: > 0 } page)
        {
            foreach (var caseId in page) yield return await VerifyAsync(new(caseId), texts, ct);
            last = page[^1];
        }

        yield return await StoreChecks.CheckAsync(database, seal, ct);
    }

    private async Task<HistoryReport> VerifyAsync(CaseId caseId, PublishedTexts texts, CancellationToken ct)
    {
        var findings = new Findings(caseId);
        var rows = await CaseRows.ReadAsync(database, projections, caseId.Value, ct);
        if (rows.IsEmpty) return new(caseId, 0, []);
        var entries = ChainChecks.Check(caseId.Value, rows, findings);
        if (rows.Head is null && rows.Journal.Count == 0) findings.Add("case.missing", "该案件的历史与状态都不在了，只剩下其他表中的行：案件被删除。", "History and state of the case are gone, and only rows of other tables are left: the case was deleted.");
        if (entries is { Count: > 0 })
        {
            var (definitionHashes, policyHashes) = (entries.SelectMany(entry => entry.DefinitionHashes).ToHashSet(StringComparer.Ordinal), entries.Select(entry => entry.PolicyHash).ToHashSet(StringComparer.Ordinal));
            await texts.LearnAsync(definitionHashes, policyHashes, ct);
            foreach (var hash in definitionHashes.Concat(policyHashes).Where(texts.IsChanged))
            {
                findings.Add("published.changed", $"已发布的流程或政策 {hash[..12]} 的内容与其摘要不符：发布后被改动。", $"The published definition or policy {hash[..12]} does not have the hash that names it: it was changed after publication.");
            }

            await FindWordsAsync(rows, ct);
            RowChecks.Check(entries, rows, ExpectedRows.Of(entries, engine, projections, texts, findings), projections, seal, findings);
        }

        return new(caseId, rows.Journal.Count, findings.All);
    }

    /// <summary>Looks for words that lie with another case: those of a ticket and of the one that it was merged into.</summary>
    private async Task FindWordsAsync(CaseRows rows, CancellationToken ct)
    {
        Guid[] elsewhere = [.. RowChecks.WordsNotOf(rows).Select(id => Guid.TryParse(id, out var known) ? known : Guid.Empty).Where(id => id != Guid.Empty)];
        if (elsewhere.Length == 0) return;
        await using var command = database.Command(VerificationSql.Words).With(elsewhere);
        rows.Words.UnionWith(await command.ValuesAsync<Guid>(ct));
    }
}
