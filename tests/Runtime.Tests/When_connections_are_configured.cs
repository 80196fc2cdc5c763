using JieSuJiBan.Runtime.Connections;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;
using JieSuJiBan.Workflows.Connections;
using Npgsql;

namespace JieSuJiBan.Runtime.Tests;

public sealed class When_connections_are_configured(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Connection Gateway => new("city-api", "https://api.example.cn/v1")
    {
        Chinese = "市级接口",
        English = "City interface",
        Fields = ["phone"],
        Answer = [new("data.result", AnswerKind.Code) { MaxLength = 20 }],
        Headers = Connection.NoHeaders.Add("X-Key", new(null, "env:JSJB_SECRET_CITY")),
        Networks = ["10.1.0.0/16"],
    };

    [Fact]
    public async Task every_node_reads_what_was_written()
    {
        await using var one = await Node.StartAsync(postgres, Ct);
        await using var other = await one.AnotherAsync(Ct);

        Assert.True(await one.Get<ConnectionStore>().PutAsync(Gateway, "admin", Ct));
        await other.Get<ConnectionStore>().RefreshAsync(Ct);

        var read = Assert.Single(other.Get<ConnectionStore>().All);
        Assert.Equal((Gateway.BaseAddress, 1, "phone", "data.result", "env:JSJB_SECRET_CITY", "10.1.0.0/16"), (read.BaseAddress, read.Revision, read.Fields.Single(), read.Answer.Single().Path, read.Headers["x-key"].Secret, read.Networks.Single()));
        Assert.Equal("city-api", other.Get<ConnectionStore>().ForAddress("https://API.example.cn:443/v1/send?x=1")?.Name);
    }

    [Fact]
    public async Task of_two_who_changed_the_same_state_the_second_is_refused()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var store = node.Get<ConnectionStore>();
        Assert.True(await store.PutAsync(Gateway, "one", Ct));
        Assert.False(await store.PutAsync(Gateway with { BaseAddress = "https://elsewhere.example" }, "other", Ct));
        Assert.True(await store.PutAsync(Gateway with { IsEnabled = false, Revision = 1 }, "one", Ct));
        Assert.False(await store.PutAsync(Gateway with { Revision = 1 }, "other", Ct));

        Assert.Null(store.ForAddress("https://api.example.cn/v1"));
        Assert.Equal([("one", true, false), ("one", false, true)], (await store.LogAsync("city-api", Ct)).Select(change => (change.Actor, change.Before is not null, change.After.IsEnabled)));
    }

    [Fact]
    public async Task a_channel_has_one_connection_that_is_enabled()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var store = node.Get<ConnectionStore>();
        Assert.True(await store.PutAsync(Gateway with { Name = "sms-a", Channel = "sms" }, "admin", Ct));
        Assert.False(await store.PutAsync(Gateway with { Name = "sms-b", Channel = "sms" }, "admin", Ct));
        Assert.True(await store.PutAsync(Gateway with { Name = "sms-b", Channel = "sms", IsEnabled = false }, "admin", Ct));

        Assert.Equal("sms-a", store.ForChannel("sms")?.Name);
        Assert.Null(store.ForAddress(Gateway.BaseAddress));
    }

    [Fact]
    public async Task what_was_changed_stays_on_record()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await node.Get<ConnectionStore>().PutAsync(Gateway, "admin", Ct);
        foreach (var harm in (string[])["update jsjb.connection_log set actor = 'x'", "delete from jsjb.connection_log", "truncate jsjb.connection_log"])
        {
            await Assert.ThrowsAsync<PostgresException>(() => node.ExecuteAsync(harm, Ct));
        }
    }
}
