using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Clocks;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;
using NodaTime;

namespace JieSuJiBan.Runtime.Tests;

/// <summary>All times are the database's. A machine that is off says so, and one that is far off keeps away from commands and timers, so that the other nodes are not harmed.</summary>
public sealed class When_a_machines_clock_is_wrong(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, ClockStanding.Right)]
    [InlineData(5, ClockStanding.Off)]
    [InlineData(-5, ClockStanding.Off)]
    [InlineData(300, ClockStanding.Wrong)]
    [InlineData(-300, ClockStanding.Wrong)]
    public async Task The_time_is_the_databases_whatever_the_machine_says(int secondsAhead, ClockStanding standing)
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await using var off = await node.OnMachineAsync(new Machine(TimeSpan.FromSeconds(secondsAhead)), Ct);
        var time = off.Get<DatabaseTime>();

        var (before, now, after) = (await DatabaseNowAsync(node), time.GetCurrentInstant(), await DatabaseNowAsync(node));

        // It never runs ahead; behind it is by the age of the answer that it goes by.
        Assert.InRange(now, before - Duration.FromSeconds(30), after);
        Assert.Equal(standing, time.Standing);
        Assert.Equal(standing == ClockStanding.Wrong, time.Refusal is not null);
    }

    [Fact]
    public async Task A_node_that_is_far_off_takes_no_command_and_says_why()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var machine = new Machine(TimeSpan.FromMinutes(5));
        await using var off = await node.OnMachineAsync(machine, Ct);

        var refused = Assert.IsType<CommandResult.Refused>((await StartAsync(off)).Answer);

        Assert.Equal((RejectionKind.Unavailable, "node.clockWrong"), (refused.Rejection.Kind, refused.Rejection.Code));
        Assert.Contains("300", refused.Rejection.Chinese, StringComparison.Ordinal);
        Assert.Contains("ahead", refused.Rejection.English, StringComparison.Ordinal);
        Assert.Equal(0L, await node.QueryAsync<long>("select count(*) from jsjb.journal", Ct));

        machine.Ahead = TimeSpan.Zero;
        await off.Get<DatabaseTime>().SyncAsync(Ct);
        Assert.IsType<CommandResult.Accepted>((await StartAsync(off)).Answer);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(-300)]
    public async Task Five_minutes_on_one_of_two_nodes_harm_nothing(int secondsAhead)
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await using var right = await node.OnMachineAsync(TimeProvider.System, Ct);
        var machine = new Machine(TimeSpan.Zero);
        await using var off = await node.OnMachineAsync(machine, Ct);
        var (caseId, _) = await StartAsync(off);
        await right.CompleteAtAsync(caseId, right.Get<DatabaseTime>().GetCurrentInstant(), Ct);
        await node.ExecuteAsync("update jsjb.timer set due_at = clock_timestamp() - interval '1 second'", Ct);

        machine.Ahead = TimeSpan.FromSeconds(secondsAhead);
        await off.Get<DatabaseTime>().SyncAsync(Ct);

        Assert.Equal(0, await off.Sweeper.SweepAsync(ct: Ct));
        Assert.Equal(1, await right.Sweeper.SweepAsync(ct: Ct));
        Assert.Equal(0L, await node.QueryAsync<long>("select count(*) from jsjb.journal where abs(extract(epoch from at - clock_timestamp())) > 60", Ct));
    }

    [Fact]
    public async Task A_machine_that_is_a_little_off_writes_the_right_time()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await using var off = await node.OnMachineAsync(new Machine(TimeSpan.FromSeconds(8)), Ct);

        var (caseId, answer) = await StartAsync(off);

        Assert.IsType<CommandResult.Accepted>(answer);
        Assert.True(await node.QueryAsync<bool>("select at <= clock_timestamp() from jsjb.journal where case_id = $1", Ct, caseId.Value));
    }

    private static async Task<(CaseId CaseId, CommandResult Answer)> StartAsync(Node node)
    {
        var at = node.Get<DatabaseTime>().GetCurrentInstant();
        var caseId = CaseRuntime.NewCaseId(at);
        return (caseId, await node.Cases.SubmitAsync(new(caseId, Guid.NewGuid(), Node.Someone, at, new StartCase(Errand.Definition.Hash, Engine.Values.Value.EmptyObject)), null, Ct));
    }

    private static async Task<Instant> DatabaseNowAsync(Node node) => await node.QueryAsync<Instant>("select clock_timestamp()", Ct);

    /// <summary>A machine whose wall clock is off; its counter runs as any.</summary>
    private sealed class Machine(TimeSpan ahead) : TimeProvider
    {
        public TimeSpan Ahead { get; set; } = ahead;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
