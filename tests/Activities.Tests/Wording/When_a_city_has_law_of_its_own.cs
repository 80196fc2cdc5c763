using System.Text.RegularExpressions;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Activities.Tests.Policies;
using JieSuJiBan.Engine;

namespace JieSuJiBan.Activities.Tests.Wording;

/// <summary>Whatever a city says cites the law of that city, or none: never another's.</summary>
public sealed partial class When_a_city_has_law_of_its_own
{
    private const string Law = "滨海市热线规定";

    private static readonly string AllDuties = string.Join(", ", LegalDuty.All.Select((duty, at) => $$"""{"duty": "{{duty.Code}}", "article": "Z{{at}}"}"""));

    /// <summary>Beijing's rules with another law and without words of its own: what is left of Beijing's law would have to be in code.</summary>
    private static CityPolicy City { get; } = Load($$"""{"name": "{{Law}}", "duties": [{{AllDuties}}]}""", """{"refusals": [{"code": "urge.tooOften", "text": "够了。{sentence}", "english": "Enough. {sentence}"}]}""").Policy!;

    private static CityPolicy Lawless { get; } = Load("{}", "{}").Policy!;

    public static TheoryData<string> Messages => [.. OutgoingMessages.All.Select(message => message.Key)];

    public static TheoryData<string> Duties => [.. LegalDuty.All.Select(duty => duty.Code)];

    [Theory]
    [MemberData(nameof(Messages))]
    public void every_message_cites_that_law_or_none(string key)
    {
        var message = OutgoingMessages.Find(key)!;
        (string, string?)[] fields = [("number", "N1"), .. message.Own.Select(field => (field.Name, (string?)"□"))];
        var (cited, uncited) = (City.Messages.Word(City.Law, message, fields), Lawless.Messages.Word(Lawless.Law, message, fields));

        Assert.DoesNotMatch(OfBeijing(), cited + uncited);
        Assert.DoesNotMatch(Unfilled(), cited + uncited);
        Assert.Contains("N1", cited, StringComparison.Ordinal);
        Assert.Equal(message.Text.Contains("{citation}", StringComparison.Ordinal), cited.Contains(Law, StringComparison.Ordinal));
    }

    [Fact]
    public void every_task_says_its_duty_by_that_law()
    {
        Assert.True(City.TaskDeclarations.Count() > 25);
        Assert.All(City.TaskDeclarations, task => Assert.DoesNotMatch(OfBeijing(), task.Duty));
        Assert.All(City.TaskDeclarations.Where(task => !City.Tasks.Kinds.ContainsKey(task.Kind)), task => Assert.Contains(Law, task.Duty, StringComparison.Ordinal));
        Assert.All(Lawless.TaskDeclarations, task => Assert.DoesNotContain("（）", task.Duty, StringComparison.Ordinal));
        Assert.All(CaseActivities.All, activity => Assert.DoesNotMatch(OfBeijing(), activity.Descriptor.Description));
        Assert.All(CaseActivities.All.SelectMany(activity => activity.Descriptor.Sources), source => Assert.Contains(LegalDuty.All, duty => duty.Code == source));
    }

    [Theory]
    [MemberData(nameof(Duties))]
    public void a_refusal_rests_on_that_law_where_it_rested_on_a_duty(string duty)
    {
        var refusal = new Rejection(RejectionKind.Content, "any", "请填写", "State it", LegalDuty.SourceOf(duty));

        Assert.StartsWith(Law + " Z", City.Worded(refusal).Source, StringComparison.Ordinal);
        Assert.Null(Lawless.Worded(refusal).Source);
        Assert.Equal("政策第 3 行", City.Worded(refusal with { Source = "政策第 3 行" }).Source);
    }

    [Fact]
    public void a_refusal_may_be_worded_by_the_city_round_its_own_sentence()
    {
        var worded = City.Worded(new(RejectionKind.State, "urge.tooOften", "已催办 3 次", "3 urges"));

        Assert.Equal(("够了。已催办 3 次", "Enough. 3 urges"), (worded.Chinese, worded.English));
    }

    [Theory]
    [InlineData("""{"messages": [{"key": "Nothing", "text": "{number}"}]}""", "policy.choice", "Nothing")]
    [InlineData("""{"messages": [{"key": "TicketUrged", "text": "{number} {unit}"}]}""", "messages.field", "unit")]
    [InlineData("""{"messages": [{"key": "TicketUrged", "text": "{number"}]}""", "messages.field", "{number")]
    [InlineData("""{"messages": [{"key": "TicketUrged", "text": "催办"}]}""", "messages.fieldMissing", "{number}")]
    [InlineData("""{"messages": [{"key": "TicketUrged", "text": "{number}"}, {"key": "TicketUrged", "text": "{number}"}]}""", "messages.key.duplicate", "TicketUrged")]
    [InlineData("""{"refusals": [{"code": "no.such", "text": "不", "english": "No"}]}""", "messages.refusal.unknown", "no.such")]
    [InlineData("""{"refusals": [{"code": "urge.tooOften", "text": "{number}", "english": "No"}]}""", "messages.field", "number")]
    public void a_fault_in_the_words_is_told(string messages, string code, string word)
    {
        var finding = Load("{}", messages).Findings.First(found => found.File == "messages.json" && found.Code == code);

        Assert.Contains(word, finding.Chinese, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"duties": [{"duty": "Reply", "article": "第一条"}]}""", "law.name")]
    [InlineData("""{"name": "某法", "duties": [{"duty": "Replies"}]}""", "policy.choice")]
    public void a_fault_in_the_law_is_told(string law, string code) => Assert.Contains(Load(law, "{}").Findings, finding => finding.File == "law.json" && finding.Code == code);

    [Fact]
    public void a_duty_may_rest_on_another_law_and_several_are_cited_together()
    {
        var law = Load("""{"name": "甲规定", "duties": [{"duty": "Reply", "article": "第一条"}, {"duty": "Contact", "article": "第二条"}, {"duty": "Whistle", "law": "乙条例"}]}""", "{}").Policy!.Law;

        Assert.Equal("甲规定 第一条、第二条；乙条例", law.Cite("Reply", "Contact", "Whistle"));
        Assert.Equal("请答复（甲规定 第一条）。", law.Cited("请答复。", ["Reply"]));
        Assert.Null(law.Cite("Record"));
    }

    private static PolicyLoad Load(string law, string messages) =>
        CityPolicies.Load(new Dictionary<string, string>(Pack.Files, StringComparer.Ordinal) { ["law.json"] = law, ["messages.json"] = messages });

    [GeneratedRegex("北京|接诉即办工作条例|第[一二三四五六七八九十百]+条")]
    private static partial Regex OfBeijing();

    [GeneratedRegex("[{}]|（）")]
    private static partial Regex Unfilled();
}
