using FsCheck;
using FsCheck.Xunit;
using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.Tests.Policies;
using JieSuJiBan.Engine.Values;
using NodaTime;
using static JieSuJiBan.Activities.Deadlines.LimitUnit;

namespace JieSuJiBan.Activities.Tests.Deadlines;

/// <summary>A warning of a limit in working time comes while somebody works; its lead is counted back in working time.</summary>
[Properties(Arbitrary = [typeof(Deadline_properties)], MaxTest = 500)]
public class When_a_limit_in_working_time_warns
{
    [Theory]
    [InlineData(8, WorkingHour, "2026-03-06 10:10", 30, Minute, "2026-03-09 09:40")] // due on Monday at 10:10
    [InlineData(8, WorkingHour, "2026-03-06 09:10", 30, Minute, "2026-03-06 17:40")] // due on Monday at 09:10, so Friday before closing
    [InlineData(8, WorkingHour, "2026-03-06 10:00", 4, WorkingHour, "2026-03-06 15:00")] // due on Monday at 10:00: an hour of Monday, three of Friday
    [InlineData(5, WorkingDay, "2026-03-05 12:00", 4, WorkingHour, "2026-03-11 17:00")]
    [InlineData(1, WorkingDay, "2026-03-06 22:00", 2, Hour, "2026-03-09 16:00")] // due on Monday at night
    [InlineData(3, WorkingDay, "2026-03-05 22:00", 1, WorkingDay, "2026-03-09 18:00")] // due on Tuesday at night
    [InlineData(2, WorkingDay, "2026-03-07 10:00", 1, WorkingDay, "2026-03-09 18:00")] // due on Tuesday at 24:00
    [InlineData(3, WorkingDay, "2026-03-04 10:00", 1, NaturalDay, "2026-03-06 18:00")] // due on Monday: the day before is a Sunday
    [InlineData(2, WorkingDay, "2026-09-30 10:00", 1, WorkingDay, "2026-10-08 10:00")]
    public void it_is_given_in_office_time_and_not_later_than_asked(int amount, LimitUnit unit, string start, int before, LimitUnit lead, string at) =>
        Assert.Equal([at], Limit.Calculator.Calculate(Limit.Of(amount, unit, warnings: [new(null, before, lead)]), Limit.At(start)).WarnAt.Select(Limit.Local));

    [Fact]
    public void one_that_would_lie_before_the_start_is_given_at_the_next_opening() =>
        Assert.Equal(["2026-03-09 09:00"], Limit.Calculator.Calculate(Limit.Of(1, WorkingDay, warnings: [new(30, null, Hour)]), Limit.At("2026-03-06 20:00")).WarnAt.Select(Limit.Local));

    [Property]
    public void none_is_given_at_night_or_on_a_day_off(TimeLimit limit, Instant start, PositiveInt percent, PositiveInt before)
    {
        if (!limit.IsInWorkingTime) return;
        var deadline = Limit.Calculator.Calculate(limit with { Warnings = [new((percent.Get % 99) + 1, null, Hour), new(null, (before.Get % 50) + 1, Hour), new(null, (before.Get % 3) + 1, WorkingDay), new(null, (before.Get % 9) + 1, WorkingHour)] }, start);
        Assert.All(deadline.WarnAt, at => Assert.Contains(Limit.Calendar.OfficeIntervals(Limit.Calendar.DateOf(at)), hours => hours.From <= at && at <= hours.To));
    }

    [Property]
    public void a_lead_in_hours_leaves_that_much_office_time(Instant start, PositiveInt hours)
    {
        var lead = (hours.Get % 30) + 1;
        var deadline = Limit.Calculator.Calculate(Limit.Of(5, WorkingDay, warnings: [new(null, lead, WorkingHour)]), start);
        if (deadline.WarnAt.IsEmpty) return;
        var left = Limit.Calendar.WorkingTimeBetween(deadline.WarnAt[0], deadline.DueAt);
        Assert.True(left == Duration.FromHours(lead) || deadline.WarnAt[0] - start < Duration.FromDays(12) && left < Duration.FromHours(lead) && Limit.Calendar.WorkingTimeBetween(start, deadline.WarnAt[0]) == Duration.Zero);
    }

    [Fact]
    public void hours_and_natural_days_warn_at_any_hour_as_before() =>
        Assert.Equal(["2026-03-08 03:00"], Limit.Calculator.Calculate(Limit.Of(3, NaturalDay, warnings: [new(null, 24, Hour)]), Limit.At("2026-03-06 03:00")).WarnAt.Select(Limit.Local));

    [Fact]
    public void a_clock_that_began_under_the_meaning_before_warns_as_it_said() =>
        Assert.Equal(["2026-03-09 06:00"], CaseClock.Of(Limit.Calendar, [new ClockStarted(Limit.Of(1, WorkingDay, warnings: [new(null, 4, Hour)]), Limit.At("2026-03-06 10:00"), Engine.Semantics.First)])!.Deadline()!.WarnAt.Select(Limit.Local));

    [Fact]
    public void a_unit_on_duty_all_day_is_warned_by_all_time()
    {
        var city = Pack.LoadWith("time-limits.json", "\"unit\": \"WorkingDay\",\n      \"start\": \"Dispatch\",\n      \"warnings\": [{\"elapsedPercent\": 80}]", "\"unit\": \"WorkingDay\", \"start\": \"Dispatch\", \"warnings\": [{\"before\": 1, \"unit\": \"WorkingDay\"}]").Policy!;
        var ticket = new TicketFacts(Value.Object(("dispatchedAt", Value.Of(Limit.At("2026-10-01 20:00"))), ("leadUnit", Value.Of("110000203"))));
        Assert.Equal(["2026-10-03 20:00"], TicketDeadlines.Of(city, ticket, LimitStep.StageReport, Limit.At("2026-10-01 20:00"))!.WarnAt.Select(Limit.Local));
    }

    [Fact]
    public void a_lead_no_shorter_than_the_limit_in_working_time_is_a_finding()
    {
        var load = Pack.LoadWith("time-limits.json", "\"unit\": \"WorkingDay\",\n      \"start\": \"Dispatch\",\n      \"warnings\": [{\"elapsedPercent\": 80}]", "\"unit\": \"WorkingDay\", \"start\": \"Dispatch\", \"warnings\": [{\"before\": 30, \"unit\": \"WorkingHour\"}]");
        Assert.Equal(FindingSeverity.Warning, load.Only("limit.warning.long").Severity);
    }
}
