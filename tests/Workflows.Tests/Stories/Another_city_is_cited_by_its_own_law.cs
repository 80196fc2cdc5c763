using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Registry;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>The published drawing under another law: what goes out and what is refused names that law, or none.</summary>
public sealed class Another_city_is_cited_by_its_own_law
{
    private static readonly Instant Monday = Beijing.At(2026, 3, 2, 9);

    private const string Law = """{"name": "滨海市热线规定", "duties": [{"duty": "Reply", "article": "第九十一条"}, {"duty": "Contact", "article": "第九十二条"}, {"duty": "Supervision"}]}""";

    [Fact]
    public void refusals_and_notices_cite_it_where_it_demands_the_duty_and_nothing_elsewhere()
    {
        var story = Story.Accepted(Monday, policy: City(Law, "{}")).Triage().SignIn();
        var silent = story.Answer().Where(field => field.Item1 is not ("contactedAt" or "contactMethod")).ToArray();

        var refused = story.Refuses("HandleTicket", "Replied", story.Handler(), silent);

        Assert.Equal("滨海市热线规定 第九十二条", refused.Source);
        Assert.All(story.Notices, notice => Assert.DoesNotContain("北京", notice.Payload["text"].AsString() ?? "", StringComparison.Ordinal));
        Assert.All(story.Notices, notice => Assert.DoesNotContain("（）", notice.Payload["text"].AsString() ?? "", StringComparison.Ordinal));
    }

    [Fact]
    public void a_message_goes_out_in_the_words_of_the_city()
    {
        var words = """{"messages": [{"key": "TicketDispatched", "text": "【滨海】{number} 交{unit}办（{citation}）"}]}""";

        var story = Story.Accepted(Monday, policy: City(Law, words)).Triage();

        // The law of this city says nothing of dispatch: no citation, and no empty brackets.
        Assert.Contains(story.Notices, notice => notice.Payload["kind"].AsString() == "TicketDispatched" && notice.Payload["text"].AsString() == $"【滨海】{story.Ticket.Number} 交望京街道办事处办");
    }

    private static CityPolicy City(string law, string messages) =>
        CityPolicies.Load(Directory.GetFiles(Path.Combine(Beijing.Place, "policies"), "*.json").ToDictionary(file => Path.GetFileName(file), file => Path.GetFileName(file) switch { "law.json" => law, "messages.json" => messages, _ => File.ReadAllText(file) }, StringComparer.Ordinal)).Policy!;
}
