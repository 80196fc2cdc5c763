using System.Collections.Immutable;
using JieSuJiBan.Activities.PolicyFiles;

namespace JieSuJiBan.Activities.Policies;

/// <summary>A dispatch that an upheld objection proved wrong (Art. 12): the catalogue must not repeat it.</summary>
/// <param name="Id">What it came from, e.g. the ticket's number.</param>
/// <param name="ClassCode">Class of the matter.</param>
/// <param name="DistrictCode">District, or null where it was not known.</param>
/// <param name="StreetCode">Street or township, or null where it was not known.</param>
/// <param name="NotUnit">The unit that it was wrongly sent to.</param>
/// <param name="Unit">The unit that the review named, or null.</param>
public sealed record RegressionCase(string Id, string ClassCode, string? DistrictCode, string? StreetCode, string NotUnit, string? Unit);

/// <summary>Cases against which every edition of the catalogue is checked (<c>regressions.json</c>); none without the file.</summary>
/// <param name="Cases">The cases in the order staff gave them.</param>
public sealed record RegressionCases(ImmutableArray<RegressionCase> Cases)
{
    internal static TopicPolicy Topic { get; } = new TopicPolicy<RegressionCases>("regressions.json", Read, Check);

    private static RegressionCases Read(PolicyNode root)
    {
        var nodes = root.ItemsOrEmpty("cases");
        var cases = new RegressionCases([.. nodes.Select(ReadCase)]);
        Duplicates.Check(nodes, cases.Cases.Select(one => one.Id), "regression", "回归案例编号", "Regression case", "id");
        root.Close();
        return cases;
    }

    private static RegressionCase ReadCase(PolicyNode node)
    {
        var one = new RegressionCase(
            node.Text("id"), node.Text("classCode"), node.TextOrNull("districtCode"), node.TextOrNull("streetCode"), node.Text("notUnit"), node.TextOrNull("unit"));
        _ = node.TextOrNull("rowId");
        node.Close();
        return one;
    }

    /// <summary>Warns where the catalogue still does what a review found wrong. Whether to follow the review is for staff to decide.</summary>
    private static void Check(RegressionCases cases, CityPolicy city, PolicyNode root)
    {
        foreach (var (node, one) in root.ItemsOrEmpty("cases").Zip(cases.Cases))
        {
            if (city.Classes.Find(one.ClassCode) is not { } problem)
            {
                node.Warning("regression.class", "classCode", $"回归案例 {one.Id} 的问题分类“{one.ClassCode}”已不存在，可以删去", $"The class '{one.ClassCode}' of regression case {one.Id} does not exist any more: the case may go");
                continue;
            }

            var place = (one.StreetCode ?? one.DistrictCode) is { } code ? city.Organisation.Find(code)?.PlaceName ?? code : "全市";
            if (city.Dispatch.Lookup(one.ClassCode, one.DistrictCode, one.StreetCode).Proposal is not { } proposal) continue;
            if (proposal.UnitCode == one.NotUnit)
            {
                node.Warning("regression.repeated", null,
                    $"类别 {problem.Name} 在 {place} 仍由目录行 {proposal.RowId} 派给{proposal.UnitName}，而该单位的派单异议已经成立（{one.Id}）：请修改目录行",
                    $"Row {proposal.RowId} still sends class {one.ClassCode} in {one.StreetCode ?? one.DistrictCode} to {proposal.UnitCode}, whose objection was upheld ({one.Id}): change the row");
            }
            else if (one.Unit is { } right && proposal.UnitCode != right)
            {
                node.Warning("regression.otherUnit", null,
                    $"类别 {problem.Name} 在 {place} 由目录行 {proposal.RowId} 派给{proposal.UnitName}，而异议审核确定的是{city.Organisation.Find(right)?.Name ?? right}（{one.Id}）：请核对",
                    $"Row {proposal.RowId} sends class {one.ClassCode} in {one.StreetCode ?? one.DistrictCode} to {proposal.UnitCode}, but the review named {right} ({one.Id}): check it");
            }
        }
    }
}
