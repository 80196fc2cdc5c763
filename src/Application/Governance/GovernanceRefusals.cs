using JieSuJiBan.Engine;

namespace JieSuJiBan.Application.Governance;

/// <summary>Refusals that several commands of governance share.</summary>
internal static class GovernanceRefusals
{
    public static Rejection NotFound(string what, string whatEn) => new(
        RejectionKind.NotFound, "notFound", $"没有找到{what}，或当前账号无权知悉。", $"There is no such {whatEn}, or this account may not know of it.");
}
