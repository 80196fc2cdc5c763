using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.Tests.Policies;

namespace JieSuJiBan.Activities.Tests.Deadlines;

public class When_the_rules_of_clocks_are_checked
{
    [Theory]
    [InlineData("escalation.json", "\"notify\": [\"LeadUnit\"]", "\"notify\": [\"Mayor\"]", "escalation.notify", "Mayor")]
    [InlineData("escalation.json", "{\"amount\": 1, \"unit\": \"WorkingDay\"}", "{\"amount\": 30, \"unit\": \"WorkingDay\"}", "escalation.order", "先后")]
    [InlineData("escalation.json", "\"act\": \"Urge\"", "\"act\": \"Shout\"", "policy.choice", "Shout")]
    [InlineData("escalation.json", "\"clock\": \"signIn\"", "\"clock\": \"feedback\"", "escalation.clock.duplicate", "feedback")]
    [InlineData("extension.json", "\"ExtensionReview\"", "\"NoSuchStep\"", "limit.step.unknown", "NoSuchStep")]
    [InlineData("extension.json", "\"HotlineCenter\"", "\"Nobody\"", "extension.approver", "Nobody")]
    [InlineData("extension.json", "\"MajorWorks\"", "\"ForceMajeure\"", "extension.ground.duplicate", "ForceMajeure")]
    [InlineData("pause.json", "\"ExtremeWeather\"", "\"PetitionerMaterials\"", "pause.reason.duplicate", "PetitionerMaterials")]
    [InlineData("pause.json", "\"maxLength\": {\"amount\": 3, \"unit\": \"NaturalDay\"},", "", "policy.missing", "maxLength")]
    public void a_fault_is_told_in_the_words_of_policy_staff(string file, string piece, string replacement, string code, string named)
    {
        // Who approves matters only where somebody must.
        var text = Pack.Files[file].Replace("\"NotifyOnly\"", "\"RequiresApproval\"", StringComparison.Ordinal);
        Assert.Contains(piece, text, StringComparison.Ordinal);
        var load = Pack.LoadWith(file, text.Replace(piece, replacement, StringComparison.Ordinal));

        Assert.Null(load.Policy);
        Assert.Contains(load.Findings, finding => finding.Code == code && finding.File == file && finding.Chinese.Contains(named, StringComparison.Ordinal));
    }

    [Fact]
    public void an_extension_that_nobody_approves_and_nothing_bounds_is_a_warning()
    {
        var load = Pack.LoadWith("extension.json", "\"maxLength\": {\"amount\": 15, \"unit\": \"WorkingDay\"},", "");
        Assert.Equal(FindingSeverity.Warning, load.Only("extension.unbounded").Severity);
        Assert.NotNull(load.Policy);
    }

    [Fact]
    public void to_ask_early_and_after_the_end_contradict_each_other() =>
        Assert.Null(Pack.LoadWith("extension.json", "\"afterExpiry\": false", "\"afterExpiry\": true, \"applyBefore\": {\"amount\": 1, \"unit\": \"Hour\"}").Policy);

    [Fact]
    public void a_term_fixed_by_law_outweighs_urgency_and_class_and_cites_its_article()
    {
        const string Law = "{\"id\": \"LAW\", \"step\": \"Feedback\", \"match\": {\"class\": \"0301\"}, \"statutory\": true, \"amount\": 60, \"unit\": \"NaturalDay\", \"basis\": {\"kind\": \"Law\", \"source\": \"某法\", \"article\": \"第二十条\"}},";
        var limits = Pack.LoadWith("time-limits.json", "\"limits\": [", "\"limits\": [" + Law).Policy!.TimeLimits;
        var choice = limits.For(LimitStep.Feedback, "0301-01", "Complaint", "Phone", "Emergency", null)!;
        Assert.Equal("LAW", choice.Limit.Id);
        Assert.Contains("某法 第二十条", choice.Chinese, StringComparison.Ordinal);

        Assert.Contains("LAW", Pack.LoadWith("time-limits.json", "\"limits\": [", "\"limits\": [" + Law.Replace("\"Law\"", "\"Default\"", StringComparison.Ordinal)).Only("limit.statutory").Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public void a_statute_that_the_ticket_names_outweighs_everything()
    {
        const string Rows = "\"statutes\": [{\"code\": \"Petition\", \"name\": \"信访事项\", \"english\": \"Petition\"}], \"limits\": [{\"id\": \"ST\", \"step\": \"Feedback\", \"match\": {\"statute\": \"Petition\"}, \"amount\": 60, \"unit\": \"NaturalDay\", \"basis\": {\"kind\": \"Law\", \"source\": \"某条例\", \"article\": \"第三十三条\"}},";
        var limits = Pack.LoadWith("time-limits.json", "\"limits\": [", Rows).Policy!.TimeLimits;
        Assert.Equal("ST", limits.For(new LimitQuery(LimitStep.Feedback, "0301-01", "Complaint", "Phone", "Emergency", null, "Petition"))!.Limit.Id);
        Assert.NotEqual("ST", limits.For(new LimitQuery(LimitStep.Feedback, "0301-01", "Complaint", "Phone", "Emergency", null))!.Limit.Id);
        Assert.Contains("Other", Pack.LoadWith("time-limits.json", "\"limits\": [", Rows.Replace("\"statute\": \"Petition\"", "\"statute\": \"Other\"", StringComparison.Ordinal)).Only("limit.unknown.statute").Chinese, StringComparison.Ordinal);
    }
}
