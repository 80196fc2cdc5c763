using System.Collections.Immutable;
using JieSuJiBan.Activities.PolicyFiles;

namespace JieSuJiBan.Activities.Policies;

/// <summary>
/// What steps recorded under semantics 1, when the product cited the Beijing regulation in every city. Only for verifying those entries:
/// nothing that is decided today may read it.
/// </summary>
internal static class LegacyCitations
{
    /// <summary>The basis of an extension where <c>extension.json</c> states none.</summary>
    public static PolicyBasis Extension { get; } = new(BasisKind.Law, "北京市接诉即办工作条例", "第十五条", true);

    /// <summary>What a dispatch recorded about rows that it passed over, as it was worded under these semantics.</summary>
    /// <param name="semantics">The semantics of the step.</param>
    /// <param name="text">The sentence as it is worded now, in either language.</param>
    public static string OfDispatch(int semantics, string text) => semantics >= CaseSemantics.CitesTheCitysLaw ? text : text
        .Replace("社区（村）不得作为主办单位", "社区（村）不得作为主办单位（第十七条）", StringComparison.Ordinal)
        .Replace("a community may not lead", "a community may not lead (Art. 17)", StringComparison.Ordinal);

    /// <summary>The acts that the regulation punishes, where <c>supervision.json</c> states none.</summary>
    public static ImmutableArray<PunishableAct> Acts { get; } =
    [
        .. SupervisionPolicy.DefaultActs.Zip(["第三十五条第一项", "第三十五条第二项", "第三十五条第三项", "第三十五条第四项", "第三十五条第五项", "第三十五条第六项"], (act, clause) => act with { Citation = clause }),
    ];

    /// <summary>The incident of a ticket that was not registered through the intake.</summary>
    /// <param name="missing">What it lacks.</param>
    public static string Incomplete(string missing) =>
        $"第十条要求如实、完整记录，但缺少“{missing}”：请从受理入口登记诉求 / Art. 10 demands '{missing}', which is missing: register requests through the intake";
}
