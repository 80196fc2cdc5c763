using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Commit;
using JieSuJiBan.Runtime.Outbox;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;
using NodaTime;

namespace JieSuJiBan.Runtime.Tests;

/// <summary>Each connection has its own queue, and what is wrong with a connection is not held against its messages.</summary>
public sealed class When_a_connection_fails(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_messages_are_held_and_one_at_a_time_is_tried_and_all_go_on_when_it_works()
    {
        var refuses = true;
        var outside = new Outside(_ => refuses ? OutboxAnswer.Failed("HTTP 401", OutboxFault.Connection) : OutboxAnswer.Delivered());
        await using var node = await Node.StartAsync(postgres, Ct, null, outside);
        for (var i = 0; i < 40; i++) await AskAsync(node);

        await node.Outbox.RelayAsync(batch: 1, Ct);
        Assert.Equal(0, await node.Outbox.RelayAsync(ct: Ct));
        var state = Assert.Single(await node.Get<DeliveryQueues>().StatesAsync(Ct));
        Assert.Equal(("test", 40, 0, "HTTP 401"), (state.Name, state.Waiting, state.Dead, state.LastError));
        Assert.Equal(node.Clock.Now, state.FailingSince);

        // An hour of refusals, long enough for every message to have died of its attempts.
        for (var minute = 0; minute < 60; minute++)
        {
            node.Clock.Advance(Duration.FromMinutes(1));
            Assert.Equal(1, await node.Outbox.RelayAsync(ct: Ct));
            Assert.Equal(0, await node.Outbox.RelayAsync(ct: Ct));
        }

        Assert.Equal(0L, await node.QueryAsync<long>("select count(*) from jsjb.outbox where status = 'dead' or attempts > 0", Ct));
        Assert.True(outside.Delivered.Select(item => item.EffectId).Distinct().Count() > 30, "The probes should take turns: one message that the other side cannot take must not hold all others.");

        refuses = false;
        node.Clock.Advance(Duration.FromMinutes(1));
        Assert.Equal(1, await node.Outbox.RelayAsync(ct: Ct));
        Assert.Equal(39, await node.Outbox.RelayAsync(batch: 100, Ct));
        Assert.Empty(await node.Get<DeliveryQueues>().StatesAsync(Ct));
    }

    [Fact]
    public async Task It_is_held_on_every_node_and_probed_by_one()
    {
        await using var one = await Node.StartAsync(postgres, Ct, null, new Outside(_ => OutboxAnswer.Failed("no answer", OutboxFault.Connection)));
        await using var other = await one.AnotherAsync(Ct);
        for (var i = 0; i < 5; i++) await AskAsync(one);
        await one.Outbox.RelayAsync(batch: 1, Ct);

        Assert.Empty(await other.Outbox.ClaimAsync("test", ct: Ct));
        one.Clock.Advance(Duration.FromSeconds(5));
        var claims = await Task.WhenAll(one.Outbox.ClaimAsync("test", ct: Ct), other.Outbox.ClaimAsync("test", ct: Ct));

        Assert.True(Assert.Single(claims.SelectMany(items => items)).IsProbe);
    }

    [Fact]
    public async Task Several_failures_in_a_row_that_may_pass_are_the_connections_and_single_ones_are_not()
    {
        var answers = new Queue<OutboxAnswer>(
            [OutboxAnswer.Failed("timeout"), OutboxAnswer.Failed("timeout"), OutboxAnswer.Delivered(), OutboxAnswer.Failed("timeout"), OutboxAnswer.Failed("timeout"), OutboxAnswer.Failed("timeout")]);
        await using var node = await Node.StartAsync(postgres, Ct, null, new Outside(_ => answers.Dequeue()));
        for (var i = 0; i < 6; i++) await AskAsync(node);

        for (var i = 0; i < 5; i++)
        {
            await node.Outbox.RelayAsync(batch: 1, Ct);
            Assert.DoesNotContain(await node.Get<DeliveryQueues>().StatesAsync(Ct), queue => queue.FailingSince is not null);
        }

        await node.Outbox.RelayAsync(batch: 1, Ct);
        Assert.NotNull(Assert.Single(await node.Get<DeliveryQueues>().StatesAsync(Ct)).FailingSince);
    }

    [Fact]
    public async Task A_message_that_is_refused_for_itself_is_dead_and_the_others_go()
    {
        CaseId? bad = null;
        var outside = new Outside(item => item.CaseId == bad ? OutboxAnswer.Failed("HTTP 422", OutboxFault.Message) : OutboxAnswer.Delivered());
        await using var node = await Node.StartAsync(postgres, Ct, null, outside);
        bad = await AskAsync(node);
        for (var i = 0; i < 5; i++) await AskAsync(node);

        Assert.Equal(6, await node.Outbox.RelayAsync(ct: Ct));

        Assert.Equal(5L, await node.QueryAsync<long>("select count(*) from jsjb.outbox where status = 'sent'", Ct));
        Assert.Equal(bad, Assert.Single(await node.Get<DeadLetters>().ReadAsync(new(), ct: Ct)).Item.CaseId);
    }

    [Fact]
    public async Task A_connection_that_hangs_delays_no_other_queue()
    {
        var hangs = new TaskCompletionSource();
        var hanging = new Outside(async (_, ct) =>
        {
            await hangs.Task.WaitAsync(ct);
            return OutboxAnswer.Delivered();
        });
        var quick = new Outside(_ => OutboxAnswer.Delivered(), "quick") { LeavesTheService = false };
        await using var node = await Node.StartAsync(postgres, Ct, null, hanging, quick);
        for (var i = 0; i < 12; i++) await AskAsync(node);
        await node.ExecuteAsync("insert into jsjb.outbox (effect_id, case_id, channel, payload, awaits_result, status, attempts, next_attempt_at, created_at) select 'quick-' || n, gen_random_uuid(), 'quick', '{}', false, 'pending', 0, $1, $1 from generate_series(1, 40) n", Ct, node.Clock.Now);

        var dispatcher = node.Get<DeliveryDispatcher>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        await dispatcher.DispatchAsync(stop.Token);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await node.QueryAsync<long>("select count(*) from jsjb.outbox where channel = 'quick' and status <> 'sent'", Ct) > 0) await timer.WaitForNextTickAsync(Ct);

        // Nothing of the queue that hangs has come through meanwhile, and it has no more in hand than its own few.
        Assert.Equal(4, hanging.Delivered.Count);
        await dispatcher.DispatchAsync(stop.Token);
        Assert.Equal(4, hanging.Delivered.Count);
        hangs.SetResult();
        await dispatcher.IdleAsync();
        Assert.Equal(0L, await node.QueryAsync<long>("select count(*) from jsjb.outbox where status <> 'sent'", Ct));
        Assert.Equal(hanging.Delivered.Count, hanging.Delivered.Select(item => item.EffectId).Distinct().Count());
        await stop.CancelAsync();
    }

    [Fact]
    public async Task A_delivery_that_hangs_leaves_the_other_places_of_its_queue_to_what_comes_later()
    {
        CaseId? slow = null;
        var hangs = new TaskCompletionSource();
        var outside = new Outside(async (item, ct) =>
        {
            if (item.CaseId == slow) await hangs.Task.WaitAsync(ct);
            return OutboxAnswer.Delivered();
        });
        await using var node = await Node.StartAsync(postgres, Ct, null, outside);
        var dispatcher = node.Get<DeliveryDispatcher>();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        slow = await AskAsync(node);
        await dispatcher.DispatchAsync(Ct);
        while (outside.Delivered.Count == 0) await timer.WaitForNextTickAsync(Ct);

        for (var i = 0; i < 8; i++) await AskAsync(node);
        await dispatcher.DispatchAsync(Ct);

        while (await node.QueryAsync<long>("select count(*) from jsjb.outbox where status <> 'sent'", Ct) > 1) await timer.WaitForNextTickAsync(Ct);
        hangs.SetResult();
        await dispatcher.IdleAsync();
        Assert.Equal(9, outside.Delivered.Select(item => item.EffectId).Distinct().Count());
    }

    [Fact]
    public async Task A_claim_is_renewed_while_the_delivery_is_under_way_and_says_nothing_after_it_ended()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await AskAsync(node);
        var mine = Assert.Single(await node.Outbox.ClaimAsync("test", ct: Ct));
        node.Clock.Advance(OutboxRelay.Lease - Duration.FromSeconds(1));
        await node.Outbox.RenewAsync(mine, Ct);
        node.Clock.Advance(OutboxRelay.Lease - Duration.FromSeconds(1));
        Assert.Empty(await node.Outbox.ClaimAsync("test", ct: Ct));

        node.Clock.Advance(Duration.FromSeconds(1));
        Assert.Single(await node.Outbox.ClaimAsync("test", ct: Ct));
        await node.Outbox.RenewAsync(mine, Ct);
        await node.Outbox.FailAsync(mine, "late", OutboxFault.Message, Ct);

        Assert.Equal("pending", await node.QueryAsync<string>("select status from jsjb.outbox", Ct));
    }

    [Fact]
    public async Task Dead_letters_are_listed_page_by_page_and_tried_again_by_what_they_have_in_common()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await node.ExecuteAsync("insert into jsjb.outbox (effect_id, case_id, channel, payload, awaits_result, status, attempts, next_attempt_at, last_error, created_at) select 'e' || n, gen_random_uuid(), case when n % 2 = 0 then 'sms' else 'http' end, '{}', false, 'dead', 1, $1, case when n % 5 = 0 then 'HTTP 400' else 'HTTP 401' end, $1 + n * interval '1 second' from generate_series(1, 500) n", Ct, node.Clock.Now);
        var letters = node.Get<DeadLetters>();

        var seen = new List<DeadLetter>();
        while (await letters.ReadAsync(new(), 200, seen.Count == 0 ? null : (seen[^1].CreatedAt, seen[^1].Item.EffectId), Ct) is { Count: > 0 } page) seen.AddRange(page);
        Assert.Equal(500, seen.Select(letter => letter.Item.EffectId).Distinct().Count());

        Assert.Equal((150, true), await letters.RetryManyAsync(new() { Queue = "sms", Error = "HTTP 401" }, 150, Ct));
        Assert.Equal((50, false), await letters.RetryManyAsync(new() { Queue = "sms", Error = "HTTP 401" }, 150, Ct));
        Assert.Equal((0, false), await letters.RetryManyAsync(new() { Queue = "sms", Error = "HTTP 401" }, 150, Ct));
        Assert.Equal((20, false), await letters.RetryManyAsync(new() { Channel = "http", From = node.Clock.Now + Duration.FromSeconds(10), To = node.Clock.Now + Duration.FromSeconds(50) }, 150, Ct));
        Assert.Equal(220L, await node.QueryAsync<long>("select count(*) from jsjb.outbox where status = 'pending' and attempts = 0", Ct));
    }

    [Theory]
    [InlineData("sms", """{"url":"https://x.example/"}""", null)]
    [InlineData("http", """{"url":"https://User:secret@Pay.Example.org/a?token=1"}""", "http:pay.example.org:443")]
    [InlineData("http", """{"url":"http://127.0.0.1:8080/b"}""", "http:127.0.0.1:8080")]
    [InlineData("http", """{"url":"ftp://x.example/"}""", null)]
    [InlineData("http", """{"url":7}""", null)]
    [InlineData("http", "[]", null)]
    public void Requests_to_one_server_wait_in_one_queue(string channel, string payload, string? queue) => Assert.Equal(queue, QueueNames.NameFor(channel, payload));

    private static async Task<CaseId> AskAsync(Node node)
    {
        var caseId = CaseRuntime.NewCaseId(node.Clock.Now);
        Assert.IsType<CommandResult.Accepted>(await node.SendAsync(caseId, new StartCase(Asking.Definition.Hash, Value.EmptyObject), Ct));
        return caseId;
    }
}
