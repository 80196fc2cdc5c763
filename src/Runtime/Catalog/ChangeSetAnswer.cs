using JieSuJiBan.Runtime.Schema;

namespace JieSuJiBan.Runtime.Catalog;

/// <summary>What became of an operation on a change set.</summary>
/// <param name="Set">The set as it stands now, or null.</param>
/// <param name="Refusal">Why nothing was changed, or null.</param>
/// <param name="Findings">What the checks found, where they were run.</param>
public sealed record ChangeSetAnswer(ChangeSet? Set, Engine.Rejection? Refusal = null, IReadOnlyList<DraftFinding>? Findings = null)
{
    public bool IsDone => Refusal is null;
}
