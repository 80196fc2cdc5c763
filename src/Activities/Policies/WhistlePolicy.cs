using System.Collections.Immutable;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.ReferenceData;

namespace JieSuJiBan.Activities.Policies;

/// <summary>A kind of whistle (哨类型), each with its own limit for reporting in.</summary>
/// <param name="Code">Stable code, e.g. <c>Emergency</c>.</param>
/// <param name="Name">Display name, zh-CN.</param>
/// <param name="English">Display name, English.</param>
/// <param name="ArrivalStep">The step of the limit table that says by when a department reports in.</param>
public sealed record WhistleKind(string Code, string Name, string English, LimitStep ArrivalStep);

/// <summary>How many departments must have done their part before the ticket goes on.</summary>
public enum QuorumRule
{
    /// <summary>All that were not excused.</summary>
    All,
    /// <summary>More than half of all named.</summary>
    Majority,
    /// <summary>A stated number, or all where fewer were named.</summary>
    AtLeast,
}

/// <summary>What becomes of a reply that is given while a whistle is open.</summary>
public enum ReplyWhileOpen
{
    /// <summary>It is refused: first the whistle is joined or ended.</summary>
    Refuse,
    /// <summary>It ends the whistle.</summary>
    Close,
}

/// <summary>
/// The rules of the whistle (街乡吹哨、部门报到, <c>whistle.json</c>; Arts. 16, 20, 33). A city may leave the file out; then
/// streets and townships whistle for departments and utilities with one kind, all must do their part, and both sides rate
/// speed and quality from 1 to 5.
/// </summary>
/// <param name="Kinds">The kinds, in the order shown.</param>
/// <param name="BlownBy">Kinds of units that may blow it.</param>
/// <param name="Named">Kinds of units that may be named.</param>
/// <param name="MostDepartments">How many may be named at once, 1 to 50.</param>
/// <param name="Quorum">When the ticket goes on.</param>
/// <param name="QuorumCount">The number for <see cref="QuorumRule.AtLeast"/>.</param>
/// <param name="WhileOpen">What becomes of a reply while it is open.</param>
/// <param name="Criteria">What both sides rate (Art. 33).</param>
/// <param name="Lowest">The lowest rating.</param>
/// <param name="Highest">The highest rating.</param>
/// <param name="Basis">Where the rules come from.</param>
public sealed record WhistlePolicy(
    ImmutableArray<WhistleKind> Kinds,
    ImmutableArray<UnitKind> BlownBy,
    ImmutableArray<UnitKind> Named,
    int MostDepartments,
    QuorumRule Quorum,
    int QuorumCount,
    ReplyWhileOpen WhileOpen,
    ImmutableArray<NamedCode> Criteria,
    int Lowest,
    int Highest,
    PolicyBasis Basis)
{
    internal const string File = "whistle.json";

    /// <summary>The kind of that code, or null.</summary>
    public WhistleKind? FindKind(string? code) => Kinds.FirstOrDefault(kind => kind.Code == code);

    /// <summary>True where the ticket may go on: the quorum has done its part, or nothing is expected of anybody any more.</summary>
    public bool Joins(WhistleFacts whistle)
    {
        int named = 0, done = 0, settled = 0;
        foreach (var department in whistle.Departments)
        {
            named++;
            if (department.DoneAt is not null) done++;
            if (department.IsSettled) settled++;
        }

        return settled == named || Quorum switch
        {
            QuorumRule.Majority => done * 2 > named,
            QuorumRule.AtLeast => done >= Math.Min(QuorumCount, named),
            _ => false,
        };
    }

    internal static WhistlePolicy Read(PolicyNode root)
    {
        var kindNodes = root.ItemsOrEmpty("kinds");
        ImmutableArray<WhistleKind> kinds = [.. kindNodes.Select(ReadKind)];
        Duplicates.Check(kindNodes, kinds.Select(kind => kind.Code), "whistle.kind", "哨类型代码", "Whistle kind");
        var ratings = root.ChildOrNull("ratings");
        var criteriaNodes = ratings?.ItemsOrEmpty("criteria") ?? [];
        ImmutableArray<NamedCode> criteria = [.. criteriaNodes.Select(NamedCode.Read)];
        Duplicates.Check(criteriaNodes, criteria.Select(one => one.Code), "whistle.criterion", "评价指标代码", "Criterion");
        var policy = new WhistlePolicy(
            kinds.IsEmpty ? [new("Request", "诉求哨", "Request", LimitStep.ReportIn)] : kinds,
            ReadUnitKinds(root, "blownBy", [UnitKind.Subdistrict, UnitKind.Township]),
            ReadUnitKinds(root, "named", [UnitKind.Department, UnitKind.PublicServiceEnterprise]),
            root.WholeOr("mostDepartments", 20, 1, 50),
            root.ChoiceOr("quorum", QuorumRule.All),
            root.WholeOr("quorumCount", 1, 1, 50),
            root.ChoiceOr("whileOpen", ReplyWhileOpen.Refuse),
            criteria.IsEmpty ? [new("speed", "响应速度", "Speed"), new("quality", "履职质量", "Quality")] : criteria,
            ratings?.WholeOr("lowest", 1, 0, 100) ?? 1,
            ratings?.WholeOr("highest", 5, 1, 100) ?? 5,
            root.ChildOrNull("basis") is { } basis ? PolicyBasis.Read(basis) : new(BasisKind.Default, "产品默认值", null, false));
        if (policy.Lowest >= policy.Highest)
        {
            ratings!.Error("whistle.scale", "highest", $"最高分 {policy.Highest} 应当大于最低分 {policy.Lowest}", $"Expected the highest rating above the lowest, {policy.Lowest}, but it is {policy.Highest}");
        }

        ratings?.Close();
        root.Close();
        return policy;
    }

    internal static void Check(WhistlePolicy policy, CityPolicy city, PolicyNode root)
    {
        var nodes = root.ItemsOrEmpty("kinds");
        foreach (var (node, kind) in nodes.Zip(policy.Kinds))
        {
            if (!city.TimeLimits.Knows(kind.ArrivalStep))
            {
                node.Error("whistle.arrivalStep", "arrivalStep", $"“{kind.Name}”的报到时限步骤“{kind.ArrivalStep}”不存在，请在 time-limits.json 的“steps”中登记",
                    $"The step '{kind.ArrivalStep}' of the kind {kind.Code} does not exist: declare it under 'steps' in time-limits.json");
            }
            else if (city.TimeLimits.For(kind.ArrivalStep, null, null, null, null, null) is null)
            {
                node.Error("whistle.arrivalLimit", "arrivalStep", $"“{kind.Name}”没有不带条件的报到时限，有的部门会没有时限，请在 time-limits.json 补一行“{kind.ArrivalStep}”",
                    $"The kind {kind.Code} has no limit without conditions, so some departments would have none: add a row for {kind.ArrivalStep} to time-limits.json");
            }
        }

        if (root.Has("blownBy") && !city.Organisation.Units.Any(unit => policy.BlownBy.Contains(unit.Kind)))
        {
            root.Error("whistle.blownBy", "blownBy", $"允许吹哨的单位类型 {string.Join("、", policy.BlownBy)} 在组织机构中一个单位也没有，没有人能吹哨",
                $"No unit of the organisation is of a kind that may whistle ({string.Join(", ", policy.BlownBy)})");
        }
    }

    private static WhistleKind ReadKind(PolicyNode node)
    {
        var kind = new WhistleKind(node.Text("code"), node.Text("name"), node.Text("english"), new(node.TextOrNull("arrivalStep") ?? LimitStep.ReportIn.Code));
        node.Close();
        return kind;
    }

    private static ImmutableArray<UnitKind> ReadUnitKinds(PolicyNode root, string member, ImmutableArray<UnitKind> otherwise)
    {
        if (!root.Has(member))
        {
            root.Texts(member);
            return otherwise;
        }

        var kinds = ImmutableArray.CreateBuilder<UnitKind>();
        foreach (var text in root.Texts(member))
        {
            if (Enum.GetNames<UnitKind>().Contains(text, StringComparer.Ordinal)) kinds.Add(Enum.Parse<UnitKind>(text));
            else root.Error("whistle.unitKind", member, $"单位类型“{text}”不存在；可选：{string.Join("、", Enum.GetNames<UnitKind>())}", $"Expected a kind of unit, one of {string.Join(", ", Enum.GetNames<UnitKind>())}, but '{text}' is none");
        }

        if (kinds.Contains(UnitKind.Community))
        {
            root.Error("whistle.community", member, "社区（村）只能协助，不能吹哨、也不能被点名报到", "A community assists only: it neither whistles nor is named");
        }

        return kinds.ToImmutable();
    }
}
