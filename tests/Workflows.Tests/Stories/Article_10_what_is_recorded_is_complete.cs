using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>Art. 10: time, matter and contact are recorded completely; what was recorded stays as it was, whatever follows.</summary>
public sealed class Article_10_what_is_recorded_is_complete
{
    private static readonly Instant Monday = Beijing.At(2026, 3, 2, 10);

    [Fact]
    public void article_10_what_the_petitioner_adds_is_on_record_told_to_the_unit_and_shown_on_its_task()
    {
        var story = Story.Accepted(Monday).Triage().SignIn();
        var words = story.Words("三楼也漏");
        Assert.IsType<Decided>(story.Run.Deliver(new ReceiveSignal("ticket.supplemented", Value.Object(("text", words)))));

        Assert.Equal(words, story.Ticket.Facts["supplements"]["1"]["text"]);
        Assert.Single(story.Notices, notice => notice.Payload["kind"].AsString() == "TicketSupplemented" && notice.Payload["unit"].AsString() == story.Ticket.LeadUnit);
        Assert.Equal(1, story.Open("HandleTicket").Payload["supplements"].AsInt64());
        Assert.Equal("supplement.text.missing", Assert.IsType<Refused>(story.Run.Deliver(new ReceiveSignal("ticket.supplemented", Value.EmptyObject))).Rejection.Code);

        story.Reply();
        Assert.IsType<Decided>(story.Run.Deliver(new ReceiveSignal("ticket.supplemented", Value.Object(("text", story.Words("又漏了"))))));
        Assert.Equal(2, story.Ticket.Facts["supplements"].Count);
    }

    [Fact]
    public void the_petitioners_words_and_contact_stay_as_they_were_through_all_that_follows()
    {
        var story = Story.Accepted(Monday);
        var (title, body, phone) = (story.Ticket.Title, story.Ticket.Body, story.Ticket.Phone);
        story.Triage().Objects("110105902").Reviewed("Upheld").SignIn().Reply();

        Assert.Equal((title, body, phone, Monday), (story.Ticket.Title, story.Ticket.Body, story.Ticket.Phone, story.Ticket.AcceptedAt));
        Assert.Equal(["TicketAccepted"], story.History.Where(kind => kind == "TicketAccepted"));
    }

    [Fact]
    public void who_decided_is_on_record_with_each_decision()
    {
        var story = Story.Accepted(Monday).Triage().SignIn().Reply();

        Assert.Equal("dispatcher-1", story.Ticket.Facts["actors"]["triage"].AsString());
        Assert.Equal("handler-1", story.Ticket.Facts["actors"]["reply"].AsString());
        Assert.Equal(TicketStatus.AwaitingCallback, story.Ticket.Status);
        Assert.Equal(Value.Of("handler-1"), story.Ticket.Facts["contacts"]["1"]["by"]);
    }
}
