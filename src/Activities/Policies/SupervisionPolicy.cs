using System.Collections.Immutable;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.ReferenceData;

namespace JieSuJiBan.Activities.Policies;

/// <summary>An act that the law punishes (Art. 35).</summary>
/// <param name="Code">Stable code, e.g. <c>Shirking</c>.</param>
/// <param name="Name">Display name, zh-CN.</param>
/// <param name="English">Display name, English.</param>
/// <param name="Citation">The clause, zh-CN; empty: as <c>law.json</c> cites such acts.</param>
public sealed record PunishableAct(string Code, string Name, string English, string Citation);

/// <summary>
/// What supervision knows (<c>supervision.json</c>; Arts. 34–36): the acts, the grounds of exemption (容错), the body that
/// flags are referred to. A city may leave the file out; then six acts hold, cited as <c>law.json</c> says.
/// </summary>
/// <param name="Acts">The acts, in the order shown; at least one.</param>
/// <param name="ExemptionGrounds">The grounds on which blame is waived.</param>
/// <param name="ReferredTo">Name of the body that inspects, zh-CN.</param>
/// <param name="Reasons">Reasons for urging and supervising by hand.</param>
/// <param name="Basis">Where the rules come from.</param>
public sealed record SupervisionPolicy(
    ImmutableArray<PunishableAct> Acts,
    ImmutableArray<NamedCode> ExemptionGrounds,
    string ReferredTo,
    ImmutableArray<NamedCode> Reasons,
    PolicyBasis Basis)
{
    internal const string File = "supervision.json";

    /// <summary>The act of that code, or null.</summary>
    public PunishableAct? FindAct(string? code) => Acts.FirstOrDefault(act => act.Code == code);

    /// <summary>The clause that an act breaks in this city.</summary>
    internal static string CitationOf(PunishableAct act, CityPolicy city) =>
        act.Citation.Length > 0 ? act.Citation
        : city.Semantics < CaseSemantics.CitesTheCitysLaw ? LegacyCitations.Acts.First(known => known.Code == act.Code).Citation
        : city.Law.Cite(LegalDuty.PunishableAct) ?? "";

    /// <summary>The ground of exemption of that code, or null.</summary>
    public NamedCode? FindGround(string? code) => ExemptionGrounds.FirstOrDefault(ground => ground.Code == code);

    internal static SupervisionPolicy Read(PolicyNode root)
    {
        var actNodes = root.ItemsOrEmpty("acts");
        ImmutableArray<PunishableAct> acts = [.. actNodes.Select(ReadAct)];
        Duplicates.Check(actNodes, acts.Select(act => act.Code), "supervision.act", "行为代码", "Act");
        var groundNodes = root.ItemsOrEmpty("exemptionGrounds");
        ImmutableArray<NamedCode> grounds = [.. groundNodes.Select(NamedCode.Read)];
        Duplicates.Check(groundNodes, grounds.Select(ground => ground.Code), "supervision.ground", "容错情形代码", "Ground");
        var reasonNodes = root.ItemsOrEmpty("reasons");
        ImmutableArray<NamedCode> reasons = [.. reasonNodes.Select(NamedCode.Read)];
        Duplicates.Check(reasonNodes, reasons.Select(reason => reason.Code), "supervision.reason", "督办事由代码", "Reason");
        var policy = new SupervisionPolicy(
            acts.IsEmpty ? DefaultActs : acts,
            grounds.IsEmpty ? [new("DutifulError", "履职尽责中的失误偏差", "An error made while doing one's duty")] : grounds,
            root.TextOrNull("referredTo") ?? "监察机关",
            reasons,
            root.ChildOrNull("basis") is { } basis ? PolicyBasis.Read(basis) : new(BasisKind.Default, "产品默认值", null, false));
        root.Close();
        return policy;
    }

    internal static ImmutableArray<PunishableAct> DefaultActs { get; } =
    [
        new("RudeService", "服务态度恶劣", "Rude service", ""),
        new("NotHandling", "无正当理由不办理或者逾期办理", "Not handling or late without reason", ""),
        new("Shirking", "推诿、敷衍、弄虚作假", "Shirking, perfunctory work or fraud", ""),
        new("Leaking", "泄露诉求人信息", "Leaking the petitioner's data", ""),
        new("Interference", "干扰诉求或者打击报复", "Interference or retaliation", ""),
        new("OtherAbuse", "其他滥用职权、玩忽职守、徇私舞弊", "Other abuse of office", ""),
    ];

    private static PunishableAct ReadAct(PolicyNode node)
    {
        var act = new PunishableAct(node.Text("code"), node.Text("name"), node.Text("english"), node.Text("citation"));
        node.Close();
        return act;
    }
}
