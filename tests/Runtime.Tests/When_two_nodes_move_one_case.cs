using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;

namespace JieSuJiBan.Runtime.Tests;

public sealed class When_two_nodes_move_one_case(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_one_that_comes_too_late_loads_and_steps_again()
    {
        await using var one = await Node.StartAsync(postgres, Ct);
        await using var other = await one.AnotherAsync(Ct);
        var (caseId, _) = await one.StartErrandAsync(Ct);
        await other.SendAsync(caseId, new ClaimTask(await other.OpenTaskAsync(caseId, Ct)), Ct);

        var late = Assert.IsType<CommandResult.Accepted>(await one.SendAsync(caseId, new CancelCase("enough"), Ct));

        Assert.Equal(3, late.Sequence);
        Assert.Equal(1, one.Metrics.Conflicts);
        Assert.Empty((await one.Verifier.VerifyAsync(caseId, Ct)).Findings);
        Assert.Equal("cancelled", await one.QueryAsync<string>("select status from jsjb.task", Ct));
    }

    [Fact]
    public async Task What_a_stale_memory_would_refuse_is_decided_on_the_newest_state()
    {
        await using var one = await Node.StartAsync(postgres, Ct);
        await using var other = await one.AnotherAsync(Ct);
        var (caseId, _) = await one.StartErrandAsync(Ct);
        var taskId = await one.OpenTaskAsync(caseId, Ct);
        await other.SendAsync(caseId, new ClaimTask(taskId), Ct);

        Assert.IsType<CommandResult.Accepted>(await one.SendAsync(caseId, new ReleaseTask(taskId), Ct));
        Assert.Equal(0, one.Metrics.Conflicts);
    }

    [Fact]
    public async Task One_of_two_completions_of_one_task_wins_and_the_other_is_refused()
    {
        await using var one = await Node.StartAsync(postgres, Ct);
        await using var other = await one.AnotherAsync(Ct);
        var started = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => one.StartErrandAsync(Ct)));

        var tasks = await Task.WhenAll(started.Select(errand => one.OpenTaskAsync(errand.CaseId, Ct)));

        var answers = await Task.WhenAll(Enumerable.Range(0, 80).Select(i =>
            (i % 2 == 0 ? one : other).SendAsync(started[i / 2].CaseId, new CompleteTask(tasks[i / 2], null, Value.EmptyObject), Ct)));

        Assert.All(Enumerable.Range(0, 40), i => Assert.Single(answers[(2 * i)..((2 * i) + 2)].OfType<CommandResult.Accepted>()));
        Assert.Equal(40, answers.OfType<CommandResult.Refused>().Count());
        Assert.Equal(80L, await one.QueryAsync<long>("select count(*) from jsjb.journal", Ct));
        Assert.Equal(40L, await one.QueryAsync<long>("select count(*) from jsjb.timer", Ct));
    }

    [Fact]
    public async Task Under_a_crowd_of_commands_every_accepted_one_is_one_entry_of_an_unbroken_chain()
    {
        await using var one = await Node.StartAsync(postgres, Ct);
        await using var other = await one.AnotherAsync(Ct);
        var started = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => one.StartErrandAsync(Ct)));
        var tasks = await Task.WhenAll(started.Select(errand => one.OpenTaskAsync(errand.CaseId, Ct)));

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => (i % 2 == 0 ? one : other).SendAsync(
            started[i % 5].CaseId,
            i % 3 == 0 ? new ReleaseTask(tasks[i % 5]) : new ClaimTask(tasks[i % 5]),
            Ct)));

        Assert.Equal(5L + answers.OfType<CommandResult.Accepted>().Count(), await one.QueryAsync<long>("select count(*) from jsjb.journal", Ct));
        foreach (var (caseId, _) in started) Assert.Empty((await one.Verifier.VerifyAsync(caseId, Ct)).Findings);
    }
}
