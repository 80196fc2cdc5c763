using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using JieSuJiBan.Activities.Deadlines;
using NodaTime;

namespace JieSuJiBan.Activities.Tests.Deadlines;

/// <summary>What holds for every limit that a policy can state and every start.</summary>
[Properties(Arbitrary = [typeof(Deadline_properties)], MaxTest = 500)]
public class Deadline_properties
{
    /// <summary>A limit without its warnings, as the validation lets it through.</summary>
    public static Arbitrary<TimeLimit> Limits() =>
        Gen.Elements(Enum.GetValues<LimitUnit>())
            .SelectMany(unit => Gen.Choose(1, 40).Select(amount => (unit, amount)))
            .SelectMany(pair => Gen.Elements(Enum.GetValues<CountFrom>()).Select(from => (pair.unit, pair.amount, from)))
            .SelectMany(triple => Gen.Elements(true, false).Select(closing => Valid(triple.unit, triple.amount, triple.from, closing)))
            .ToArbitrary();

    /// <summary>Starts from 2010 to 2030, to the second: inside and outside the calendar.</summary>
    public static Arbitrary<Instant> Starts() =>
        Gen.Choose(0, 20 * 366 * 24 * 60 - 1)
            .SelectMany(minute => Gen.Choose(0, 59).Select(second => Instant.FromUtc(2010, 1, 1, 0, 0) + Duration.FromMinutes(minute) + Duration.FromSeconds(second)))
            .ToArbitrary();

    [Property]
    public void the_explanation_covers_start_to_end_without_gap_and_counts_the_amount(TimeLimit limit, Instant start)
    {
        var deadline = Limit.Calculator.Calculate(limit, start);
        var at = start;
        foreach (var interval in deadline.Explanation)
        {
            Assert.Equal(at, interval.From);
            Assert.True(interval.To > interval.From);
            at = interval.To;
        }

        Assert.Equal(deadline.DueAt, at);
        Assert.Equal(AmountOf(limit), deadline.Counted);
    }

    [Property]
    public void the_explanation_ends_where_the_calendar_adds_to(Instant start, PositiveInt amount)
    {
        var n = (amount.Get % 60) + 1;
        Assert.Equal(Limit.Calendar.AddWorkingDays(start, n), Limit.Calculator.Calculate(Limit.Of(n, LimitUnit.WorkingDay), start).DueAt);
        Assert.Equal(Limit.Calendar.AddNaturalDays(start, n), Limit.Calculator.Calculate(Limit.Of(n, LimitUnit.NaturalDay), start).DueAt);
        Assert.Equal(Limit.Calendar.AddWorkingHours(start, n), Limit.Calculator.Calculate(Limit.Of(n, LimitUnit.WorkingHour), start).DueAt);
        Assert.Equal(Duration.FromHours(n), Limit.Calendar.WorkingTimeBetween(start, Limit.Calendar.AddWorkingHours(start, n)));
    }

    [Property]
    public void a_limit_in_working_time_never_ends_on_a_day_off(TimeLimit limit, Instant start)
    {
        if (limit.Unit is not (LimitUnit.WorkingDay or LimitUnit.WorkingHour)) return;
        Assert.True(Limit.Calendar.IsWorkingDay(Limit.Calendar.LastDayBefore(Limit.Calculator.Calculate(limit, start).DueAt)));
    }

    [Property]
    public void a_make_up_day_counts_like_any_working_day(NonNegativeInt which)
    {
        var makeUpDays = Limit.Calendar.Policy.Days.Where(day => day.Kind == DayKind.MakeUpWorkday).ToArray();
        var date = makeUpDays[which.Get % makeUpDays.Length].Date;
        var eve = Limit.Calendar.AddWorkingDays(date, -1);
        var deadline = Limit.Calculator.Calculate(Limit.Of(1, LimitUnit.WorkingDay, LimitEnd.EndOfOfficeDay), Limit.Calendar.At(eve, new(10, 0)));
        Assert.Equal(Limit.Calendar.EndOfOfficeDay(date), deadline.DueAt);
        Assert.Equal(IntervalReason.CountedMakeUpWorkday, deadline.Explanation[^1].Reason);
    }

    [Property]
    public void a_later_start_never_ends_earlier(TimeLimit limit, Instant start, NonNegativeInt minutes) =>
        Assert.True(
            Limit.Calculator.Calculate(limit, start).DueAt
            <= Limit.Calculator.Calculate(limit, start + Duration.FromMinutes(minutes.Get % 20_000)).DueAt);

    [Property]
    public void a_larger_amount_ends_later(TimeLimit limit, Instant start) =>
        Assert.True(
            Limit.Calculator.Calculate(limit with { MovesOffRestDays = false }, start).DueAt
            < Limit.Calculator.Calculate(limit with { MovesOffRestDays = false, Amount = limit.Amount + 1 }, start).DueAt);

    [Property]
    public void warnings_lie_between_start_and_end_in_order(TimeLimit limit, Instant start, PositiveInt percent, PositiveInt before)
    {
        var deadline = Limit.Calculator.Calculate(
            limit with { Warnings = [new((percent.Get % 99) + 1, null, LimitUnit.Hour), new(null, before.Get, LimitUnit.WorkingDay), new(null, before.Get, LimitUnit.Minute)] },
            start);
        Assert.All(deadline.WarnAt, at => Assert.True(start < at && at < deadline.DueAt));
        Assert.Equal(deadline.WarnAt.Distinct().Order(), deadline.WarnAt);
    }

    private static TimeLimit Valid(LimitUnit unit, int amount, CountFrom from, bool closing)
    {
        var inDays = unit is LimitUnit.NaturalDay or LimitUnit.WorkingDay;
        var end = inDays && (closing || from != CountFrom.Moment) ? LimitEnd.EndOfOfficeDay : LimitEnd.ExactTime;
        return Limit.Of(amount, unit, end, !inDays && from == CountFrom.SameDay ? CountFrom.Moment : from, unit == LimitUnit.NaturalDay && closing);
    }

    private static Duration AmountOf(TimeLimit limit) => limit.Unit switch
    {
        LimitUnit.Minute => Duration.FromMinutes(limit.Amount),
        LimitUnit.Hour or LimitUnit.WorkingHour => Duration.FromHours(limit.Amount),
        _ => Duration.FromDays(limit.Amount),
    };
}
