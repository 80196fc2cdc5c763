using System.Collections.Frozen;
using System.Collections.Immutable;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Engine;

namespace JieSuJiBan.Activities.Policies;

/// <summary>
/// The dispatch catalogue (派单目录): which unit handles which class of problem in which place. The narrower class comes
/// first, then the narrower area, then the higher priority; the first of these rows whose target exists is used.
/// A lookup probes (levels + 1) × 3 entries of an index, however many rows there are. Immutable and thread-safe.
/// </summary>
public sealed class DispatchCatalog
{
    internal const string File = "dispatch-catalog.json";
    internal const string DutyWord = "Duty:";
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
    /// <param name="districtCode">District in which the matter lies, GB/T 2260, or null where not known: then only rows that name a unit for the whole city can be used.</param>
    /// <param name="streetCode">Subdistrict or township in which it lies, or null where not known.</param>
    public DispatchAnswer Lookup(string classCode, string? districtCode, string? streetCode = null)
    {
        if (classes.Find(classCode) is not { } problem)
        {
            return Refuse("dispatch.unknownClass", "classCode", $"没有问题分类“{classCode}”，请先为工单选定分类",
                $"Expected a class of the class tree, but '{classCode}' is none, so choose the class first");
        }

        if (RefusePlace(districtCode, streetCode) is { } refusal) return refusal;
        var district = districtCode is null ? null : organisation.FindDistrict(districtCode);
        var street = streetCode is null ? null : organisation.FindStreet(streetCode);
        DispatchCatalogRow? used = null;
        HandlingUnit? unit = null;
        var rejected = ImmutableArray.CreateBuilder<RejectedRow>();
        foreach (var row in Candidates(problem, district?.Code, street?.Code))
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
        var copyTo = unit.IsStreet ? unit.DistrictCode : null;
        return new(new(unit.Code, unit.Name, used, mode, copyTo, classes.FullName(classCode), rejected.ToImmutable())
        {
            CoUnits = [.. HelpersOf(used, district).Where(helper => helper != unit.Code).Distinct(StringComparer.Ordinal)],
        }, null);
    }

    /// <summary>The units that a row names as helpers; a duty nobody in the district holds names none.</summary>
    private IEnumerable<string> HelpersOf(DispatchCatalogRow row, HandlingUnit? district)
    {
        foreach (var helper in row.CoUnits)
        {
            if (!helper.StartsWith(DutyWord, StringComparison.Ordinal)) yield return helper;
            else if (district is not null && organisation.FindByDuty(district.Code, helper[DutyWord.Length..]) is { } holder) yield return holder.Code;
        }
    }

    private DispatchAnswer? RefusePlace(string? districtCode, string? streetCode)
    {
        if (districtCode is not null && organisation.FindDistrict(districtCode) is null)
        {
            return Refuse("dispatch.unknownDistrict", "districtCode", $"没有区“{districtCode}”，请先核实地点",
                $"Expected a district, but '{districtCode}' is none, so check the place first");
        }

        if (streetCode is null) return null;
        if (organisation.FindStreet(streetCode) is not { } street)
        {
            return Refuse("dispatch.unknownStreet", "streetCode", $"没有街道（乡镇）“{streetCode}”，请核实地点或只填区",
                $"Expected a street or township, but '{streetCode}' is none, so check the place or give the district only");
        }

        return street.DistrictCode == districtCode
            ? null
            : Refuse("dispatch.streetElsewhere", "streetCode", $"{street.PlaceName}不属于所填的区，请核实地点",
                $"Expected a street of '{districtCode}', but {street.Code} belongs to {street.DistrictCode}, so check the place");
    }

    /// <summary>The rows that match, the one to try first first.</summary>
    private IEnumerable<DispatchCatalogRow> Candidates(ProblemClass problem, string? district, string? street)
    {
        for (var level = 0; level <= problem.Lineage.Length; level++)
        {
            var code = level < problem.Lineage.Length ? problem.Lineage[level] : DispatchCatalogRow.Any;
            for (var area = 0; area < 3; area++)
            {
                var place = area switch { 0 => street, 1 => district, _ => DispatchCatalogRow.Any };
                if (place is null || !index.TryGetValue((code, place), out var rows)) continue;
                foreach (var row in rows) yield return row;
            }
        }
    }

    private (HandlingUnit? Unit, RowRejection Why) Resolve(DispatchTarget target, HandlingUnit? district, HandlingUnit? street)
    {
        var unit = target switch
        {
            UnitTarget named => organisation.Find(named.UnitCode),
            StreetOfPlaceTarget => street,
            DistrictOfPlaceTarget => district,
            DutyTarget duty => district is null ? null : organisation.FindByDuty(district.Code, duty.Duty),
            _ => throw new InvalidOperationException($"Unknown dispatch target {target.GetType().Name}."),
        };
        return unit switch
        {
            { MayLead: true } => (unit, default),
            not null => (null, RowRejection.MayNotLead),
            null when district is null => (null, RowRejection.DistrictUnknown),
            null => (null, target is StreetOfPlaceTarget ? RowRejection.StreetUnknown : RowRejection.NobodyHoldsDuty),
        };
    }

    private static DispatchAnswer RefuseUncovered(ProblemClass problem, HandlingUnit? district, ImmutableArray<RejectedRow>.Builder rejected)
    {
        var why = string.Join("；", rejected.Select(row => row.Chinese));
        var whyInEnglish = string.Join("; ", rejected.Select(row => row.English));
        var refusal = district is null
            ? Refuse("dispatch.placeNeeded", "districtCode", $"类别 {problem.Name} 按属地派单，请先核实所在区（{why}）",
                $"Expected a district, because class {problem.Code} is dispatched by place, but none is given, so find out the place first ({whyInEnglish})")
            : Refuse("dispatch.uncovered", "classCode", $"类别 {problem.Name} 在 {district.PlaceName} 没有承办单位，请召开派单前会商或补充派单目录（{why}）",
                $"Expected the catalogue to name a unit for class {problem.Code} in {district.Code}, but it does not, so hold a pre-dispatch conference or add a row ({whyInEnglish})");
        return refusal with { Tried = rejected.ToImmutable() };
    }

    private static DispatchAnswer Refuse(string code, string field, string chinese, string english) =>
        new(null, new(RejectionKind.Content, code, chinese, english, LegalDuty.SourceOf(LegalDuty.Route, LegalDuty.Dispatch), field));
}
