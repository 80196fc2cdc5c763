using System.Net.Sockets;
using System.Text;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>A started node with few places: whoever finds none is told when to come again, probes are answered, and who sends slowly takes no place.</summary>
public sealed class When_a_node_is_full(Site site) : IClassFixture<Site>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_and_commands_are_turned_away_with_a_time_to_come_again_and_probes_are_answered()
    {
        var address = await site.WithAsync("--Admission:Start=1", "--Admission:Most=1", "--Admission:Patience=00:00:00.001");
        var dispatcher = await site.AsAsync(address, "dispatcher");
        var recorder = await site.AsAsync(address, "operator");
        using var client = new HttpClient { BaseAddress = new(address) };
        await UntilReadyAsync(client);

        var asked = Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? dispatcher.GetAsync("/api/tickets") : recorder.PostAsync("/api/tickets", Given.Ticket())).ToArray();
        using var live = await client.GetAsync(new Uri("/health/live", UriKind.Relative), Ct);
        using var ready = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), Ct);
        var replies = await Task.WhenAll(asked);

        Assert.Equal((200, 200), ((int)live.StatusCode, (int)ready.StatusCode));
        Assert.All(replies, reply => Assert.Contains(reply.Status, new[] { 200, 201, 429 }));
        var refused = replies.Where(reply => reply.Status == 429).ToArray();
        Assert.NotEmpty(refused);
        Assert.All(refused, reply => Assert.Equal(("service.overloaded", true), (reply["code"], reply.Message.Headers.RetryAfter?.Delta > TimeSpan.Zero)));
        Assert.Contains(replies, reply => reply.Status is 200 or 201);
    }

    [Fact]
    public async Task Who_sends_a_body_slowly_takes_no_place()
    {
        var address = new Uri(await site.WithAsync("--Admission:Start=1", "--Admission:Most=1"));
        using var client = new HttpClient { BaseAddress = address };
        await UntilReadyAsync(client);
        using var slow = new TcpClient();
        await slow.ConnectAsync(address.Host, address.Port, Ct);
        await slow.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST /api/auth/login HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{{"), Ct);

        for (var asked = 0; asked < 5; asked++)
        {
            using var answer = await client.GetAsync(new Uri("/sign-in", UriKind.Relative), Ct);
            Assert.Equal(200, (int)answer.StatusCode);
        }
    }

    private static async Task UntilReadyAsync(HttpClient client)
    {
        for (var asked = 0; asked < 300; asked++)
        {
            using var answer = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), Ct);
            if ((await answer.Content.ReadAsStringAsync(Ct)).StartsWith("Healthy", StringComparison.Ordinal)) return;
            await Task.Delay(100, Ct);
        }
    }
}
