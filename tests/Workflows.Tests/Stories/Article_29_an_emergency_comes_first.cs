using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>Art. 29: what may be an emergency has the limits of one at once, whatever urgency the operator left, and comes before all other work.</summary>
public sealed class Article_29_an_emergency_comes_first
{
    private static readonly Instant Monday = Beijing.At(2026, 3, 2, 10);

    [Fact]
    public void a_suspected_emergency_has_its_limit_from_acceptance()
    {
        var story = Suspected();

        Assert.Equal(("Emergency", "General"), (story.Ticket.Urgency, story.Ticket.Facts["urgencyStated"].AsString()));
        Assert.Equal(Monday + Duration.FromHours(1), story.Open("TriageTicket").DueAt);
        Assert.True(story.Open("TriageTicket").Payload["first"].AsBoolean());
    }

    [Fact]
    public void it_keeps_the_limits_of_an_emergency_on_its_way()
    {
        var story = Suspected().Triage();
        Assert.Equal(Monday + Duration.FromMinutes(15), story.Open("SignInTicket").DueAt);
        story.SignIn();

        Assert.Equal(Monday + Duration.FromHours(2), story.Open("HandleTicket").DueAt);
        Assert.True(story.Open("HandleTicket").Payload["first"].AsBoolean());
    }

    [Fact]
    public void a_declared_one_comes_first_too_and_a_false_alarm_does_not()
    {
        var declared = Story.Accepted(Monday, urgency: "Emergency");
        Assert.True(declared.Open("TriageTicket").Payload["first"].AsBoolean());
        Assert.Null(declared.Ticket.Facts["urgencyStated"].AsString());

        var calm = Suspected().Triage(result: [("classCode", Value.Of("0102-01")), ("districtCode", Value.Of(Story.Chaoyang)), ("streetCode", Value.Of(Story.Wangjing)), ("urgency", Value.Of("General"))]);
        Assert.Null(calm.Open("SignInTicket").Payload["first"].AsBoolean());
        Assert.Null(Story.Accepted(Monday).Open("TriageTicket").Payload["first"].AsBoolean());
    }

    [Fact]
    public void after_the_hand_over_the_ticket_says_to_whom_when_and_who_confirmed()
    {
        var story = Suspected();
        var confirmed = story.Words("119-7");
        story.Triage("HandOver", ("receiver", Value.Of("119")), ("takenOverBy", confirmed));
        var handOver = story.Ticket.Facts["handOver"];

        Assert.Equal(("119消防救援", confirmed), (handOver["receiverName"].AsString(), handOver["takenOverBy"]));
        Assert.Equal(Monday, handOver["at"].AsInstant());
    }

    [Fact]
    public void nobody_is_handed_over_to_a_service_of_which_nobody_confirmed_it_unless_the_city_asks_for_no_name()
    {
        Assert.Equal("result.takenOverBy", Suspected().Refuses("TriageTicket", "HandOver", Story.Person("dispatcher"), ("receiver", Value.Of("119"))).Field);

        var policy = Beijing.PolicyWith(("triage.json", "\"needsConfirmation\": true,", ""));
        var story = Story.Accepted(Monday, policy: policy).Triage("HandOver", ("receiver", Value.Of("119")));
        Assert.Equal(TicketStatus.Archived, story.Ticket.Status);
        Assert.Null(story.Ticket.Facts["handOver"]["takenOverBy"].AsString());
    }

    private static Story Suspected() => Story.Told(Monday, ("body", Value.Of("家里燃气泄漏，要爆炸了。")), ("urgency", Value.Of("General")));
}
