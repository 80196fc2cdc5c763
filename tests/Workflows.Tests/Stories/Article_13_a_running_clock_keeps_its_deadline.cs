using JieSuJiBan.Activities.Clocks;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>A calendar or limit published later changes no deadline that is shown already, until a person has it computed anew.</summary>
public sealed class Article_13_a_running_clock_keeps_its_deadline
{
    private static readonly Instant Friday = Beijing.At(2026, 11, 27, 10);
    private static readonly Lazy<CityPolicy> InWorkingDays = new(() => City(""));

    /// <summary>The same, after a notice that Wednesday the 2nd of December is off.</summary>
    private static readonly Lazy<CityPolicy> Noticed = new(() => City("""{"name": "临时放假", "from": "2026-12-02", "to": "2026-12-02"},"""));

    private static readonly Instant Due = Beijing.At(2026, 12, 4, 10);
    private static readonly Instant DueByNotice = Beijing.At(2026, 12, 7, 10);

    [Fact]
    public void every_place_goes_on_with_the_deadline_it_shows()
    {
        var story = Running();
        story.Run.Policy = Noticed.Value;
        Assert.Equal(Due, story.Ticket.FeedbackDueAt);

        // The ceiling of an extension is counted from that deadline: one working day after it is Monday.
        Assert.Equal("extension.date.late", story.Refuses("HandleTicket", "RequestExtension", story.Handler(), Extension(story, DueByNotice + Duration.FromSeconds(1))).Code);
        story.At(Beijing.At(2026, 12, 1, 10)).Complete("HandleTicket", "PauseClock", story.Handler(), ("pauseReason", Value.Of("ExtremeWeather")));
        story.At(Beijing.At(2026, 12, 1, 12)).Complete("HandleTicket", "ResumeClock", story.Handler());
        Assert.Equal(Due + Duration.FromHours(2), story.Ticket.FeedbackDueAt);
        Assert.Equal(Due + Duration.FromHours(2), story.Open("HandleTicket").DueAt);
        story.At(Due + Duration.FromHours(2));
        Assert.True(story.Ticket.Overdue);
    }

    [Fact]
    public void what_an_extension_was_counted_by_stays_too()
    {
        var story = Running();
        story.Complete("HandleTicket", "RequestExtension", story.Handler(), Extension(story, DueByNotice));
        story.Run.Policy = City("""{"name": "临时放假", "from": "2026-12-02", "to": "2026-12-02"}, {"name": "临时放假", "from": "2026-12-07", "to": "2026-12-07"},""");
        story.At(Beijing.At(2026, 12, 1, 10)).Complete("HandleTicket", "PauseClock", story.Handler(), ("pauseReason", Value.Of("ExtremeWeather")));
        story.At(Beijing.At(2026, 12, 1, 11)).Complete("HandleTicket", "ResumeClock", story.Handler());
        Assert.Equal(DueByNotice + Duration.FromHours(1), story.Ticket.FeedbackDueAt);
    }

    [Fact]
    public void the_tickets_whose_deadline_would_change_are_told_with_both_instants()
    {
        var story = Running();
        Assert.Empty(DeadlineChanges.Of(InWorkingDays.Value, story.Run.State!.Facts, story.Run.Now));
        var change = Assert.Single(DeadlineChanges.Of(Noticed.Value, story.Run.State!.Facts, story.Run.Now));
        Assert.Equal(("feedback", Due, DueByNotice, false), (change.Clock, change.Was, change.Becomes, change.IsEarlier));

        var shorter = Assert.Single(DeadlineChanges.Of(City("", "3"), story.Run.State!.Facts, story.Run.Now));
        Assert.Equal((Due, Beijing.At(2026, 12, 2, 10), true, "5个工作日", "3个工作日"), (shorter.Was, shorter.Becomes, shorter.IsEarlier, shorter.LimitWas, shorter.LimitBecomes));
    }

    [Fact]
    public void a_person_has_it_computed_anew_and_every_place_follows()
    {
        var story = Running();
        story.Run.Policy = Noticed.Value;
        Assert.IsType<Decided>(Renew(story, allowsEarlier: false));

        Assert.Equal(DueByNotice, story.Ticket.FeedbackDueAt);
        Assert.Equal(DueByNotice, story.Open("HandleTicket").DueAt);
        Assert.Equal(("admin-1", Due), (story.Clock("feedback")["recomputed"]["by"].AsString(), story.Clock("feedback")["recomputed"]["was"].AsInstant()));
        Assert.Contains("临时放假", story.Ticket.PrintedLimit.Entries["intervals"].ToString(), StringComparison.Ordinal);
        Assert.Contains("DeadlineRecomputed", story.History);
        Assert.Equal("clock.renew.same", Assert.IsType<Refused>(Renew(story, allowsEarlier: false)).Rejection.Code);
        story.At(Due);
        Assert.False(story.Ticket.Overdue);
        story.At(DueByNotice);
        Assert.True(story.Ticket.Overdue);
    }

    [Fact]
    public void it_is_brought_forward_only_where_that_is_chosen()
    {
        var story = Running();
        story.Run.Policy = City("", "3");
        Assert.Equal("clock.renew.earlier", Assert.IsType<Refused>(Renew(story, allowsEarlier: false)).Rejection.Code);
        Assert.Equal(Due, story.Ticket.FeedbackDueAt);
        Assert.IsType<Decided>(Renew(story, allowsEarlier: true));
        Assert.Equal(Beijing.At(2026, 12, 2, 10), story.Ticket.FeedbackDueAt);
        Assert.Equal("3个工作日", story.Clock("feedback")["limit"].AsString());
    }

    [Fact]
    public void a_paused_clock_is_computed_anew_and_stays_paused()
    {
        var story = Running().At(Beijing.At(2026, 11, 30, 10));
        story.Complete("HandleTicket", "PauseClock", story.Handler(), ("pauseReason", Value.Of("ExtremeWeather"))); // three days: until the 3rd
        Assert.Equal(Beijing.At(2026, 12, 9, 10), story.Ticket.FeedbackDueAt);
        story.Run.Policy = City("""{"name": "临时放假", "from": "2026-12-08", "to": "2026-12-08"},""");
        Assert.IsType<Decided>(Renew(story, allowsEarlier: false));
        Assert.Equal(("Paused", Beijing.At(2026, 12, 10, 10)), (story.Clock("feedback")["state"].AsString(), story.Ticket.FeedbackDueAt));
    }

    private static Story Running() => Story.Accepted(Friday, policy: InWorkingDays.Value).Triage().SignIn();

    private static StepResult Renew(Story story, bool allowsEarlier) =>
        story.Run.Deliver(new ReceiveSignal(DeadlineChanges.Signal, DeadlineChanges.Payload("feedback", allowsEarlier)), new("admin-1", null, ["policyAdministrator"]));

    private static (string Name, Value Value)[] Extension(Story story, Instant until) =>
    [
        ("extensionGround", Value.Of("TechnicalAppraisal")),
        ("legalBasis", story.Words("某条例第三条")),
        ("newDueAt", Value.Of(until)),
        ("petitionerExplanation", story.Words("需要检测。")),
    ];

    /// <summary>Feedback within so many working days, extensions of one working day, and further holidays of December 2026.</summary>
    private static CityPolicy City(string holidays, string days = "5") => Beijing.PolicyWith(
        ("time-limits.json", "\"amount\": 7,\n      \"unit\": \"NaturalDay\"", $"\"amount\": {days},\n      \"unit\": \"WorkingDay\""),
        ("extension.json", "\"amount\": 15", "\"amount\": 1"),
        ("calendar.json", """{"name": "元旦", "from": "2026-01-01",""", holidays + """{"name": "元旦", "from": "2026-01-01","""));
}
