using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>Art. 15: reply in time. What is overdue is urged, then supervised, then supervised from a higher level.</summary>
public sealed class Article_15_what_is_overdue_is_urged_and_supervised
{
    private static readonly Instant Monday = Beijing.At(2026, 3, 2, 10);
    private static readonly Instant Due = Monday + Duration.FromDays(7);

    [Fact]
    public void the_ladder_is_climbed_rung_by_rung_and_each_rung_says_who_was_told()
    {
        var story = Story.Accepted(Monday).Triage().SignIn();

        story.At(Due);
        Assert.Equal(["Urge"], Levels(story));
        story.At(Beijing.At(2026, 3, 10, 9, 59));
        Assert.Equal(["Urge"], Levels(story));
        story.At(Beijing.At(2026, 3, 10, 10));
        Assert.Equal(["Urge", "Supervise"], Levels(story));
        story.At(Beijing.At(2026, 3, 16, 10));
        Assert.Equal(["Urge", "Supervise", "Escalated"], Levels(story));
        Assert.Equal(
            [Story.Wangjing, Story.Chaoyang, story.Policy.Organisation.HotlineCenter.Code],
            story.Ticket.Facts["supervision"]["2"]["told"].Items.Select(unit => unit.AsString()!).OrderByDescending(unit => unit == Story.Wangjing).ThenBy(unit => unit.Length == 5));
        story.At(Beijing.At(2026, 5, 1));
        Assert.Equal(3, Levels(story).Length);
        Assert.Single(story.History, kind => kind == "TicketOverdue");
    }

    [Fact]
    public void a_reply_ends_the_ladder()
    {
        var story = Story.Accepted(Monday).Triage().SignIn().At(Due + Duration.FromHours(1)).Reply().At(Due + Duration.FromDays(20));

        Assert.Equal(["Urge"], Levels(story));
        Assert.Equal(Due, story.Ticket.OverdueAt);
        Assert.Equal("Stopped", story.Clock("feedback")["state"].AsString());
    }

    [Fact]
    public void a_city_without_a_ladder_marks_what_is_overdue_and_no_more()
    {
        var policy = Beijing.PolicyWith(("escalation.json", "\"clock\": \"feedback\"", "\"clock\": \"rehandle\""));
        var story = Story.Accepted(Monday, policy: policy).Triage().SignIn().At(Due + Duration.FromDays(20));

        Assert.Equal(Due, story.Ticket.OverdueAt);
        Assert.Empty(Levels(story));
    }

    private static string[] Levels(Story story) => [.. story.Ticket.Facts["supervision"].MembersByName
        .Where(rung => rung.Value["clock"].AsString() == "feedback").Select(rung => rung.Value["level"].AsString()!)];
}
