using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Engine.Replay;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>Art. 13: the limit is printed on the ticket, set by what it is; a clock watches each one from the dispatch on.</summary>
public sealed class Article_13_the_limit_is_printed_and_watched
{
    private static readonly Instant Monday = Beijing.At(2026, 3, 2, 10);

    [Fact]
    public void each_limit_has_its_own_clock_that_starts_with_the_dispatch()
    {
        var story = Story.Accepted(Monday).Triage();

        Assert.Equal(
            [("feedback", "TL-FB-GENERAL"), ("firstContact", "TL-FC-GENERAL"), ("signIn", "TL-SI-GENERAL")],
            story.Ticket.Facts["clocks"].MembersByName.Select(clock => (clock.Key, clock.Value["limitId"].AsString()!)));
        Assert.All(story.Ticket.Facts["clocks"].MembersByName, clock => Assert.Equal(Monday, clock.Value["startedAt"].AsInstant()));
    }

    [Fact]
    public void who_does_not_sign_in_is_warned_marked_and_urged()
    {
        var story = Story.Accepted(Monday).Triage();
        var due = Monday + Duration.FromHours(2);

        story.At(due - Duration.FromSeconds(1));
        Assert.NotNull(story.Clock("signIn")["warnedAt"].AsInstant());
        Assert.Null(story.Clock("signIn")["overdueAt"].AsInstant());
        story.At(due);
        Assert.Equal(due, story.Clock("signIn")["overdueAt"].AsInstant());
        Assert.False(story.Ticket.Overdue);
        Assert.Single(story.Notices, notice => notice.Payload["kind"].AsString() == "OverdueUrged");
        story.At(due + Duration.FromHours(4));
        Assert.Equal(3, story.Notices.Count(notice => notice.Payload["kind"].AsString() == "OverdueSupervised"));
        story.SignIn();
        Assert.Equal("Stopped", story.Clock("signIn")["state"].AsString());
        Assert.Equal(due, story.Clock("signIn")["overdueAt"].AsInstant());
    }

    [Fact]
    public void signing_in_exactly_at_the_end_of_its_limit_is_in_time()
    {
        var story = Story.Accepted(Monday).Triage().At(Monday + Duration.FromHours(2)).SignIn();

        Assert.Null(story.Clock("signIn")["overdueAt"].AsInstant());
        Assert.Contains("OverdueWithdrawn", story.History);
    }

    [Fact]
    public void the_speed_of_the_first_contact_is_measured_and_its_lateness_marked()
    {
        var story = Story.Accepted(Monday).Triage().SignIn().At(Monday + Duration.FromHours(24));
        Assert.Equal(Monday + Duration.FromHours(24), story.Clock("firstContact")["overdueAt"].AsInstant());
        Assert.False(story.Ticket.Overdue);

        var contacted = Monday + Duration.FromHours(30);
        story.At(Monday + Duration.FromHours(40)).Reply(contactedAt: contacted);
        Assert.Equal(contacted, story.Clock("firstContact")["stoppedAt"].AsInstant());
        Assert.NotNull(story.Clock("firstContact")["overdueAt"].AsInstant());
    }

    [Fact]
    public void a_contact_in_time_that_is_reported_later_withdraws_the_mark()
    {
        var story = Story.Accepted(Monday).Triage().SignIn().At(Monday + Duration.FromHours(30)).Reply(contactedAt: Monday + Duration.FromHours(3));

        Assert.Null(story.Clock("firstContact")["overdueAt"].AsInstant());
        Assert.Equal(Monday + Duration.FromHours(3), story.Clock("firstContact")["stoppedAt"].AsInstant());
    }

    [Fact]
    public void utilities_count_day_and_night_where_others_count_office_time()
    {
        var policy = Beijing.PolicyWith(("time-limits.json", "\"limits\": [",
            "\"limits\": [{\"id\": \"X\", \"step\": \"SignIn\", \"match\": {\"requestType\": \"Complaint\"}, \"amount\": 1, \"unit\": \"WorkingDay\", \"end\": \"EndOfOfficeDay\", \"countFrom\": \"NextDay\", \"basis\": {\"kind\": \"Default\", \"source\": \"试\"}},"));
        var friday = Beijing.At(2026, 3, 6, 20);
        var water = Story.Accepted(friday, classCode: "0201-01", policy: policy).Triage();
        var street = Story.Accepted(friday, policy: policy).Triage();

        Assert.Equal(UnitKind.PublicServiceEnterprise, policy.Organisation.Find(water.Ticket.LeadUnit!)!.Kind);
        Assert.Equal(friday + Duration.FromDays(1), water.Ticket.SignInDueAt);
        Assert.Equal(Beijing.At(2026, 3, 9, 18), street.Ticket.SignInDueAt);
    }

    [Fact]
    public void the_journal_of_a_ticket_with_clocks_verifies()
    {
        var story = Story.Accepted(Monday).Triage().At(Monday + Duration.FromDays(9)).SignIn().Reply();

        Assert.Equal(story.Run.State!.Facts, Replayer.Rebuild(story.Run.Entries).Facts);
        Assert.Empty(Replayer.Verify(story.Run.Entries, Beijing.Engine, Beijing.Definitions.ByHash, _ => Beijing.Policy));
    }
}
