using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>Art. 15: who needs more time has a legal reason, explains it to the petitioner and tells the hotline.</summary>
public sealed class Article_15_more_time_has_its_duties
{
    private static readonly Instant Monday = Beijing.At(2026, 3, 2, 10);
    private static readonly Instant Due = Monday + Duration.FromDays(7);
    private static readonly Instant Later = Due + Duration.FromDays(5);
    private static readonly Lazy<CityPolicy> Approving = new(() => Beijing.PolicyWith(("extension.json", "\"NotifyOnly\"", "\"RequiresApproval\"")));

    [Fact]
    public void the_deadline_moves_and_petitioner_and_hotline_are_told()
    {
        var story = Handling().At(Monday + Duration.FromDays(2));
        story.Complete("HandleTicket", "RequestExtension", story.Handler(), Request(story));

        Assert.Equal(Later, story.Ticket.FeedbackDueAt);
        Assert.Equal(Later, story.Open("HandleTicket").DueAt);
        var extension = story.Ticket.Facts["extensions"]["1"];
        Assert.Equal(("Extended", "TechnicalAppraisal"), (extension["decision"].AsString(), extension["ground"].AsString()));
        Assert.Equal("某条例第三条".Length, Sealed.From(extension["basis"])!.Length);
        Assert.Equal(story.Run.Now, extension["petitionerTold"].AsInstant());
        Assert.Equal(story.Run.Now, extension["hotlineTold"].AsInstant());
        var told = story.Notices.Where(notice => notice.Payload["kind"].AsString() == "DeadlineExtended").ToArray();
        Assert.Equal(["notice", "sms"], told.Select(notice => notice.Channel).Order());
        Assert.NotNull(Sealed.From(told.Single(notice => notice.Channel == "sms").Payload["words"]));
        Assert.Equal(story.Policy.Organisation.HotlineCenter.Code, told.Single(notice => notice.Channel == "notice").Payload["unit"].AsString());
        Assert.Contains("已延期", story.Ticket.PrintedLimit.Entries["explanation"].AsString(), StringComparison.Ordinal);
    }

    [Fact]
    public void the_old_deadline_passes_without_a_mark_and_the_new_one_marks()
    {
        var story = Handling();
        story.Complete("HandleTicket", "RequestExtension", story.Handler(), Request(story));

        story.At(Later - Duration.FromSeconds(1));
        Assert.False(story.Ticket.Overdue);
        story.At(Later);
        Assert.Equal(Later, story.Ticket.OverdueAt);
    }

    [Fact]
    public void it_is_refused_without_ground_basis_or_explanation_and_beyond_its_bounds()
    {
        var story = Handling();

        Assert.Equal("extension.ground.unknown", Refused(story, ("extensionGround", Value.Of("Weather"))).Code.Replace("task.fieldWrong", "extension.ground.unknown", StringComparison.Ordinal));
        Assert.Equal("extension.basis.missing", Refused(story, ("legalBasis", Value.Null)).Code);
        Assert.Equal("extension.date.early", Refused(story, ("newDueAt", Value.Of(Due))).Code);
        Assert.Equal("extension.date.late", Refused(story, ("newDueAt", Value.Of(Due + Duration.FromDays(60)))).Code);
        Assert.All(
            new[] { Refused(story, ("legalBasis", Value.Null)), Refused(story, ("newDueAt", Value.Of(Due))) },
            refused => Assert.Contains("第十五条", refused.Source, StringComparison.Ordinal));
        Assert.Equal(Due, story.Ticket.FeedbackDueAt);
    }

    [Fact]
    public void it_is_refused_a_second_time()
    {
        var story = Handling();
        story.Complete("HandleTicket", "RequestExtension", story.Handler(), Request(story));

        var refused = Refused(story, ("newDueAt", Value.Of(Later + Duration.FromDays(1))));
        Assert.Equal("extension.tooOften", refused.Code);
        Assert.Contains("第十五条", refused.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void it_is_refused_once_the_limit_has_expired_unless_the_city_allows_it()
    {
        var story = Handling().At(Due);
        Assert.Equal("extension.expired", Refused(story).Code);

        var lenient = Handling(Beijing.PolicyWith(("extension.json", "\"afterExpiry\": false", "\"afterExpiry\": true"))).At(Due + Duration.FromHours(1));
        Assert.True(lenient.Ticket.Overdue);
        lenient.Complete("HandleTicket", "RequestExtension", lenient.Handler(), Request(lenient));
        Assert.False(lenient.Ticket.Overdue);
        Assert.Equal(Later, lenient.Ticket.FeedbackDueAt);
    }

    [Fact]
    public void a_city_may_demand_that_it_is_asked_for_early()
    {
        var story = Handling(Beijing.PolicyWith(("extension.json", "\"afterExpiry\": false", "\"applyBefore\": {\"amount\": 1, \"unit\": \"WorkingDay\"}")));

        story.At(Beijing.At(2026, 3, 6, 10, 1)); // Friday; due on Monday at ten
        Assert.Equal("extension.late", Refused(story).Code);
    }

    [Fact]
    public void where_approval_is_required_somebody_else_decides_within_a_limit()
    {
        var story = Handling(Approving.Value).At(Monday + Duration.FromDays(2));
        story.Complete("HandleTicket", "RequestExtension", story.Handler(), Request(story));

        var review = story.Open("ReviewExtension");
        Assert.Equal(Due, story.Ticket.FeedbackDueAt);
        Assert.NotNull(review.DueAt);
        Assert.Equal([story.Handler().Id], review.NotBy!);
        Assert.Equal("extension.pending", Refused(story).Code);
        story.Complete("ReviewExtension", "Approve", Approver(story), ("opinion", story.Words("同意。")), ("approvedDueAt", Value.Of(Due + Duration.FromDays(3))));

        Assert.Equal(Due + Duration.FromDays(3), story.Ticket.FeedbackDueAt);
        Assert.Equal(Due + Duration.FromDays(3), story.Open("HandleTicket").DueAt);
    }

    [Fact]
    public void a_refusal_leaves_the_deadline_and_the_task()
    {
        var story = Handling(Approving.Value);
        story.Complete("HandleTicket", "RequestExtension", story.Handler(), Request(story));
        story.Complete("ReviewExtension", "Refuse", Approver(story), ("opinion", story.Words("理由不足。")));

        Assert.Equal(Due, story.Ticket.FeedbackDueAt);
        Assert.Equal("Refused", story.Ticket.Facts["extensions"]["1"]["decision"].AsString());
        story.Reply();
        Assert.False(story.Ticket.Overdue);
    }

    [Fact]
    public void what_was_asked_for_in_time_and_approved_late_withdraws_the_overdue_mark_where_the_city_allows_that()
    {
        var story = Handling(Beijing.PolicyWith(("extension.json", "\"NotifyOnly\"", "\"RequiresApproval\""), ("extension.json", "\"afterExpiry\": false", "\"afterExpiry\": true"))).At(Due - Duration.FromHours(1));
        story.Complete("HandleTicket", "RequestExtension", story.Handler(), Request(story));
        story.At(Due + Duration.FromHours(1));
        Assert.True(story.Ticket.Overdue);
        story.Complete("ReviewExtension", "Approve", Approver(story), ("opinion", story.Words("同意。")));

        Assert.False(story.Ticket.Overdue);
        Assert.Equal(Later, story.Ticket.FeedbackDueAt);
    }

    [Fact]
    public void a_reply_ends_a_request_that_nobody_has_decided()
    {
        var story = Handling(Approving.Value);
        story.Complete("HandleTicket", "RequestExtension", story.Handler(), Request(story));
        story.Reply();

        Assert.DoesNotContain(story.Run.Tasks, task => task.Kind == "ReviewExtension");
        Assert.Equal("Lapsed", story.Ticket.Facts["extensions"]["1"]["decision"].AsString());
    }

    [Fact]
    public void article_13_a_pause_stops_the_clock_until_it_is_resumed_or_its_time_is_over()
    {
        var story = Handling().At(Monday + Duration.FromDays(1));
        story.Complete("HandleTicket", "PauseClock", story.Handler(), ("pauseReason", Value.Of("ExtremeWeather")));
        Assert.Equal("Paused", story.Clock("feedback")["state"].AsString());
        Assert.Equal(Due + Duration.FromDays(3), story.Open("HandleTicket").DueAt);

        story.At(Monday + Duration.FromDays(2));
        story.Complete("HandleTicket", "ResumeClock", story.Handler());
        Assert.Equal(Due + Duration.FromDays(1), story.Ticket.FeedbackDueAt);
        Assert.Contains(story.Ticket.PrintedLimit.Entries["intervals"].Items, interval => interval["reason"].AsString() == "Paused");

        var forgotten = Handling().At(Monday + Duration.FromDays(1));
        forgotten.Complete("HandleTicket", "PauseClock", forgotten.Handler(), ("pauseReason", Value.Of("ExtremeWeather")));
        forgotten.At(Monday + Duration.FromDays(4));
        Assert.Equal("Running", forgotten.Clock("feedback")["state"].AsString());
        Assert.Equal(Due + Duration.FromDays(3), forgotten.Ticket.FeedbackDueAt);
    }

    [Fact]
    public void article_13_a_city_without_pause_rules_offers_no_pause()
    {
        var story = Handling(Beijing.PolicyWith(("pause.json", "\"maxCount\": 1", "\"maxCount\": 0")));

        Assert.DoesNotContain("PauseClock", story.Open("HandleTicket").Outcomes!);
        Assert.Contains("RequestExtension", story.Open("HandleTicket").Outcomes!);
    }

    private static Story Handling(CityPolicy? policy = null) => Story.Accepted(Monday, policy: policy).Triage().SignIn();

    private static Actor Approver(Story story) => new("supervisor-1", story.Policy.Organisation.HotlineCenter.Code, ["supervisor"]);

    private static Rejection Refused(Story story, params (string Name, Value Value)[] changed) =>
        story.Refuses("HandleTicket", "RequestExtension", story.Handler(), [.. Request(story).Where(field => changed.All(other => other.Name != field.Name)), .. changed]);

    private static (string Name, Value Value)[] Request(Story story) =>
    [
        ("extensionGround", Value.Of("TechnicalAppraisal")),
        ("legalBasis", story.Words("某条例第三条")),
        ("newDueAt", Value.Of(Later)),
        ("petitionerExplanation", story.Words("需要检测，预计五日。")),
    ];
}
