using JieSuJiBan.Web.Security;
using Microsoft.Extensions.Time.Testing;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>A node lets in what it can answer in time, turns the rest away soon, and learns how much that is.</summary>
public sealed class When_more_is_asked_than_can_be_answered
{
    private static readonly AdmissionOptions Options = new(Start: 4, Least: 2, Most: 64, Target: TimeSpan.FromMilliseconds(500), Patience: TimeSpan.FromMilliseconds(300), MaxWaiting: 3);

    private readonly FakeTimeProvider time = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_finds_no_place_waits_and_is_then_turned_away()
    {
        var control = new AdmissionControl(Options, time);
        for (var i = 0; i < 4; i++) Assert.NotNull(await control.EnterAsync(Options.Patience, Ct));

        var late = control.EnterAsync(Options.Patience, Ct).AsTask();
        Assert.False(late.IsCompleted);
        time.Advance(Options.Patience);

        Assert.Null(await late);
        Assert.Equal(4, control.Inside);
    }

    [Fact]
    public async Task Whoever_waits_gets_the_place_that_is_left_and_in_order()
    {
        var control = new AdmissionControl(Options, time);
        var inside = new List<long?>();
        for (var i = 0; i < 4; i++) inside.Add(await control.EnterAsync(Options.Patience, Ct));
        var first = control.EnterAsync(Options.Patience, Ct).AsTask();
        var second = control.EnterAsync(Options.Patience, Ct).AsTask();

        control.Leave(inside[0]!.Value);

        Assert.NotNull(await first);
        Assert.False(second.IsCompleted);
        Assert.Equal(4, control.Inside);
    }

    [Fact]
    public async Task When_too_many_wait_already_the_answer_is_immediate()
    {
        var control = new AdmissionControl(Options, time);
        for (var i = 0; i < 4; i++) await control.EnterAsync(Options.Patience, Ct);
        var waiting = Enumerable.Range(0, 3).Select(_ => control.EnterAsync(Options.Patience, Ct).AsTask()).ToArray();

        Assert.Null(await control.EnterAsync(Options.Patience, Ct));
        Assert.All(waiting, turn => Assert.False(turn.IsCompleted));
    }

    [Fact]
    public async Task Whoever_hangs_up_while_waiting_takes_no_place()
    {
        var control = new AdmissionControl(Options, time);
        var inside = new List<long?>();
        for (var i = 0; i < 4; i++) inside.Add(await control.EnterAsync(Options.Patience, Ct));
        using var hangsUp = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var gone = control.EnterAsync(Options.Patience, hangsUp.Token).AsTask();
        await hangsUp.CancelAsync();
        Assert.Null(await gone);

        foreach (var one in inside) control.Leave(one!.Value);

        Assert.Equal(0, control.Inside);
    }

    [Fact]
    public async Task Slow_work_makes_fewer_places_and_quick_work_under_pressure_more()
    {
        var control = new AdmissionControl(Options with { Start = 32 }, time);
        await WorkAsync(control, 60, TimeSpan.FromSeconds(2));
        var afterSlow = control.Limit;
        Assert.InRange(afterSlow, 2, 23);

        for (var i = 0; i < 40; i++) await WorkAsync(control, 120, TimeSpan.FromMilliseconds(20));
        Assert.InRange(control.Limit, afterSlow + 1, 64);
    }

    [Fact]
    public async Task Quick_work_without_pressure_changes_nothing()
    {
        var control = new AdmissionControl(Options, time);
        for (var i = 0; i < 200; i++)
        {
            var entered = await control.EnterAsync(Options.Patience, Ct);
            time.Advance(TimeSpan.FromMilliseconds(20));
            control.Leave(entered!.Value);
        }

        Assert.Equal(4, control.Limit);
    }

    [Fact]
    public async Task Slow_work_of_few_changes_nothing_since_it_is_not_their_number_that_makes_it_slow()
    {
        var control = new AdmissionControl(Options with { Start = 32 }, time);
        for (var i = 0; i < 60; i++)
        {
            var entered = await control.EnterAsync(Options.Patience, Ct);
            time.Advance(TimeSpan.FromSeconds(2));
            control.Leave(entered!.Value);
        }

        Assert.Equal(32, control.Limit);
    }

    [Fact]
    public async Task A_crowd_of_programs_does_not_turn_away_whoever_has_filled_in_a_form()
    {
        var control = new AdmissionControl(Options, time);
        var inside = new List<long?>();
        for (var i = 0; i < 4; i++) inside.Add(await control.EnterAsync(Options.Patience, Ct));
        var crowd = Enumerable.Range(0, 3).Select(_ => control.EnterAsync(Options.Patience, Ct).AsTask()).ToArray();
        var form = control.EnterAsync(TimeSpan.FromSeconds(5), Ct).AsTask();
        Assert.False(form.IsCompleted);

        time.Advance(Options.Patience);
        Assert.All(await Task.WhenAll(crowd), turn => Assert.Null(turn));
        var later = control.EnterAsync(Options.Patience, Ct).AsTask();
        control.Leave(inside[0]!.Value);

        Assert.NotNull(await form);
        Assert.False(later.IsCompleted);
    }

    [Fact]
    public async Task It_never_closes_altogether()
    {
        var control = new AdmissionControl(Options, time);
        for (var i = 0; i < 50; i++) await WorkAsync(control, 20, TimeSpan.FromSeconds(10));

        Assert.Equal(Options.Least, control.Limit);
        Assert.NotNull(await control.EnterAsync(Options.Patience, Ct));
    }

    /// <summary>A crowd: as many as may are inside at once, and each stays that long.</summary>
    private async Task WorkAsync(AdmissionControl control, int requests, TimeSpan each)
    {
        for (var done = 0; done < requests;)
        {
            var inside = new List<long>();
            while (control.Inside < control.Limit && await control.EnterAsync(Options.Patience, Ct) is { } entered) inside.Add(entered);
            var turnedAway = control.EnterAsync(TimeSpan.Zero, Ct).AsTask();
            Assert.Null(await turnedAway);
            time.Advance(each);
            foreach (var one in inside) control.Leave(one);
            done += inside.Count;
        }
    }
}
