using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Workflows.Simulation;
using JieSuJiBan.Workflows.Validation;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>The law of a third city, written in JSON: its own names, rungs, outcomes, reviews and roles.</summary>
public class A_third_city_needs_JSON_only
{
    private static readonly Instant Monday = Beijing.At(2026, 3, 2, 9);

    [Fact]
    public void its_pack_has_no_finding_and_every_ticket_of_it_is_filed()
    {
        Assert.Empty(DefinitionChecks.Run(Weifang.Ticket, Beijing.Catalog, DefinitionSet.Of([new(Weifang.Ticket, Instant.MinValue)]), Weifang.Policy));

        var report = new CitySimulation([Weifang.Ticket], Weifang.Policy).Run(200, seed: 2, Instant.FromUtc(2025, 1, 1, 0, 0));

        Assert.Empty(report.Remarks);
        Assert.Equal((200, 0, 0, 0), (report.Archived, report.Stuck, report.WaitWithoutClock, report.Incidents));
    }

    [Fact]
    public void a_ticket_sent_back_after_its_reply_has_its_clock_again_with_what_was_left_and_may_be_extended()
    {
        var city = Weifang.InHandling(Monday);
        var due = city.Facts["feedbackDueAt"].AsInstant()!.Value;
        city.At(Monday + Duration.FromDays(2)).Reply();
        city.At(Monday + Duration.FromDays(3)).Audit("SentBack");

        Assert.True(city.Facts["repliedAt"].IsNull);
        Assert.Equal(due + Duration.FromDays(1), city.Facts["feedbackDueAt"].AsInstant());
        Assert.Equal(city.Facts["feedbackDueAt"].AsInstant(), city.Open("HandleTicket").DueAt);
        Assert.Contains("RequestExtension", city.Open("HandleTicket").Outcomes!);
        Assert.Contains(city.Run.State!.Activities, activity => activity.ActivityId == "feedback-clock");
        city.At(due + Duration.FromDays(1) + Duration.FromMinutes(1));
        Assert.False(city.Facts["overdueAt"].IsNull);
        Assert.Single(city.Facts["returnedReplies"].MembersByName);
        city.Reply().Audit("Passed").CalledBack("Satisfied");
        Assert.False(city.Facts["archivedAt"].IsNull);
    }

    [Fact]
    public void a_rehandling_sent_back_goes_on_with_the_clock_of_the_rehandling()
    {
        var city = Weifang.InHandling(Monday).Reply().Audit("Passed").CalledBack("Dissatisfied");
        var due = city.Open("HandleTicket").DueAt!.Value;
        city.At(city.Run.Now + Duration.FromDays(1)).Reply();
        city.At(city.Run.Now + Duration.FromDays(1)).Audit("SentBack");

        Assert.True(city.Facts["rehandling"].AsBoolean());
        Assert.Equal(due + Duration.FromDays(1), city.Open("HandleTicket").DueAt);
        Assert.Contains(city.Run.State!.Activities, activity => activity.ActivityId == "rehandle-clock");
        Assert.DoesNotContain(city.Run.State!.Activities, activity => activity.ActivityId == "feedback-clock");
        city.At(due + Duration.FromDays(1) + Duration.FromMinutes(1));
        Assert.False(city.Facts["clocks"]["rehandle"]["overdueAt"].IsNull);
    }

    [Fact]
    public void the_petitioner_hears_of_the_reply_when_the_review_has_passed_it()
    {
        var city = Weifang.InHandling(Monday).Reply();
        bool IsReply(Engine.Inputs.SendOut sent) => sent.Channel == "sms" && sent.Payload["kind"].AsString() == "TicketReplied";

        Assert.DoesNotContain(city.Sent, IsReply);
        Assert.True(city.Facts["replyHeld"].AsBoolean());
        city.Audit("SentBack").Reply();
        Assert.DoesNotContain(city.Sent, IsReply);
        var passed = city.Facts["reply"];
        city.Audit("Passed");
        Assert.Equal(passed, Assert.Single(city.Sent, IsReply).Payload["words"]);
        Assert.True(city.Facts["replyHeld"].IsNull);
    }

    [Fact]
    public void the_ladder_has_the_rungs_the_names_and_the_words_of_the_city()
    {
        var city = Weifang.InHandling(Monday);
        var due = city.Facts["feedbackDueAt"].AsInstant()!.Value;
        city.At(due + Duration.FromDays(14));

        Assert.Equal(["YellowCard", "OrangeCard", "RedCard"], city.Facts["supervision"].MembersByName.Select(rung => rung.Value["level"].AsString()));
        Assert.Contains(city.Sent, sent => sent.Payload["text"].AsString() is { } text && text.Contains("发黄牌督办，请三日内办结", StringComparison.Ordinal));
        Assert.Equal(3, city.Run.Entries.SelectMany(entry => entry.Events).OfType<FactsChanged>().Count(happened => happened.Kind == "RungReached"));
        Assert.Equal(("红牌督办", "Red card"), (city.Facts["supervision"]["3"]["name"].AsString(), city.Facts["supervision"]["3"]["nameInEnglish"].AsString()));
        Assert.Equal("countyLeader", city.Open("RedCardTalk").Role);
        city.Do("RedCardTalk", "Talked", ("record", city.Words()));
        Assert.Equal("RedCardTalk-countyLeader", city.Facts["redCardTalkedBy"].AsString());
    }

    [Fact]
    public void a_termination_that_was_reviewed_ends_without_callback_by_the_rule_of_the_city()
    {
        var city = Weifang.InHandling(Monday);
        Assert.Contains("ApplyTermination", city.Open("HandleTicket").Outcomes!);
        Assert.IsType<Refused>(city.Try("HandleTicket", "ApplyTermination"));
        city.Do("HandleTicket", "ApplyTermination", ("terminationGround", Value.Of("Withdrawn")));
        Assert.Equal("AwaitingTermination", city.Facts["status"].AsString());
        city.Do("ReviewTermination", "Refused", ("opinion", city.Words()));
        Assert.Contains("RequestExtension", city.Open("HandleTicket").Outcomes!);
        city.Do("HandleTicket", "ApplyTermination", ("terminationGround", Value.Of("Uncooperative"))).Do("ReviewTermination", "Approved", ("opinion", city.Words()));

        Assert.False(city.Facts["archivedAt"].IsNull);
        Assert.Equal("潍坊市12345政务服务便民热线条例 第三十一条", city.Facts["callback"]["reason"].AsString());
        Assert.Contains(city.Run.Entries.SelectMany(entry => entry.Events).OfType<FactsChanged>(), happened => happened.Kind == "HandleTicketApplyTermination");
    }

    [Fact]
    public void an_answer_left_out_this_time_is_not_the_answer_of_last_time()
    {
        var city = Weifang.InHandling(Monday).Reply(("onSite", Value.True));
        Assert.True(city.Facts["more"]["handleTicket"]["onSite"].AsBoolean());
        city.Audit("SentBack").Reply();
        Assert.True(city.Facts["more"]["handleTicket"]["onSite"].IsNull);
    }

    [Fact]
    public void what_was_asked_and_left_open_is_there_for_an_expression_to_read()
    {
        var city = Weifang.InHandling(Monday).Reply();
        Assert.Equal(ValueKind.Object, city.Facts["more"]["handleTicket"].Kind);
        Assert.True(city.Facts["more"]["handleTicket"]["onSite"].IsNull);
    }

    [Fact]
    public void an_outcome_takes_a_fact_inside_another_and_its_facts_have_names()
    {
        var policy = Weifang.With(("tasks.json", "\"releaseReply\": true", "\"releaseReply\": true, \"set\": {\"dueThen\": \"=facts.clocks.feedback.dueAt\", \"passedBy\": \"=actor\"}"));
        var city = Weifang.InHandling(Monday, policy).Reply();
        var due = city.Facts["clocks"]["feedback"]["dueAt"].AsInstant();
        city.Audit("Passed");

        Assert.NotNull(due);
        Assert.Equal(due, city.Facts["dueThen"].AsInstant());
        Assert.Equal("审核通过：经办人", FactNames.Of(policy)["passedBy"].Chinese);
    }

    [Fact]
    public void a_drawn_outcome_that_ends_without_callback_needs_a_rule_that_allows_it()
    {
        var policy = Weifang.With(("tasks.json", "\"withoutCallback\": \"潍坊市12345政务服务便民热线条例 第三十一条\",", ""));
        Assert.Contains(Check(Weifang.Ticket, policy), finding => finding.Code == "path.withoutCallback");
        Assert.DoesNotContain(Check(Weifang.Ticket, Weifang.Policy), finding => finding.Code == "path.withoutCallback");

        var shortcut = WorkflowDefinition.Read(Moved("audit", "Passed", "callback", "archive")).Definition!;
        Assert.Contains(Check(shortcut, Weifang.Policy), finding => finding.Code == "path.withoutCallback");
        Assert.DoesNotContain(Check(shortcut, Weifang.With(("tasks.json", "\"releaseReply\": true", "\"releaseReply\": true, \"withoutCallback\": \"条例\""))), finding => finding is { Code: "path.withoutCallback" });
    }

    private static IReadOnlyList<Finding> Check(WorkflowDefinition drawn, CityPolicy policy) =>
        DefinitionChecks.Run(drawn, Beijing.Catalog, DefinitionSet.Of([new(drawn, Instant.MinValue)]), policy);

    private static string Moved(string source, string port, string from, string to)
    {
        var drawing = System.Text.Json.Nodes.JsonNode.Parse(Weifang.Drawing)!;
        foreach (var connection in drawing["root"]!["connections"]!.AsArray())
        {
            if ((string?)connection!["source"]!["activity"] == source && (string?)connection["source"]!["port"] == port && (string?)connection["target"]!["activity"] == from) connection["target"]!["activity"] = to;
        }

        return drawing.ToJsonString();
    }
}
