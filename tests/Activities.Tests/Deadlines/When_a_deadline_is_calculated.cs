using JieSuJiBan.Activities.Deadlines;
using NodaTime;
using static JieSuJiBan.Activities.Deadlines.LimitUnit;

namespace JieSuJiBan.Activities.Tests.Deadlines;

public class When_a_deadline_is_calculated
{
    [Theory]
    [InlineData("2024-02-08", 5, "2024-02-21")]
    [InlineData("2024-09-30", 5, "2024-10-12")] // a Saturday worked by notice
    [InlineData("2025-01-24", 5, "2025-02-07")]
    [InlineData("2026-02-13", 5, "2026-02-27")]
    [InlineData("2026-09-18", 5, "2026-09-24")]
    [InlineData("2026-09-30", 15, "2026-10-27")]
    public void working_days_skip_holidays_and_count_make_up_days(string start, int days, string due)
    {
        Assert.Equal($"{due} 10:30", Limit.Of(days, WorkingDay).Due($"{start} 10:30"));
        Assert.Equal($"{due} 18:00", Limit.Of(days, WorkingDay, LimitEnd.EndOfOfficeDay).Due($"{start} 10:30"));
        Assert.Equal($"{due} 18:00", Limit.Of(days, WorkingDay, LimitEnd.EndOfOfficeDay, CountFrom.NextDay).Due($"{start} 10:30"));
    }

    [Theory]
    [InlineData(2024, 251)]
    [InlineData(2025, 248)]
    [InlineData(2026, 248)]
    public void a_year_has_the_working_days_of_its_notice(int year, int days) =>
        Assert.Equal(days, Limit.Calendar.WorkingDaysIn(new(year, 1, 1), new(year, 12, 31)));

    [Theory]
    [InlineData(24, Hour, "2026-10-01 08:15", "2026-10-02 08:15")] // hours run on holidays too
    [InlineData(30, Minute, "2026-12-31 23:45", "2027-01-01 00:15")]
    [InlineData(15, NaturalDay, "2026-09-20 22:10", "2026-10-05 22:10")] // ends in a holiday, to the exact time
    [InlineData(1, WorkingDay, "2026-03-06 17:00", "2026-03-09 17:00")] // Friday to Monday
    [InlineData(1, WorkingDay, "2026-03-07 10:00", "2026-03-10 00:00")] // Saturday counts from Monday 00:00
    [InlineData(1, WorkingHour, "2026-03-06 17:30", "2026-03-09 09:30")] // half an hour is left on Friday
    [InlineData(2, WorkingHour, "2026-03-06 11:00", "2026-03-06 14:00")] // lunch is no office time
    [InlineData(7, WorkingHour, "2026-03-07 03:00", "2026-03-09 17:00")]
    public void an_exact_time_is_exact(int amount, LimitUnit unit, string start, string due) =>
        Assert.Equal(due, Limit.Of(amount, unit).Due(start));

    [Theory]
    [InlineData(CountFrom.Moment, "2026-03-05 10:00", "2026-03-06 18:00")]
    [InlineData(CountFrom.NextDay, "2026-03-05 10:00", "2026-03-06 18:00")]
    [InlineData(CountFrom.SameDay, "2026-03-05 10:00", "2026-03-05 18:00")]
    [InlineData(CountFrom.SameDay, "2026-03-05 18:00", "2026-03-06 18:00")] // the office is closed: the next day is the first
    [InlineData(CountFrom.SameDay, "2026-03-07 10:00", "2026-03-09 18:00")] // a Saturday is no first day
    [InlineData(CountFrom.NextDay, "2026-03-07 10:00", "2026-03-09 18:00")]
    public void one_working_day_to_closing_depends_on_where_counting_begins(CountFrom from, string start, string due) =>
        Assert.Equal(due, Limit.Of(1, WorkingDay, LimitEnd.EndOfOfficeDay, from).Due(start));

    [Fact]
    public void hours_from_the_next_day_count_from_midnight() =>
        Assert.Equal("2026-03-07 00:00", Limit.Of(24, Hour, countFrom: CountFrom.NextDay).Due("2026-03-05 10:00"));

    [Theory]
    [InlineData(false, "2026-10-03 09:00")]
    [InlineData(true, "2026-10-08 09:00")]
    public void natural_days_move_off_rest_days_only_where_the_row_says_so(bool moves, string due) =>
        Assert.Equal(due, Limit.Of(5, NaturalDay, movesOffRestDays: moves).Due("2026-09-28 09:00"));

    [Fact]
    public void the_explanation_names_holiday_make_up_day_and_notice()
    {
        var deadline = Limit.Calculator.Calculate(Limit.Of(5, WorkingDay), Limit.At("2024-09-30 10:30"));
        Assert.Equal(
            [
                "2024-09-30 10:30|2024-10-01 00:00|计入时限",
                "2024-10-01 00:00|2024-10-08 00:00|法定节假日（国庆节）不计",
                "2024-10-08 00:00|2024-10-12 00:00|计入时限",
                "2024-10-12 00:00|2024-10-12 10:30|调休上班日（国庆节），计入时限",
            ],
            deadline.Explanation.Select(interval => $"{Limit.Local(interval.From)}|{Limit.Local(interval.To)}|{interval.Chinese}"));
        Assert.Contains("2024年", deadline.Explanation[1].Source, StringComparison.Ordinal);
        Assert.Equal(Duration.FromDays(5), deadline.Counted);
    }

    [Fact]
    public void a_year_without_notice_is_flagged_and_counts_plain_weekends()
    {
        var deadline = Limit.Calculator.Calculate(Limit.Of(5, WorkingDay), Limit.At("2026-12-30 10:00"));
        Assert.True(deadline.IsBeyondCalendar);
        Assert.Equal("2027-01-07 10:00", Limit.Local(deadline.DueAt)); // the 1st of January is a holiday without a notice
        Assert.Contains("2027年放假安排尚未录入", deadline.Chinese, StringComparison.Ordinal);
        Assert.False(Limit.Calculator.Calculate(Limit.Of(240, Hour), Limit.At("2026-12-30 10:00")).IsBeyondCalendar);
    }

    [Fact]
    public void warnings_follow_the_counted_time()
    {
        var limit = Limit.Of(
            5, WorkingDay, warnings: [new(80, null, Hour), new(null, 4, Hour), new(null, 1, WorkingDay), new(20, null, Hour)]);
        var deadline = Limit.Calculator.Calculate(limit, Limit.At("2026-03-05 12:00")); // Thursday, due the next Thursday
        Assert.Equal(
            ["2026-03-06 12:00", "2026-03-11 12:00", "2026-03-11 17:00"],
            deadline.WarnAt.Select(Limit.Local));
    }

    [Fact]
    public void working_time_between_instants_is_office_time_only()
    {
        Assert.Equal(Duration.FromHours(8), Limit.Calendar.WorkingTimeBetween(Limit.At("2026-03-06 13:00"), Limit.At("2026-03-09 12:00")));
        Assert.Equal(Duration.Zero, Limit.Calendar.WorkingTimeBetween(Limit.At("2026-03-09 12:00"), Limit.At("2026-03-06 13:00")));
        Assert.Equal(Duration.FromHours(8), Limit.Calendar.WorkingTimeBetween(Limit.At("2026-02-28 00:00"), Limit.At("2026-03-01 00:00"))); // make-up Saturday
    }
}
