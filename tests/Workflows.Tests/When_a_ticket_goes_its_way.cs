using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Validation;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests;

/// <summary>The published ticket definition of Beijing from acceptance to the archive.</summary>
public sealed class When_a_ticket_goes_its_way
{
    private static readonly Instant Monday = Beijing.At(2026, 3, 2, 10);

    [Fact]
    public void the_published_definition_has_no_finding() =>
        Assert.Empty(DefinitionValidator.Validate(Beijing.Ticket, Beijing.Catalog, Beijing.Definitions));

    [Fact]
    public void article_10_it_is_recorded_with_number_time_and_contact()
    {
        var story = Story.Accepted(Monday);

        Assert.Equal("11000020260302000007", story.Ticket.Number);
        Assert.Equal(Monday, story.Ticket.AcceptedAt);
        Assert.NotNull(story.Ticket.Phone);
        Assert.Equal(TicketStatus.AwaitingTriage, story.Ticket.Status);
        Assert.Equal(Beijing.At(2026, 3, 3, 10), story.Open("TriageTicket").DueAt);
    }

    [Fact]
    public void article_10_no_word_of_the_petitioner_is_in_the_journal()
    {
        var story = Story.Accepted(Monday).Triage().SignIn().Reply();

        foreach (var entry in story.Run.Entries)
        {
            var text = System.Text.Encoding.UTF8.GetString(entry.ToBytes());
            Assert.DoesNotContain("垃圾", text, StringComparison.Ordinal);
            Assert.DoesNotContain("1234 5678", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void article_11_a_consultation_may_be_answered_at_once()
    {
        var story = Story.Accepted(Monday, requestType: "Consultation");
        story.Triage("AnswerDirectly", ("answer", story.Words("请持身份证办理。")));

        Assert.Equal(TicketStatus.Archived, story.Ticket.Status);
        Assert.Null(story.Ticket.LeadUnit);
        Assert.NotNull(story.Ticket.Reply);
        Assert.Equal(WorkflowSubStatus.Finished, story.Run.State!.SubStatus);
    }

    [Fact]
    public void article_11_a_complaint_may_not_be_answered_away()
    {
        var story = Story.Accepted(Monday);
        var refused = story.Refuses("TriageTicket", "AnswerDirectly", Story.Person("dispatcher"), ("answer", story.Words("知道了。")));

        Assert.Equal("triage.mustDispatch", refused.Code);
        Assert.Contains("第十一条", refused.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void article_11_a_special_route_ends_it_with_reason_and_explanation()
    {
        var story = Story.Accepted(Monday);
        story.Triage("CloseWithReason", ("closeReason", Value.Of("StatutoryChannel")), ("explanation", story.Words("请通过行政复议解决。")));

        Assert.Equal(TicketStatus.Archived, story.Ticket.Status);
        Assert.Equal("StatutoryChannel", story.Ticket.Facts["closeReason"].AsString());
    }

    [Fact]
    public void article_12_it_goes_straight_to_the_street_and_the_district_gets_a_copy()
    {
        var story = Story.Accepted(Monday).Triage();

        Assert.Equal(Story.Wangjing, story.Ticket.LeadUnit);
        Assert.Equal("PD-0102", story.Ticket.Dispatch.RowId);
        Assert.Contains("PD-0102", story.Ticket.Dispatch.Reason, StringComparison.Ordinal);
        Assert.Equal(
            [("TicketDispatched", Story.Wangjing), ("TicketCopied", Story.Chaoyang)],
            story.Notices.Select(notice => (notice.Payload["kind"].AsString()!, notice.Payload["unit"].AsString()!)));
    }

    [Fact]
    public void article_12_where_the_catalogue_knows_no_unit_a_dispatcher_chooses_with_a_reason()
    {
        var lost = Story.Accepted(Monday, district: null, street: null);
        lost.Triage("Dispatch", ("classCode", Value.Of("0102-01")));
        Assert.Equal(TicketStatus.AwaitingDispatch, lost.Ticket.Status);
        Assert.NotNull(lost.Open("ChooseUnit").Payload["obstacle"].AsString());
        var dispatcher = Story.Person("dispatcher");
        Assert.Equal("dispatch.unit.unknown", lost.Refuses("ChooseUnit", "Dispatched", dispatcher, ("reason", lost.Words("会商")), ("unitCode", Value.Of("nowhere"))).Code);
        Assert.Equal("dispatch.unit.mayNotLead", lost.Refuses("ChooseUnit", "Dispatched", dispatcher, ("reason", lost.Words("会商")), ("unitCode", Value.Of("110101001001"))).Code);
        lost.Complete("ChooseUnit", "Dispatched", dispatcher, ("reason", lost.Words("派单前会商决定")), ("unitCode", Value.Of(Story.Wangjing)));

        Assert.Equal(Story.Wangjing, lost.Ticket.LeadUnit);
        Assert.Equal("ByHand", lost.Ticket.Dispatch.Mode);
        Assert.Equal("派单员指定派望京街道办事处", lost.Ticket.Dispatch.Reason);
        Assert.Equal("派单前会商决定".Length, Engine.Inputs.Sealed.From(lost.Ticket.Dispatch.Because)!.Length);
        Assert.Equal(Monday + Duration.FromDays(7), lost.Ticket.FeedbackDueAt);
    }

    [Fact]
    public void article_12_it_goes_to_the_district_where_only_the_district_is_known()
    {
        var story = Story.Accepted(Monday, street: null).Triage("Dispatch", ("classCode", Value.Of("0102-01")), ("districtCode", Value.Of(Story.Chaoyang)));

        Assert.Equal(Story.Chaoyang, story.Ticket.LeadUnit);
        Assert.Equal("District", story.Ticket.Dispatch.Mode);
        Assert.Single(story.Notices);
    }

    [Fact]
    public void article_13_the_limit_is_printed_on_the_ticket_and_explains_itself()
    {
        var story = Story.Accepted(Monday).Triage();

        Assert.Equal(Monday + Duration.FromDays(7), story.Ticket.FeedbackDueAt);
        Assert.Equal("TL-FB-GENERAL", story.Ticket.PrintedLimit.Entries["rowId"].AsString());
        Assert.Contains("7个自然日", story.Ticket.PrintedLimit.Entries["explanation"].AsString(), StringComparison.Ordinal);
        Assert.Contains("DB11/T 2021", story.Ticket.PrintedLimit.Entries["citation"].AsString(), StringComparison.Ordinal);
        Assert.Equal(Monday + Duration.FromHours(2), story.Open("SignInTicket").DueAt);
    }

    [Fact]
    public void article_13_the_limit_is_that_of_the_urgency()
    {
        var story = Story.Accepted(Monday, urgency: "Emergency").Triage();

        Assert.Equal(Monday + Duration.FromHours(2), story.Ticket.FeedbackDueAt);
    }

    [Fact]
    public void article_14_only_the_unit_it_was_sent_to_signs_it_in()
    {
        var story = Story.Accepted(Monday).Triage();
        var stranger = new Engine.Inputs.Actor("handler-9", "110101001", ["handler"]);

        Assert.Equal(Engine.RejectionKind.Permission, story.Refuses("SignInTicket", "SignedIn", stranger).Kind);
        story.SignIn();
        Assert.Equal(TicketStatus.InHandling, story.Ticket.Status);
        Assert.Equal(Monday, story.Ticket.SignedInAt);
    }

    [Fact]
    public void article_15_a_warning_comes_at_its_instant_and_the_task_survives_it()
    {
        var story = Story.Accepted(Monday).Triage().SignIn();
        var due = Monday + Duration.FromDays(7);
        var (first, second) = (Monday + Duration.FromMinutes(7 * 24 * 60 * 80 / 100), due - Duration.FromHours(24));

        story.At(first - Duration.FromSeconds(1));
        Assert.Null(story.Ticket.WarnedAt);
        story.At(first);
        Assert.Equal(first, story.Ticket.WarnedAt);
        story.At(second);
        Assert.Equal(2, story.Ticket.Facts["warnings"].AsInt64());
        Assert.Equal(first, story.Ticket.WarnedAt);
        Assert.Equal(due, story.Open("HandleTicket").DueAt);
        Assert.Equal(2, story.Notices.Count(notice => notice.Payload["kind"].AsString() == "DeadlineWarning"));
    }

    [Fact]
    public void article_15_it_is_overdue_at_the_deadline_and_can_still_be_answered()
    {
        var due = Monday + Duration.FromDays(7);
        var story = Story.Accepted(Monday).Triage().SignIn().At(due - Duration.FromSeconds(1));
        Assert.False(story.Ticket.Overdue);

        story.At(due);
        Assert.Equal(due, story.Ticket.OverdueAt);
        Assert.Single(story.Notices, notice => notice.Payload["kind"].AsString() == "TicketOverdue");
        story.At(due + Duration.FromHours(3)).Reply();
        Assert.True(story.Ticket.Overdue);
        Assert.Equal(due + Duration.FromHours(3), story.Ticket.RepliedAt);
        Assert.Empty(story.Run.State!.Timers);
    }

    [Fact]
    public void article_15_a_reply_exactly_at_the_deadline_is_in_time()
    {
        var due = Monday + Duration.FromDays(7);
        var story = Story.Accepted(Monday).Triage().SignIn().At(due).Reply();

        Assert.False(story.Ticket.Overdue);
        Assert.Null(story.Ticket.OverdueAt);
    }

    [Fact]
    public void article_15_a_unit_that_does_not_sign_in_wins_no_time()
    {
        var due = Monday + Duration.FromDays(7);
        var story = Story.Accepted(Monday).Triage().At(due);

        Assert.Equal(TicketStatus.AwaitingSignIn, story.Ticket.Status);
        Assert.Equal(due, story.Ticket.OverdueAt);
        story.At(due + Duration.FromDays(1)).SignIn().Reply();
        Assert.True(story.Ticket.Overdue);
        Assert.Single(story.History, kind => kind == "TicketOverdue");
    }

    [Fact]
    public void article_15_a_reply_without_contact_is_refused()
    {
        var story = Story.Accepted(Monday).Triage().SignIn();
        var silent = story.Answer().Where(field => field.Item1 is not ("contactedAt" or "contactMethod")).ToArray();

        var refused = story.Refuses("HandleTicket", "Replied", story.Handler(), silent);
        Assert.Equal("handle.contact.missing", refused.Code);
        Assert.Contains("第十五条", refused.Source, StringComparison.Ordinal);
        Assert.Equal("handle.contact.impossible", story.Refuses("HandleTicket", "Replied", story.Handler(), story.Answer(contactedAt: Monday - Duration.FromSeconds(1))).Code);
        Assert.Equal("handle.contact.impossible", story.Refuses("HandleTicket", "Replied", story.Handler(), story.Answer(contactedAt: Monday + Duration.FromSeconds(1))).Code);
    }

    [Fact]
    public void article_15_what_cannot_be_solved_needs_its_reason()
    {
        var story = Story.Accepted(Monday).Triage().SignIn();

        Assert.Equal("handle.unsolvedReason.missing", story.Refuses("HandleTicket", "Replied", story.Handler(), story.Answer("Unsolved")).Code);
        story.Complete("HandleTicket", "Replied", story.Handler(), [.. story.Answer("Unsolved"), ("unsolvedReason", story.Words("规划未定。"))]);
        Assert.False(story.Ticket.Solved);
    }

    [Fact]
    public void article_23_the_callback_waits_for_the_end_of_the_limit()
    {
        var story = Story.Accepted(Monday).Triage().SignIn().At(Monday + Duration.FromDays(2)).Reply();
        var due = Monday + Duration.FromDays(7);

        Assert.Empty(story.Run.Tasks);
        Assert.Equal(TicketStatus.AwaitingCallback, story.Ticket.Status);
        story.At(due);
        Assert.Equal(due + Duration.FromDays(3), story.Open("CallbackPetitioner").DueAt);
        story.CalledBack();

        Assert.Equal(TicketStatus.Archived, story.Ticket.Status);
        Assert.Equal("Satisfied", story.Ticket.Callback.Entries["satisfied"].AsString());
        Assert.Equal(WorkflowSubStatus.Finished, story.Run.State!.SubStatus);
        Assert.Empty(story.Run.State.Bookmarks);
    }

    [Fact]
    public void article_23_an_unhappy_petitioner_is_on_record()
    {
        var story = Story.Accepted(Monday).Triage().SignIn().Reply().At(Monday + Duration.FromDays(7)).CalledBack("No", "No", "Dissatisfied");

        Assert.Equal(TicketStatus.ResultUnderDispute, story.Ticket.Status);
        Assert.False(story.Ticket.Callback.Entries["good"].AsBoolean());
        Assert.Equal("No", story.Ticket.Callback.Entries["contactedByStaff"].AsString());
        Assert.Equal("No", story.Ticket.Callback.Entries["solved"].AsString());
    }

    [Fact]
    public void article_23_an_unreachable_petitioner_is_tried_on_different_days()
    {
        var story = Story.Accepted(Monday).Triage().SignIn().Reply().At(Monday + Duration.FromDays(7));
        story.NotReached();
        Assert.Empty(story.Run.Tasks);

        story.At(Beijing.At(2026, 3, 10, 8, 59, 59));
        Assert.Empty(story.Run.Tasks);
        story.At(Beijing.At(2026, 3, 10, 9)).NotReached().At(Beijing.At(2026, 3, 11, 9)).NotReached();

        Assert.Equal(TicketStatus.Archived, story.Ticket.Status);
        Assert.Equal(3, story.Ticket.Callback.Entries["attempts"].AsInt64());
        Assert.False(story.Ticket.Callback.Entries["reached"].AsBoolean());
    }

    [Fact]
    public void article_23_nobody_is_called_back_about_praise()
    {
        var story = Story.Accepted(Monday, requestType: "Praise").Triage().SignIn().Reply();

        Assert.Equal(TicketStatus.Archived, story.Ticket.Status);
        Assert.False(story.Ticket.Callback.Entries["required"].AsBoolean());
    }

    [Fact]
    public void codes_that_the_city_does_not_know_are_refused_by_triage()
    {
        var story = Story.Accepted(Monday);
        var dispatcher = Story.Person("dispatcher");

        Assert.Equal("ticket.class.unknown", story.Refuses("TriageTicket", "Dispatch", dispatcher, ("classCode", Value.Of("xx"))).Code);
        Assert.Equal("ticket.class.broad", story.Refuses("TriageTicket", "Dispatch", dispatcher, ("classCode", Value.Of("0102"))).Code);
        Assert.Equal("ticket.street.elsewhere", story.Refuses("TriageTicket", "Dispatch", dispatcher,
            ("classCode", Value.Of("0102-01")), ("districtCode", Value.Of("110101")), ("streetCode", Value.Of(Story.Wangjing))).Code);
    }

    [Fact]
    public void its_journal_verifies_and_rebuilds_the_state()
    {
        var story = Story.Accepted(Monday).Triage().SignIn().Reply().At(Monday + Duration.FromDays(7)).CalledBack();

        Assert.Equal(story.Run.State!.Facts, Replayer.Rebuild(story.Run.Entries).Facts);
        Assert.Empty(Replayer.Verify(story.Run.Entries, Beijing.Engine, Beijing.Definitions.ByHash, _ => Beijing.Policy));
    }
}
