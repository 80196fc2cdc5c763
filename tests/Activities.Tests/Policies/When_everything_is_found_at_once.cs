using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.Registry;

namespace JieSuJiBan.Activities.Tests.Policies;

/// <summary>A fault in one file hides none in another: policy staff correct all in one round.</summary>
public class When_everything_is_found_at_once
{
    [Fact]
    public void a_misspelt_member_a_role_a_channel_and_a_notice_are_told_together()
    {
        var files = new Dictionary<string, string>(Pack.Files, StringComparer.Ordinal);
        Replace(files, "city.json", "\"english\":", "\"englisch\":");
        Replace(files, "callback.json", "\"reviewRole\": \"supervisor\"", "\"reviewRole\": \"supervisr\"");
        Replace(files, "escalation.json", "[\"LeadUnit\"]", "[\"LeedUnit\"]");
        var load = CityPolicies.Load(files);

        Assert.Null(load.Policy);
        Assert.NotNull(load.Draft);
        foreach (var code in (string[])["policy.unknownMember", "role.unknown", "escalation.notify"]) Assert.Contains(load.Findings, finding => finding.Code == code);
        Assert.Contains("supervisor", load.Only("role.unknown").Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public void a_file_that_is_no_JSON_hides_no_fault_of_another_and_causes_none()
    {
        var files = new Dictionary<string, string>(Pack.Files, StringComparer.Ordinal) { ["intake.json"] = "{" };
        Replace(files, "callback.json", "\"reviewRole\": \"supervisor\"", "\"reviewRole\": \"supervisr\"");
        var load = CityPolicies.Load(files);

        Assert.Equal(["intake.json"], load.Unreadable);
        Assert.Equal(["policy.file.json", "role.unknown"], load.Findings.Where(finding => finding.Severity == FindingSeverity.Error).Select(finding => finding.Code).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("\"after\": {\"amount\": 0, \"unit\": \"Hour\"}, \"act\": \"Urge\"", "\"after\": {\"amount\": 0, \"unit\": \"Hour\"}", "escalation.rung")]
    [InlineData("\"act\": \"Urge\"", "\"code\": \"Yellow card\", \"name\": \"黄牌\", \"english\": \"Yellow card\"", "escalation.code")]
    [InlineData("\"act\": \"Urge\"", "\"code\": \"Overdue\", \"name\": \"黄牌\", \"english\": \"Yellow card\"", "escalation.code")]
    [InlineData("\"act\": \"Urge\"", "\"code\": \"YellowCard\", \"name\": \"黄牌\"", "escalation.name")]
    [InlineData("\"act\": \"Urge\"", "\"act\": \"Urge\", \"text\": \"工单 {nummer}\"", "escalation.text")]
    public void a_slip_in_a_rung_is_named(string piece, string replacement, string code) =>
        Assert.Contains(Pack.LoadWith("escalation.json", piece, replacement).Findings, finding => finding.Code == code && finding.Severity == FindingSeverity.Error);

    [Fact]
    public void rungs_by_act_alone_are_read_as_before()
    {
        Assert.Equal(["Urged", "Supervised", "Escalated"], Pack.Beijing.RungsOf("feedback"));
        Assert.False(Pack.Beijing.IsRung("YellowCard"));
    }

    private static void Replace(Dictionary<string, string> files, string file, string piece, string replacement)
    {
        Assert.Contains(piece, files[file], StringComparison.Ordinal);
        files[file] = files[file].Replace(piece, replacement, StringComparison.Ordinal);
    }
}
