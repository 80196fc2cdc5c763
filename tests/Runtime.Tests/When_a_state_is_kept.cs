using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Serialization;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;
using NodaTime;

namespace JieSuJiBan.Runtime.Tests;

/// <summary>A state is a snapshot now and then, and the journal's entries since.</summary>
public sealed class When_a_state_is_kept(PostgresFixture postgres)
{
    private const int Steps = (2 * StoredState.Every) + 2;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_node_that_does_not_know_the_case_finds_the_state_of_each_step()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var (caseId, _) = await node.StartErrandAsync(Ct);
        for (var step = 1; step <= Steps; step++)
        {
            await using var stranger = await node.AnotherAsync(Ct);
            var known = await node.Cases.StateAsync(caseId, Ct);
            var found = await stranger.Cases.StateAsync(caseId, Ct);

            Assert.Equal(step, found!.Sequence);
            Assert.Equal(CaseStateSerializer.Hash(known!), CaseStateSerializer.Hash(found));
            Assert.Equal(step / StoredState.Every * StoredState.Every, await node.QueryAsync<long>("select state_version from jsjb.case_state", Ct));
            await TakeOrGiveBackAsync(node, caseId, step);
        }

        Assert.Empty((await node.Verifier.VerifyAsync(caseId, Ct)).Findings);
        Assert.Equal(0L, await Projections.DifferencesAsync(node, Ct));
    }

    [Fact]
    public async Task A_step_between_two_snapshots_changes_only_a_small_row()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var (caseId, _) = await node.StartErrandAsync(Ct);
        for (var step = 1; step < StoredState.Every; step++) await TakeOrGiveBackAsync(node, caseId, step);
        var written = await node.QueryAsync<byte[]>("select state from jsjb.case_state", Ct);
        await TakeOrGiveBackAsync(node, caseId, StoredState.Every);

        Assert.Equal(written, await node.QueryAsync<byte[]>("select state from jsjb.case_state", Ct));
        Assert.Equal(StoredState.Every + 1, await node.QueryAsync<long>("select version from jsjb.case_state", Ct));
    }

    [Fact]
    public async Task A_state_that_was_written_at_every_step_as_before_is_gone_on_from()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var (caseId, _) = await node.StartErrandAsync(Ct);
        await TakeOrGiveBackAsync(node, caseId, 1);
        var state = (await node.Cases.StateAsync(caseId, Ct))!;
        await node.ExecuteAsync("update jsjb.case_state set state = $1, state_version = version", Ct, CaseStateSerializer.ToBytes(state));
        await using var stranger = await node.AnotherAsync(Ct);

        for (var step = 2; step <= StoredState.Every; step++) await TakeOrGiveBackAsync(stranger, caseId, step);

        Assert.Equal(StoredState.Every, await node.QueryAsync<long>("select state_version from jsjb.case_state", Ct));
        Assert.Empty((await node.Verifier.VerifyAsync(caseId, Ct)).Findings);
    }

    [Theory]
    [InlineData("update jsjb.case_state set state = convert_to(replace(convert_from(state, 'UTF8'), 'first', 'thirds'), 'UTF8')")]
    [InlineData("update jsjb.case_state set version = version + 1")]
    [InlineData("update jsjb.case_state set last_hash = sha256('')")]
    [InlineData("delete from jsjb.journal where seq = 9")]
    public async Task What_does_not_fit_together_is_not_gone_on_from(string tampering)
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var (caseId, _) = await node.StartErrandAsync(Ct);
        for (var step = 1; step <= StoredState.Every; step++) await TakeOrGiveBackAsync(node, caseId, step);
        await node.ExecuteAsync($"set session_replication_role = replica; {tampering}", Ct);
        await using var stranger = await node.AnotherAsync(Ct);

        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => stranger.Cases.StateAsync(caseId, Ct));

        Assert.Contains(caseId.ToString(), refused.Message, StringComparison.Ordinal);
        Assert.NotEmpty((await node.Verifier.VerifyAsync(caseId, Ct)).Findings);
    }

    [Fact]
    public async Task A_history_of_many_steps_in_one_commit_leaves_one_snapshot()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var caseId = CaseRuntime.NewCaseId(node.Clock.Now);
        var at = node.Clock.Now;

        await node.Cases.RunHistoryAsync(
            caseId,
            Guid.NewGuid(),
            state => state?.Sequence == Steps ? null : new(caseId, Guid.NewGuid(), Node.Someone, at, state switch
            {
                null => new StartCase(Errand.Definition.Hash, Engine.Values.Value.EmptyObject),
                { Tasks: var tasks } when tasks.Single() is { Assignee: null } task => new ClaimTask(task.Id),
                { Tasks: var tasks } => new ReleaseTask(tasks.Single().Id),
            }),
            at,
            ct: Ct);

        await using var stranger = await node.AnotherAsync(Ct);
        Assert.Equal(Steps, await node.QueryAsync<long>("select state_version from jsjb.case_state", Ct));
        Assert.Equal(Steps, (await stranger.Cases.StateAsync(caseId, Ct))!.Sequence);
        Assert.Empty((await node.Verifier.VerifyAsync(caseId, Ct)).Findings);
    }

    private static async Task TakeOrGiveBackAsync(Node node, CaseId caseId, int step)
    {
        node.Clock.Advance(Duration.FromSeconds(1));
        var taskId = await node.OpenTaskAsync(caseId, Ct);
        Assert.IsType<CommandResult.Accepted>(await node.SendAsync(caseId, step % 2 == 1 ? new ClaimTask(taskId) : new ReleaseTask(taskId), Ct));
    }
}
