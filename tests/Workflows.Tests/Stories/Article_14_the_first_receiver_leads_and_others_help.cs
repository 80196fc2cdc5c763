using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>Art. 14: the first receiver leads and cannot shed the ticket; others help in time, or explain and report how far they are.</summary>
public sealed class Article_14_the_first_receiver_leads_and_others_help
{
    private const string Management = "110105902";
    private const string Police = "110105917";
    private static readonly Instant Monday = Beijing.At(2026, 3, 2, 10);

    [Fact]
    public void each_helper_has_a_task_of_its_own_with_its_own_deadline()
    {
        var story = Helped();
        var tasks = story.Run.Tasks.Where(task => task.Kind == "CoHandle").ToArray();

        Assert.Equal([Management, Police], tasks.Select(task => task.UnitCode!).Order(StringComparer.Ordinal));
        Assert.All(tasks, task => Assert.Equal(Beijing.At(2026, 3, 5, 10), task.DueAt));
    }

    [Fact]
    public void a_helper_reports_to_the_lead_whose_task_shows_it()
    {
        var story = Helped().SignIn();
        Report(story, Management, "Done");

        Assert.Equal("Done", story.Ticket.Facts["coUnits"][Management]["state"].AsString());
        Assert.Contains(story.Notices, notice => notice.Payload["kind"].AsString() == "CoUnitReported" && notice.Payload["unit"].AsString() == Story.Wangjing);
        Assert.Equal("Done", story.Open("HandleTicket").Payload["coUnits"].Items.Single(unit => unit["unit"].AsString() == Management)["state"].AsString());
    }

    [Fact]
    public void a_helper_that_is_not_done_sends_a_stage_report_and_goes_on()
    {
        var story = Helped().SignIn();
        Report(story, Management, "StageReport");
        Assert.Equal("StageReported", story.Ticket.Facts["coUnits"][Management]["state"].AsString());
        Report(story, Management, "Done");

        Assert.Equal(2, story.Ticket.Facts["coUnits"][Management]["reports"].Count);
        Assert.DoesNotContain(story.Run.Tasks, task => task.UnitCode == Management);
    }

    [Fact]
    public void a_helper_that_is_late_is_marked_and_told_and_can_still_report()
    {
        var story = Helped().SignIn().At(Beijing.At(2026, 3, 5, 10));

        Assert.True(story.Ticket.Facts["coUnits"][Management]["late"].AsBoolean());
        Assert.Equal(4, story.Notices.Count(notice => notice.Payload["kind"].AsString() == "CoHandlingLate"));
        Report(story, Management, "Done");
        Assert.True(story.Ticket.Facts["coUnits"][Management]["late"].AsBoolean());
    }

    [Fact]
    public void the_lead_may_ask_further_units_to_help()
    {
        var story = Story.Accepted(Monday).Triage().SignIn();
        Assert.Equal("dispatch.coUnit.lead", story.Refuses("HandleTicket", "AddCoUnit", story.Handler(), ("coUnits", Value.Of([Story.Wangjing]))).Code);
        story.Complete("HandleTicket", "AddCoUnit", story.Handler(), ("coUnits", Value.Of([Police])));
        story.Complete("HandleTicket", "AddCoUnit", story.Handler(), ("coUnits", Value.Of([Management])));
        Report(story, Police, "Done");
        Report(story, Management, "Done");

        Assert.Equal(TicketStatus.InHandling, story.Ticket.Status);
        Assert.NotNull(story.Open("HandleTicket"));
    }

    [Fact]
    public void what_a_helper_has_not_done_when_the_lead_replies_is_on_record()
    {
        var story = Helped().SignIn();
        Report(story, Management, "Done");
        story.Reply();

        Assert.Equal(("Done", "Ended"), (story.Ticket.Facts["coUnits"][Management]["state"].AsString(), story.Ticket.Facts["coUnits"][Police]["state"].AsString()));
        Assert.DoesNotContain(story.Run.Tasks, task => task.Kind == "CoHandle");
    }

    [Fact]
    public void a_city_may_demand_that_the_lead_waits_for_its_helpers()
    {
        var policy = Beijing.PolicyWith(("handling.json", "\"replyWaitsForCoUnits\": false", "\"replyWaitsForCoUnits\": true"));
        var story = Helped(policy).SignIn();

        Assert.Equal("handle.coUnits.open", story.Refuses("HandleTicket", "Replied", story.Handler(), story.Answer()).Code);
    }

    [Fact]
    public void the_catalogue_may_name_helpers()
    {
        var policy = Beijing.PolicyWith(("dispatch-catalog.json", "{\"id\": \"PD-0102\", ", "{\"id\": \"PD-0102\", \"coUnits\": [\"Duty:police\"], "));
        var story = Story.Accepted(Monday, policy: policy).Triage();

        Assert.Equal(Police, story.Open("CoHandle").UnitCode);
    }

    [Fact]
    public void the_unit_cannot_hand_the_ticket_on_by_itself()
    {
        var story = Story.Accepted(Monday).Triage().Objects().Reviewed("Rejected").SignIn();

        Assert.Equal(Story.Wangjing, story.Ticket.LeadUnit);
        Assert.Equal("task.unknownOutcome", story.Refuses("HandleTicket", "Object", story.Handler(), story.Objection()).Code);
    }

    private static Story Helped(Activities.Policies.CityPolicy? policy = null) => Story.Accepted(Monday, policy: policy).Triage(
        "Dispatch",
        ("classCode", Value.Of("0102-01")), ("coUnits", Value.Of([Management, Police])), ("districtCode", Value.Of(Story.Chaoyang)), ("streetCode", Value.Of(Story.Wangjing)));

    private static void Report(Story story, string unit, string outcome)
    {
        var task = story.Run.Tasks.Single(open => open.Kind == "CoHandle" && open.UnitCode == unit);
        Assert.IsType<Decided>(story.Run.Deliver(new CompleteTask(task.Id, outcome, Value.Object(("report", story.Words("已出动。")))), Story.Of(unit)));
    }
}
