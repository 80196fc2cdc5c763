using System.Collections.Immutable;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.ReferenceData;

namespace JieSuJiBan.Activities.Policies;

/// <summary>Compares the catalogue with classes and units, and finds overlaps and gaps.</summary>
internal static class DispatchCatalogChecks
{
    public static void Check(
        ImmutableArray<DispatchCatalogRow> rows,
        ImmutableArray<PolicyNode> nodes,
        ProblemClasses classes,
        Organisation organisation,
        PolicyFindings findings)
    {
        var duties = organisation.Units.SelectMany(unit => unit.Duties).ToHashSet(StringComparer.Ordinal);
        var first = new Dictionary<(string, string, int), DispatchCatalogRow>();
        foreach (var (node, row) in nodes.Zip(rows))
        {
            CheckClassAndArea(node, row, classes, organisation);
            CheckTarget(node, row, organisation, duties);
            if (first.TryAdd((row.Class, row.Area, row.Priority), row)) continue;
            var other = first[(row.Class, row.Area, row.Priority)];
            node.Error("dispatch.overlap", null, $"目录行 {row.Id} 与 {other.Id} 的类别、区域和优先级都相同，无法判断派给谁；请改其中一行的优先级",
                $"Rows {other.Id} and {row.Id} have the same class, area and priority, so neither can be preferred; change one priority");
        }

        if (findings.AreClean(DispatchCatalog.File)) CheckCoverage(new(rows, classes, organisation), classes, organisation, findings);
    }

    private static void CheckClassAndArea(PolicyNode node, DispatchCatalogRow row, ProblemClasses classes, Organisation organisation)
    {
        if (row.Class != DispatchCatalogRow.Any && classes.Find(row.Class) is null)
        {
            node.Error("dispatch.unknown.class", "class", $"目录行 {row.Id} 所指的问题分类“{row.Class}”不存在", $"The class '{row.Class}' of row {row.Id} does not exist");
        }

        if (row.Area != DispatchCatalogRow.Any && organisation.FindDistrict(row.Area) is null && organisation.FindStreet(row.Area) is null)
        {
            node.Error("dispatch.unknown.area", "area", $"目录行 {row.Id} 所指的区域“{row.Area}”既不是区也不是街道（乡镇）",
                $"The area '{row.Area}' of row {row.Id} is neither a district nor a street");
        }
    }

    private static void CheckTarget(PolicyNode node, DispatchCatalogRow row, Organisation organisation, HashSet<string> duties)
    {
        if (row.Target is DutyTarget duty && !duties.Contains(duty.Duty))
        {
            node.Error("dispatch.unknown.duty", "duty", $"目录行 {row.Id} 所指的职责“{duty.Duty}”没有任何单位承担", $"No unit holds the duty '{duty.Duty}' of row {row.Id}");
        }

        foreach (var helper in row.CoUnits)
        {
            if (helper.StartsWith(DispatchCatalog.DutyWord, StringComparison.Ordinal) ? duties.Contains(helper[DispatchCatalog.DutyWord.Length..]) : organisation.Find(helper) is not null) continue;
            node.Error("dispatch.unknown.coUnit", "coUnits", $"目录行 {row.Id} 的协办单位“{helper}”不存在；可写单位代码或者 Duty:职责代码", $"The co-handling unit '{helper}' of row {row.Id} is neither a unit nor a duty that somebody holds");
        }

        if (row.Target is not UnitTarget named) return;
        if (organisation.Find(named.UnitCode) is not { } unit)
        {
            node.Error("dispatch.unknown.unit", "unit", $"目录行 {row.Id} 所指的单位“{named.UnitCode}”不存在", $"The unit '{named.UnitCode}' of row {row.Id} does not exist");
        }
        else if (unit.ClosedOn is { } closed)
        {
            node.Warning("dispatch.closed", "unit", $"目录行 {row.Id} 所指的{unit.Name}自{closed:uuuu-MM-dd}起撤销，届时改由人工派单：请改派接替的单位",
                $"The unit {unit.Code} of row {row.Id} closes on {closed:uuuu-MM-dd}, and tickets would then be dispatched by hand: name the one that takes over");
        }
        else if (!unit.MayLead)
        {
            node.Error("dispatch.community", "unit", $"目录行 {row.Id} 把{unit.Name}作为主办单位；社区（村）不得作为主办单位",
                $"Row {row.Id} makes the community {unit.Code} lead, which no community may");
        }
    }

    /// <summary>Every class a ticket may carry has a unit in every district, even where the street is not known.</summary>
    private static void CheckCoverage(DispatchCatalog catalog, ProblemClasses classes, Organisation organisation, PolicyFindings findings)
    {
        foreach (var problem in classes.Leaves)
        {
            HandlingUnit[] uncovered = [.. organisation.Districts.Where(district => !catalog.Lookup(problem.Code, district.Code).IsProposal)];
            if (uncovered.Length == 0) continue;
            if (uncovered.Length == organisation.Districts.Length)
            {
                findings.Error("dispatch.uncovered", DispatchCatalog.File, "$.rows", $"类别 {problem.Name} 在全市没有承办单位",
                    $"Class {problem.Code} has no handling unit in any district");
                continue;
            }

            foreach (var district in uncovered)
            {
                findings.Error("dispatch.uncovered", DispatchCatalog.File, "$.rows", $"类别 {problem.Name} 在 {district.PlaceName} 没有承办单位",
                    $"Class {problem.Code} has no handling unit in {district.Code}");
            }
        }
    }
}
