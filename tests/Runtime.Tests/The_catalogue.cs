using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Changes;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;
using NodaTime;

namespace JieSuJiBan.Runtime.Tests;

public sealed class The_catalogue(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Takes_a_version_once_and_never_changes_it()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        Assert.Null(await node.Catalog.PublishAsync(Errand.Definition, node.Clock.Now, "test", Ct));

        var changed = WorkflowDefinition.Read(Errand.Definition.ToJson().Replace("01:00:00", "02:00:00", StringComparison.Ordinal)).Definition!;
        var refused = await node.Catalog.PublishAsync(changed, node.Clock.Now, "test", Ct);

        Assert.Equal("definition.versionTaken", refused?.Code);
        Assert.Null(node.Catalog.Definitions.ByHash(changed.Hash));
    }

    [Fact]
    public async Task Is_learnt_by_a_node_that_meets_a_version_it_does_not_know()
    {
        await using var one = await Node.StartAsync(postgres, Ct);
        await using var other = await one.AnotherAsync(Ct);
        var next = WorkflowDefinition.Read(Errand.Definition.ToJson()
            .Replace("\"version\": 1, \"isLatest\"", "\"version\": 2, \"isLatest\"", StringComparison.Ordinal)
            .Replace("errand-v1", "errand-v2", StringComparison.Ordinal)).Definition!;
        Assert.Null(await one.Catalog.PublishAsync(next, one.Clock.Now, "test", Ct));
        Assert.Null(other.Catalog.Definitions.ByHash(next.Hash));

        Assert.IsType<CommandResult.Accepted>(await other.SendAsync(CaseRuntime.NewCaseId(one.Clock.Now), new StartCase(next.Hash, Value.EmptyObject), Ct));
        Assert.NotNull(other.Catalog.Definitions.ByHash(next.Hash));
    }

    [Fact]
    public async Task Uses_the_policy_in_force_at_the_instant_and_the_first_one_before_it()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var files = Pack.Policies();
        files["city.json"] = files["city.json"].Replace("北京市", "北京市（草案）", StringComparison.Ordinal);
        var later = await node.Catalog.PublishPolicyAsync(files, node.Clock.Now + Duration.FromDays(1), "test", Ct);
        Assert.NotNull(later.Policy);

        var first = node.Catalog.Policy.Hash;
        Assert.NotEqual(later.Policy.Hash, first);
        Assert.Equal(first, node.Catalog.PolicyAt(Instant.FromUtc(2011, 1, 1, 0, 0)).Hash);
        node.Clock.Advance(Duration.FromDays(1));
        Assert.Equal(later.Policy.Hash, node.Catalog.Policy.Hash);
        Assert.Same(later.Policy.Hash, node.Catalog.PolicyByHash(later.Policy.Hash)!.Hash.Length == 64 ? later.Policy.Hash : null);
    }

    [Fact]
    public async Task Tells_other_nodes_and_so_does_every_commit()
    {
        await using var one = await Node.StartAsync(postgres, Ct);
        await using var other = await one.AnotherAsync(Ct);
        var heard = ChangeKinds.None;
        var listening = new TaskCompletionSource();
        var told = new TaskCompletionSource();
        using var subscription = other.Changes.Subscribe(kinds =>
        {
            // The first word only says that listening began.
            if (!listening.TrySetResult() && kinds != ChangeKinds.All)
            {
                heard |= kinds;
                if (heard.HasFlag(ChangeKinds.Tasks)) told.TrySetResult();
            }
        });
        await listening.Task.WaitAsync(Ct);
        await one.StartErrandAsync(Ct);
        await told.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        Assert.False(heard.HasFlag(ChangeKinds.Tickets));
    }

    [Fact]
    public async Task Listeners_are_told_to_look_at_everything_after_their_connection_broke()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var all = 0;
        var twice = new TaskCompletionSource();
        using var subscription = node.Changes.Subscribe(kinds =>
        {
            if (kinds == ChangeKinds.All && Interlocked.Increment(ref all) >= 3) twice.TrySetResult();
        });
        while (await node.QueryAsync<long>("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and query ilike 'listen%'", Ct) == 0)
        {
            await Task.Yield();
        }

        await twice.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);
    }
}
