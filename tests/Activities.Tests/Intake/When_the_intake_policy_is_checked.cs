using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Activities.Tests.Policies;

namespace JieSuJiBan.Activities.Tests.Intake;

/// <summary>A mistake in intake.json is told in the words of policy staff; without the file the documented defaults hold.</summary>
public sealed class When_the_intake_policy_is_checked
{
    [Theory]
    [InlineData("""{"required": [{"channel": "Pigeon", "fields": ["phone"]}]}""", "intake.channel")]
    [InlineData("""{"required": [{"requestType": "Joke", "fields": ["phone"]}]}""", "intake.requestType")]
    [InlineData("""{"required": [{"channel": "Phone", "fields": ["colour"]}]}""", "intake.required.field")]
    [InlineData("""{"attachments": {"types": [{"type": "text/html", "name": "网页", "english": "Page"}]}}""", "intake.attachment.type")]
    [InlineData("""{"alert": {"words": ["火"], "urgency": "Yesterday"}}""", "intake.alert.urgency")]
    [InlineData("""{"alert": {"words": ["火"], "reportTo": ["Mars"]}}""", "intake.alert.unit")]
    [InlineData("""{"alert": {"tags": ["Nothing"]}}""", "intake.alert.tag")]
    [InlineData("""{"confidential": {"hides": ["mail"]}}""", "intake.confidential.hides")]
    [InlineData("""{"map": {"west": 120, "south": 1, "east": 110, "north": 2}}""", "intake.map")]
    [InlineData("""{"colour": 1}""", "policy.unknownMember")]
    public void a_mistake_is_found_and_named(string json, string code) =>
        Assert.Contains(CityPolicies.Load(With(json)).Findings, finding => finding.Code == code && finding.File == "intake.json");

    [Fact]
    public void a_city_without_the_file_has_the_defaults()
    {
        var intake = TinyCity.Policy.Intake;

        Assert.Equal((90, 40, 30), (intake.Repeat.Days, intake.Repeat.SimilarityPercent, intake.Repeat.Candidates));
        Assert.Contains("phone", intake.Confidential.Hides);
        Assert.Empty(intake.Tags);
    }

    private static Dictionary<string, string> With(string json) => new(TinyCity.Files) { ["intake.json"] = json };
}
