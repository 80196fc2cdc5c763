using JieSuJiBan.Runtime.Identity;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;
using NodaTime;

namespace JieSuJiBan.Runtime.Tests;

/// <summary>Limits and tries are counted in the database, and neither code nor number stands there.</summary>
public sealed class When_codes_are_sent_to_phones(PostgresFixture postgres)
{
    private static readonly IdentityCheckLimits Limits = new(3, 5, 4, Duration.FromMinutes(10));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task the_right_code_passes_once_for_that_phone_and_that_account()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var store = node.Get<IdentityCheckStore>();
        var id = (await store.BeginAsync(Order("p-1"), "123456", Limits, Ct))!.Value;

        Assert.False((await store.TryAsync(id, "other", "123456", 5, Ct)).Counted);
        Assert.Equal(new(false, true, 4), await store.TryAsync(id, "operator", "654321", 5, Ct));
        Assert.True((await store.TryAsync(id, "operator", "123456", 5, Ct)).Passed);
        Assert.False((await store.TryAsync(id, "operator", "123456", 5, Ct)).Counted);

        Assert.Equal("sms", (await store.PassedAsync(id, "p-1", "operator", node.Clock.GetCurrentInstant() - Duration.FromMinutes(30), Ct))?.SentBy);
        Assert.Null(await store.PassedAsync(id, "p-2", "operator", Instant.MinValue, Ct));
        Assert.Null(await store.PassedAsync(id, "p-1", "other", Instant.MinValue, Ct));
        Assert.Null(await store.PassedAsync(id, "p-1", "operator", node.Clock.GetCurrentInstant() + Duration.FromSeconds(1), Ct));
    }

    [Fact]
    public async Task a_code_that_was_tried_too_often_passes_no_more_however_many_try_at_once()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var store = node.Get<IdentityCheckStore>();
        var id = (await store.BeginAsync(Order("p-1"), "123456", Limits, Ct))!.Value;

        var tries = await Task.WhenAll(Enumerable.Range(0, 40).Select(guess => store.TryAsync(id, "operator", guess.ToString("000000", null), 5, Ct)));

        Assert.Equal(5, tries.Count(one => one.Counted));
        Assert.False((await store.TryAsync(id, "operator", "123456", 5, Ct)).Counted);
    }

    [Fact]
    public async Task an_expired_code_passes_no_more()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var store = node.Get<IdentityCheckStore>();
        var id = (await store.BeginAsync(Order("p-1"), "123456", Limits, Ct))!.Value;
        node.Clock.Advance(Duration.FromMinutes(10) + Duration.FromSeconds(1));
        Assert.False((await store.TryAsync(id, "operator", "123456", 5, Ct)).Counted);
    }

    [Fact]
    public async Task phone_account_and_address_each_have_their_limit_of_an_hour_on_all_nodes()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await using var another = await node.AnotherAsync(Ct);
        var stores = new[] { node.Get<IdentityCheckStore>(), another.Get<IdentityCheckStore>() };
        async Task<int> SendAsync(int count, Func<int, IdentityCheckOrder> order) =>
            (await Task.WhenAll(Enumerable.Range(0, count).Select(i => stores[i % 2].BeginAsync(order(i), "1", Limits, Ct)))).Count(id => id is not null);

        Assert.Equal(3, await SendAsync(9, _ => Order("p-1")));
        Assert.Equal(1, await SendAsync(9, i => Order($"p-a{i}")));
        Assert.Equal(1, await SendAsync(9, i => Order($"p-b{i}", "second")));
        Assert.Equal(3, await SendAsync(9, i => Order($"p-c{i}", "second", "other")));
        node.Clock.Advance(Duration.FromMinutes(61));
        another.Clock.Advance(Duration.FromMinutes(61));
        Assert.Equal(3, await SendAsync(9, _ => Order("p-1")));
    }

    [Fact]
    public async Task no_code_no_number_and_no_address_stands_in_the_database()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await node.Get<IdentityCheckStore>().BeginAsync(Order("p-1", "operator", "198.51.100.77"), "314159", Limits, Ct);
        var row = await node.QueryAsync<string>("select identity_check::text from jsjb.identity_check", Ct);
        Assert.DoesNotContain("314159", row, StringComparison.Ordinal);
        Assert.DoesNotContain("198.51.100.77", row, StringComparison.Ordinal);
    }

    private static IdentityCheckOrder Order(string subject, string by = "operator", string address = "192.0.2.1") => new(subject, address, by, "sms");
}
