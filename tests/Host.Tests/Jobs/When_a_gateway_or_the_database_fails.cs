using System.Text.Json;
using JieSuJiBan.EmbeddedPostgres;
using JieSuJiBan.Host.Tests.Rest;
using Npgsql;

namespace JieSuJiBan.Host.Tests.Jobs;

/// <summary>The started service with an SMS gateway that hangs, refuses and comes back, and a database that is killed under load.</summary>
public sealed class When_a_gateway_or_the_database_fails
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Notices_and_signals_go_on_and_what_the_gateway_did_not_take_is_held_until_it_does()
    {
        await using var gateway = await FakeGateway.StartAsync();
        await using var city = await CityApart.StartAsync($"--Gateways:Sms={gateway.Address}/sms");
        await using var database = NpgsqlDataSource.Create(EmbeddedPostgresServer.ConnectionStringsOfRunning(new() { DataDirectory = city.Directory }, "jsjb")!.Value.Owner);

        // It accepts and never answers, with far more waiting than can be under way at once.
        await SendSmsAsync(database, "hang", 60);
        await UntilAsync("the gateway is asked", () => Task.FromResult(gateway.Asked > 0));
        await NoticeComesAsync(city);
        await SignalComesAsync(city, database);
        Assert.Empty(gateway.Taken);
        await UntilAsync("the gateway is said to fail", async () => await FailingAsync(city) == "timeout");
        await UntilAsync("health says so", async () => (await HealthAsync(city)).Contains("sms", StringComparison.Ordinal));
        Assert.StartsWith("Degraded", await HealthAsync(city), StringComparison.Ordinal);

        // Then it refuses whatever it is sent, for many more messages than one.
        gateway.Status = 401;
        await SendSmsAsync(database, "refused", 60);
        await UntilAsync("the refusal is seen", async () => await FailingAsync(city) == "HTTP 401");
        await NoticeComesAsync(city);
        Assert.Empty((await (await city.AsAsync("admin")).GetAsync("/api/deliveries/dead")).Items);

        gateway.Status = 200;
        await UntilAsync("all held messages go on", () => Task.FromResult(gateway.Taken.Distinct().Count() == 120));
        await UntilAsync("health is good again", async () => await HealthAsync(city) == "Healthy");
        Assert.Equal(120, gateway.Taken.Count);

        // A refusal of the message is the message's own.
        gateway.Status = 422;
        await SendSmsAsync(database, "bad", 3);
        var administrator = await city.AsAsync("admin");
        await UntilAsync("refused messages lie dead", async () => (await administrator.GetAsync("/api/deliveries/dead?queue=sms&size=2")).Items.Length == 2);
        await UntilAsync("all of them", async () => (await administrator.GetAsync("/api/deliveries/dead")).Items.Length == 3);
        Assert.NotNull((await administrator.GetAsync("/api/deliveries/dead?size=2"))["nextCursor"]);
        Assert.Equal("Healthy", await HealthAsync(city));
        gateway.Status = 200;
        Assert.Equal(404, (await administrator.PostAsync("/api/deliveries/no-such-delivery/retry", null)).Status);
        Assert.Equal("false", (await administrator.PostAsync("/api/deliveries/hang-1/retry", null))["queued"], ignoreCase: true);
        Assert.Equal(422, (await administrator.PostAsync("/api/deliveries/retry", new { })).Status);
        Assert.Equal(403, (await (await city.AsAsync("supervisor")).PostAsync("/api/deliveries/retry", new { all = true })).Status);
        Assert.Equal("3", (await administrator.PostAsync("/api/deliveries/retry", new { queue = "sms", error = "HTTP 422" }))["queued"]);
        await UntilAsync("the retried arrive", () => Task.FromResult(gateway.Taken.Count == 123));
    }

    [Fact]
    public async Task Deliveries_and_reports_go_on_after_the_database_was_killed_and_whatever_locks_were_left_behind()
    {
        await using var gateway = await FakeGateway.StartAsync();
        gateway.Status = 200;
        await using var city = await CityApart.StartAsync($"--Gateways:Sms={gateway.Address}/sms");
        var sent = 0;
        for (var kill = 1; kill <= 3; kill++)
        {
            city.KillPostgres();
            await using var database = await ReachAsync(city);
            await SendSmsAsync(database, $"kill{kill}", 20);
            sent += 20;
            var expected = sent;
            await UntilAsync($"deliveries go on after kill {kill}", () => Task.FromResult(gateway.Taken.Distinct().Count() == expected));
        }

        await using var last = await ReachAsync(city);
        // What the workers of a killed database left behind, on every job that could come next.
        await ExecuteAsync(last, "insert into hangfire.lock (resource, updatecount, acquired) select 'hangfire:job:' || n || ':state-lock', 0, now() at time zone 'utc' from generate_series(1, 200) n on conflict do nothing");
        await SendSmsAsync(last, "locked", 20);
        await UntilAsync("deliveries go on beside stale locks", () => Task.FromResult(gateway.Taken.Distinct().Count() == sent + 20));
        await NoticeComesAsync(city);

        var policy = await city.AsAsync("policy");
        var version = (await policy.GetAsync("/api/governance/versions/workflow/ticket")).Body[0].GetProperty("hash").GetString();
        var report = await policy.PostAsync("/api/governance/in-flight/ticket/reports", new { to = version });
        Assert.InRange(report.Status, 200, 202);
        await UntilAsync("a report is worked out beside stale locks", async () => await ScalarAsync<long>(last, "select count(*) from jsjb.flight_report where state = 'done'") > 0);
        await UntilAsync("health is good again", async () => await HealthAsync(city) == "Healthy");
    }

    private static Task SendSmsAsync(NpgsqlDataSource database, string name, int count) => ExecuteAsync(
        database,
        $"insert into jsjb.outbox (effect_id, case_id, channel, payload, awaits_result, status, attempts, next_attempt_at, created_at) select '{name}-' || n, gen_random_uuid(), 'sms', '{{}}', false, 'pending', 0, now(), now() from generate_series(1, {count}) n");

    private static async Task NoticeComesAsync(City city)
    {
        var caseId = await Given.DispatchedAsync(city);
        var handler = await city.AsAsync("wangjing");
        await UntilAsync("the unit is told", async () => (await handler.GetAsync("/api/deliveries/desk")).Body.EnumerateArray().Any(message => message.GetProperty("caseId").GetString() == caseId));
    }

    /// <summary>What one case tells another goes through the same outbox.</summary>
    private static async Task SignalComesAsync(City city, NpgsqlDataSource database)
    {
        var dispatcher = await city.AsAsync("dispatcher");
        var into = await Given.CreatedAsync(city);
        var merged = await Given.CreatedAsync(city);
        var answer = await dispatcher.PostAsync($"/api/tickets/{merged}/merge", new { into });
        Assert.True(answer.Status == 200, $"{answer.Status} {answer.Body}");
        await UntilAsync("signals between cases go on", async () => await ScalarAsync<long>(database, "select count(*) from jsjb.outbox where channel = 'case' and status <> 'sent'") == 0
            && await ScalarAsync<long>(database, "select count(*) from jsjb.outbox where channel = 'case'") > 0);
    }

    private static async Task<string?> FailingAsync(City city)
    {
        var queues = await (await city.AsAsync("admin")).GetAsync("/api/deliveries/queues");
        return queues.Body.EnumerateArray().Where(queue => queue.GetProperty("name").GetString() == "sms" && queue.GetProperty("failingSince").ValueKind != JsonValueKind.Null).Select(queue => queue.GetProperty("lastError").GetString()).FirstOrDefault();
    }

    private static async Task<string> HealthAsync(City city)
    {
        using var client = new HttpClient { BaseAddress = new(await city.AddressAsync()) };
        using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), Ct);
        return await answer.Content.ReadAsStringAsync(Ct);
    }

    /// <summary>The embedded database once it is up again; it may come back at another port.</summary>
    private static async Task<NpgsqlDataSource> ReachAsync(CityApart city)
    {
        NpgsqlDataSource? reached = null;
        await UntilAsync("the database is up again", async () =>
        {
            var source = NpgsqlDataSource.Create(EmbeddedPostgresServer.ConnectionStringsOfRunning(new() { DataDirectory = city.Directory }, "jsjb")!.Value.Owner);
            try
            {
                await ExecuteAsync(source, "select 1");
                reached = source;
                return true;
            }
            catch (NpgsqlException)
            {
                await source.DisposeAsync();
                return false;
            }
        });
        return reached!;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static async Task<T> ScalarAsync<T>(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Ct))!;
    }

    /// <summary>Far longer than it takes on a busy machine, and far shorter than the ten minutes of a lock left behind.</summary>
    private static async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!await holds())
        {
            try
            {
                await timer.WaitForNextTickAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!Ct.IsCancellationRequested)
            {
                Assert.Fail($"Not within three minutes: {what}.");
            }
        }
    }
}
