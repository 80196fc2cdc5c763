using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;

namespace JieSuJiBan.Runtime.Tests;

public sealed class When_a_command_comes_twice(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_node_gives_the_first_answer_without_a_statement()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var commandId = Guid.NewGuid();
        var (caseId, first) = await node.StartErrandAsync(Ct, commandId);
        var statements = node.Metrics.Statements;

        var (sameCase, again) = await node.StartErrandAsync(Ct, commandId);

        Assert.Equal(caseId, sameCase);
        Assert.Equal((CommandResult.Accepted)first with { Repeated = true }, again);
        Assert.Equal(statements, node.Metrics.Statements);
    }

    [Fact]
    public async Task Sent_at_the_same_moment_to_one_node_it_takes_effect_once()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var commandId = Guid.NewGuid();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => node.StartErrandAsync(Ct, commandId)));

        Assert.Single(answers.Select(started => started.CaseId).Distinct());
        Assert.Equal(19, answers.Count(started => started.Answer is CommandResult.Accepted { Repeated: true }));
        Assert.Equal(1L, await node.QueryAsync<long>("select count(*) from jsjb.journal", Ct));
    }

    [Fact]
    public async Task Sent_at_the_same_moment_to_two_nodes_it_takes_effect_once()
    {
        await using var one = await Node.StartAsync(postgres, Ct);
        await using var other = await one.AnotherAsync(Ct);
        var commandIds = Enumerable.Range(0, 100).Select(_ => Guid.NewGuid()).ToList();

        var answers = await Task.WhenAll(commandIds.SelectMany(id => new[] { one.StartErrandAsync(Ct, id), other.StartErrandAsync(Ct, id) }));

        Assert.All(answers, started => Assert.IsType<CommandResult.Accepted>(started.Answer));
        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal(answers[2 * i].CaseId, answers[(2 * i) + 1].CaseId));
        Assert.Equal(100L, await one.QueryAsync<long>("select count(*) from jsjb.case_state", Ct));
        Assert.Equal(100L, await one.QueryAsync<long>("select count(*) from jsjb.journal", Ct));
    }

    [Fact]
    public async Task A_node_whose_memory_is_stale_finds_the_first_answer_in_the_database()
    {
        await using var one = await Node.StartAsync(postgres, Ct);
        await using var other = await one.AnotherAsync(Ct);
        var (caseId, _) = await one.StartErrandAsync(Ct);
        var taskId = await one.OpenTaskAsync(caseId, Ct);
        await other.SendAsync(caseId, new ClaimTask(taskId), Ct);
        var commandId = Guid.NewGuid();
        var first = await one.SendAsync(caseId, new CompleteTask(taskId, null, Value.EmptyObject), Ct, commandId);

        var again = await other.SendAsync(caseId, new CompleteTask(taskId, null, Value.EmptyObject), Ct, commandId);

        Assert.Equal(Assert.IsType<CommandResult.Accepted>(first) with { Repeated = true }, again);
        Assert.Equal(3L, await one.QueryAsync<long>("select count(*) from jsjb.journal", Ct));
    }

    [Fact]
    public async Task The_same_id_with_another_request_is_refused_on_every_node()
    {
        await using var one = await Node.StartAsync(postgres, Ct);
        await using var other = await one.AnotherAsync(Ct);
        var commandId = Guid.NewGuid();
        var (caseId, _) = await one.StartErrandAsync(Ct, commandId);

        foreach (var node in new[] { one, other })
        {
            var refused = Assert.IsType<CommandResult.Refused>(await node.SendAsync(caseId, new CancelCase("other"), Ct, commandId));
            Assert.Equal("command.reused", refused.Rejection.Code);
        }

        Assert.Equal(1L, await one.QueryAsync<long>("select count(*) from jsjb.journal", Ct));
    }
}
