using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Execution;
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
        Assert.Equal(Other, story.Ticket.Links.Parent!.Number);
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

        Assert.Equal("N-2", Assert.Single(story.Ticket.Links.MergedChildren).Number);
        story.SignIn().Reply().At(story.Ticket.FeedbackDueAt!.Value).CalledBack();

        Assert.Equal(TicketStatus.Archived, story.Ticket.Status);
        Assert.Equal("c-2", Assert.Single(ToOthers(story), told => told["signal"].AsString() == Links.ParentClosed)["to"].AsString());
    }

    [Fact]
    public void article_11_the_petitioner_of_the_merged_one_gets_the_answer_fit_for_publication_too()
    {
        var story = Story.Accepted(Monday).Triage();
        story.Run.Deliver(new ReceiveSignal(Links.ChildMerged, Value.Object(("caseId", Value.Of("c-2")), ("number", Value.Of("N-2")))));
        story.SignIn().Reply();
        var told = Assert.Single(ToOthers(story), one => one["signal"].AsString() == Links.ParentTold)["payload"];
        Assert.Equal(story.Ticket.PublicReply!.Id, Sealed.From(told["words"])!.Id);

        var child = Merged(Story.Accepted(Monday));
        child.Run.Deliver(new ReceiveSignal(Links.ParentTold, told));
        var sms = Assert.Single(child.Notices, notice => notice.Channel == "sms").Payload;
        Assert.Equal((child.Ticket.Phone!.Id, story.Ticket.PublicReply!.Id), (Sealed.From(sms["to"])!.Id, Sealed.From(sms["words"])!.Id));
        Assert.Contains(child.Ticket.Number!, sms["text"].AsString(), StringComparison.Ordinal);
        Assert.Equal(story.Ticket.Number, child.Ticket.Facts["parentReply"]["number"].AsString());
    }

    [Fact]
    public void article_11_who_is_merged_after_the_reply_gets_it_once()
    {
        var story = Story.Accepted(Monday).Triage().SignIn().Reply();
        var child = Value.Object(("caseId", Value.Of("c-2")), ("number", Value.Of("N-2")));
        for (var i = 0; i < 3; i++) story.Run.Deliver(new ReceiveSignal(Links.ChildMerged, child));

        Assert.Single(ToOthers(story), one => one["signal"].AsString() == Links.ParentTold);
    }

    [Theory]
    [InlineData("ticket.urged", "urges")]
    [InlineData("ticket.supplemented", "supplements")]
    [InlineData("ticket.supervised", "supervision")]
    public void article_15_what_is_said_about_a_merged_ticket_is_on_record_and_reaches_the_one_that_is_handled(string signal, string list)
    {
        var child = Merged(Story.Accepted(Monday));
        var said = Value.Object(("byHand", Value.True), ("level", Value.Of("Supervise")), ("text", child.Words("怎么还没有来")));
        Assert.IsType<Decided>(child.Run.Deliver(new ReceiveSignal(signal, said)));

        Assert.Equal(Other, child.Ticket.Facts[list]["1"]["handledBy"].AsString());
        var passed = Assert.Single(ToOthers(child), one => one["signal"].AsString() == signal);
        Assert.Equal((Other, child.Ticket.Number), (passed["to"].AsString(), passed["payload"]["about"].AsString()));

        var handled = Story.Accepted(Monday).Triage().SignIn();
        Assert.IsType<Decided>(handled.Run.Deliver(new ReceiveSignal(signal, passed["payload"])));
        Assert.Equal(child.Ticket.Number, handled.Ticket.Facts[list]["1"]["about"].AsString());
        Assert.Equal(said["text"], handled.Ticket.Facts[list]["1"]["text"]);
    }

    [Fact]
    public void article_15_what_the_handled_one_has_taken_already_is_only_put_on_record()
    {
        var child = Merged(Story.Accepted(Monday));
        child.Run.Deliver(new ReceiveSignal("ticket.urged", Value.Object(("handledBy", Value.Of("N-9")))));

        Assert.Equal("N-9", child.Ticket.Facts["urges"]["1"]["handledBy"].AsString());
        Assert.DoesNotContain(ToOthers(child), one => one["signal"].AsString() == "ticket.urged");
    }

    [Fact]
    public void article_23_a_merged_petitioner_is_heard_and_the_other_decides()
    {
        var policy = Beijing.PolicyWith(("callback.json", "\"attemptChannels\": [\"Phone\"]", "\"attemptChannels\": [\"Sms\", \"Phone\"]"), ("callback.json", "\"trigger\": \"OnLimitExpiry\"", "\"trigger\": \"OnReply\""));
        var story = Story.Accepted(Monday, policy: policy).Triage().SignIn().Reply();
        var answers = Value.Object(("contactedByStaff", Value.Of("No")), ("satisfied", Value.Of("Dissatisfied")), ("solved", Value.Of("No")));
        Assert.IsType<Decided>(story.Run.Deliver(new ReceiveSignal("callback.answered", Value.Object(("about", Value.Of("N-2")), ("answers", answers)))));
        Assert.Equal(TicketStatus.AwaitingCallback, story.Ticket.Status);
        Assert.Equal("N-2", story.Ticket.Facts["mergedAnswers"]["1"]["about"].AsString());
        story.Run.Deliver(new ReceiveSignal("callback.answered", Value.Object(("about", Value.Of("N-3")), ("answers", answers), ("samePerson", Value.True))));

        Assert.Equal("No", story.Ticket.Callback.Entries["solved"].AsString());
    }

    /// <summary>Answers are codes; what a petitioner writes elsewhere would stand in the journal in clear, for ever.</summary>
    [Fact]
    public void article_23_of_a_merged_petitioner_only_answers_of_the_questionnaire_are_put_on_record()
    {
        var policy = Beijing.PolicyWith(("callback.json", "\"attemptChannels\": [\"Phone\"]", "\"attemptChannels\": [\"Sms\", \"Phone\"]"), ("callback.json", "\"trigger\": \"OnLimitExpiry\"", "\"trigger\": \"OnReply\""));
        var story = Story.Accepted(Monday, policy: policy).Triage().SignIn().Reply();
        StepResult Answer(Story of, string solved, params (string, Value)[] more) => of.Run.Deliver(new ReceiveSignal("callback.answered", Value.Object(
            [.. more, ("answers", Value.Object(("contactedByStaff", Value.Of("No")), ("name", Value.Of("张三丰")), ("satisfied", Value.Of("Dissatisfied")), ("solved", Value.Of(solved))))])));
        Assert.IsType<Decided>(Answer(story, "No", ("about", Value.Of("N-2"))));
        Assert.Equal("callback.answer.unknown", Assert.IsType<Refused>(Answer(story, "请打张三丰的电话", ("about", Value.Of("N-2")))).Rejection.Code);
        var child = Merged(Story.Accepted(Monday));
        Assert.IsType<Decided>(Answer(child, "No", ("handledBy", Value.Of("N-9"))));
        Assert.Equal("callback.answer.unknown", Assert.IsType<Refused>(Answer(child, "请打张三丰的电话", ("handledBy", Value.Of("N-9")))).Rejection.Code);

        Assert.All((Story[])[story, child], one => Assert.DoesNotContain("张三丰", string.Concat(one.Run.Entries[^1].Events.Select(happened => happened.ToValue())) + one.Ticket.Facts, StringComparison.Ordinal));
    }

    [Fact]
    public void article_15_a_call_to_a_merged_petitioner_shows_no_contact_with_the_other()
    {
        var story = Story.Accepted(Monday).Triage();
        foreach (var (reference, isSame) in new[] { ("c-1", Value.Null), ("c-2", Value.True) })
        {
            Assert.IsType<Decided>(story.Run.Deliver(new ReceiveSignal("call.recorded", Value.Object(
                ("about", Value.Of("N-2")), ("reached", Value.True), ("reference", Value.Of(reference)), ("samePerson", isSame), ("seconds", Value.Of(60)), ("startedAt", Value.Of(Monday)), ("toPetitioner", Value.True)))));
        }

        Assert.Equal([false, true], story.Ticket.Facts["calls"].MembersByName.Select(call => call.Value["toPetitioner"].AsBoolean()!.Value));
    }

    [Fact]
    public void article_11_what_others_were_merged_into_may_itself_be_merged_and_they_follow()
    {
        var middle = Story.Accepted(Monday).Triage();
        middle.Run.Deliver(new ReceiveSignal(Links.ChildMerged, Value.Object(("caseId", Value.Of("c-2")), ("number", Value.Of("N-2")))));
        Merged(middle);
        Assert.IsType<Decided>(middle.Run.Deliver(new ReceiveSignal(Links.ChildMerged, Value.Object(("number", Value.Of("N-2"))))));
        Assert.Equal("merge.intoChild", Assert.IsType<Refused>(middle.Run.Deliver(new ReceiveSignal(Links.ChildMerged, Value.Object(("number", Value.Of("N-5")))))).Rejection.Code);
        middle.Run.Deliver(new ReceiveSignal(Links.ParentTold, Value.Object(("kind", Value.Of("TicketReplied")), ("number", Value.Of(Other)), ("text", Value.Of("{number}")), ("words", middle.Words("已修复")))));
        middle.Run.Deliver(new ReceiveSignal(Links.ParentClosed, Value.Object(("number", Value.Of(Other)))));

        Assert.Equal([Links.ParentTold, Links.ParentClosed], ToOthers(middle).Where(one => one["to"].AsString() == "c-2").Select(one => one["signal"].AsString()!));
        Assert.Equal(TicketStatus.Archived, middle.Ticket.Status);
    }

    [Fact]
    public void article_11_a_merged_ticket_cannot_be_merged_again_and_none_into_itself_or_its_own()
    {
        var child = Merged(Story.Accepted(Monday));
        var facts = Value.Object(("number", Value.Of("N-1")));
        var own = Value.Object(("links", Value.Object(("1", Value.Object(("number", Value.Of("N-1")), ("relation", Value.Of(Links.MergedInto)))))), ("number", Value.Of("N-2")));

        Assert.Equal("merge.circle", Links.RefuseMerge(new(facts), new(own))!.Code);
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
            story.Ticket.Links.All.Select(link => link.Number));
        Assert.NotNull(story.Open("TriageTicket"));
    }

    private static IEnumerable<Value> ToOthers(Story story) => story.Run.Effects.OfType<SendOut>().Where(effect => effect.Channel == Links.Channel).Select(effect => effect.Payload);

    private static Story Merged(Story story)
    {
        Assert.Null(Asked(story));
        return story;
    }

    private static string? Asked(Story story, string? into = Other) =>
        (story.Run.Deliver(new ReceiveSignal(Links.MergeAsked, Value.Object(("into", Value.Of(into)))), Story.Person("dispatcher")) as Refused)?.Rejection.Code;
}
