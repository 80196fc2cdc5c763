using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>Arts. 14, 15: who received a ticket first stays on record; a contact by phone is a claim until a call shows it.</summary>
public sealed class Article_14_the_first_receiver_is_not_forgotten
{
    private static readonly Instant Monday = Beijing.At(2026, 3, 2, 10);

    [Fact]
    public void an_upheld_objection_sends_it_on_and_keeps_who_had_it_first()
    {
        var story = Story.Accepted(Monday).Triage().Objects("110105902").At(Monday + Duration.FromHours(1)).Reviewed("Upheld", "110105902");

        Assert.Equal("110105902", story.Ticket.LeadUnit);
        Assert.Equal((Story.Wangjing, Monday), (story.Ticket.Facts["firstReceiver"]["unit"].AsString(), story.Ticket.Facts["firstReceiver"]["at"].AsInstant()));
    }

    [Fact]
    public void a_call_shows_a_contact_that_is_recorded_after_it()
    {
        var story = Story.Accepted(Monday).Triage().SignIn();
        Call(story, "c-1", Monday, reached: true);
        Contact(story);

        Assert.Equal("1", story.Ticket.Facts["contacts"]["1"]["call"].AsString());
        Assert.Null(story.Ticket.Facts["contact"]["callMissing"].AsBoolean());
    }

    [Theory]
    [InlineData(false, true, 0)]
    [InlineData(true, false, 0)]
    [InlineData(true, true, 120)]
    public void a_call_that_was_not_answered_or_not_to_the_petitioner_or_at_another_time_shows_none(bool reached, bool toPetitioner, int minutesBefore)
    {
        var story = Story.Accepted(Monday).Triage().SignIn().At(Monday + Duration.FromHours(3));
        Call(story, "c-1", story.Run.Now - Duration.FromMinutes(minutesBefore), reached, toPetitioner);
        Contact(story);

        Assert.True(story.Ticket.Facts["contacts"]["1"]["callMissing"].AsBoolean());
    }

    [Fact]
    public void a_call_that_comes_later_takes_the_mark_back_and_the_same_call_counts_once()
    {
        var story = Story.Accepted(Monday).Triage().SignIn();
        Contact(story);
        Assert.True(story.Ticket.Facts["contact"]["callMissing"].AsBoolean());
        Call(story, "c-1", Monday, reached: true);
        Call(story, "c-1", Monday, reached: true);

        Assert.Equal(1, story.Ticket.Facts["calls"].Count);
        Assert.Equal("1", story.Ticket.Facts["contacts"]["1"]["call"].AsString());
        Assert.True(story.Ticket.Facts["contacts"]["1"]["callMissing"].IsNull && story.Ticket.Facts["contact"]["callMissing"].IsNull);
    }

    [Fact]
    public void a_visit_needs_no_call_and_a_city_without_call_records_marks_none()
    {
        var visited = Story.Accepted(Monday).Triage().SignIn();
        Contact(visited, "Visit");
        var policy = Beijing.PolicyWith(("handling.json", "\"callRecords\": true", "\"callRecords\": false"));
        var called = Story.Accepted(Monday, policy: policy).Triage().SignIn();
        Contact(called);

        Assert.All([visited, called], story => Assert.True(story.Ticket.Facts["contacts"]["1"]["callMissing"].IsNull));
    }

    private static void Contact(Story story, string method = "Phone") => story.Complete("HandleTicket", "RecordContact", story.Handler(),
        ("contactMethod", Value.Of(method)), ("contactResult", Value.Of("Reached")), ("contactedAt", Value.Of(story.Run.Now)));

    private static void Call(Story story, string reference, Instant at, bool reached, bool toPetitioner = true) => Assert.IsType<Decided>(story.Run.Deliver(
        new ReceiveSignal("call.recorded", Value.Object(
            ("masked", Value.Of("138****0000")), ("number", story.Words("13800000000")), ("reached", Value.Of(reached)), ("reference", Value.Of(reference)), ("seconds", Value.Of(60L)),
            ("startedAt", Value.Of(at)), ("toPetitioner", Value.Of(toPetitioner)))),
        new("telephone", null, ["telephony"])));
}
