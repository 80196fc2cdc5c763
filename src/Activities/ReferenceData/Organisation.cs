using System.Collections.Frozen;
using System.Collections.Immutable;
using JieSuJiBan.Activities.PolicyFiles;

namespace JieSuJiBan.Activities.ReferenceData;

/// <summary>All units of a city and how they hang together (<c>organisation.json</c>).</summary>
public sealed class Organisation
{
    internal const string File = "organisation.json";
    private readonly FrozenDictionary<string, HandlingUnit> byCode;
    private readonly FrozenDictionary<(string District, string Duty), HandlingUnit> byDuty;

    internal Organisation(ImmutableArray<HandlingUnit> units)
    {
        Units = units;
        Districts = [.. units.Where(unit => unit.Kind == UnitKind.District)];
        byCode = units.ToFrozenDictionary(unit => unit.Code, StringComparer.Ordinal);
        byDuty = units
            .Where(unit => unit.DistrictCode is not null && unit.MayLead)
            .SelectMany(unit => unit.Duties.Select(duty => (Key: (unit.DistrictCode!, duty), Unit: unit)))
            .DistinctBy(pair => pair.Key)
            .ToFrozenDictionary(pair => pair.Key, pair => pair.Unit);
        HotlineCenter = units.First(unit => unit.Kind == UnitKind.HotlineCenter);
    }

    /// <summary>All units in the order staff gave them.</summary>
    public ImmutableArray<HandlingUnit> Units { get; }

    /// <summary>The districts.</summary>
    public ImmutableArray<HandlingUnit> Districts { get; }

    /// <summary>The body that runs the hotline.</summary>
    public HandlingUnit HotlineCenter { get; }

    /// <summary>The unit of that code, or null where the city does not know it.</summary>
    public HandlingUnit? Find(string code) => byCode.GetValueOrDefault(code);

    /// <summary>The district of that code, or null where there is none.</summary>
    public HandlingUnit? FindDistrict(string code) => Find(code) is { Kind: UnitKind.District } district ? district : null;

    /// <summary>The subdistrict or township of that code, or null where there is none.</summary>
    public HandlingUnit? FindStreet(string code) => Find(code) is { IsStreet: true } street ? street : null;

    /// <summary>The subdistricts and townships of a district.</summary>
    public IEnumerable<HandlingUnit> StreetsOf(string districtCode) =>
        Units.Where(unit => unit.IsStreet && unit.DistrictCode == districtCode);

    /// <summary>The unit that holds a duty within a district, or null.</summary>
    public HandlingUnit? FindByDuty(string districtCode, string duty) => byDuty.GetValueOrDefault((districtCode, duty));

    internal static ImmutableArray<HandlingUnit> Read(PolicyNode root)
    {
        var nodes = root.Items("units");
        var kinds = ReadAllDayKinds(root);
        ImmutableArray<HandlingUnit> units = [.. nodes.Select(node => HandlingUnit.Read(node, kinds))];
        Duplicates.Check(nodes, units.Select(unit => unit.Code), "unit", "单位代码", "Unit code");
        if (units.Count(unit => unit.Kind == UnitKind.HotlineCenter) != 1)
        {
            root.Error("unit.hotline", "units", "应当恰有一个热线服务机构（HotlineCenter）", "Expected exactly one HotlineCenter");
        }

        if (units.All(unit => unit.Kind != UnitKind.District))
        {
            root.Error("unit.districts", "units", "至少要有一个区（District）", "Expected at least one District");
        }

        CheckReferences(nodes, units);
        CheckAllDay(root, nodes, units);
        root.Close();
        return units;
    }

    /// <summary>
    /// The kinds of unit that are on duty day and night unless the unit says otherwise. A city that does not say gets what every city got
    /// before it could: its public service enterprises, which is more than water, power, gas and heat.
    /// </summary>
    private static ImmutableArray<UnitKind> ReadAllDayKinds(PolicyNode root)
    {
        var names = root.Texts("onDutyAllDayKinds");
        var kinds = ImmutableArray.CreateBuilder<UnitKind>();
        foreach (var name in names)
        {
            if (Enum.TryParse<UnitKind>(name, out var kind) && Enum.GetName(kind) == name)
            {
                kinds.Add(kind);
                continue;
            }

            root.Error("unit.allDayKind", "onDutyAllDayKinds", $"单位类别“{name}”不认识：请填 {string.Join("、", Enum.GetNames<UnitKind>())}", $"The kind '{name}' is unknown: give some of {string.Join(", ", Enum.GetNames<UnitKind>())}");
        }

        return root.Has("onDutyAllDayKinds") ? kinds.ToImmutable() : [UnitKind.PublicServiceEnterprise, UnitKind.HotlineCenter];
    }

    private static void CheckAllDay(PolicyNode root, ImmutableArray<PolicyNode> nodes, ImmutableArray<HandlingUnit> units)
    {
        if (!root.Has("onDutyAllDayKinds") && nodes.Zip(units).Any(pair => pair.Second.Kind == UnitKind.PublicServiceEnterprise && !pair.First.Has("onDutyAllDay")))
        {
            root.Warning("unit.allDay", "units",
                "有公共服务企业没有写明是否全天值守（onDutyAllDay），也没有写明哪些类别全天值守（onDutyAllDayKinds）：它们的工作日、工作小时时限现按昼夜连续计算，公交、有线电视等也不例外；请写明",
                "Public service enterprises do not say whether they are on duty all day (onDutyAllDay), nor does the city say which kinds are (onDutyAllDayKinds): their limits in working time count day and night, those of bus and cable television too; say so or otherwise");
        }
    }

    private static void CheckReferences(ImmutableArray<PolicyNode> nodes, ImmutableArray<HandlingUnit> units)
    {
        var byCode = units.DistinctBy(unit => unit.Code).ToDictionary(unit => unit.Code, StringComparer.Ordinal);
        var duties = new Dictionary<(string, string), HandlingUnit>();
        foreach (var (node, unit) in nodes.Zip(units))
        {
            if (unit.DistrictCode is { } code && (!byCode.TryGetValue(code, out var district) || district.Kind != UnitKind.District))
            {
                node.Error("unit.district", "district", $"{unit.Name}所属的区“{code}”不存在", $"The district '{code}' of {unit.Code} does not exist");
            }

            if (unit.DistrictCode is null && (unit.IsStreet || unit.Kind == UnitKind.Community))
            {
                node.Error("unit.district", "district", $"{unit.Name}没有写明所属的区", $"Expected {unit.Code} to name its district");
            }

            CheckParent(node, unit, unit.ParentCode is null ? null : byCode.GetValueOrDefault(unit.ParentCode));
            if (unit.Kind == UnitKind.District && unit.DistrictCode != unit.Code)
            {
                node.Error("unit.district", "district", $"{unit.Name}本身就是区，不能属于别的区", $"The district {unit.Code} cannot belong to another district");
            }

            if (!unit.Duties.IsEmpty && (unit.DistrictCode is null || !unit.MayLead))
            {
                node.Error("unit.duty", "duties", $"职责只能写给区内能主办的单位，{unit.Name}不是", $"Duties are for units of a district that may lead, which {unit.Code} is not");
            }

            foreach (var duty in unit.Duties)
            {
                if (unit.DistrictCode is null || duties.TryAdd((unit.DistrictCode, duty), unit)) continue;
                var other = duties[(unit.DistrictCode, duty)];
                node.Error("unit.duty", "duties", $"职责“{duty}”在同一个区内属于两个单位：{other.Name}、{unit.Name}",
                    $"The duty '{duty}' belongs to two units of one district: {other.Code} and {unit.Code}");
            }

            CheckLoop(node, unit, byCode);
        }
    }

    private static void CheckParent(PolicyNode node, HandlingUnit unit, HandlingUnit? parent)
    {
        if (parent is null)
        {
            if (unit.ParentCode is null) return;
            node.Error("unit.parent", "parent", $"{unit.Name}的上级单位“{unit.ParentCode}”不存在", $"The parent '{unit.ParentCode}' of {unit.Code} does not exist");
        }
        else if (parent.DistrictCode is not null && parent.DistrictCode != unit.DistrictCode)
        {
            node.Error("unit.parent", "parent", $"{unit.Name}与上级单位{parent.Name}不在同一个区", $"{unit.Code} and its parent {parent.Code} are not of one district");
        }
        else if (unit.Kind == UnitKind.Community && !parent.IsStreet)
        {
            node.Error("unit.parent", "parent", $"社区（村）{unit.Name}的上级应为街道或乡镇", $"Expected the parent of the community {unit.Code} to be a subdistrict or township");
        }
    }

    private static void CheckLoop(PolicyNode node, HandlingUnit unit, Dictionary<string, HandlingUnit> byCode)
    {
        var above = unit;
        for (var steps = 0; above.ParentCode is { } parent && byCode.TryGetValue(parent, out above!); steps++)
        {
            if (steps <= byCode.Count) continue;
            node.Error("unit.loop", "parent", $"{unit.Name}的上级单位成环", $"The parents of {unit.Code} form a loop");
            return;
        }
    }
}
