using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>Art. 12: straight to the unit or to its district, conference for hard cases, objection with a review mechanism.</summary>
public sealed class Article_12_dispatch_can_be_explained_and_objected_to
{
    private const string Management = "110105902";
    private static readonly Instant Monday = Beijing.At(2026, 3, 2, 10);

    [Fact]
    public void the_catalogue_says_which_row_which_policy_and_why_not_the_next()
    {
        var dispatch = Story.Accepted(Monday).Triage().Ticket.Dispatch;

        Assert.Equal("PD-0102", dispatch.RowId);
        Assert.Equal(Beijing.Policy.Hash, dispatch.Entries["policy"].AsString());
        Assert.All(dispatch.Entries["rejected"].Items, row => Assert.NotEmpty(row["why"].AsString()!));
        Assert.NotEmpty(dispatch.Entries["rejected"].Items);
    }

    [Fact]
    public void the_district_chooses_among_its_own_units()
    {
        var story = ToDistrict();
        Assert.Equal(TicketStatus.AwaitingDispatch, story.Ticket.Status);
        Assert.Equal(Monday + Duration.FromHours(2), story.Open("ChooseUnit").DueAt);
        Assert.Equal("dispatch.unit.elsewhere", story.Refuses("ChooseUnit", "Dispatched", Story.Of(Story.Chaoyang),
            ("reason", story.Words("就近")), ("unitCode", Value.Of("110101902"))).Code);
        story.Complete("ChooseUnit", "Dispatched", Story.Of(Story.Chaoyang), ("reason", story.Words("职责所在")), ("unitCode", Value.Of(Management)));

        Assert.Equal((Management, "District"), (story.Ticket.LeadUnit, story.Ticket.Dispatch.Mode));
        Assert.Equal(Story.Chaoyang, story.Ticket.Facts["districtUnit"].AsString());
        Assert.Equal(Monday + Duration.FromDays(7), story.Ticket.FeedbackDueAt);
    }

    [Fact]
    public void the_limit_runs_from_the_dispatch_to_the_district()
    {
        var story = ToDistrict().At(Monday + Duration.FromHours(1));
        story.Complete("ChooseUnit", "Dispatched", Story.Of(Story.Chaoyang), ("reason", story.Words("职责所在")), ("unitCode", Value.Of(Management)));

        Assert.Equal(Monday + Duration.FromDays(7), story.Ticket.FeedbackDueAt);
        Assert.Equal(Monday + Duration.FromHours(3), story.Open("SignInTicket").DueAt);
    }

    [Fact]
    public void a_conference_decides_on_a_hard_case_with_participants_and_minutes()
    {
        var story = Story.Accepted(Monday);
        story.Triage("Conference", ("classCode", Value.Of("0102-01")), ("conferenceReason", story.Words("职责交叉")), ("districtCode", Value.Of(Story.Chaoyang)));
        Assert.Equal(TicketStatus.InConference, story.Ticket.Status);
        Assert.NotNull(story.Open("HoldConference").DueAt);
        (string, Value)[] Minutes(params string[] units) => [("coUnits", Value.Of([Story.Wangjing])), ("minutes", story.Words("纪要")), ("participants", Value.Of(units)), ("unitCode", Value.Of(Management))];
        Assert.Equal("conference.participants", story.Refuses("HoldConference", "Decided", Story.Person("dispatcher"), Minutes(Management)).Code);
        story.Complete("HoldConference", "Decided", Story.Person("dispatcher"), Minutes(Management, Story.Wangjing));

        Assert.Equal((Management, "Conference"), (story.Ticket.LeadUnit, story.Ticket.Dispatch.Mode));
        Assert.Equal([Management, Story.Wangjing], story.Ticket.Facts["conferences"]["1"]["participants"].Items.Select(unit => unit.AsString()!));
        Assert.Equal(Story.Wangjing, story.Open("CoHandle").UnitCode);
    }

    [Fact]
    public void an_undecided_conference_goes_back_to_triage()
    {
        var story = Story.Accepted(Monday, district: null, street: null);
        story.Triage("Dispatch", ("classCode", Value.Of("0102-01")));
        story.Complete("ChooseUnit", "Conference", Story.Person("dispatcher"), ("reason", story.Words("地点不明")));
        story.Complete("HoldConference", "Unresolved", Story.Person("dispatcher"), ("minutes", story.Words("纪要")), ("participants", Value.Of([Management, Story.Wangjing])));

        Assert.Equal(TicketStatus.AwaitingTriage, story.Ticket.Status);
    }

    [Fact]
    public void an_upheld_objection_is_dispatched_again_with_fresh_time()
    {
        var story = Story.Accepted(Monday).Triage().At(Monday + Duration.FromHours(1)).Objects(Management);
        Assert.Equal(TicketStatus.ObjectionUnderReview, story.Ticket.Status);
        Assert.NotNull(story.Open("ReviewObjection").DueAt);
        story.At(Monday + Duration.FromHours(5)).Reviewed("Upheld");

        Assert.Equal((Management, "Objection"), (story.Ticket.LeadUnit, story.Ticket.Dispatch.Mode));
        Assert.Equal(Monday + Duration.FromHours(5) + Duration.FromDays(7), story.Ticket.FeedbackDueAt);
        Assert.Equal(Management, story.Open("SignInTicket").UnitCode);
    }

    [Fact]
    public void by_policy_the_next_unit_has_only_the_time_that_is_left()
    {
        var policy = Beijing.PolicyWith(("objection.json", "\"onUpheld\": \"Fresh\"", "\"onUpheld\": \"Remaining\""));
        var story = Story.Accepted(Monday, policy: policy).Triage().Objects(Management).At(Monday + Duration.FromHours(5)).Reviewed("Upheld");

        Assert.Equal(Monday + Duration.FromDays(7), story.Ticket.FeedbackDueAt);
    }

    [Fact]
    public void the_clock_runs_during_an_objection()
    {
        var story = Story.Accepted(Monday, urgency: "Emergency").Triage().Objects(Management).At(Monday + Duration.FromHours(2));

        Assert.Equal(Monday + Duration.FromHours(2), story.Ticket.OverdueAt);
    }

    [Fact]
    public void the_clock_stands_still_during_an_objection_where_the_policy_says_so()
    {
        var policy = Beijing.PolicyWith(("objection.json", "\"clockDuring\": \"Runs\"", "\"clockDuring\": \"Pauses\""));
        var story = Story.Accepted(Monday, policy: policy).Triage().Objects(Management);
        Assert.Equal("Paused", story.Clock("feedback")["state"].AsString());
        story.At(Monday + Duration.FromHours(5)).Reviewed("Rejected");

        Assert.Equal("Running", story.Clock("feedback")["state"].AsString());
        Assert.Equal(Monday + Duration.FromDays(7) + Duration.FromHours(5), story.Ticket.FeedbackDueAt);
    }

    [Fact]
    public void a_rejected_objection_forbids_to_return_it_again()
    {
        var story = Story.Accepted(Monday).Triage().Objects().Reviewed("Rejected");

        Assert.Equal(["SignedIn"], story.Open("SignInTicket").Outcomes);
        story.SignIn();
        Assert.DoesNotContain("Object", story.Open("HandleTicket").Outcomes!);
        Assert.True(story.Ticket.Facts["returnForbidden"].AsBoolean());
    }

    [Fact]
    public void a_unit_that_is_designated_for_good_may_not_return_it()
    {
        var story = Story.Accepted(Monday).Triage().Objects().Reviewed("Designated", Management);

        Assert.Equal((Management, "Designated"), (story.Ticket.LeadUnit, story.Ticket.Dispatch.Mode));
        Assert.Equal(["SignedIn"], story.Open("SignInTicket").Outcomes);
    }

    [Fact]
    public void it_needs_a_ground_and_its_legal_source()
    {
        var story = Story.Accepted(Monday).Triage();

        Assert.Equal("objection.citation.missing", story.Refuses("SignInTicket", "Object", story.Handler(), story.Objection(citation: null)).Code);
        Assert.Equal("objection.unit.same", story.Refuses("SignInTicket", "Object", story.Handler(), story.Objection(Story.Wangjing)).Code);
        Assert.Equal("dispatch.unit.mayNotLead", story.Refuses("SignInTicket", "Object", story.Handler(), story.Objection("110105026034")).Code);
    }

    [Fact]
    public void the_last_instant_of_its_window_is_in_time()
    {
        // One working day from Monday 10:00.
        var story = Story.Accepted(Monday).Triage().At(Monday + Duration.FromDays(1));

        story.Complete("SignInTicket", "Object", story.Handler(), story.Objection());
        Assert.Contains(story.Run.Tasks, task => task.Kind == "ReviewObjection");
    }

    [Fact]
    public void it_comes_within_its_window()
    {
        // One working day from Monday 10:00.
        var story = Story.Accepted(Monday).Triage().At(Monday + Duration.FromDays(1) + Duration.FromSeconds(1));
        var refused = story.Refuses("SignInTicket", "Object", story.Handler(), story.Objection());

        Assert.Equal((RejectionKind.State, "objection.late"), (refused.Kind, refused.Code));
    }

    [Fact]
    public void so_often_and_no_oftener()
    {
        var story = Story.Accepted(Monday).Triage().Objects(Management).Reviewed("Upheld");

        Assert.Equal(["SignedIn"], story.Open("SignInTicket").Outcomes);
        Assert.Equal(1, story.Ticket.Facts["objectionCount"].AsInt64());
    }

    [Fact]
    public void its_reviewer_is_neither_of_the_unit_nor_the_objector()
    {
        var story = Story.Accepted(Monday).Triage().Objects();
        Assert.Equal("task.notByOwner", story.Refuses("ReviewObjection", "Rejected", new("handler-1", null, ["supervisor"]), ("opinion", story.Words("不成立"))).Code);
        Assert.Equal("objection.ownUnit", story.Refuses("ReviewObjection", "Rejected", new("chief", Story.Wangjing, ["supervisor"]), ("opinion", story.Words("不成立"))).Code);
    }

    [Fact]
    public void an_upheld_one_is_kept_as_regression_case_for_the_catalogue()
    {
        var kept = Story.Accepted(Monday).Triage().Objects(Management).Reviewed("Upheld").Ticket.Facts["objections"]["1"]["regression"];

        Assert.Equal(("0102-01", Story.Wangjing, Management, "PD-0102"),
            (kept["classCode"].AsString(), kept["notUnit"].AsString(), kept["unit"].AsString(), kept["rowId"].AsString()));
    }

    [Fact]
    public void where_nobody_is_named_instead_the_catalogue_may_not_choose_the_same_unit_again()
    {
        var story = Story.Accepted(Monday).Triage().Objects().Reviewed("Upheld");

        Assert.Contains("异议已经成立", story.Open("ChooseUnit").Payload["obstacle"].AsString(), StringComparison.Ordinal);
    }

    [Fact]
    public void after_sign_in_it_is_allowed_where_the_policy_says_so()
    {
        var story = Story.Accepted(Monday).Triage().SignIn();
        story.Complete("HandleTicket", "Object", story.Handler(), story.Objection(Management));
        story.Reviewed("Rejected");

        Assert.Equal(TicketStatus.InHandling, story.Ticket.Status);
        Assert.NotNull(story.Open("HandleTicket"));
    }

    private static Story ToDistrict() =>
        Story.Accepted(Monday, street: null).Triage("Dispatch", ("classCode", Value.Of("0102-01")), ("districtCode", Value.Of(Story.Chaoyang)));
}
