using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using JieSuJiBan.Activities.Clocks;
using JieSuJiBan.Activities.Deadlines;
using NodaTime;

namespace JieSuJiBan.Activities.Tests.Deadlines;

/// <summary>What holds for every limit, every start and every order in which a clock is paused, extended and sent on.</summary>
[Properties(Arbitrary = [typeof(Deadline_properties), typeof(Clock_properties)], MaxTest = 300)]
public class Clock_properties
{
    /// <summary>Hours from the start at which a clock is paused and how many hours each pause takes, in order and apart.</summary>
    public sealed record Pauses((int After, int Length)[] Spans);

    /// <summary>One to three pauses within the first weeks.</summary>
    public static Arbitrary<Pauses> SomePauses() =>
        Gen.Choose(1, 3).SelectMany(count => Gen.Choose(1, 60).Two().ArrayOf(count)).Select(pairs => new Pauses([.. pairs.Select(pair => (pair.Item1, pair.Item2))])).ToArbitrary();

    /// <summary>Every measure.</summary>
    public static Arbitrary<ClockMeasure> Measures() => Gen.Elements(Enum.GetValues<ClockMeasure>()).ToArbitrary();

    [Property]
    public void counting_undoes_advancing(ClockMeasure measure, Instant from, NonNegativeInt minutes)
    {
        var amount = Duration.FromMinutes(minutes.Get % 60_000);
        var to = Limit.Calendar.Advance(measure, from, amount);
        Assert.Equal(amount, Limit.Calendar.Count(measure, from, to));
        Assert.True(to >= from);
    }

    [Property]
    public void what_is_counted_in_two_parts_is_counted_once(ClockMeasure measure, Instant from, NonNegativeInt first, NonNegativeInt second)
    {
        var (middle, to) = (from + Duration.FromMinutes(first.Get % 40_000), from + Duration.FromMinutes((first.Get % 40_000) + (second.Get % 40_000)));
        Assert.Equal(Limit.Calendar.Count(measure, from, to), Limit.Calendar.Count(measure, from, middle) + Limit.Calendar.Count(measure, middle, to));
    }

    [Property]
    public void the_explanation_of_a_clock_covers_everything_and_counts_limit_and_extension(TimeLimit limit, Instant start, Pauses pauses, PositiveInt days)
    {
        var more = new ClockExtendedBy(start, (days.Get % 9) + 1, LimitUnit.WorkingDay, "承办单位", "第十五条");
        var deadline = Of([new ClockStarted(limit, start), .. ActsOf(start, pauses), more]).Deadline()!;
        var at = start;
        foreach (var interval in deadline.Explanation)
        {
            Assert.Equal(at, interval.From);
            Assert.True(interval.To > interval.From);
            at = interval.To;
        }

        Assert.Equal(deadline.DueAt, at);
        Assert.Equal(CaseClock.AmountOf(limit.Unit, limit.Amount) + Duration.FromDays(more.Amount), deadline.Counted);
    }

    [Property]
    public void what_has_elapsed_is_the_time_in_which_it_ran_whatever_was_done_to_it(TimeLimit limit, Instant start, Pauses pauses, NonNegativeInt hours)
    {
        var at = start + Duration.FromHours(hours.Get % 800);
        ClockAct[] plain = [new ClockStarted(limit, start), .. ActsOf(start, pauses).Where(act => act.At <= at)];
        ClockAct[] busy =
        [
            .. plain.SelectMany(act => new[]
            {
                act,
                new ClockExtendedBy(act.At, 1, LimitUnit.WorkingDay, "某", "某"),
                new ClockExtendedTo(act.At, act.At + Duration.FromDays(40), "某", "某"),
            }),
        ];
        Assert.Equal(Of(plain).Elapsed(at), Of(busy).Elapsed(at));
        var measure = CaseClock.MeasureOf(limit.Unit);
        var ran = Limit.Calendar.Count(measure, CaseClock.CountedFrom(Limit.Calendar, limit, start), at);
        Assert.True(Of(plain).Elapsed(at) <= ran);
    }

    [Property]
    public void the_deadline_does_not_depend_on_whether_the_pause_the_extension_or_the_redispatch_came_first(TimeLimit limit, Instant start, Pauses pauses, PositiveInt days)
    {
        var acts = ActsOf(start, pauses);
        ClockAct Extend(Instant at) => new ClockExtendedBy(at, (days.Get % 9) + 1, limit.Unit, "某", "某");
        ClockAct Redispatch(Instant at) => new ClockRestarted(limit, at, KeepsElapsed: true);
        var last = acts[^1].At;
        var first = Of([new ClockStarted(limit, start), Extend(start), Redispatch(start), .. acts]).Deadline()!;
        var second = Of([new ClockStarted(limit, start), .. acts, Redispatch(last), Extend(last)]).Deadline()!;
        Assert.Equal(first.DueAt, second.DueAt);
        Assert.Equal(first.Explanation, second.Explanation);
    }

    [Property]
    public void a_pause_of_a_limit_to_the_exact_time_moves_its_end_by_what_was_not_counted(TimeLimit limit, Instant start, NonNegativeInt after, PositiveInt length)
    {
        if (limit.End == LimitEnd.EndOfOfficeDay || limit.MovesOffRestDays || limit.CountFrom == CountFrom.NextDay) return;
        var plain = Of([new ClockStarted(limit, start)]).Deadline()!.DueAt;
        var from = start + Duration.FromHours(after.Get % 500);
        var to = from + Duration.FromHours(length.Get % 500);
        if (from >= plain) return;
        var measure = CaseClock.MeasureOf(limit.Unit);
        var due = Of([new ClockStarted(limit, start), new ClockPaused(from, "待补正", null), new ClockResumed(to)]).Deadline()!.DueAt;
        Assert.Equal(Limit.Calendar.Count(measure, from, plain), Limit.Calendar.Count(measure, to, due));
    }

    [Property]
    public void a_clock_in_working_time_never_ends_on_a_day_off(TimeLimit limit, Instant start, Pauses pauses, PositiveInt days)
    {
        if (limit.Unit is not (LimitUnit.WorkingDay or LimitUnit.WorkingHour)) return;
        ClockAct[] acts = [new ClockStarted(limit, start), .. ActsOf(start, pauses), new ClockExtendedTo(start, start + Duration.FromDays(days.Get % 60), "某", "某")];
        Assert.True(Limit.Calendar.IsWorkingDay(Limit.Calendar.LastDayBefore(Of(acts).Deadline()!.DueAt)));
    }

    [Property]
    public void another_unit_or_class_recomputes_from_the_old_start_and_a_fresh_one_from_now(TimeLimit old, TimeLimit other, Instant start, NonNegativeInt hours)
    {
        var at = start + Duration.FromHours(hours.Get % 300);
        Assert.Equal(
            Of([new ClockStarted(other, start)]).Deadline()!.Explanation,
            Of([new ClockStarted(old, start), new ClockRestarted(other, at, KeepsElapsed: true)]).Deadline()!.Explanation);
        Assert.Equal(
            Of([new ClockStarted(other, at)]).Deadline()!.Explanation,
            Of([new ClockStarted(old, start), new ClockPaused(start, "某", null), new ClockRestarted(other, at, KeepsElapsed: false)]).Deadline()!.Explanation);
    }

    [Property]
    public void acts_written_down_and_read_again_make_the_same_clock(TimeLimit limit, Instant start, Pauses pauses)
    {
        ClockAct[] acts =
        [
            new ClockStarted(limit with { Warnings = [new(80, null, LimitUnit.Hour), new(null, 2, LimitUnit.WorkingDay)] }, start),
            .. ActsOf(start, pauses),
            new ClockPaused(start, "某", start + Duration.FromDays(3)),
            new ClockExtendedTo(start, start + Duration.FromDays(9), "单位", "第十五条"),
            new ClockExtendedBy(start, 3, LimitUnit.WorkingHour, "单位", "第十五条"),
            new ClockRestarted(limit, start, KeepsElapsed: true),
            new ClockStopped(start),
        ];
        var read = acts.Select(act => ClockActFormat.Read(ClockActFormat.Write(act))!).ToArray();
        Assert.Equal(acts.Select(act => ClockActFormat.Write(act)), read.Select(act => ClockActFormat.Write(act)));
        Assert.Equal(Of(acts).Deadline()!.Explanation, Of(read).Deadline()!.Explanation);
        Assert.Equal(Of(acts).Deadline()!.WarnAt, Of(read).Deadline()!.WarnAt);
    }

    private static ClockAct[] ActsOf(Instant start, Pauses pauses)
    {
        var (acts, at) = (new List<ClockAct>(), start);
        foreach (var (after, length) in pauses.Spans)
        {
            acts.Add(new ClockPaused(at += Duration.FromHours(after), "待补正", null));
            acts.Add(new ClockResumed(at += Duration.FromHours(length)));
        }

        return [.. acts];
    }

    private static CaseClock Of(IEnumerable<ClockAct> acts) => CaseClock.Of(Limit.Calendar, acts)!;
}
