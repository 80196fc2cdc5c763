using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>Art. 15: more time is given, and the petitioner told, before the limit expires; the review has a clock that acts.</summary>
public sealed class Article_15_an_extension_is_decided_in_time
{
    private static readonly Instant Monday = Beijing.At(2026, 3, 2, 10);
    private static readonly Instant Due = Monday + Duration.FromDays(7);
    private static readonly Instant Later = Due + Duration.FromDays(5);
    private static readonly Instant Tuesday = Monday + Duration.FromDays(1);

    /// <summary>The review is due a working day after the request.</summary>
    private static readonly Instant ReviewDue = Tuesday + Duration.FromDays(1);

    [Fact]
    public void approval_after_the_limit_is_refused_even_where_the_timers_are_late()
    {
        var story = Asked(City(), Due - Duration.FromHours(1));
        var approve = new CompleteTask(story.Open("ReviewExtension").Id, "Approve", Value.Object(("opinion", story.Words("同意。"))));
        StepResult At(Instant at) => Beijing.Engine.Step(Beijing.Definitions, story.Run.State, new Stimulus(story.Run.CaseId, new Guid("0197c000-0000-7000-8000-000000000001"), Approver(story), at, approve), story.Policy);

        Assert.IsType<Decided>(At(Due));
        Assert.Equal("extension.approve.expired", Assert.IsType<Refused>(At(Due + Duration.FromSeconds(1))).Rejection.Code);
    }

    [Fact]
    public void what_nobody_decided_before_the_limit_lapses_with_it_and_the_unit_is_told()
    {
        var story = Asked(City(), Due - Duration.FromHours(1)).At(Due);

        Assert.DoesNotContain(story.Run.Tasks, task => task.Kind == "ReviewExtension");
        Assert.Equal("Lapsed", story.Ticket.Facts["extensions"]["1"]["decision"].AsString());
        Assert.Equal(Due, story.Ticket.FeedbackDueAt);
        Assert.Contains(story.Notices, notice => notice.Payload["kind"].AsString() == "ExtensionLapsed" && notice.Payload["unit"].AsString() == story.Ticket.LeadUnit);
        Assert.DoesNotContain(story.Notices, notice => notice.Channel == "sms" && notice.Payload["kind"].AsString() == "DeadlineExtended");
    }

    [Fact]
    public void a_pause_moves_the_end_that_a_request_lapses_at()
    {
        var story = Asked(City(), Tuesday);
        story.Complete("HandleTicket", "PauseClock", story.Handler(), ("pauseReason", Value.Of("ExtremeWeather")));
        story.At(Due);
        Assert.Equal("Requested", story.Ticket.Facts["extensions"]["1"]["decision"].AsString());
        story.At(Due + Duration.FromDays(3));
        Assert.Equal("Lapsed", story.Ticket.Facts["extensions"]["1"]["decision"].AsString());
    }

    [Fact]
    public void the_petitioner_is_told_before_the_limit_expires()
    {
        var story = Asked(City(), Tuesday);
        story.Complete("ReviewExtension", "Approve", Approver(story), ("opinion", story.Words("同意。")));
        Assert.True(story.Ticket.Facts["extensions"]["1"]["petitionerTold"].AsInstant() < Due);
    }

    [Fact]
    public void at_its_due_the_reviewer_is_reminded_and_may_still_decide()
    {
        var story = Asked(City(), Tuesday).At(ReviewDue);

        Assert.Equal(ReviewDue, story.Ticket.Facts["extensions"]["1"]["reviewOverdueAt"].AsInstant());
        Assert.Contains(story.Notices, notice => notice.Payload["kind"].AsString() == "ExtensionReviewOverdue" && notice.Payload["unit"].AsString() == story.Policy.Organisation.HotlineCenter.Code);
        story.Complete("ReviewExtension", "Approve", Approver(story), ("opinion", story.Words("同意。")));
        Assert.Equal(Later, story.Ticket.FeedbackDueAt);
    }

    [Theory]
    [InlineData("CountAsRefused", "Refused", 7)]
    [InlineData("CountAsApproved", "Extended", 12)]
    public void at_its_due_it_counts_as_decided_where_the_city_says_so(string rule, string decision, int days)
    {
        var story = Asked(City(rule), Tuesday).At(ReviewDue);

        Assert.Equal(decision, story.Ticket.Facts["extensions"]["1"]["decision"].AsString());
        Assert.DoesNotContain(story.Run.Tasks, task => task.Kind == "ReviewExtension");
        Assert.Equal(Monday + Duration.FromDays(days), story.Ticket.FeedbackDueAt);
    }

    [Fact]
    public void at_its_due_somebody_higher_decides_where_the_city_says_so()
    {
        var story = Asked(City("HandUp", "\"escalateTo\": {\"role\": \"policyAdministrator\", \"unit\": \"District\"}, "), Tuesday).At(ReviewDue);

        var task = story.Open("ReviewExtension");
        Assert.Equal(("policyAdministrator", Story.Chaoyang), (task.Role, task.UnitCode));
        Assert.Equal(ReviewDue + Duration.FromDays(1), task.DueAt);
        Assert.Equal([story.Handler().Id], task.NotBy!);
        story.At(task.DueAt!.Value);
        Assert.Equal(2, story.Notices.Count(notice => notice.Payload["kind"].AsString() == "ExtensionReviewOverdue"));
        story.Complete("ReviewExtension", "Approve", new("boss", Story.Chaoyang, ["policyAdministrator"]), ("opinion", story.Words("同意。")));
        Assert.Equal(Later, story.Ticket.FeedbackDueAt);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void whether_a_refused_request_counts_the_city_says(bool counts)
    {
        var story = Asked(City(more: $"\"refusedCounts\": {(counts ? "true" : "false")}, "), Tuesday);
        story.Complete("ReviewExtension", "Refuse", Approver(story), ("opinion", story.Words("理由不足。")));

        if (counts) Assert.Equal("extension.tooOften", story.Refuses("HandleTicket", "RequestExtension", story.Handler(), Request(story)).Code);
        else Assert.NotNull(Ask(story).Open("ReviewExtension"));
    }

    [Fact]
    public void what_was_decided_under_the_meaning_before_is_decided_so_again()
    {
        var story = Story.Accepted(Monday, policy: City()).Triage().SignIn().At(Due - Duration.FromHours(1));
        story.Run.Semantics = Semantics.First;
        Ask(story).At(Due + Duration.FromHours(1));
        story.Complete("ReviewExtension", "Approve", Approver(story), ("opinion", story.Words("同意。")));
        Assert.Equal(Later, story.Ticket.FeedbackDueAt);
    }

    private static CityPolicy City(string? rule = null, string more = "") => Beijing.PolicyWith(
        ("extension.json", "\"NotifyOnly\"", "\"RequiresApproval\""),
        ("extension.json", "\"maxCount\": 1,", $"\"maxCount\": 1, {more}{(rule is null ? "" : $"\"onReviewOverdue\": \"{rule}\",")}"));

    private static Story Asked(CityPolicy city, Instant at) => Ask(Story.Accepted(Monday, policy: city).Triage().SignIn().At(at));

    private static Story Ask(Story story) => story.Complete("HandleTicket", "RequestExtension", story.Handler(), Request(story));

    private static Actor Approver(Story story) => new("supervisor-1", story.Policy.Organisation.HotlineCenter.Code, ["supervisor"]);

    private static (string Name, Value Value)[] Request(Story story) =>
    [
        ("extensionGround", Value.Of("TechnicalAppraisal")),
        ("legalBasis", story.Words("某条例第三条")),
        ("newDueAt", Value.Of(Later)),
        ("petitionerExplanation", story.Words("需要检测，预计五日。")),
    ];
}
