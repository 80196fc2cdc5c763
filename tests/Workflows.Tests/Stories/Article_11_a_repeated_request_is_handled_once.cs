using JieSuJiBan.Activities;
using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>Art. 11 and 国办函〔2025〕66号: repeated requests are merged and answered once; a request with several matters is split.</summary>
public sealed class Article_11_a_repeated_request_is_handled_once
{
    private const string Other = "11000020260302000001";
    private static readonly Instant Monday = Beijing.At(2026, 3, 2, 10);

    [Fact]
    public void article_11_a_merged_ticket_gives_up_its_own_tasks_and_follows_the_other()
    {
        var story = Merged(Story.Accepted(Monday).Triage().SignIn());

        Assert.Empty(story.Run.Tasks);
        Assert.Equal(TicketStatus.Merged, story.Ticket.Status);
        Assert.Equal(Other, Links.ParentOf(story.Ticket.Facts)!.Number);
        var told = Assert.Single(story.Run.Effects.OfType<SendOut>(), effect => effect.Channel == Links.Channel);
        Assert.Equal((Links.ChildMerged, Other, true), (told.Payload["signal"].AsString(), told.Payload["to"].AsString(), told.AwaitsResult));
    }

    [Fact]
    public void article_11_it_is_closed_with_the_other_and_the_petitioner_is_called_back_once()
    {
        var story = Merged(Story.Accepted(Monday).Triage().SignIn());

        story.Run.Deliver(new ReceiveSignal(Links.ParentClosed, Value.Object(("number", Value.Of(Other)))));

        Assert.Equal(TicketStatus.Archived, story.Ticket.Status);
        Assert.Equal(Engine.State.WorkflowStatus.Finished, story.Run.State!.Status);
        Assert.DoesNotContain("CallbackPlanned", story.History);
    }

    [Fact]
    public void article_11_a_ticket_whose_parent_is_already_gone_does_not_wait_for_ever()
    {
        var story = Merged(Story.Accepted(Monday));
        var told = story.Run.Effects.OfType<SendOut>().Last(effect => effect.AwaitsResult);

        story.Run.Deliver(new ReceiveResult(told.EffectId, true, Value.Object(("code", Value.Of("case.finished")), ("taken", Value.False))));

        Assert.Equal(TicketStatus.Archived, story.Ticket.Status);
    }

    [Fact]
    public void article_11_it_asks_again_whether_the_other_is_still_there()
    {
        var story = Merged(Story.Accepted(Monday)).At(Monday + Duration.FromDays(8));

        Assert.Equal(2, story.Run.Effects.OfType<SendOut>().Count(effect => effect.AwaitsResult));
    }

    [Fact]
    public void article_11_the_other_lists_it_and_tells_it_when_it_is_closed()
    {
        var story = Story.Accepted(Monday).Triage();
        var child = Value.Object(("caseId", Value.Of("c-2")), ("number", Value.Of("N-2")));
        story.Run.Deliver(new ReceiveSignal(Links.ChildMerged, child));
        story.Run.Deliver(new ReceiveSignal(Links.ChildMerged, child));

        Assert.Equal("N-2", Assert.Single(Links.MergedChildrenOf(story.Ticket.Facts)).Number);
        story.SignIn().Reply().At(story.Ticket.FeedbackDueAt!.Value).CalledBack();

        Assert.Equal(TicketStatus.Archived, story.Ticket.Status);
        var told = Assert.Single(story.Run.Effects.OfType<SendOut>(), effect => effect.Channel == Links.Channel);
        Assert.Equal((Links.ParentClosed, "c-2"), (told.Payload["signal"].AsString(), told.Payload["to"].AsString()));
    }

    [Fact]
    public void article_11_a_ticket_with_merged_ones_or_a_merged_one_itself_cannot_be_merged()
    {
        var parent = Story.Accepted(Monday).Triage();
        parent.Run.Deliver(new ReceiveSignal(Links.ChildMerged, Value.Object(("number", Value.Of("N-2")))));
        var child = Merged(Story.Accepted(Monday));

        Assert.Equal("merge.hasChildren", Asked(parent));
        Assert.NotNull(Asked(child));
        Assert.Equal("merge.self", Asked(Story.Accepted(Monday), Story.Accepted(Monday).Ticket.Number));
    }

    [Fact]
    public void article_11_several_matters_become_several_tickets_with_numbers_of_their_own()
    {
        var story = Story.Accepted(Monday);
        story.Run.Deliver(new ReceiveSignal(Links.SplitAsked, Value.Object(("children", Value.Of([Value.Of("c-1"), Value.Of("c-2")])), ("command", Value.Of("k")))));
        story.Run.Deliver(new ReceiveSignal(Links.SplitAsked, Value.Object(("children", Value.Of([Value.Of("c-3")])), ("command", Value.Of("l")))));

        Assert.Equal(
            [$"{story.Ticket.Number}-1", $"{story.Ticket.Number}-2", $"{story.Ticket.Number}-3"],
            Links.Of(story.Ticket.Facts).Select(link => link.Number));
        Assert.NotNull(story.Open("TriageTicket"));
    }

    private static Story Merged(Story story)
    {
        Assert.Null(Asked(story));
        return story;
    }

    private static string? Asked(Story story, string? into = Other) =>
        (story.Run.Deliver(new ReceiveSignal(Links.MergeAsked, Value.Object(("into", Value.Of(into)))), Story.Person("dispatcher")) as Refused)?.Rejection.Code;
}
