using FsCheck;
using FsCheck.Xunit;
using JieSuJiBan.Activities.Clocks;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Engine.Values;
using NodaTime;
using static JieSuJiBan.Activities.Deadlines.LimitUnit;

namespace JieSuJiBan.Activities.Tests.Deadlines;

/// <summary>Working days to the exact time: what began at 00:00 ends at 24:00 of the last day that counted, before a holiday too.</summary>
[Properties(Arbitrary = [typeof(Deadline_properties)], MaxTest = 500)]
public class When_a_limit_in_working_days_ends
{
    [Theory]
    [InlineData("2025-01-25 00:00", 2, CountFrom.Moment, "2025-01-27 24:00")] // a Saturday: Sunday is worked by notice, Monday is the second day
    [InlineData("2025-01-24 23:59", 2, CountFrom.Moment, "2025-01-27 23:59")]
    [InlineData("2026-09-25 10:00", 3, CountFrom.Moment, "2026-09-30 24:00")] // the Mid-Autumn day; the National Day follows the last day
    [InlineData("2026-11-28 09:00", 5, CountFrom.Moment, "2026-12-04 24:00")]
    [InlineData("2026-02-06 15:30", 6, CountFrom.NextDay, "2026-02-14 24:00")] // the sixth is a Saturday worked by notice
    [InlineData("2024-04-18 00:00", 10, CountFrom.Moment, "2024-04-30 24:00")] // a working day at 00:00: that day is the first
    [InlineData("2024-06-21 05:33", 20, CountFrom.NextDay, "2024-07-19 24:00")]
    [InlineData("2025-12-28 00:00", 3, CountFrom.Moment, "2025-12-31 24:00")]
    [InlineData("2025-02-18 09:05", 10, CountFrom.Moment, "2025-03-04 09:05")]
    [InlineData("2026-09-04 06:02", 1, CountFrom.Moment, "2026-09-07 06:02")]
    public void it_ends_with_its_last_day(string start, int days, CountFrom from, string due) =>
        Assert.Equal(due, DueTime.Local(Limit.Calculator.Calculate(Limit.Of(days, WorkingDay, countFrom: from), Limit.At(start)).DueAt, Limit.Calendar.Zone));

    [Property]
    public void it_ends_where_somebody_ends_who_ticks_off_days_on_a_wall_calendar(Instant start, PositiveInt amount, bool fromTheNextDay)
    {
        var days = (amount.Get % 40) + 1;
        var from = fromTheNextDay ? CountFrom.NextDay : CountFrom.Moment;
        Assert.Equal(TickOff(start, days, fromTheNextDay), DueTime.LocalToTheSecond(Limit.Calculator.Calculate(Limit.Of(days, WorkingDay, countFrom: from), start).DueAt, Limit.Calendar.Zone));
    }

    [Property]
    public void it_is_told_without_a_day_off_behind_its_last_day(Instant start, PositiveInt amount)
    {
        var deadline = Limit.Calculator.Calculate(Limit.Of((amount.Get % 40) + 1, WorkingDay), start);
        Assert.Contains(deadline.Explanation[^1].Reason, new[] { IntervalReason.Counted, IntervalReason.CountedMakeUpWorkday });
    }

    [Theory]
    [InlineData("2026-03-13 24:00", 1, "2026-03-16 24:00")]
    [InlineData("2026-03-14 10:00", 5, "2026-03-20 24:00")]
    [InlineData("2026-03-16 00:00", 5, "2026-03-20 24:00")]
    [InlineData("2026-03-16 24:00", -1, "2026-03-13 24:00")]
    [InlineData("2026-03-13 24:00", -2, "2026-03-11 24:00")]
    [InlineData("2026-03-17 10:00", -2, "2026-03-13 10:00")]
    public void so_many_working_days_on_or_back_24_00_belongs_to_the_day_that_ends(string from, int days, string to)
    {
        var start = from.EndsWith("24:00", StringComparison.Ordinal) ? Limit.At(from.Replace("24:00", "00:00", StringComparison.Ordinal)) + Duration.FromDays(1) : Limit.At(from);
        Assert.Equal(to, DueTime.Local(Limit.Calendar.AddWorkingDays(start, days), Limit.Calendar.Zone));
    }

    [Theory]
    [InlineData("2026-03-06 00:00", 7, "2026-03-12 24:00")] // Thursday at 24:00 is no Friday
    [InlineData("2026-03-07 00:00", 7, "2026-03-13 24:00")] // Friday at 24:00 is not the Saturday after it
    [InlineData("2026-03-08 00:00", 7, "2026-03-16 24:00")] // Saturday is a day off, so Monday to its end
    public void natural_days_that_leave_days_off_see_the_day_that_ends_at_24_00(string start, int days, string due) =>
        Assert.Equal(due, DueTime.Local(Limit.Calculator.Calculate(Limit.Of(days, NaturalDay, movesOffRestDays: true), Limit.At(start)).DueAt, Limit.Calendar.Zone));

    [Fact]
    public void a_clock_that_began_under_the_meaning_before_keeps_its_deadline_whatever_is_done_to_it()
    {
        var limit = Limit.Of(2, WorkingDay);
        ClockAct[] acts = [new ClockStarted(limit, Limit.At("2025-01-25 00:00"), Engine.Semantics.First)];
        Assert.Equal("2025-02-05 00:00", Limit.Local(CaseClock.Of(Limit.Calendar, acts)!.Deadline()!.DueAt));
        ClockAct[] paused = [.. acts, new ClockPaused(Limit.At("2025-01-26 10:00"), "待补正", null), new ClockResumed(Limit.At("2025-01-26 11:00"))];
        Assert.Equal("2025-02-05 01:00", Limit.Local(CaseClock.Of(Limit.Calendar, paused)!.Deadline()!.DueAt));
        var read = acts.Select(act => ClockActFormat.Read(ClockActFormat.Write(act))!);
        Assert.Equal("2025-02-05 00:00", Limit.Local(CaseClock.Of(Limit.Calendar, read)!.Deadline()!.DueAt));
        var anew = CaseClock.Of(Limit.Calendar, [.. acts, new ClockRestarted(limit, Limit.At("2025-01-25 00:00"), KeepsElapsed: false)])!;
        Assert.Equal("2025-01-28 00:00", Limit.Local(anew.Deadline()!.DueAt));
    }

    /// <summary>A rolling start: a node of the release before steps a ticket whose clock a newer one began.</summary>
    [Fact]
    public void a_step_of_a_program_before_reads_a_newer_clock_as_that_program_did()
    {
        var limit = Limit.Of(2, WorkingDay);
        var started = new ClockStarted(limit, Limit.At("2025-01-25 00:00")) { Kept = new(new(2025, 1, 25), "1111", null) };
        Value[] facts = [ClockActFormat.Write(started), ClockActFormat.Write(new ClockRenewed(Limit.Of(9, WorkingDay), Limit.At("2025-01-26 00:00")))];
        var read = facts.Select(fact => ClockActFormat.Read(fact, Engine.Semantics.First)).OfType<ClockAct>().ToArray();
        Assert.Equal([new ClockStarted(limit, started.At, Engine.Semantics.First)], read.Select(act => act is ClockStarted one ? one with { Limit = limit } : act));
        Assert.Equal("2025-02-05 00:00", Limit.Local(CaseClock.Of(Limit.Calendar, read)!.Deadline()!.DueAt));
    }

    /// <summary>Days crossed out one by one: no arithmetic of instants, no clock.</summary>
    private static string TickOff(Instant start, int days, bool fromTheNextDay)
    {
        var local = start.InZone(Limit.Calendar.Zone).LocalDateTime;
        var (day, time) = fromTheNextDay ? (local.Date.PlusDays(1), LocalTime.Midnight) : (local.Date, local.TimeOfDay);
        var isWholeDays = time == LocalTime.Midnight || !Limit.Calendar.IsWorkingDay(day);
        var ticked = isWholeDays ? 0 : -1;
        for (; ; day = day.PlusDays(1))
        {
            if (Limit.Calendar.IsWorkingDay(day) && ++ticked == days) break;
        }

        return $"{day:uuuu-MM-dd} {(isWholeDays ? "24:00:00" : time.ToString("HH':'mm':'ss", System.Globalization.CultureInfo.InvariantCulture))}";
    }
}
