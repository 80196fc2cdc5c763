using JieSuJiBan.Activities;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>Art. 10: time, matter and contact are recorded completely; what was recorded stays as it was, whatever follows.</summary>
public sealed class Article_10_what_is_recorded_is_complete
{
    private static readonly Instant Monday = Beijing.At(2026, 3, 2, 10);

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
