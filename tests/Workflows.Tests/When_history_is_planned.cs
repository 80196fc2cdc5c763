using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Workflows.Import;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests;

/// <summary>A message of the past runs through the published definition under a virtual clock.</summary>
public sealed class When_history_is_planned
{
    private static readonly Instant Submitted = Beijing.At(2018, 3, 1, 9, 30);

    [Fact]
    public void it_is_accepted_dispatched_and_signed_in_when_submitted_and_archived_when_answered()
    {
        var (state, run) = Run(Row(Submitted + Duration.FromDays(3)));
        var ticket = new TicketFacts(state.Facts);

        Assert.True(state.IsClosed);
        Assert.Equal(Submitted, ticket.AcceptedAt);
        Assert.Equal(Submitted, ticket.DispatchedAt);
        Assert.Equal(Submitted, ticket.SignedInAt);
        Assert.Equal(Submitted + Duration.FromDays(3), ticket.RepliedAt);
        Assert.Equal(ticket.RepliedAt, ticket.ArchivedAt);
        Assert.Empty(state.Bookmarks);
        Assert.Empty(run.Effects.OfType<SendOut>());
    }

    [Fact]
    public void a_reply_exactly_at_the_deadline_is_in_time_and_one_second_later_is_overdue()
    {
        var due = Submitted + Duration.FromDays(15);

        Assert.False(Outcome(Row(due), 15).Overdue);
        Assert.True(Outcome(Row(due + Duration.FromSeconds(1)), 15).Overdue);
        Assert.Equal(due, Outcome(Row(due), 15).DueAt);
    }

    [Fact]
    public void without_a_given_limit_the_policy_decides()
    {
        var due = Submitted + Duration.FromDays(7);

        Assert.Equal(due, Outcome(Row(due)).DueAt);
        Assert.False(Outcome(Row(due)).Overdue);
        Assert.True(Outcome(Row(due + Duration.FromSeconds(1))).Overdue);
    }

    [Fact]
    public void warnings_and_the_overdue_mark_fire_at_the_instants_they_would_have_fired()
    {
        var (state, run) = Run(Row(Submitted + Duration.FromDays(20)), 15);
        var ticket = new TicketFacts(state.Facts);

        Assert.Equal(Submitted + Duration.FromDays(12), ticket.WarnedAt);
        Assert.Equal(2, state.Facts["warnings"].AsInt64());
        Assert.Equal(Submitted + Duration.FromDays(15), ticket.OverdueAt);
        Assert.Equal(
            [Submitted + Duration.FromDays(12), Submitted + Duration.FromDays(14), Submitted + Duration.FromDays(15)],
            run.Entries.Where(entry => entry.Stimulus.Input is FireTimer).Select(entry => entry.Stimulus.At));
    }

    [Fact]
    public void the_same_row_names_the_same_case_in_whatever_file_it_stands()
    {
        var row = Row(Submitted);

        Assert.Equal(HistoryIds.CaseOf(row), HistoryIds.CaseOf(row with { Title = "x" }));
        Assert.NotEqual(HistoryIds.CaseOf(row), HistoryIds.CaseOf(row with { Id = "2" }));
        Assert.NotEqual(HistoryIds.CaseOf(row).Value, HistoryIds.CommandOf(row));
        Assert.Equal(7, HistoryIds.CaseOf(row).Value.Version);
        Assert.Equal(Submitted.ToUnixTimeMilliseconds(), Convert.ToInt64(HistoryIds.CaseOf(row).Value.ToString("N")[..12], 16));
    }

    [Theory]
    [InlineData("submitted_at", "2018-02-30T00:00:00+08:00")]
    [InlineData("submitted_at", "2018-03-01T09:30:00")]
    [InlineData("submitted_at", "1969-12-31T00:00:00Z")]
    [InlineData("replied_at", "2018-03-01T09:29:59+08:00")]
    [InlineData("replied_at", "2031-01-01T00:00:00+08:00")]
    [InlineData("replied_at", "")]
    [InlineData("reply", "  ")]
    [InlineData("reply", null)]
    [InlineData("id", " ")]
    [InlineData("requester", "")]
    public void a_malformed_row_is_told_with_its_column(string column, string? text)
    {
        var check = HistoryRow.Read(name => name == column ? text : Fields(name), Beijing.At(2026, 1, 1));

        Assert.Null(check.Row);
        Assert.Equal(column, check.Column);
        Assert.NotEmpty(check.Chinese);
    }

    [Fact]
    public void a_blank_title_is_taken_from_the_text()
    {
        var check = TicketStart.ForHistory("u", " ", "路灯不亮。", null, Beijing.Policy);

        Assert.Equal("路灯不亮。", check.Start!.PersonalWords["title"]);
    }

    [Fact]
    public void days_are_interpolated_between_neighbours()
    {
        var summary = new HistorySummary();
        foreach (var days in (int[])[4, 1, 2, 3]) summary.Add(new("1", "n", Submitted, null, Submitted + Duration.FromDays(days), days > 3, 1, 9));

        Assert.Equal(2.5m, summary.DaysAt(50));
        Assert.Equal(3.7m, summary.DaysAt(90));
        Assert.Equal((3L, 1L, 4L), (summary.InTime, summary.Overdue, summary.Warnings));
    }

    private static HistoryOutcome Outcome(HistoryRow row, int? limitDays = null) => HistoryPlan.OutcomeOf(row.Id, Run(row, limitDays).State)!;

    private static (CaseState State, VirtualRun Run) Run(HistoryRow row, int? limitDays = null)
    {
        var start = TicketStart.ForHistory(row.Requester, row.Title, row.Body, limitDays, Beijing.Policy).Start!;
        var words = start.PersonalWords.Concat(HistoryPlan.Replies(row)).ToDictionary(word => word.Key, word => new Sealed("w-" + word.Key, new string('0', 64), word.Value.Length));
        var plan = new HistoryPlan(row, start, Beijing.Ticket.Hash, 1, "p-1", words);
        var run = new VirtualRun(Beijing.Engine, Beijing.Definitions, Beijing.Policy, row.SubmittedAt, HistoryIds.CaseOf(row));
        while (plan.Next(run.State) is { } stimulus)
        {
            var result = run.DeliverAt(stimulus.At, stimulus.Input);
            if (result is Refused { Rejection: var rejection }) Assert.Fail($"{rejection.Code}: {rejection.English}");
        }

        return (run.State!, run);
    }

    private static HistoryRow Row(Instant repliedAt) => new("1", "A0001", Submitted, "路灯", "路灯不亮。", "已修复。", repliedAt);

    private static string Fields(string name) => name switch
    {
        "submitted_at" => "2018-03-01T09:30:00+08:00",
        "replied_at" => "2018-03-02T09:30:00+08:00",
        _ => "文字",
    };
}
