using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Activities.Tests.Policies;

namespace JieSuJiBan.Activities.Tests.Deadlines;

public class When_a_limit_is_looked_up
{
    private static readonly TimeLimits Limits = Pack.Beijing.TimeLimits;

    [Theory]
    [InlineData(nameof(LimitStep.Dispatch), "0301-01", "Emergency", "TL-DP-EMERGENCY", 1, LimitUnit.Hour)]
    [InlineData(nameof(LimitStep.Dispatch), "0201-01", "General", "TL-DP-0201", 2, LimitUnit.Hour)]
    [InlineData(nameof(LimitStep.Dispatch), "1104-01", "General", "TL-DP-1104-01", 2, LimitUnit.Hour)] // extreme weather
    [InlineData(nameof(LimitStep.Dispatch), "0301-01", "General", "TL-DP-GENERAL", 24, LimitUnit.Hour)]
    [InlineData(nameof(LimitStep.Feedback), "0301-01", "Emergency", "TL-FB-EMERGENCY", 2, LimitUnit.Hour)]
    [InlineData(nameof(LimitStep.Feedback), "0204-01", "General", "TL-FB-0204", 24, LimitUnit.Hour)]
    [InlineData(nameof(LimitStep.Feedback), "0301-01", "General", "TL-FB-GENERAL", 7, LimitUnit.NaturalDay)]
    [InlineData(nameof(LimitStep.Feedback), "0301-01", "Complex", "TL-FB-COMPLEX", 15, LimitUnit.NaturalDay)]
    public void it_is_the_limit_of_DB11_T_2021(string step, string classCode, string urgency, string id, int amount, LimitUnit unit)
    {
        var choice = Limits.For(new LimitStep(step), classCode, "Complaint", "Phone", urgency, UnitKind.Subdistrict);
        Assert.Equal((id, amount, unit), (choice!.Limit.Id, choice.Limit.Amount, choice.Limit.Unit));
    }

    [Fact]
    public void an_emergency_outweighs_the_class()
    {
        var choice = Limits.For(LimitStep.Feedback, "0203-02", "Help", "Phone", "Emergency", UnitKind.PublicServiceEnterprise)!;
        Assert.Equal("TL-FB-EMERGENCY", choice.Limit.Id);
        Assert.Equal(["TL-FB-0203", "TL-FB-GENERAL"], choice.LessSpecific.Select(row => row.Id));
        Assert.Contains("TL-FB-0203", choice.Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public void a_ticket_of_which_nothing_is_known_has_the_general_limit() =>
        Assert.All(TimeLimits.RequiredSteps, step => Assert.Equal(LimitMatch.Any, Limits.For(new(step, null, null, null, null, null))!.Limit.Match));

    [Fact]
    public void a_number_without_a_source_is_marked_as_default()
    {
        Assert.Equal(BasisKind.Default, Limits.For(LimitStep.SignIn, null, null, null, null, null)!.Limit.Basis.Kind);
        Assert.Equal(BasisKind.Standard, Limits.For(LimitStep.Feedback, null, null, null, null, null)!.Limit.Basis.Kind);
    }

    [Theory]
    [InlineData("\"requestType\": \"Help\"", 1)]
    [InlineData("\"unitKind\": \"Subdistrict\"", 1)]
    [InlineData("\"channel\": \"Phone\"", 1)]
    [InlineData("\"channel\": \"Web\"", 2)]
    [InlineData("\"class\": \"0301\", \"requestType\": \"Report\"", 2)]
    public void a_row_applies_only_where_all_its_conditions_hold(string match, int hours)
    {
        var load = Pack.LoadWith(
            "time-limits.json",
            "\"limits\": [",
            "\"limits\": [{\"id\": \"X\", \"step\": \"SignIn\", \"match\": {" + match + "}, \"amount\": 1, \"unit\": \"Hour\", \"basis\": {\"kind\": \"Default\", \"source\": \"试\"}},");
        var choice = load.Policy!.TimeLimits.For(LimitStep.SignIn, "0301-01", "Help", "Phone", "General", UnitKind.Subdistrict);
        Assert.Equal(hours, choice!.Limit.Amount);
    }

    [Fact]
    public void a_city_declares_further_steps_in_its_file()
    {
        var text = Pack.Files["time-limits.json"]
            .Replace("\"steps\": [", "\"steps\": [{\"code\": \"SiteVisit\", \"name\": \"现场核查\", \"english\": \"Site visit\"},", StringComparison.Ordinal)
            .Replace("\"limits\": [", "\"limits\": [{\"id\": \"X\", \"step\": \"SiteVisit\", \"amount\": 1, \"unit\": \"Hour\", \"basis\": {\"kind\": \"Default\", \"source\": \"试\"}},", StringComparison.Ordinal);
        var limits = Pack.LoadWith("time-limits.json", text).Policy!.TimeLimits;
        Assert.True(limits.Knows(new("SiteVisit")));
        Assert.False(Limits.Knows(new("SiteVisit")));
        Assert.Contains("现场核查", limits.For(new LimitStep("SiteVisit"), null, null, null, null, null)!.Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public void a_step_that_is_neither_known_nor_declared_is_refused()
    {
        var finding = Pack.LoadWith("time-limits.json", "\"step\": \"SignIn\"", "\"step\": \"Signin\"").Only("limit.step.unknown");
        Assert.Contains("Signin", finding.Chinese, StringComparison.Ordinal);
    }
}
