using JieSuJiBan.Runtime.Schema;

namespace JieSuJiBan.Runtime.Catalog;

/// <summary>What became of an operation on a proposal.</summary>
/// <param name="Proposal">The proposal as it stands now, or null.</param>
/// <param name="Refusal">Why nothing was changed, or null.</param>
public sealed record RetirementAnswer(RetirementProposal? Proposal, Engine.Rejection? Refusal = null)
{
    public bool IsDone => Refusal is null;
}
