using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>Art. 11: answer a consultation at once, dispatch the rest at once, and leave by one of the special routes with reason and explanation.</summary>
public sealed class Article_11_each_request_goes_its_way
{
    private static readonly Instant Monday = Beijing.At(2026, 3, 2, 10);

    [Fact]
    public void the_knowledge_base_suggests_answers_and_one_is_given_and_told()
    {
        var story = Story.Accepted(Monday, requestType: "Consultation");
        var suggestion = story.Open("TriageTicket").Payload["knowledge"][0];
        Assert.Equal("ZS-0001", suggestion["id"].AsString());
        Assert.False(suggestion["stale"].AsBoolean());
        story.Triage("AnswerDirectly", ("knowledgeItem", Value.Of("ZS-0001")));

        Assert.Equal(TicketStatus.Archived, story.Ticket.Status);
        Assert.Equal("ZS-0001", story.Ticket.Facts["knowledge"]["id"].AsString());
        Assert.Contains("12345热线全天受理", Told(story, "AnsweredDirectly"), StringComparison.Ordinal);
    }

    [Fact]
    public void a_stale_item_is_marked_and_its_owner_is_told()
    {
        var story = Story.Accepted(Beijing.At(2028, 1, 4, 10), requestType: "Consultation");
        Assert.True(story.Open("TriageTicket").Payload["knowledge"][0]["stale"].AsBoolean());
        story.Triage("AnswerDirectly", ("knowledgeItem", Value.Of("ZS-0001")));

        Assert.True(story.Ticket.Facts["knowledge"]["stale"].AsBoolean());
        Assert.Contains(story.Notices, notice => notice.Payload["kind"].AsString() == "KnowledgeStale" && notice.Payload["unit"].AsString() == "12345");
    }

    [Fact]
    public void a_city_may_forbid_to_answer_with_a_stale_item()
    {
        var policy = Beijing.PolicyWith(("triage.json", "\"staleMayBeUsed\": true", "\"staleMayBeUsed\": false"));
        var story = Story.Accepted(Beijing.At(2028, 1, 4, 10), requestType: "Consultation", policy: policy);

        Assert.Equal("triage.knowledge.stale", story.Refuses("TriageTicket", "AnswerDirectly", Story.Person("dispatcher"), ("knowledgeItem", Value.Of("ZS-0001"))).Code);
    }

    [Fact]
    public void an_answer_needs_words_or_an_item_that_exists()
    {
        var story = Story.Accepted(Monday, requestType: "Consultation");

        Assert.Equal("triage.answer.missing", story.Refuses("TriageTicket", "AnswerDirectly", Story.Person("dispatcher")).Code);
        Assert.Equal("triage.knowledge.unknown", story.Refuses("TriageTicket", "AnswerDirectly", Story.Person("dispatcher"), ("knowledgeItem", Value.Of("ZS-9"))).Code);
    }

    [Theory]
    [InlineData("110")]
    [InlineData("119")]
    [InlineData("120")]
    [InlineData("122")]
    public void an_emergency_is_handed_over_at_once_with_time_and_receiver(string receiver)
    {
        var story = Story.Accepted(Monday);
        story.Triage("HandOver", ("receiver", Value.Of(receiver)), ("takenOverBy", story.Words("0731")));

        Assert.Equal(TicketStatus.Archived, story.Ticket.Status);
        Assert.Equal(receiver, story.Ticket.Facts["handOver"]["receiver"].AsString());
        Assert.Equal(Monday, story.Ticket.Facts["handOver"]["at"].AsInstant());
        Assert.Contains("即时转接", Told(story, "EmergencyLine"), StringComparison.Ordinal);
    }

    [Fact]
    public void nothing_is_handed_over_to_whom_the_city_does_not_name() =>
        Assert.Equal("task.fieldWrong", Story.Accepted(Monday).Refuses("TriageTicket", "HandOver", Story.Person("dispatcher"), ("receiver", Value.Of("114"))).Code);

    [Theory]
    [InlineData("StatutoryChannel")]
    [InlineData("SecretOrPrivacy")]
    [InlineData("BeyondDuty")]
    [InlineData("Unlawful")]
    public void each_special_route_tells_the_petitioner_why(string exit)
    {
        var story = Story.Accepted(Monday);
        Assert.NotNull(story.Open("TriageTicket").Payload["scripts"][exit].AsString());
        story.Triage("CloseWithReason", ("closeReason", Value.Of(exit)));

        Assert.Equal((TicketStatus.Archived, exit), (story.Ticket.Status, story.Ticket.Facts["closeReason"].AsString()));
        Assert.Contains(story.Ticket.Number!, Told(story, exit), StringComparison.Ordinal);
        Assert.Equal(WorkflowSubStatus.Finished, story.Run.State!.SubStatus);
    }

    [Fact]
    public void the_same_matter_needs_the_earlier_ticket_and_names_it()
    {
        var story = Story.Accepted(Monday);
        Assert.Equal("triage.earlier.missing", story.Refuses("TriageTicket", "CloseWithReason", Story.Person("dispatcher"), ("closeReason", Value.Of("AlreadyHandled"))).Code);
        story.Triage("CloseWithReason", ("closeReason", Value.Of("AlreadyHandled")), ("earlierNumber", Value.Of("11000020260301000001")));

        Assert.Contains("11000020260301000001", Told(story, "AlreadyHandled"), StringComparison.Ordinal);
    }

    [Fact]
    public void what_is_beyond_duty_may_be_passed_to_a_unit_for_guidance()
    {
        var story = Story.Accepted(Monday);
        Assert.Equal("triage.guidance.notHere", story.Refuses("TriageTicket", "CloseWithReason", Story.Person("dispatcher"),
            ("closeReason", Value.Of("Unlawful")), ("guidanceUnit", Value.Of("110105904"))).Code);
        story.Triage("CloseWithReason", ("closeReason", Value.Of("BeyondDuty")), ("guidanceUnit", Value.Of("110105904")));

        Assert.Contains(story.Notices, notice => notice.Payload["kind"].AsString() == "GuidanceAsked" && notice.Payload["unit"].AsString() == "110105904");
    }

    [Fact]
    public void that_a_request_is_unreasonable_is_decided_by_somebody_else()
    {
        var story = Proposed();
        var proposer = new Actor("dispatcher-1", null, ["dispatcher", "supervisor"]);
        Assert.Equal("task.notByOwner", story.Refuses("ReviewUnreasonable", "Upheld", proposer, ("opinion", story.Words("属实"))).Code);
        story.Complete("ReviewUnreasonable", "Upheld", Story.Person("supervisor"), ("opinion", story.Words("属实")));

        Assert.Equal(TicketStatus.Archived, story.Ticket.Status);
        Assert.Equal("supervisor-1", story.Ticket.Facts["excluded"]["by"].AsString());
        Assert.Equal("dispatcher-1", story.Ticket.Facts["unreasonable"]["proposedBy"].AsString());
        Assert.NotNull(Told(story, "Unreasonable"));
    }

    [Fact]
    public void a_rejected_proposal_is_triaged_again_and_cannot_be_repeated()
    {
        var story = Proposed();
        story.Complete("ReviewUnreasonable", "Rejected", Story.Person("supervisor"), ("opinion", story.Words("有依据")));
        Assert.DoesNotContain("ProposeUnreasonable", story.Open("TriageTicket").Outcomes!);
        story.Triage().SignIn();

        Assert.Equal(TicketStatus.InHandling, story.Ticket.Status);
        Assert.True(story.Ticket.Facts["excluded"].IsNull);
    }

    private static Story Proposed()
    {
        var story = Story.Accepted(Monday);
        return story.Triage("ProposeUnreasonable", ("unreasonableGround", Value.Of("Malicious")), ("unreasonableText", story.Words("一天拨打三十次。")));
    }

    private static string Told(Story story, string kind) =>
        Assert.Single(story.Notices, notice => notice.Channel == "sms" && notice.Payload["kind"].AsString() == kind).Payload["text"].AsString()!;
}
