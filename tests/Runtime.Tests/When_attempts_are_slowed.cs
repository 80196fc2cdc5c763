using JieSuJiBan.Runtime.Security;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;

namespace JieSuJiBan.Runtime.Tests;

/// <summary>Failed attempts are counted where all nodes see them, and make the next wait longer; nothing else pushes a count out.</summary>
public sealed class When_attempts_are_slowed(PostgresFixture postgres)
{
    private static readonly Slowing Slow = new(3, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(250), TimeSpan.FromHours(1));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Some_failures_are_free_and_each_further_one_doubles_the_wait_up_to_the_bound()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var limits = node.Get<AttemptLimits>();
        var key = AttemptLimits.Key("test", "a");

        for (var i = 0; i < 3; i++) Assert.True((await limits.BeginAsync(key, Slow, Ct)).IsAdmitted);
        Assert.True((await limits.BeginAsync(key, Slow, Ct)).IsAdmitted);
        foreach (var expected in new[] { 100, 200, 250, 250 })
        {
            var refused = await limits.BeginAsync(key, Slow, Ct);
            Assert.InRange(refused.Wait!.Value.TotalSeconds, expected - 50, expected);
            await node.ExecuteAsync("update jsjb.attempt_limit set until = now() where key = $1", Ct, key);
            Assert.True((await limits.BeginAsync(key, Slow, Ct)).IsAdmitted);
        }
    }

    [Fact]
    public async Task Two_nodes_count_together_and_of_many_at_once_only_the_free_ones_pass()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await using var other = await node.AnotherAsync(Ct);
        var key = AttemptLimits.Key("test", "b");

        var attempts = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? node : other).Get<AttemptLimits>().BeginAsync(key, Slow, Ct)));

        // The one that makes the wait passes still: it is the last.
        Assert.Equal(4, attempts.Count(attempt => attempt.IsAdmitted));
    }

    [Fact]
    public async Task Ten_thousand_other_things_do_not_reset_a_count_and_an_hour_does()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var limits = node.Get<AttemptLimits>();
        var key = AttemptLimits.Key("test", "c");
        for (var i = 0; i < 4; i++) await limits.BeginAsync(key, Slow, Ct);
        await node.ExecuteAsync("insert into jsjb.attempt_limit select sha256(i::text::bytea), 1, now(), now() + interval '1 hour' from generate_series(1, 60000) i", Ct);
        await limits.SweepAsync(Ct);

        Assert.NotNull(await limits.WaitAsync(key, Ct));

        await node.ExecuteAsync("update jsjb.attempt_limit set until = now() - interval '1 second', forget_at = now() - interval '1 second'", Ct);
        Assert.Equal(1, (await limits.BeginAsync(key, Slow, Ct)).Failures);
        await limits.SweepAsync(Ct);
        Assert.Equal(1L, await node.QueryAsync<long>("select count(*) from jsjb.attempt_limit", Ct));
    }

    [Fact]
    public async Task A_right_attempt_is_forgiven()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var limits = node.Get<AttemptLimits>();
        var key = AttemptLimits.Key("test", "d");
        for (var i = 0; i < 20; i++)
        {
            Assert.True((await limits.BeginAsync(key, Slow, Ct)).IsAdmitted);
            await limits.ForgiveAsync(key, Ct);
        }
    }

    [Fact]
    public async Task No_stretch_of_the_window_holds_more_openings_than_allowed_on_all_nodes_together()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await using var other = await node.AnotherAsync(Ct);
        var key = AttemptLimits.Key("opening", "somebody");
        var window = TimeSpan.FromMinutes(10);

        var waits = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? node : other).Get<OpeningLimits>().AdmitAsync(key, 30, window, Ct)));

        Assert.Equal(30, waits.Count(wait => wait is null));
        Assert.All(waits.OfType<TimeSpan>(), wait => Assert.InRange(wait.TotalSeconds, 500, 600));
        // The oldest ten are past the window: there is room for ten more and no eleventh.
        await node.ExecuteAsync("update jsjb.opening_window set opened = array(select case when n <= 10 then at - interval '11 minutes' else at end from unnest(opened) with ordinality as o(at, n)) where key = $1", Ct, key);
        for (var i = 0; i < 10; i++) Assert.Null(await node.Get<OpeningLimits>().AdmitAsync(key, 30, window, Ct));
        Assert.NotNull(await node.Get<OpeningLimits>().AdmitAsync(key, 30, window, Ct));
    }

    [Fact]
    public async Task The_latest_twenty_places_of_an_account_are_known()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var sources = node.Get<TrustedSources>();
        var account = AttemptLimits.Key("account", "somebody");
        byte[] Place(int i) => AttemptLimits.Key("address", $"10.0.0.{i}");
        for (var i = 0; i < 25; i++) await sources.RememberAsync(account, [Place(i)], Ct);

        Assert.Single(await sources.KnownAsync(account, [Place(24)], Ct));
        Assert.Empty(await sources.KnownAsync(account, [Place(0)], Ct));
        Assert.Equal(20L, await node.QueryAsync<long>("select count(*) from jsjb.trusted_source", Ct));
        Assert.Empty(await sources.KnownAsync(AttemptLimits.Key("account", "another"), [Place(24)], Ct));
        await sources.ForgetAsync(account, Ct);
        Assert.Empty(await sources.KnownAsync(account, [Place(24)], Ct));
    }
}
