using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;
using NodaTime;

namespace JieSuJiBan.Runtime.Tests;

public sealed class When_commands_arrive(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_step_leaves_state_journal_task_and_answer_in_one_commit()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var (caseId, answer) = await node.StartErrandAsync(Ct);

        var accepted = Assert.IsType<CommandResult.Accepted>(answer);
        Assert.Equal((1L, false), (accepted.Sequence, accepted.Repeated));
        Assert.Equal(1, node.Metrics.Commits);
        Assert.Equal(1, node.Metrics.Statements);
        Assert.Equal(
            1L,
            await node.QueryAsync<long>(
                """
                select count(distinct x) from (
                    select xmin::text x from jsjb.case_state union all select xmin::text from jsjb.journal
                    union all select xmin::text from jsjb.task union all select xmin::text from jsjb.command) written
                """,
                Ct));
        Assert.Equal("open", await node.QueryAsync<string>("select status from jsjb.task where case_id = $1", Ct, caseId.Value));
    }

    [Fact]
    public async Task Concurrent_commands_share_commits_and_every_group_is_one_transaction()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => node.StartErrandAsync(Ct)));

        Assert.All(answers, started => Assert.IsType<CommandResult.Accepted>(started.Answer));
        Assert.Equal(400, node.Metrics.Units);
        Assert.InRange(node.Metrics.Commits, 4, 100);
        Assert.Equal(
            node.Metrics.Commits,
            await node.QueryAsync<long>("select count(distinct xmin::text) from jsjb.journal", Ct));
        Assert.Equal(400L, await node.QueryAsync<long>("select count(*) from jsjb.case_state s join jsjb.journal j using (case_id) where s.xmin::text = j.xmin::text", Ct));
    }

    [Fact]
    public async Task An_errand_runs_to_its_end()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var (caseId, _) = await node.StartErrandAsync(Ct);
        Assert.IsType<CommandResult.Accepted>(await node.CompleteAsync(caseId, Ct));
        Assert.Equal(1L, await node.QueryAsync<long>("select count(*) from jsjb.timer", Ct));
        Assert.Equal(0, await node.Sweeper.SweepAsync(ct: Ct));

        node.Clock.Advance(Duration.FromHours(1));
        Assert.Equal(1, await node.Sweeper.SweepAsync(ct: Ct));
        var last = Assert.IsType<CommandResult.Accepted>(await node.CompleteAsync(caseId, Ct));

        Assert.Equal("Finished", last.Answer["caseStatus"].AsString());
        Assert.Equal(4, last.Sequence);
        Assert.Equal(0L, await node.QueryAsync<long>("select count(*) from jsjb.timer", Ct));
        Assert.Equal(2L, await node.QueryAsync<long>("select count(*) from jsjb.task where status = 'completed' and closed_by = 'someone'", Ct));
        var report = await node.Verifier.VerifyAsync(caseId, Ct);
        Assert.Equal(4, report.Entries);
        Assert.Empty(report.Findings);
    }

    [Fact]
    public async Task A_refusal_changes_nothing_and_says_why()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var (caseId, _) = await node.StartErrandAsync(Ct);
        var taskId = await node.OpenTaskAsync(caseId, Ct);
        await node.SendAsync(caseId, new CompleteTask(taskId, null, Value.EmptyObject), Ct);

        var again = Assert.IsType<CommandResult.Refused>(await node.SendAsync(caseId, new CompleteTask(taskId, null, Value.EmptyObject), Ct));

        Assert.NotEmpty(again.Rejection.Chinese);
        Assert.NotEmpty(again.Rejection.English);
        Assert.Equal(2L, await node.QueryAsync<long>("select count(*) from jsjb.journal", Ct));
    }

    [Fact]
    public async Task An_unknown_case_is_refused_not_created()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        Assert.IsType<CommandResult.Refused>(await node.SendAsync(CaseRuntime.NewCaseId(node.Clock.Now), new CancelCase("none"), Ct));
        Assert.Equal(0L, await node.QueryAsync<long>("select count(*) from jsjb.case_state", Ct));
    }

    [Fact]
    public async Task More_than_the_door_lets_in_is_told_to_come_back()
    {
        await using var node = await Node.StartAsync(postgres, Ct, options => options with { MaxInFlight = 8 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => node.StartErrandAsync(Ct)));

        var turnedAway = answers.Select(started => started.Answer).OfType<CommandResult.Overloaded>().ToList();
        Assert.NotEmpty(turnedAway);
        Assert.All(turnedAway, overloaded => Assert.True(overloaded.RetryAfter > TimeSpan.Zero));
        Assert.Equal(64 - turnedAway.Count, await node.QueryAsync<long>("select count(*) from jsjb.case_state", Ct));
    }
}
