using JieSuJiBan.Host.Composition;
using JieSuJiBan.Runtime.Clocks;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>A started node whose machine's clock goes wrong: it refuses commands in words, brings nothing out, goes on answering reads, and is right again by itself.</summary>
public sealed class When_a_nodes_clock_is_wrong(Site site) : IClassFixture<Site>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_refuses_commands_says_why_and_takes_them_again_when_the_clock_is_right()
    {
        var machine = new Machine();
        await using var node = await StartAsync(machine);
        var recorder = await site.AsAsync(node.App.Urls.First(), "operator");
        await HealthBecomesAsync(node, 200, "Healthy");

        machine.Ahead = TimeSpan.FromSeconds(5);
        await HealthBecomesAsync(node, 200, "本机时钟偏差");
        Assert.InRange((await recorder.PostAsync("/api/tickets", Given.Ticket())).Status, 200, 201);

        machine.Ahead = TimeSpan.FromMinutes(-5);
        await HealthBecomesAsync(node, 503, "Unhealthy");
        using (var client = new HttpClient { BaseAddress = new(node.App.Urls.First()) })
        using (var probe = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), Ct)) Assert.Contains("300 s behind", await probe.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        var key = Guid.NewGuid().ToString();
        var refused = await recorder.PostAsync("/api/tickets", Given.Ticket(), key);
        Assert.Equal((503, "node.clockWrong"), (refused.Status, refused["code"]));
        Assert.Contains("300", refused["detail"], StringComparison.Ordinal);
        Assert.Contains("behind", refused["detailEn"], StringComparison.Ordinal);
        Assert.True(refused.Message.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Equal(200, (await recorder.GetAsync("/api/tickets")).Status);

        machine.Ahead = TimeSpan.Zero;
        await HealthBecomesAsync(node, 200, "Healthy");
        Assert.InRange((await recorder.PostAsync("/api/tickets", Given.Ticket(), key)).Status, 200, 201);
        await node.App.StopAsync(Ct);
    }

    [Fact]
    public async Task What_it_writes_while_a_little_off_bears_the_databases_time()
    {
        await using var node = await StartAsync(new Machine { Ahead = TimeSpan.FromSeconds(9) });
        var recorder = await site.AsAsync(node.App.Urls.First(), "operator");
        var ticket = await recorder.PostAsync("/api/tickets", Given.Ticket());

        await using var database = NpgsqlDataSource.Create(await site.DatabaseAsync());
        await using var command = database.CreateCommand("select max(at) <= clock_timestamp() from jsjb.journal where case_id = $1");
        command.Parameters.Add(new() { Value = Guid.Parse(ticket["caseId"]!) });
        Assert.Equal(true, await command.ExecuteScalarAsync(Ct));
        await node.App.StopAsync(Ct);
    }

    private async Task<Service> StartAsync(Machine machine) =>
        await site.NodeOnAsync(services => services.AddKeyedSingleton<TimeProvider>(DatabaseTime.Machine, machine));

    private static async Task HealthBecomesAsync(Service node, int status, string said)
    {
        using var client = new HttpClient { BaseAddress = new(node.App.Urls.First()) };
        for (var asked = 0; ; asked++)
        {
            using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), Ct);
            var text = await answer.Content.ReadAsStringAsync(Ct);
            if ((int)answer.StatusCode == status && text.Contains(said, StringComparison.Ordinal)) return;
            Assert.True(asked < 300, $"{(int)answer.StatusCode} {text}");
            await Task.Delay(100, Ct);
        }
    }

    private sealed class Machine : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
