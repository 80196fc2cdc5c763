using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Outbox;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;
using NodaTime;

namespace JieSuJiBan.Runtime.Tests;

public sealed class The_outbox(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Brings_an_effect_out_and_its_answer_back()
    {
        var outside = new Outside(_ => OutboxAnswer.Delivered(Value.Of("42")));
        await using var node = await Node.StartAsync(postgres, Ct, null, outside);
        var caseId = await AskAsync(node);

        Assert.Equal(1, await node.Outbox.RelayAsync(ct: Ct));

        var state = (await node.Cases.StateAsync(caseId, Ct))!;
        Assert.True(state.IsClosed);
        Assert.Equal("sent", await StatusAsync(node));
        Assert.Equal(0, await node.Outbox.RelayAsync(ct: Ct));
        Assert.Single(outside.Delivered);
    }

    [Fact]
    public async Task Is_claimed_by_one_relay_until_the_lease_ends()
    {
        await using var one = await Node.StartAsync(postgres, Ct);
        await using var other = await one.AnotherAsync(Ct);
        await AskAsync(one);

        var claims = await Task.WhenAll(one.Outbox.ClaimAsync("test", ct: Ct), other.Outbox.ClaimAsync("test", ct: Ct));
        Assert.Single(claims.SelectMany(items => items));
        Assert.Empty(await other.Outbox.ClaimAsync("test", ct: Ct));

        one.Clock.Advance(OutboxRelay.Lease);
        var again = Assert.Single(await other.Outbox.ClaimAsync("test", ct: Ct));
        Assert.Equal((claims.SelectMany(items => items).Single().EffectId, 2), (again.EffectId, again.Attempts));
    }

    [Fact]
    public async Task Answers_twice_and_takes_effect_once_when_a_relay_dies_between_answer_and_note()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var caseId = await AskAsync(node);
        var item = Assert.Single(await node.Outbox.ClaimAsync("test", ct: Ct));
        await node.Outbox.CompleteAsync(item, Value.Of("first"), Ct);
        await node.ExecuteAsync("update jsjb.outbox set status = 'pending', sent_at = null", Ct);

        await node.Outbox.CompleteAsync(item, Value.Of("first"), Ct);

        Assert.Equal("sent", await StatusAsync(node));
        Assert.Equal(1L, await node.QueryAsync<long>("select count(*) from jsjb.journal where case_id = $1 and input_kind = 'ReceiveResult'", Ct, caseId.Value));
    }

    [Fact]
    public async Task Waits_longer_each_time_then_lies_as_a_dead_letter_until_a_person_retries()
    {
        var fails = true;
        var outside = new Outside(_ => fails ? OutboxAnswer.Failed("busy") : OutboxAnswer.Delivered()) { LeavesTheService = false };
        await using var node = await Node.StartAsync(postgres, Ct, null, outside);
        var caseId = await AskAsync(node);

        for (var attempt = 1; attempt <= OutboxRelay.MaxAttempts; attempt++)
        {
            Assert.Equal(1, await node.Outbox.RelayAsync(ct: Ct));
            Assert.Equal(0, await node.Outbox.RelayAsync(ct: Ct));
            node.Clock.Advance(OutboxRelay.WaitAfter(attempt));
        }

        Assert.Equal(0, await node.Outbox.RelayAsync(ct: Ct));
        var dead = Assert.Single(await node.Get<DeadLetters>().ReadAsync(new(), ct: Ct));
        Assert.Equal("busy", dead.Error);
        Assert.Single(outside.Delivered.Select(item => item.EffectId).Distinct());

        fails = false;
        Assert.Equal(RetryOutcome.Queued, await node.Get<DeadLetters>().RetryAsync(dead.Item.EffectId, Ct));
        Assert.Equal(RetryOutcome.NotDead, await node.Get<DeadLetters>().RetryAsync(dead.Item.EffectId, Ct));
        Assert.Equal(RetryOutcome.Unknown, await node.Get<DeadLetters>().RetryAsync("no-such-effect", Ct));
        Assert.Equal(1, await node.Outbox.RelayAsync(ct: Ct));
        Assert.True((await node.Cases.StateAsync(caseId, Ct))!.IsClosed);
    }

    [Fact]
    public async Task Given_up_by_a_person_the_case_goes_on_with_the_failure()
    {
        var outside = new Outside(_ => OutboxAnswer.Failed("no such number", isPermanent: true));
        await using var node = await Node.StartAsync(postgres, Ct, null, outside);
        var caseId = await AskAsync(node);
        await node.Outbox.RelayAsync(ct: Ct);
        var dead = Assert.Single(await node.Get<DeadLetters>().ReadAsync(new(), ct: Ct));

        Assert.True(await node.Get<DeadLetters>().AbandonAsync(dead.Item.EffectId, Node.Someone, Ct));

        var result = Assert.IsType<ReceiveResult>((await node.Journal.ReadAsync(caseId, ct: Ct))[^1].Entry.Stimulus.Input);
        Assert.False(result.Succeeded);
    }

    [Fact]
    public void Doubles_its_waits_up_to_an_hour()
    {
        Assert.Equal(Duration.FromSeconds(5), OutboxRelay.WaitAfter(1));
        Assert.Equal(Duration.FromSeconds(40), OutboxRelay.WaitAfter(4));
        Assert.Equal(Duration.FromHours(1), OutboxRelay.WaitAfter(60));
    }

    private static Task<string> StatusAsync(Node node) => node.QueryAsync<string>("select status from jsjb.outbox", Ct);

    private static async Task<CaseId> AskAsync(Node node)
    {
        var caseId = CaseRuntime.NewCaseId(node.Clock.Now);
        Assert.IsType<CommandResult.Accepted>(await node.SendAsync(caseId, new StartCase(Asking.Definition.Hash, Value.EmptyObject), Ct));
        return caseId;
    }
}
