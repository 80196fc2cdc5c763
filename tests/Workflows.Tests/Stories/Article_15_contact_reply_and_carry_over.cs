using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>Art. 15: contact the petitioner, handle by law, reply to both; what cannot be solved for now is explained and carried over.</summary>
public sealed class Article_15_contact_reply_and_carry_over
{
    private static readonly Instant Monday = Beijing.At(2026, 3, 2, 10);

    [Fact]
    public void each_contact_is_recorded_with_who_when_how_number_and_result()
    {
        var story = Story.Accepted(Monday).Triage().SignIn();
        story.Complete("HandleTicket", "RecordContact", story.Handler(), Contact(story, "NotReached"));
        story.At(Monday + Duration.FromHours(1));
        story.Complete("HandleTicket", "RecordContact", story.Handler(), Contact(story, "Reached"));

        var contacts = story.Ticket.Facts["contacts"];
        Assert.Equal(["NotReached", "Reached"], [contacts["1"]["result"].AsString(), contacts["2"]["result"].AsString()]);
        Assert.Equal("handler-1", contacts["1"]["by"].AsString());
        Assert.NotNull(Sealed.From(contacts["1"]["number"]));
        Assert.Equal(Monday + Duration.FromHours(1), story.Ticket.Facts["firstContactAt"].AsInstant());
        Assert.Equal("Stopped", story.Clock("firstContact")["state"].AsString());
    }

    [Fact]
    public void who_was_not_reached_was_not_contacted()
    {
        var story = Story.Accepted(Monday).Triage().SignIn();
        story.Complete("HandleTicket", "RecordContact", story.Handler(), Contact(story, "NotReached"));
        Assert.Equal("Running", story.Clock("firstContact")["state"].AsString());
        Assert.Null(story.Ticket.Facts["firstContactAt"].AsInstant());
        var silent = story.Answer().Where(field => field.Item1 is not ("contactedAt" or "contactMethod")).ToArray();

        Assert.Equal("handle.contact.missing", story.Refuses("HandleTicket", "Replied", story.Handler(), silent).Code);
        Assert.Equal("handle.contact.notReached", story.Refuses("HandleTicket", "Replied", story.Handler(), [.. story.Answer(), ("contactResult", Value.Of("NotReached"))]).Code);
        story.At(Monday + Duration.FromDays(1));
        Assert.Contains("ClockOverdue", story.History);
    }

    [Fact]
    public void three_attempts_on_three_days_stand_in_the_place_of_a_contact()
    {
        var story = Story.Accepted(Monday).Triage().SignIn();
        story.Complete("HandleTicket", "RecordContact", story.Handler(), Contact(story, "NotReached"));
        story.At(Monday + Duration.FromHours(2)).Complete("HandleTicket", "RecordContact", story.Handler(), Contact(story, "NotReached"));
        story.At(Monday + Duration.FromDays(1)).Complete("HandleTicket", "RecordContact", story.Handler(), Contact(story, "NotReached"));
        Assert.Equal("Running", story.Clock("firstContact")["state"].AsString());
        story.At(Monday + Duration.FromDays(2)).Complete("HandleTicket", "Replied", story.Handler(), [.. story.Answer(), ("contactResult", Value.Of("NotReached"))]);

        Assert.Equal("Stopped", story.Clock("firstContact")["state"].AsString());
        Assert.Equal(Monday + Duration.FromDays(2), story.Ticket.Facts["firstContactAt"].AsInstant());
        Assert.Equal(4, story.Ticket.Facts["contacts"].Count);
    }

    [Fact]
    public void how_many_attempts_and_what_counts_as_reached_is_the_citys()
    {
        var twice = Beijing.PolicyWith(("handling.json", "\"contactAttempts\": 3", "\"contactAttempts\": 2"), ("handling.json", "\"attemptsOnDifferentDays\": true", "\"attemptsOnDifferentDays\": false"));
        var story = Story.Accepted(Monday, policy: twice).Triage().SignIn();
        story.Complete("HandleTicket", "RecordContact", story.Handler(), Contact(story, "NotReached"));
        story.Complete("HandleTicket", "RecordContact", story.Handler(), Contact(story, "NotReached"));
        Assert.Equal("Stopped", story.Clock("firstContact")["state"].AsString());

        var never = Beijing.PolicyWith(("handling.json", "\"contactAttempts\": 3", "\"contactAttempts\": 0"), ("handling.json", "\"english\": \"Refused to talk\"}", "\"english\": \"Refused to talk\", \"reached\": false}"));
        var refused = Story.Accepted(Monday, policy: never).Triage().SignIn();
        refused.Complete("HandleTicket", "RecordContact", refused.Handler(), Contact(refused, "Refused"));
        Assert.Equal("Running", refused.Clock("firstContact")["state"].AsString());
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    public void a_contact_in_the_minute_of_acceptance_is_not_before_it(int minutes, bool isTaken)
    {
        var story = Story.Accepted(Monday + Duration.FromMilliseconds(30_250)).Triage().SignIn();
        var contact = Contact(story, "Reached").Where(field => field.Item1 != "contactedAt").Append(("contactedAt", Value.Of(Monday + Duration.FromMinutes(minutes)))).ToArray();

        if (isTaken) story.Complete("HandleTicket", "RecordContact", story.Handler(), contact);
        else Assert.Equal("handle.contact.impossible", story.Refuses("HandleTicket", "RecordContact", story.Handler(), contact).Code);
    }

    [Fact]
    public void a_contact_in_the_second_of_acceptance_is_not_before_it()
    {
        var story = Story.Accepted(Monday + Duration.FromMilliseconds(30_250)).Triage().SignIn();

        story.Complete("HandleTicket", "RecordContact", story.Handler(), [.. Contact(story, "Reached").Where(field => field.Item1 != "contactedAt"), ("contactedAt", Value.Of(Monday + Duration.FromSeconds(30)))]);
    }

    [Fact]
    public void a_reply_after_a_recorded_contact_needs_no_other()
    {
        var story = Story.Accepted(Monday).Triage().SignIn();
        story.Complete("HandleTicket", "RecordContact", story.Handler(), Contact(story, "Reached"));
        story.Complete("HandleTicket", "Replied", story.Handler(), [.. story.Answer().Where(field => field.Item1 is not ("contactedAt" or "contactMethod"))]);

        Assert.Equal(Monday, story.Ticket.RepliedAt);
    }

    [Fact]
    public void the_reply_goes_to_both_petitioner_and_hotline()
    {
        var story = Story.Accepted(Monday).Triage().SignIn().Reply();

        var told = Assert.Single(story.Notices, notice => notice.Channel == "sms");
        Assert.NotNull(Sealed.From(told.Payload["words"]));
        Assert.Contains(story.Notices, notice => notice.Payload["kind"].AsString() == "TicketReplied" && notice.Payload["unit"].AsString() == "12345");
    }

    [Fact]
    public void a_city_may_demand_evidence_for_a_result()
    {
        var policy = Beijing.PolicyWith(("handling.json", "\"code\": \"Handling\", ", "\"code\": \"Handling\", \"requiredFor\": [\"Solved\"], "));
        var story = Story.Accepted(Monday, policy: policy).Triage().SignIn();
        Assert.Equal("handle.evidence.missing", story.Refuses("HandleTicket", "Replied", story.Handler(), story.Answer()).Code);
        story.Complete("HandleTicket", "Replied", story.Handler(), [.. story.Answer(), ("evidenceHandling", Value.Of(["sha256-1"]))]);

        Assert.Equal(("Handling", "sha256-1"), (story.Ticket.Facts["evidence"]["1"]["kind"].AsString(), story.Ticket.Facts["evidence"]["1"]["attachmentId"].AsString()));
    }

    [Fact]
    public void a_petitioner_who_urges_is_heard_and_the_task_shows_it()
    {
        var story = Story.Accepted(Monday).Triage().SignIn();
        Assert.IsType<Decided>(story.Run.Deliver(new ReceiveSignal("ticket.urged", Value.Object(("text", story.Words("快点"))))));
        Assert.IsType<Decided>(story.Run.Deliver(new ReceiveSignal("ticket.urged", Value.EmptyObject)));

        Assert.Equal(2, story.Ticket.Facts["urges"].Count);
        Assert.Equal(2, story.Open("HandleTicket").Payload["urges"].AsInt64());
        Assert.Equal(2, story.Notices.Count(notice => notice.Payload["kind"].AsString() == "TicketUrged" && notice.Payload["unit"].AsString() == Story.Wangjing));
    }

    [Fact]
    public void what_cannot_be_solved_for_now_is_carried_over_with_a_plan_after_the_petitioner_was_told()
    {
        var story = Story.Accepted(Monday).Triage().SignIn();
        (string, Value)[] plan = [("carryOverPlan", story.Words("列入明年计划")), ("carryOverReason", story.Words("规划未定"))];
        Assert.Equal("handle.contact.missing", story.Refuses("HandleTicket", "CarryOver", story.Handler(), plan).Code);
        story.Complete("HandleTicket", "RecordContact", story.Handler(), Contact(story, "Reached"));
        story.Complete("HandleTicket", "CarryOver", story.Handler(), plan);

        Assert.Equal(TicketStatus.CarriedOver, story.Ticket.Status);
        Assert.Equal(Monday, story.Ticket.Facts["carryOver"]["registeredAt"].AsInstant());
        Assert.Equal(Monday + Duration.FromDays(30), story.Open("ReviewCarryOver").DueAt);
        Assert.Contains(story.Notices, notice => notice.Channel == "sms" && notice.Payload["kind"].AsString() == "TicketReplied");
    }

    [Fact]
    public void it_is_looked_at_again_until_it_is_cleared()
    {
        var story = CarriedOver();
        story.At(Monday + Duration.FromDays(30));
        Assert.Equal(1, story.Ticket.Facts["carryOver"]["missed"].AsInt64());
        story.Complete("ReviewCarryOver", "StillOpen", story.Handler(), ("progress", story.Words("已立项")));
        Assert.Equal(Monday + Duration.FromDays(60), story.Open("ReviewCarryOver").DueAt);
        story.Complete("ReviewCarryOver", "Cleared", story.Handler(), ("publicReply", story.Words("已解决")), ("reply", story.Words("已解决")));

        Assert.NotNull(story.Ticket.Facts["carryOver"]["clearedAt"].AsInstant());
        Assert.True(story.Ticket.Solved);
        Assert.Equal(TicketStatus.AwaitingCallback, story.Ticket.Status);
        Assert.Equal(Monday, story.Ticket.RepliedAt);
    }

    [Fact]
    public void it_is_not_carried_over_for_ever()
    {
        var policy = Beijing.PolicyWith(("handling.json", "\"maxReviews\": 12", "\"maxReviews\": 2"));
        var story = CarriedOver(policy);
        story.Complete("ReviewCarryOver", "StillOpen", story.Handler(), ("progress", story.Words("已立项")));
        Assert.Equal("carryOver.tooOften", story.Refuses("ReviewCarryOver", "StillOpen", story.Handler(), ("progress", story.Words("仍在推进"))).Code);
        story.Complete("ReviewCarryOver", "Ended", story.Handler(), ("publicReply", story.Words("说明")), ("reply", story.Words("说明")));

        Assert.False(story.Ticket.Solved);
        Assert.Equal(TicketStatus.AwaitingCallback, story.Ticket.Status);
    }

    private static Story CarriedOver(Activities.Policies.CityPolicy? policy = null)
    {
        var story = Story.Accepted(Monday, policy: policy).Triage().SignIn();
        story.Complete("HandleTicket", "RecordContact", story.Handler(), Contact(story, "Reached"));
        return story.Complete("HandleTicket", "CarryOver", story.Handler(), ("carryOverPlan", story.Words("列入计划")), ("carryOverReason", story.Words("规划未定")));
    }

    private static (string, Value)[] Contact(Story story, string result) =>
    [
        ("contactMethod", Value.Of("Phone")), ("contactNumber", story.Words("13800000000")), ("contactResult", Value.Of(result)), ("contactedAt", Value.Of(story.Run.Now)),
    ];
}
