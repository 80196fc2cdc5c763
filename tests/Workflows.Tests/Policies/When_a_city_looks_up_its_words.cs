using JieSuJiBan.Activities;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Workflows.Policies;

namespace JieSuJiBan.Workflows.Tests.Policies;

public sealed class When_a_city_looks_up_its_words
{
    [Fact]
    public void the_reference_is_what_the_code_knows()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "JieSuJiBan.sln"))) folder = folder.Parent;
        var path = Path.Combine(folder.FullName, "docs", "city-words.md");
        if (Environment.GetEnvironmentVariable("JSJB_RENDER_DOCS") == "1") File.WriteAllText(path, CityWordsReference.ToMarkdown());

        // Out of date? Run this test once with JSJB_RENDER_DOCS=1.
        Assert.Equal(CityWordsReference.ToMarkdown(), File.ReadAllText(path));
    }

    [Fact]
    public void a_message_tells_when_it_is_sent_to_whom_and_what_it_may_hold()
    {
        var content = CanonicalJson.Parse("""{"messages": [{"key": "Questionnaire", "text": "请评价 {number}"}]}""");
        var rows = PolicyField.OfFile("messages.json", null)!.Find("messages")!;

        Assert.Equal(
            "发送回访问卷，发给诉求人：“请评价 {number}”。可用字段：{number} 工单编号；{citation} 法律名称和条款；{article} 条款。",
            PolicySentence.Of(rows, content["messages"][0], new PolicyPickers("messages.json", content, Beijing.Policy), Beijing.Policy, false));
        Assert.Contains("发送回访问卷（Questionnaire）", PolicyTables.Of("messages.json", content, Beijing.Policy, false)[0].Rows[0]);
    }

    [Fact]
    public void every_message_and_duty_has_words_on_the_policy_pages()
    {
        Assert.All(OutgoingMessages.All, message => Assert.NotEqual(message.Key, PolicyField.Say(message.Key, false)));
        Assert.All(LegalDuty.All, duty => Assert.NotEqual(duty.Code, PolicyField.Say(duty.Code, false)));
    }
}
