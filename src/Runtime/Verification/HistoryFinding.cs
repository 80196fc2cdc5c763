using JieSuJiBan.Engine.State;

namespace JieSuJiBan.Runtime.Verification;

/// <summary>Something in the database that this program cannot have written.</summary>
/// <param name="CaseId">The case; all zeros for the database as a whole.</param>
/// <param name="Sequence">The entry concerned; 0 for the case as a whole.</param>
/// <param name="Code">Stable code, e.g. <c>journal.hashDiffers</c>; each stands in docs/verification.md.</param>
/// <param name="Chinese">The finding, zh-CN.</param>
/// <param name="English">The same in English.</param>
public sealed record HistoryFinding(CaseId CaseId, long Sequence, string Code, string Chinese, string English);

/// <summary>What verifying gave.</summary>
/// <param name="CaseId">The case; all zeros for the database as a whole.</param>
/// <param name="Entries">Entries read.</param>
/// <param name="Findings">What is wrong; empty: everything holds.</param>
public sealed record HistoryReport(CaseId CaseId, long Entries, IReadOnlyList<HistoryFinding> Findings);

/// <summary>Collects what is found about one case.</summary>
internal sealed class Findings(CaseId caseId)
{
    private readonly List<HistoryFinding> found = [];

    public IReadOnlyList<HistoryFinding> All => found;

    public void Add(string code, string chinese, string english, long sequence = 0) => found.Add(new(caseId, sequence, code, chinese, english));
}
