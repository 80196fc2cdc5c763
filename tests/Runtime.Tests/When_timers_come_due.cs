using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;
using NodaTime;

namespace JieSuJiBan.Runtime.Tests;

public sealed class When_timers_come_due(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task None_fires_a_moment_early()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var (caseId, _) = await node.StartErrandAsync(Ct);
        await node.CompleteAsync(caseId, Ct);

        node.Clock.Advance(Duration.FromHours(1) - Duration.FromTicks(10));
        Assert.Equal(0, await node.Sweeper.SweepAsync(ct: Ct));
        node.Clock.Advance(Duration.FromTicks(10));
        Assert.Equal(1, await node.Sweeper.SweepAsync(ct: Ct));
    }

    [Fact]
    public async Task Two_sweepers_on_two_nodes_fire_each_exactly_once_with_few_commits()
    {
        await using var one = await Node.StartAsync(postgres, Ct);
        await using var other = await one.AnotherAsync(Ct);
        var started = await Task.WhenAll(Enumerable.Range(0, 600).Select(_ => one.StartErrandAsync(Ct)));
        await Task.WhenAll(started.Select(errand => one.CompleteAsync(errand.CaseId, Ct)));
        one.Clock.Advance(Duration.FromHours(1));
        var before = one.Metrics.Commits;

        await Task.WhenAll(DrainAsync(one), DrainAsync(other));

        Assert.Equal(600, one.Metrics.TimersFired + other.Metrics.TimersFired);
        Assert.Equal(600L, await one.QueryAsync<long>("select count(*) from jsjb.journal where input_kind = 'FireTimer'", Ct));
        Assert.Equal(600L, await one.QueryAsync<long>("select count(*) from jsjb.task where status = 'open'", Ct));
        Assert.Equal(0L, await one.QueryAsync<long>("select count(*) from jsjb.timer", Ct));
        Assert.InRange(one.Metrics.Commits - before + other.Metrics.Commits, 2, 60);
    }

    [Fact]
    public async Task A_timer_claimed_by_a_sweeper_that_died_fires_after_the_lease()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var (caseId, _) = await node.StartErrandAsync(Ct);
        await node.CompleteAsync(caseId, Ct);
        node.Clock.Advance(Duration.FromHours(1));
        await node.ExecuteAsync("update jsjb.timer set claimed_until = $1", Ct, node.Clock.Now + Duration.FromMinutes(1));

        Assert.Equal(0, await node.Sweeper.SweepAsync(ct: Ct));
        node.Clock.Advance(Duration.FromMinutes(2));
        Assert.Equal(1, await node.Sweeper.SweepAsync(ct: Ct));
        Assert.Equal(1L, await node.QueryAsync<long>("select count(*) from jsjb.journal where input_kind = 'FireTimer'", Ct));
    }

    [Fact]
    public async Task A_timer_fired_twice_takes_effect_once()
    {
        await using var one = await Node.StartAsync(postgres, Ct);
        await using var other = await one.AnotherAsync(Ct);
        var (caseId, _) = await one.StartErrandAsync(Ct);
        await one.CompleteAsync(caseId, Ct);
        var bookmark = (await one.Cases.StateAsync(caseId, Ct))!.Timers.Single();
        one.Clock.Advance(Duration.FromHours(1));
        var fire = new Stimulus(caseId, DerivedIds.TimerCommand(caseId.Value, bookmark.Id, bookmark.DueAt!.Value), Actor.System, one.Clock.Now, new FireTimer(bookmark.Id));

        var answers = await Task.WhenAll(one.Cases.SubmitAsync(fire, null, Ct), other.Cases.SubmitAsync(fire, null, Ct));

        Assert.Single(answers, answer => answer is CommandResult.Accepted { Repeated: false });
        Assert.Single(answers, answer => answer is CommandResult.Accepted { Repeated: true });
        Assert.Equal(3L, await one.QueryAsync<long>("select count(*) from jsjb.journal", Ct));
    }

    [Fact]
    public async Task A_row_that_no_case_waits_for_is_removed()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var (caseId, _) = await node.StartErrandAsync(Ct);
        await node.ExecuteAsync("insert into jsjb.timer (case_id, bookmark_id, due_at) values ($1, '9-9', $2)", Ct, caseId.Value, node.Clock.Now);

        await node.Sweeper.SweepAsync(ct: Ct);

        Assert.Equal(0L, await node.QueryAsync<long>("select count(*) from jsjb.timer", Ct));
        Assert.Equal(1L, await node.QueryAsync<long>("select count(*) from jsjb.journal", Ct));
    }

    [Fact]
    public async Task A_history_runs_under_its_own_clock_in_one_commit()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var from = Instant.FromUtc(2015, 6, 1, 0, 0);
        var caseId = CaseRuntime.NewCaseId(from);
        var commandId = DerivedIds.Derive("row 1");
        Stimulus? Next(Engine.State.CaseState? state) => state switch
        {
            null => new(caseId, commandId, Node.Someone, from, new StartCase(Errand.Definition.Hash, Engine.Values.Value.EmptyObject)),
            { Sequence: 1 } => new(caseId, DerivedIds.Derive("row 1 done"), Node.Someone, from + Duration.FromDays(1), new CompleteTask(state.Tasks.Single().Id, null, Engine.Values.Value.EmptyObject)),
            _ => null,
        };

        var answer = Assert.IsType<CommandResult.Accepted>(await node.Cases.RunHistoryAsync(caseId, commandId, Next, from + Duration.FromDays(2), null, Ct));
        var again = Assert.IsType<CommandResult.Accepted>(await node.Cases.RunHistoryAsync(caseId, commandId, Next, from + Duration.FromDays(2), null, Ct));

        Assert.Equal((3L, false, true), (answer.Sequence, answer.Repeated, again.Repeated));
        Assert.Equal(1, node.Metrics.Commits);
        Assert.Equal(
            from + Duration.FromDays(1) + Duration.FromHours(1),
            await node.QueryAsync<Instant>("select at from jsjb.journal where input_kind = 'FireTimer'", Ct));
        Assert.Equal(0L, await node.QueryAsync<long>("select count(*) from jsjb.timer", Ct));
        Assert.Empty((await node.Verifier.VerifyAsync(caseId, Ct)).Findings);
    }

    private static async Task DrainAsync(Node node)
    {
        while (await node.Sweeper.SweepAsync(100, Ct) > 0)
        {
        }
    }
}
