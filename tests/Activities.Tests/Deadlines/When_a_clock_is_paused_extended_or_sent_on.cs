using JieSuJiBan.Activities.Deadlines;
using NodaTime;
using static JieSuJiBan.Activities.Deadlines.LimitUnit;

namespace JieSuJiBan.Activities.Tests.Deadlines;

public class When_a_clock_is_paused_extended_or_sent_on
{
    private static readonly TimeLimit FiveWorkingDays = Limit.Of(5, WorkingDay, LimitEnd.EndOfOfficeDay, CountFrom.NextDay);

    [Fact]
    public void two_days_of_pause_move_the_end_by_two_working_days()
    {
        var clock = Of(Started(FiveWorkingDays, "2026-03-02 10:00"), Paused("2026-03-04 10:00"), Resumed("2026-03-06 10:00"));
        Assert.Equal("2026-03-11 18:00", Due(clock)); // without the pause 2026-03-09
        Assert.Equal(ClockState.Running, clock.State);
    }

    [Fact]
    public void a_pause_over_a_holiday_costs_nothing_that_would_have_counted()
    {
        var clock = Of(Started(Limit.Of(3, WorkingDay), "2026-09-30 10:00"), Paused("2026-10-01 09:00"), Resumed("2026-10-07 20:00"));
        Assert.Equal("2026-10-10 10:00", Due(clock)); // a Saturday worked by notice
        Assert.Equal("暂停计时（待补正）", clock.Deadline()!.Explanation[2].Chinese);
    }

    [Fact]
    public void a_paused_clock_has_no_deadline_unless_its_pause_has_an_end()
    {
        Assert.Null(Of(Started(FiveWorkingDays, "2026-03-02 10:00"), Paused("2026-03-04 10:00")).Deadline());
        var bounded = Of(Started(FiveWorkingDays, "2026-03-02 10:00"), new ClockPaused(Limit.At("2026-03-04 10:00"), "待补正", Limit.At("2026-03-06 10:00")));
        Assert.Equal(("2026-03-11 18:00", ClockState.Paused), (Due(bounded), bounded.State));
    }

    [Fact]
    public void resumed_after_closing_time_on_the_last_day_it_ends_when_the_office_closes_next()
    {
        var clock = Of(Started(Limit.Of(1, WorkingDay, LimitEnd.EndOfOfficeDay), "2026-03-05 10:00"), Paused("2026-03-06 09:00"), Resumed("2026-03-06 20:00"));
        Assert.Equal("2026-03-09 18:00", Due(clock)); // Friday evening: Monday
    }

    [Fact]
    public void an_extension_says_who_gave_it_and_under_which_rule()
    {
        var clock = Of(Started(Limit.Of(7, NaturalDay), "2026-03-02 10:00"), new ClockExtendedTo(Limit.At("2026-03-05 09:00"), Limit.At("2026-03-20 12:00"), "望京街道办事处", "第十五条"));
        Assert.Equal("2026-03-20 12:00", Due(clock));
        var last = clock.Deadline()!.Explanation[^1];
        Assert.Equal("延期（望京街道办事处，依据第十五条）", last.Chinese);
        Assert.Equal("2026-03-09 10:00", Limit.Local(last.From));
        Assert.Contains("已延期", clock.Deadline()!.Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public void an_extension_to_a_date_ends_with_the_office_day_of_that_date_where_the_limit_does()
    {
        var clock = Of(Started(FiveWorkingDays, "2026-03-02 10:00"), new ClockExtendedTo(Limit.At("2026-03-05 09:00"), Limit.At("2026-03-17 00:00"), "某", "某"));
        Assert.Equal("2026-03-17 18:00", Due(clock));
        var weekend = Of(Started(FiveWorkingDays, "2026-03-02 10:00"), new ClockExtendedTo(Limit.At("2026-03-05 09:00"), Limit.At("2026-03-15 12:00"), "某", "某"));
        Assert.Equal("2026-03-13 18:00", Due(weekend)); // a Sunday is no working day: the last one before it
    }

    [Fact]
    public void an_extension_that_comes_after_the_end_counts_from_the_end()
    {
        var clock = Of(Started(Limit.Of(24, Hour), "2026-03-02 10:00"), new ClockExtendedTo(Limit.At("2026-03-04 10:00"), Limit.At("2026-03-05 10:00"), "某", "某"));
        Assert.Equal("2026-03-05 10:00", Due(clock));
        Assert.Equal(Duration.FromDays(3), clock.Deadline()!.Counted);
    }

    [Fact]
    public void an_extension_that_is_no_later_changes_nothing()
    {
        var clock = Of(Started(Limit.Of(24, Hour), "2026-03-02 10:00"), new ClockExtendedTo(Limit.At("2026-03-02 11:00"), Limit.At("2026-03-03 09:00"), "某", "某"));
        Assert.Equal("2026-03-03 10:00", Due(clock));
        Assert.Empty(clock.Extensions);
    }

    [Fact]
    public void the_next_unit_has_what_is_left_or_the_whole_time()
    {
        ClockAct[] upTo = [Started(Limit.Of(7, NaturalDay), "2026-03-02 10:00"), new ClockStopped(Limit.At("2026-03-04 10:00"))];
        var now = Limit.At("2026-03-06 10:00");
        Assert.Equal("2026-03-11 10:00", Due(Of([.. upTo, new ClockRestarted(Limit.Of(7, NaturalDay), now, KeepsElapsed: true)])));
        Assert.Equal("2026-03-13 10:00", Due(Of([.. upTo, new ClockRestarted(Limit.Of(7, NaturalDay), now, KeepsElapsed: false)])));
    }

    [Fact]
    public void warnings_move_with_the_end()
    {
        var limit = Limit.Of(10, NaturalDay, warnings: [new(80, null, Hour), new(null, 1, NaturalDay)]);
        var clock = Of(Started(limit, "2026-03-02 10:00"), new ClockExtendedBy(Limit.At("2026-03-03 10:00"), 10, NaturalDay, "某", "某"));
        Assert.Equal(["2026-03-18 10:00", "2026-03-21 10:00"], clock.Deadline()!.WarnAt.Select(Limit.Local));
    }

    [Fact]
    public void what_makes_no_sense_leaves_it_as_it_is()
    {
        var clock = Of(Started(Limit.Of(24, Hour), "2026-03-02 10:00"), Resumed("2026-03-02 11:00"), new ClockStopped(Limit.At("2026-03-02 12:00")), Paused("2026-03-02 13:00"));
        Assert.Equal((ClockState.Stopped, "2026-03-03 10:00"), (clock.State, Due(clock)));
        Assert.Null(CaseClock.Of(Limit.Calendar, [Paused("2026-03-02 13:00")]));
    }

    private static CaseClock Of(params ClockAct[] acts) => CaseClock.Of(Limit.Calendar, acts)!;

    private static string Due(CaseClock clock) => Limit.Local(clock.Deadline()!.DueAt);

    private static ClockStarted Started(TimeLimit limit, string at) => new(limit, Limit.At(at));

    private static ClockPaused Paused(string at) => new(Limit.At(at), "待补正", null);

    private static ClockResumed Resumed(string at) => new(Limit.At(at));
}
