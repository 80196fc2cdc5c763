using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>Art. 23: callback by phone, message or network when the limit has expired; what went badly is disputed with evidence or handled again.</summary>
public sealed class Article_23_the_petitioner_has_the_last_word
{
    private static readonly Instant Monday = Beijing.At(2026, 3, 2, 10);
    private static readonly Instant Due = Monday + Duration.FromDays(7);

    [Fact]
    public void the_questions_and_answers_are_the_citys()
    {
        var policy = Beijing.PolicyWith(
            ("callback.json", "{\"code\": \"Partly\", \"name\": \"部分解决\", \"english\": \"Partly solved\"}", "{\"code\": \"Half\", \"name\": \"一半\", \"english\": \"Half\"}"));
        var asked = policy.FindTask("CallbackPetitioner")!.Fields.Single(field => field.Name == "solved");

        Assert.Equal(["Yes", "Half", "No"], asked.Options!.Select(option => option.Value));
        var story = Called(policy);
        Assert.Equal("task.fieldWrong", story.Refuses("CallbackPetitioner", "Reached", Story.Person("callbackAgent"),
            ("contactedByStaff", Value.Of("Yes")), ("satisfied", Value.Of("Satisfied")), ("solved", Value.Of("Partly"))).Code);
    }

    [Fact]
    public void by_policy_it_begins_with_the_reply()
    {
        var policy = Beijing.PolicyWith(("callback.json", "\"trigger\": \"OnLimitExpiry\"", "\"trigger\": \"OnReply\""));
        var story = Story.Accepted(Monday, policy: policy).Triage().SignIn().Reply();

        Assert.NotNull(story.Open("CallbackPetitioner").DueAt);
    }

    [Fact]
    public void a_questionnaire_goes_out_and_its_answer_comes_back()
    {
        var story = Called(Questionnaire());
        var sent = Assert.Single(story.Notices, notice => notice.Payload["kind"].AsString() == "Questionnaire");
        Assert.Equal(["contactedByStaff", "solved", "satisfied"], sent.Payload["questions"].Items.Select(question => question["code"].AsString()!));
        var wrong = Assert.IsType<Refused>(Answer(story, 1, "Perhaps")).Rejection;
        Assert.Equal("callback.answer.unknown", wrong.Code);
        Assert.IsType<Decided>(Answer(story, 1, "Yes"));

        Assert.Equal(TicketStatus.Archived, story.Ticket.Status);
        Assert.Equal("Sms", story.Ticket.Callback.Entries["attemptsLog"]["1"]["channel"].AsString());
    }

    [Fact]
    public void an_unanswered_questionnaire_is_followed_by_a_call_on_another_day()
    {
        var story = Called(Questionnaire());
        story.At(Due + Duration.FromDays(1));
        Assert.Equal("Unreachable", story.Ticket.Callback.Entries["attemptsLog"]["1"]["result"].AsString());
        story.At(Beijing.At(2026, 3, 11, 9));
        story.CalledBack();

        Assert.Equal(TicketStatus.Archived, story.Ticket.Status);
        Assert.Equal(2, story.Ticket.Callback.Entries["attempts"].AsInt64());
    }

    [Fact]
    public void the_unit_may_dispute_with_evidence_and_a_stranger_decides()
    {
        var story = Called().CalledBack("No", "No", "Dissatisfied");
        Assert.Equal(Beijing.At(2026, 3, 10, 10), story.Open("DisputeResult").DueAt);
        story.Complete("DisputeResult", "Dispute", story.Handler(), ("disputeGround", Value.Of("WrongRecord")), ("disputeText", story.Words("有录音")), ("disputeEvidence", Value.Of(["rec-1"])));
        Assert.Equal("task.notByOwner", story.Refuses("ReviewDispute", "Upheld", new("callbackAgent-1", null, ["supervisor"]), ("opinion", story.Words("属实"))).Code);
        Assert.Equal("dispute.ownUnit", story.Refuses("ReviewDispute", "Upheld", new("chief", Story.Wangjing, ["supervisor"]), ("opinion", story.Words("属实"))).Code);
        story.Complete("ReviewDispute", "Upheld", Story.Person("supervisor"), ("opinion", story.Words("录音属实")));

        Assert.Equal(TicketStatus.Archived, story.Ticket.Status);
        Assert.Equal("Dissatisfied", story.Ticket.Callback.Entries["satisfied"].AsString());
        Assert.Equal(("supervisor-1", "Dissatisfied"), (story.Ticket.Callback.Entries["excluded"]["by"].AsString(), story.Ticket.Callback.Entries["excluded"]["satisfied"].AsString()));
        Assert.Equal("Upheld", story.Ticket.Facts["disputes"]["1"]["decision"].AsString());
    }

    [Fact]
    public void a_rejected_dispute_and_a_missed_window_lead_to_rehandling()
    {
        var rejected = Called().CalledBack(solved: "No");
        rejected.Complete("DisputeResult", "Dispute", rejected.Handler(), ("disputeGround", Value.Of("WrongRecord")), ("disputeText", rejected.Words("有录音")));
        rejected.Complete("ReviewDispute", "Rejected", Story.Person("supervisor"), ("opinion", rejected.Words("不属实")));
        var silent = Called().CalledBack(solved: "No").At(Beijing.At(2026, 3, 10, 10));

        Assert.All([rejected, silent], story => Assert.Equal(1, story.Ticket.Facts["rehandle"].Count));
    }

    [Fact]
    public void rehandling_has_its_own_clock_and_needs_a_new_contact()
    {
        var story = Rehandled();
        Assert.Equal(Beijing.At(2026, 3, 16, 10), story.Open("HandleTicket").DueAt);
        Assert.Equal("Running", story.Clock("rehandle")["state"].AsString());
        var silent = story.Answer().Where(field => field.Item1 is not ("contactedAt" or "contactMethod")).ToArray();
        Assert.Equal("handle.contact.missing", story.Refuses("HandleTicket", "Replied", story.Handler(), silent).Code);
        story.Reply();

        Assert.Equal("Stopped", story.Clock("rehandle")["state"].AsString());
        Assert.Equal(Monday, story.Ticket.RepliedAt);
        Assert.Equal(Due, story.Ticket.Facts["rehandle"]["1"]["repliedAt"].AsInstant());
        story.CalledBack();
        Assert.Equal(TicketStatus.Archived, story.Ticket.Status);
    }

    [Fact]
    public void after_so_many_rehandlings_the_result_is_explained()
    {
        var story = Rehandled().Reply().CalledBack("Yes", "No", "Dissatisfied");
        story.Complete("DisputeResult", "Accept", story.Handler());
        Assert.NotNull(story.Open("ExplainResult").DueAt);
        story.Complete("ExplainResult", "Explained", story.Handler(), ("explanation", story.Words("政策如此")));

        Assert.Equal(TicketStatus.Archived, story.Ticket.Status);
        Assert.Equal(1, story.Ticket.Facts["rehandle"].Count);
        Assert.Contains(story.Notices, notice => notice.Channel == "sms" && notice.Payload["kind"].AsString() == "ResultExplained");
    }

    [Fact]
    public void who_urges_after_the_reply_is_told_what_comes_next()
    {
        var story = Called();
        var refused = Assert.IsType<Refused>(story.Run.Deliver(new ReceiveSignal("ticket.urged", Value.EmptyObject))).Rejection;

        Assert.Equal((RejectionKind.State, "urge.replied"), (refused.Kind, refused.Code));
    }

    private static Story Called(Activities.Policies.CityPolicy? policy = null) => Story.Accepted(Monday, policy: policy).Triage().SignIn().Reply().At(Due);

    private static Story Rehandled()
    {
        var story = Called().CalledBack("Yes", "No", "Dissatisfied");
        return story.Complete("DisputeResult", "Accept", story.Handler());
    }

    private static Activities.Policies.CityPolicy Questionnaire() => Beijing.PolicyWith(("callback.json", "\"attemptChannels\": [\"Phone\"]", "\"attemptChannels\": [\"Sms\", \"Phone\"]"));

    private static StepResult Answer(Story story, long attempt, string solved) => story.Run.Deliver(new ReceiveSignal("callback.answered", Value.Object(
        ("answers", Value.Object(("contactedByStaff", Value.Of("Yes")), ("satisfied", Value.Of("Satisfied")), ("solved", Value.Of(solved)))), ("attempt", Value.Of(attempt)))));
}
