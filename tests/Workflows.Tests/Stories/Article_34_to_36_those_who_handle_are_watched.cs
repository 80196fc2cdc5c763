using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Validation;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>Supervision by hand, flags for the six punishable acts, referral, exemption; nothing is ever removed.</summary>
public sealed class Article_34_to_36_those_who_handle_are_watched
{
    private static readonly Instant Monday = Beijing.At(2026, 3, 2, 10);
    private static readonly Actor Supervisor = new("supervisor-2", null, ["supervisor"]);
    private static readonly Actor Inspector = new("inspector-1", null, ["inspector"]);
    private static readonly Value Words = new Sealed("w-1", new string('0', 64), 9).ToValue();

    [Fact]
    public void the_published_definition_has_no_finding() =>
        Assert.Empty(DefinitionValidator.Validate(Beijing.Definitions.Published("supervision", Instant.MaxValue)!, Beijing.Catalog, Beijing.Definitions));

    [Fact]
    public void article_34_a_ticket_is_urged_and_supervised_by_hand_whatever_it_waits_for()
    {
        var story = Story.Accepted(Monday);
        Deliver(story, "ticket.urged", ("text", Words));
        story.Triage().SignIn();
        Deliver(story, "ticket.urged", ("text", Words));
        Deliver(story, "ticket.supervised", ("byHand", Value.True), ("level", Value.Of("Supervise")), ("reason", Value.Of("Repeated")));
        story.Reply();
        Deliver(story, "ticket.supervised", ("byHand", Value.True), ("level", Value.Of("Escalated")), ("reason", Value.Of("Leader")));

        Assert.Equal(2, story.Ticket.Facts["urges"].Count);
        Assert.Equal(["Supervise", "Escalated"], story.Ticket.Facts["supervision"].MembersByName.Select(entry => entry.Value["level"].AsString()));
        Assert.Contains(story.Notices, notice => notice.Payload["kind"].AsString() == "TicketSupervised" && notice.Payload["unit"].AsString() == Story.Wangjing);
    }

    [Fact]
    public void article_34_a_filed_ticket_can_no_longer_be_urged()
    {
        var story = Story.Accepted(Monday, requestType: "Consultation");
        story.Triage("AnswerDirectly", ("answer", story.Words("请持身份证办理。")));

        Assert.IsType<Refused>(story.Run.Deliver(new ReceiveSignal("ticket.urged", Value.EmptyObject)));
    }

    [Theory]
    [InlineData("RudeService")]
    [InlineData("NotHandling")]
    [InlineData("Shirking")]
    [InlineData("Leaking")]
    [InlineData("Interference")]
    [InlineData("OtherAbuse")]
    public void article_35_each_of_the_six_acts_is_flagged_as_a_case_of_its_own_with_evidence(string act)
    {
        var run = Flag(act);

        Assert.Equal(("11000020260302000007-J1", act, "FlagOpen"), (Fact(run, "number"), Fact(run, "act"), Fact(run, "status")));
        Assert.Equal(("FlagOf", "11000020260302000007"), (run.State!.Facts["links"]["1"]["relation"].AsString(), run.State.Facts["links"]["1"]["number"].AsString()));
        Assert.NotNull(Sealed.From(run.State.Facts["evidence"]));
        Assert.NotNull(Assert.Single(run.Tasks).DueAt);
    }

    [Fact]
    public void article_35_who_raised_a_flag_does_not_review_it()
    {
        var run = Flag();
        var refused = Assert.IsType<Refused>(run.CompleteTask("ReviewFlag", "Unfounded", Value.Object(("reason", Words)), new("supervisor-1", null, ["supervisor"])));

        Assert.Equal("task.notByOwner", refused.Rejection.Code);
    }

    [Fact]
    public void article_35_it_is_referred_to_inspection_which_decides_and_every_decision_stays_on_record()
    {
        var run = Flag();
        Assert.IsType<Decided>(run.CompleteTask("ReviewFlag", "Refer", Value.Object(("reason", Words)), Supervisor));
        Assert.Equal("监察机关", Fact(run, "referredTo"));
        Assert.Equal("inspector", Assert.Single(run.Tasks).Role);

        Assert.IsType<Decided>(run.CompleteTask("ReviewFlag", "Confirmed", Value.Object(("reason", Words)), Inspector));
        Assert.Equal("FlagConfirmed", Fact(run, "status"));
        Assert.Equal(["Refer", "Confirmed"], run.State!.Facts["decisions"].MembersByName.Select(entry => entry.Value["decision"].AsString()));
    }

    [Fact]
    public void article_36_an_error_made_in_duty_is_exempted_on_a_ground_of_the_city()
    {
        var run = Flag();
        Assert.Equal("flag.ground.unknown", Assert.IsType<Refused>(run.CompleteTask("ReviewFlag", "Exempted", Value.Object(("ground", Value.Of("Friend")), ("reason", Words)), Supervisor)).Rejection.Code switch
        {
            "task.fieldWrong" => "flag.ground.unknown",
            var code => code,
        });
        Assert.IsType<Decided>(run.CompleteTask("ReviewFlag", "Exempted", Value.Object(("ground", Value.Of("DutifulError")), ("reason", Words)), Supervisor));

        Assert.Equal("DutifulError", run.State!.Facts["exemptions"]["1"]["ground"].AsString());
        Assert.Equal("FlagExempted", Fact(run, "status"));
    }

    [Fact]
    public void article_35_withdrawing_is_a_further_record_and_removes_nothing()
    {
        var run = Flag();
        Assert.IsType<Decided>(run.CompleteTask("ReviewFlag", "Withdrawn", Value.Object(("reason", Words)), Supervisor));

        Assert.Equal("Shirking", Fact(run, "act"));
        Assert.NotNull(Sealed.From(run.State!.Facts["evidence"]));
        Assert.Equal("Withdrawn", run.State.Facts["decisions"]["1"]["decision"].AsString());
    }

    [Fact]
    public void article_35_a_flag_not_reviewed_in_time_is_marked()
    {
        var run = Flag();
        run.AdvanceTo(Monday + Duration.FromDays(30));

        Assert.False(run.State!.Facts["reviewOverdueAt"].IsNull);
        Assert.Single(run.Tasks);
    }

    private static VirtualRun Flag(string act = "Shirking")
    {
        var run = new VirtualRun(Beijing.Engine, Beijing.Definitions, Beijing.Policy, Monday);
        Assert.IsType<Decided>(run.Start(
            "supervision",
            Value.Object(
                ("act", Value.Of(act)), ("evidence", Words), ("serial", Value.Of(1)), ("subjectId", Value.Of("p-1")),
                ("ticketCaseId", Value.Of("00000000-0000-7000-8000-000000000001")), ("ticketNumber", Value.Of("11000020260302000007")), ("unit", Value.Of(Story.Wangjing))),
            new("supervisor-1", null, ["supervisor"])));
        return run;
    }

    private static string? Fact(VirtualRun run, string name) => run.State!.Facts[name].AsString();

    private static void Deliver(Story story, string signal, params (string Name, Value Value)[] payload) =>
        Assert.IsType<Decided>(story.Run.Deliver(new ReceiveSignal(signal, Value.Object(payload)), Supervisor));
}
