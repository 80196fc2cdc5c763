using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.Tests.Policies;

namespace JieSuJiBan.Activities.Tests.Dispatch;

/// <summary>Each upheld objection is a case that the next edition of the catalogue is checked against (Art. 12).</summary>
public class When_the_catalogue_is_checked_against_upheld_objections
{
    [Fact]
    public void a_row_that_still_sends_to_the_unit_that_objected_is_named()
    {
        var finding = Load("110105026", null).Only("regression.repeated");

        Assert.Equal(FindingSeverity.Warning, finding.Severity);
        Assert.Contains("类别 物业服务不到位 在 望京街道 仍由目录行 PD-0102 派给望京街道办事处", finding.Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public void a_row_that_sends_to_neither_is_to_be_looked_at() =>
        Assert.Contains("朝阳区城市管理委员会", Load("110105901", "110105902").Only("regression.otherUnit").Chinese, StringComparison.Ordinal);

    [Fact]
    public void a_catalogue_that_follows_the_review_has_no_finding() =>
        Assert.DoesNotContain(Load("110105901", "110105026").Findings, finding => finding.Code.StartsWith("regression", StringComparison.Ordinal));

    private static PolicyLoad Load(string notUnit, string? unit) => Pack.LoadWith("regressions.json", $$"""
        {"cases": [{"id": "11000020260302000007", "classCode": "0102-01", "districtCode": "110105", "streetCode": "110105026",
          "rowId": "PD-0102", "notUnit": "{{notUnit}}"{{(unit is null ? "" : $", \"unit\": \"{unit}\"")}}}]}
        """);
}
