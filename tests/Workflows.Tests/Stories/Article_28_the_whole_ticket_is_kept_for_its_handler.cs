using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>Art. 28: the handler gets the full ticket and the callback; Arts. 8 and 35: but never who reported in confidence.</summary>
public sealed class Article_28_the_whole_ticket_is_kept_for_its_handler
{
    private static readonly NodaTime.Instant Monday = Beijing.At(2026, 3, 2, 10);

    [Fact]
    public void article_28_a_closed_ticket_holds_request_handling_and_callback()
    {
        var story = Story.Accepted(Monday).Triage().SignIn().Reply();
        story.At(story.Ticket.FeedbackDueAt!.Value).CalledBack();

        Assert.All((string[])["number", "title", "body", "leadUnit", "reply", "callback", "archivedAt"], name => Assert.False(story.Ticket.Facts[name].IsNull));
        Assert.Equal("Satisfied", story.Ticket.Callback.Entries["satisfied"].AsString());
    }

    [Fact]
    public void article_8_what_a_handler_gets_of_a_confidential_ticket_names_no_petitioner_at_any_depth()
    {
        var story = Story.Told(Monday, ("requestType", Value.Of("Report")), ("petitioner", Value.Of("王举报")), ("mail", Value.Of("a@example.cn")));
        var hidden = story.Policy.Intake.Confidential.Hides;

        Assert.True(Confidentiality.Applies(story.Ticket.Facts, story.Policy));
        var told = Confidentiality.Without(story.Ticket.Facts, hidden);
        Assert.All(hidden, name => Assert.DoesNotContain($"\"{name}\"", told.ToString(), StringComparison.Ordinal));
        Assert.NotNull(Sealed.From(told["body"]));
        foreach (var task in story.Run.Tasks) Assert.All(hidden, name => Assert.DoesNotContain($"\"{name}\"", task.Payload.ToString(), StringComparison.Ordinal));
        foreach (var notice in story.Notices) Assert.All(hidden, name => Assert.DoesNotContain($"\"{name}\"", notice.Payload.ToString(), StringComparison.Ordinal));
    }
}
