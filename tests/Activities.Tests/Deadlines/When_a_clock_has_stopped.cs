using JieSuJiBan.Activities.Deadlines;
using NodaTime;
using static JieSuJiBan.Activities.Deadlines.LimitUnit;

namespace JieSuJiBan.Activities.Tests.Deadlines;

/// <summary>What was done in time stays in time: nothing moves a clock that has stopped, but a restart.</summary>
public class When_a_clock_has_stopped
{
    private static readonly CaseClock Stopped = CaseClock.Of(
        Limit.Calendar, [new ClockStarted(Limit.Of(3, NaturalDay), Limit.At("2026-03-02 10:00")), new ClockStopped(Limit.At("2026-03-03 10:00"))])!;

    public static TheoryData<ClockAct> Acts =>
    [
        new ClockExtendedBy(Limit.At("2026-03-04 10:00"), 5, NaturalDay, "某", "某"),
        new ClockExtendedTo(Limit.At("2026-03-04 10:00"), Limit.At("2026-03-20 10:00"), "某", "某"),
        new ClockPaused(Limit.At("2026-03-04 10:00"), "待补正", null),
        new ClockResumed(Limit.At("2026-03-04 10:00")),
        new ClockStopped(Limit.At("2026-03-06 10:00")),
    ];

    [Theory]
    [MemberData(nameof(Acts))]
    public void nothing_but_a_restart_changes_it(ClockAct act)
    {
        var after = Stopped.After(act);

        Assert.Equal(Stopped, after);
        Assert.Equal("2026-03-05 10:00", Limit.Local(after.Deadline()!.DueAt));
        Assert.Equal(Limit.At("2026-03-03 10:00"), after.StoppedAt);
    }

    [Fact]
    public void no_more_of_its_time_elapses()
    {
        Assert.Equal(Duration.FromHours(12), Stopped.Elapsed(Limit.At("2026-03-02 22:00")));
        Assert.Equal(Duration.FromDays(1), Stopped.Elapsed(Limit.At("2026-03-03 10:00")));
        Assert.Equal(Duration.FromDays(1), Stopped.Elapsed(Limit.At("2026-03-09 10:00")));
    }
}
