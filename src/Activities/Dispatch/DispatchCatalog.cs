using System.Collections.Frozen;
using System.Collections.Immutable;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;

namespace JieSuJiBan.Activities.Dispatch;

/// <summary>
/// The dispatch catalogue (派单目录): which unit handles which class of problem in which place. The narrower class comes
/// first, then the narrower area, then the higher priority; the first of these rows whose target exists is used.
/// A lookup probes (levels + 1) × 3 entries of an index, however many rows there are. Immutable and thread-safe.
/// </summary>
public sealed class DispatchCatalog
{
    internal const string File = "dispatch-catalog.json";
    private readonly ProblemClasses classes;
    private readonly Organisation organisation;
    private readonly FrozenDictionary<(string Class, string Area), ImmutableArray<DispatchCatalogRow>> index;

    internal DispatchCatalog(ImmutableArray<DispatchCatalogRow> rows, ProblemClasses classes, Organisation organisation)
    {
        Rows = rows;
        this.classes = classes;
        this.organisation = organisation;
        index = rows
            .GroupBy(row => (row.Class, row.Area))
            .ToFrozenDictionary(
                group => group.Key,
                group => group.OrderByDescending(row => row.Priority).ThenBy(row => row.Id, StringComparer.Ordinal).ToImmutableArray());
    }

    /// <summary>All rows in the order staff gave them.</summary>
    public ImmutableArray<DispatchCatalogRow> Rows { get; }

    /// <summary>The unit that is to lead a matter of a class in a place, and why; or a refusal that says what to do.</summary>
    /// <param name="classCode">Class code, usually of a leaf.</param>
    /// <param name="districtCode">District in which the matter lies, GB/T 2260.</param>
    /// <param name="streetCode">Subdistrict or township in which it lies, or null where not known.</param>
    public DispatchAnswer Lookup(string classCode, string districtCode, string? streetCode = null)
    {
        if (classes.Find(classCode) is not { } problem) return Refuse("dispatch.unknownClass", "classCode", $"没有问题分类“{classCode}”，请先为工单选定分类", $"Expected a class of the class tree, but '{classCode}' is none, so choose the class first");
        if (organisation.FindDistrict(districtCode) is not { } district) return Refuse("dispatch.unknownDistrict", "districtCode", $"没有区“{districtCode}”，请先核实地点", $"Expected a district, but '{districtCode}' is none, so check the place first");
        HandlingUnit? street = null;
        if (streetCode is not null)
        {
            street = organisation.FindStreet(streetCode);
            if (street is null) return Refuse("dispatch.unknownStreet", "streetCode", $"没有街道（乡镇）“{streetCode}”，请核实地点或只填区", $"Expected a street or township, but '{streetCode}' is none, so check the place or give the district only");
            if (street.DistrictCode != district.Code) return Refuse("dispatch.streetElsewhere", "streetCode", $"{street.Name}不属于{district.Name}，请核实地点", $"Expected a street of {district.Code}, but {street.Code} belongs to {street.DistrictCode}, so check the place");
        }

        DispatchCatalogRow? used = null;
        HandlingUnit? unit = null;
        var rejected = ImmutableArray.CreateBuilder<RejectedRow>();
        foreach (var row in Candidates(problem, district.Code, street?.Code))
        {
            if (used is not null)
            {
                rejected.Add(new(row, RowRejection.LessSpecific));
                continue;
            }

            var (resolved, why) = Resolve(row.Target, district, street);
            if (resolved is null) rejected.Add(new(row, why));
            else (used, unit) = (row, resolved);
        }

        if (used is null || unit is null) return RefuseUncovered(problem, district, rejected);
        var mode = unit.Kind == UnitKind.District ? DispatchMode.District : DispatchMode.Direct;
        return new(new(unit.Code, unit.Name, used, mode, unit.IsStreet ? unit.DistrictCode : null, classes.FullName(classCode), rejected.ToImmutable()), null);
    }

    /// <summary>The rows that match, the one to try first first.</summary>
    private IEnumerable<DispatchCatalogRow> Candidates(ProblemClass problem, string district, string? street)
    {
        for (var level = 0; level <= problem.Lineage.Length; level++)
        {
            var code = level < problem.Lineage.Length ? problem.Lineage[level] : DispatchCatalogRow.Any;
            for (var area = street is null ? 1 : 0; area < 3; area++)
            {
                var place = area switch { 0 => street!, 1 => district, _ => DispatchCatalogRow.Any };
                if (!index.TryGetValue((code, place), out var rows)) continue;
                foreach (var row in rows) yield return row;
            }
        }
    }

    private (HandlingUnit? Unit, RowRejection Why) Resolve(DispatchTarget target, HandlingUnit district, HandlingUnit? street)
    {
        var (unit, why) = target switch
        {
            UnitTarget named => (organisation.Find(named.UnitCode), RowRejection.MayNotLead),
            StreetOfPlaceTarget => (street, RowRejection.StreetUnknown),
            DistrictOfPlaceTarget => (district, RowRejection.MayNotLead),
            DutyTarget duty => (organisation.FindByDuty(district.Code, duty.Duty), RowRejection.NobodyHoldsDuty),
            _ => throw new InvalidOperationException($"Unknown dispatch target {target.GetType().Name}."),
        };
        return unit is { MayLead: false } ? (null, RowRejection.MayNotLead) : (unit, why);
    }

    private DispatchAnswer RefuseUncovered(ProblemClass problem, HandlingUnit district, ImmutableArray<RejectedRow>.Builder rejected) =>
        Refuse(
            "dispatch.uncovered",
            "classCode",
            $"类别 {problem.Name} 在 {district.Name} 没有承办单位，请召开派单前会商或补充派单目录"
                + (rejected.Count == 0 ? "" : $"（{string.Join("；", rejected.Select(row => row.Chinese))}）"),
            $"Expected the catalogue to name a unit for class {problem.Code} in {district.Code}, but it does not, so hold a pre-dispatch conference or add a row"
                + (rejected.Count == 0 ? "" : $" ({string.Join("; ", rejected.Select(row => row.English))})"));

    private static DispatchAnswer Refuse(string code, string field, string chinese, string english) =>
        new(null, new(RejectionKind.Content, code, chinese, english, "北京市接诉即办工作条例 第十一条、第十二条", field));
}
