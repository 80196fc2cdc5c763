using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>Art. 10: time, matter and contact are recorded completely and accurately; Art. 29: a possible emergency is reported at once.</summary>
public sealed class Article_10_a_request_is_recorded_completely
{
    private static readonly NodaTime.Instant Monday = Beijing.At(2026, 3, 2, 10);

    [Fact]
    public void article_10_everything_that_was_said_is_a_fact_of_the_ticket()
    {
        var story = Story.Told(Monday,
            ("accused", Value.Of("某物业公司")), ("estate", Value.Of("花家地北里")), ("longitude", Value.Of(116.46m)), ("latitude", Value.Of(39.98m)),
            ("replyWanted", Value.True), ("subjectType", Value.Of("Individual")), ("tags", Value.Of([Value.Of("Housing")])), ("recordings", Value.Of([Value.Of("rec-7")])));

        var facts = story.Ticket.Facts;
        Assert.All((string[])["accused", "estate", "longitude", "latitude", "phone", "title", "body", "recordings"], name => Assert.NotNull(Sealed.From(facts[name])));
        Assert.Equal("Housing", facts["tags"].Items.Single().AsString());
        Assert.True(facts["replyWanted"].AsBoolean());
        Assert.Equal("Individual", facts["subjectType"].AsString());
    }

    [Fact]
    public void article_10_a_report_is_confidential_from_its_first_moment() =>
        Assert.True(Story.Told(Monday, ("requestType", Value.Of("Report"))).Ticket.Facts["confidential"].AsBoolean());

    [Fact]
    public void article_29_a_possible_emergency_is_reported_before_anybody_has_triaged_it()
    {
        var story = Story.Told(Monday, ("body", Value.Of("楼道里燃气泄漏，味道很重，请快来。")));

        Assert.Equal("Emergency", story.Ticket.Facts["alert"]["suggestedUrgency"].AsString());
        Assert.Equal(["110105", "12345"], story.Notices.Where(notice => notice.Payload["kind"].AsString() == "EmergencyReport").Select(notice => notice.Payload["unit"].AsString()));
        Assert.Equal(Monday, story.Ticket.Facts["alert"]["reportedAt"].AsInstant());
        Assert.Equal("Emergency", story.Open("TriageTicket").Payload["alert"]["suggestedUrgency"].AsString());
    }
}
