using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>Art. 23: the callback follows the expiry of the limit, not the reply. Who never answers is called back about as well.</summary>
public sealed class Article_23_silence_is_called_back_too
{
    private static readonly Instant Monday = Beijing.At(2026, 3, 2, 10);
    private static readonly Instant Due = Monday + Duration.FromDays(7);
    private static readonly Actor Agent = Story.Person("callbackAgent");

    [Fact]
    public void without_a_reply_the_petitioner_is_called_back_when_the_limit_expires()
    {
        var story = Silent();
        story.At(Due - Duration.FromSeconds(1));
        Assert.DoesNotContain(story.Run.Tasks, task => task.Kind == "CallbackPetitioner");
        story.At(Due);

        var task = story.Open("CallbackPetitioner");
        Assert.True(task.Payload["unanswered"].AsBoolean());
        Assert.Equal(Due + Duration.FromDays(3), task.DueAt);
    }

    [Fact]
    public void a_ticket_that_was_never_signed_in_is_called_back_too()
    {
        var story = Story.Accepted(Monday).Triage().At(Due);

        Assert.NotNull(story.Open("CallbackPetitioner"));
        Assert.NotNull(story.Open("SignInTicket"));
    }

    [Fact]
    public void the_duty_the_overdue_clock_and_the_ladder_go_on()
    {
        var story = Silent().At(Due).CalledBack("No", "No", "Dissatisfied");

        Assert.Equal(TicketStatus.InHandling, story.Ticket.Status);
        Assert.Equal("Running", story.Clock("feedback")["state"].AsString());
        var handling = story.Open("HandleTicket");
        Assert.Equal(("No", "Dissatisfied"), (handling.Payload["callback"]["solved"].AsString(), handling.Payload["callback"]["satisfied"].AsString()));
        story.At(Due + Duration.FromDays(30));
        Assert.Contains("OverdueEscalated", story.History);
        Assert.Single(story.Run.Tasks, task => task.Kind == "HandleTicket");
    }

    [Theory]
    [InlineData("No", "Dissatisfied")]
    [InlineData("Yes", "Satisfied")]
    public void silence_counts_as_unsolved_and_orders_no_second_handling(string solved, string satisfied)
    {
        var story = Silent().At(Due).CalledBack("No", solved, satisfied);

        Assert.Equal((false, true), (story.Ticket.Callback.Entries["good"].AsBoolean(), story.Ticket.Callback.Entries["unanswered"].AsBoolean()));
        Assert.False(story.Policy.Callback.CountsAsSolved(story.Ticket));
        Assert.Equal(0, story.Ticket.Facts["rehandle"].Count);
        Assert.DoesNotContain(story.Run.Tasks, task => task.Kind is "DisputeResult" or "CallbackPetitioner");
        Assert.Single(story.Run.Tasks, task => task.Kind == "HandleTicket");
    }

    [Fact]
    public void the_petitioner_hears_of_the_overrun_once()
    {
        var story = Silent().At(Due + Duration.FromDays(40));

        var sent = Assert.Single(story.Notices, notice => notice.Channel == "sms" && notice.Payload["kind"].AsString() == "LimitOverrun");
        Assert.Contains("2026-03-09 10:00", sent.Payload["text"].AsString(), StringComparison.Ordinal);
    }

    [Fact]
    public void it_waits_for_the_limit_as_extended()
    {
        var story = Silent();
        story.Complete("HandleTicket", "RequestExtension", story.Handler(), Extension(story, Due + Duration.FromDays(3)));
        story.At(Due + Duration.FromDays(3) - Duration.FromMinutes(1));
        Assert.DoesNotContain(story.Run.Tasks, task => task.Kind == "CallbackPetitioner");
        story.At(Due + Duration.FromDays(3));

        Assert.NotNull(story.Open("CallbackPetitioner"));
    }

    [Fact]
    public void more_time_given_after_the_callback_began_withdraws_it_until_the_new_limit()
    {
        var policy = Beijing.PolicyWith(("extension.json", "\"afterExpiry\": false", "\"afterExpiry\": true"));
        var story = Silent(policy).At(Due);
        var before = story.Open("CallbackPetitioner");
        story.Complete("HandleTicket", "RequestExtension", story.Handler(), Extension(story, Due + Duration.FromDays(3)));
        Assert.DoesNotContain(story.Run.Tasks, task => task.Kind == "CallbackPetitioner");
        Assert.IsType<Refused>(story.Run.Deliver(new CompleteTask(before.Id, "Reached", Value.EmptyObject), Agent));
        story.At(Due + Duration.FromDays(3));

        Assert.NotEqual(before.Id, story.Open("CallbackPetitioner").Id);
    }

    [Fact]
    public void more_time_given_after_the_petitioner_was_asked_brings_no_second_callback()
    {
        var policy = Beijing.PolicyWith(("extension.json", "\"afterExpiry\": false", "\"afterExpiry\": true"));
        var story = Silent(policy).At(Due).CalledBack("No", "No", "Dissatisfied");
        story.Complete("HandleTicket", "RequestExtension", story.Handler(), Extension(story, Due + Duration.FromDays(3)));
        story.At(Due + Duration.FromDays(4));

        Assert.DoesNotContain(story.Run.Tasks, task => task.Kind == "CallbackPetitioner");
    }

    [Fact]
    public void a_late_reply_is_called_back_about_again()
    {
        var story = Silent().At(Due).CalledBack("No", "No", "Dissatisfied").At(Due + Duration.FromDays(1)).Reply();
        Assert.Equal(TicketStatus.AwaitingCallback, story.Ticket.Status);
        story.CalledBack();

        Assert.Equal(TicketStatus.Archived, story.Ticket.Status);
        Assert.Null(story.Ticket.Callback.Entries["unanswered"].AsBoolean());
        Assert.True(story.Policy.Callback.CountsAsSolved(story.Ticket));
        Assert.Equal(2, story.Ticket.Callback.Entries["attemptsLog"].Count);
        Assert.Equal(2, story.History.Count(kind => kind is "UnansweredCalledBack" or "PetitionerCalledBack"));
    }

    [Fact]
    public void by_policy_a_late_reply_is_not_called_back_about_again()
    {
        var policy = Beijing.PolicyWith(("callback.json", "\"againAfterLateReply\": true", "\"againAfterLateReply\": false"));
        var story = Silent(policy).At(Due).CalledBack("No", "No", "Dissatisfied").At(Due + Duration.FromDays(1)).Reply();

        Assert.Equal(TicketStatus.Archived, story.Ticket.Status);
        Assert.False(policy.Callback.CountsAsSolved(story.Ticket));
    }

    [Fact]
    public void a_reply_while_the_callback_is_under_way_is_asked_about_in_it()
    {
        var story = Silent().At(Due);
        var task = story.Open("CallbackPetitioner");
        story.At(Due + Duration.FromHours(2)).Reply();
        Assert.Equal(task.Id, story.Open("CallbackPetitioner").Id);
        Assert.Null(story.Open("CallbackPetitioner").Payload["unanswered"].AsBoolean());
        story.CalledBack();

        Assert.Equal(TicketStatus.Archived, story.Ticket.Status);
        Assert.Single(story.History, kind => kind is "UnansweredCalledBack" or "PetitionerCalledBack");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void reply_and_callback_in_one_instant_make_one_callback(bool replyFirst)
    {
        var story = Silent();
        if (replyFirst)
        {
            story.At(Due - Duration.FromMilliseconds(1));
            story.Run.Deliver(new CompleteTask(story.Open("HandleTicket").Id, "Replied", Value.Object(story.Answer())), story.Handler());
        }

        story.At(Due);
        if (!replyFirst) story.Reply();
        Assert.Null(story.Ticket.OverdueAt);
        story.CalledBack();

        Assert.Equal(TicketStatus.Archived, story.Ticket.Status);
        Assert.Single(story.History, kind => kind is "UnansweredCalledBack" or "PetitionerCalledBack");
    }

    [Fact]
    public void an_urge_beside_the_callback_reaches_the_unit()
    {
        var story = Silent().At(Due);

        Assert.IsType<Decided>(story.Run.Deliver(new ReceiveSignal("ticket.urged", Value.EmptyObject)));
        Assert.Equal(1, story.Ticket.Facts["urges"].Count);
    }

    [Fact]
    public void nobody_reached_in_so_many_attempts_still_counts_as_unsolved()
    {
        var story = Silent().At(Due).NotReached().At(Due + Duration.FromDays(1)).NotReached().At(Due + Duration.FromDays(2)).NotReached();

        Assert.DoesNotContain(story.Run.Tasks, task => task.Kind == "CallbackPetitioner");
        Assert.False(story.Policy.Callback.CountsAsSolved(story.Ticket));
        Assert.Equal(TicketStatus.InHandling, story.Ticket.Status);
    }

    [Fact]
    public void a_questionnaire_at_the_limit_says_that_there_was_no_reply()
    {
        var policy = Beijing.PolicyWith(("callback.json", "\"attemptChannels\": [\"Phone\"]", "\"attemptChannels\": [\"Sms\", \"Phone\"]"));
        var story = Silent(policy).At(Due);
        var sent = Assert.Single(story.Notices, notice => notice.Payload["kind"].AsString() == "Questionnaire");
        Assert.DoesNotContain("已办理", sent.Payload["text"].AsString(), StringComparison.Ordinal);
        Assert.IsType<Decided>(story.Run.Deliver(new ReceiveSignal("callback.answered", Value.Object(
            ("answers", Value.Object(("contactedByStaff", Value.Of("No")), ("satisfied", Value.Of("Dissatisfied")), ("solved", Value.Of("No")))), ("attempt", Value.Of(1L))))));

        Assert.True(story.Ticket.Callback.Entries["unanswered"].AsBoolean());
    }

    [Fact]
    public void a_city_that_calls_back_after_the_reply_calls_nobody_at_the_limit()
    {
        var policy = Beijing.PolicyWith(("callback.json", "\"trigger\": \"OnLimitExpiry\"", "\"trigger\": \"OnReply\""));
        var story = Silent(policy).At(Due + Duration.FromDays(20));

        Assert.DoesNotContain(story.Run.Tasks, task => task.Kind == "CallbackPetitioner");
        Assert.DoesNotContain("LimitCallbackBegun", story.History);
    }

    private static Story Silent(CityPolicy? policy = null) => Story.Accepted(Monday, policy: policy).Triage().SignIn();

    private static (string, Value)[] Extension(Story story, Instant until) =>
    [
        ("extensionGround", Value.Of(story.Policy.FindTask("HandleTicket")!.Fields.Single(field => field.Name == "extensionGround").Options![0].Value)),
        ("legalBasis", story.Words("工程建设规定")), ("newDueAt", Value.Of(until)), ("petitionerExplanation", story.Words("需要施工")),
    ];
}
