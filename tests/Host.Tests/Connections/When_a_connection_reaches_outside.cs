using System.Net;
using JieSuJiBan.Application.Connections;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Workflows.Connections;

namespace JieSuJiBan.Host.Tests.Connections;

/// <summary>Where it may reach, what it sends by itself, and what of an answer is readable.</summary>
public sealed class When_a_connection_reaches_outside
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.5")]
    [InlineData("172.31.1.1")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.100.100.200")]
    [InlineData("168.63.129.16")]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("224.0.0.1")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("2002:7f00:1::")]
    [InlineData("fe80::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("ff02::1")]
    public void What_is_not_public_is_refused_unless_its_network_is_named(string address)
    {
        Assert.False(NetworkRules.Allows(IPAddress.Parse(address), []));
        Assert.False(NetworkRules.Allows(IPAddress.Parse(address), ["203.0.113.7/32"]));
    }

    [Theory]
    [InlineData("10.0.0.5", "10.0.0.0/24", true)]
    [InlineData("10.0.1.5", "10.0.0.0/24", false)]
    [InlineData("::ffff:10.0.0.5", "10.0.0.0/24", true)]
    [InlineData("fd00::7", "fd00::/64", true)]
    [InlineData("10.0.0.5", "10.0.0.5", true)]
    [InlineData("8.8.8.8", "10.0.0.0/24", true)]
    [InlineData("2400:3200::1", "10.0.0.0/24", true)]
    public void A_named_network_is_reached_and_no_other(string address, string network, bool allowed) => Assert.Equal(allowed, NetworkRules.Allows(IPAddress.Parse(address), [network]));

    [Fact]
    public async Task A_name_that_resolves_inside_is_refused_when_connecting_whatever_it_resolved_to_before()
    {
        await using var listener = await Outside.StartAsync();
        var answers = new Queue<string>(["127.0.0.2", "127.0.0.1", "127.0.0.1"]);
        using var clients = new ConnectionClients((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(answers.Dequeue())]));
        var connection = new Connection("a", $"http://rebind.example:{listener.Port}/") { Networks = ["127.0.0.2"] };
        var sender = new ConnectionSender(clients, new ConnectionSecrets("/nowhere"));

        // Nobody listens there, which is said at once.
        Assert.NotNull((await SendAsync(sender, connection)).Error);
        var refused = await SendAsync(sender, connection);

        Assert.Equal("connection.addressRefused", refused.Refusal?.Code);
        Assert.Contains("127.0.0.1", refused.Refusal!.English, StringComparison.Ordinal);
        Assert.Empty(listener.Requests);
        Assert.Equal(200, (await SendAsync(sender, connection with { Networks = ["127.0.0.1"], Revision = 2 })).Status);
    }

    [Fact]
    public async Task A_redirect_is_an_answer_and_is_not_followed()
    {
        await using var listener = await Outside.StartAsync();
        using var clients = new ConnectionClients((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        var sent = await SendAsync(new(clients, new ConnectionSecrets("/nowhere")), Loopback(listener) with { BaseAddress = listener.Address + "/hook/redirect" });

        Assert.Equal(307, sent.Status);
        Assert.Equal("/hook/redirect", Assert.Single(listener.Requests).Path);
        Assert.DoesNotContain("internal-secret", CanonicalJson.Write(sent.Answer!.Headers), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_is_read_where_it_lies_sent_and_never_kept()
    {
        var directory = Directory.CreateTempSubdirectory("jsjb-secrets-");
        await File.WriteAllTextAsync(Path.Combine(directory.FullName, "key"), "s3cr3t-value\n", Ct);
        await using var listener = await Outside.StartAsync();
        using var clients = new ConnectionClients((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        var sender = new ConnectionSender(clients, new ConnectionSecrets(directory.FullName));
        var connection = Loopback(listener) with
        {
            BaseAddress = listener.Address + "/hook/echo",
            Headers = Connection.NoHeaders.Add("X-Key", new(null, "file:key")),
            Answer = [new("key", AnswerKind.Code)],
        };

        var sent = await SendAsync(sender, connection);

        Assert.Equal("s3cr3t-value", Assert.Single(listener.Requests).Headers["X-Key"]);
        Assert.Equal(["key"], sent.Answer!.Withheld);
        Assert.DoesNotContain("s3cr3t-value", sent.Answer.Rest + CanonicalJson.Write(sent.Answer.Content), StringComparison.Ordinal);
        var missing = await SendAsync(sender, connection with { Headers = Connection.NoHeaders.Add("X-Key", new(null, "file:other")) });
        Assert.Equal("connection.secretMissing", missing.Refusal?.Code);
        Assert.Single(listener.Requests);
        directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData("env:JSJB_SECRET_CITY", true)]
    [InlineData("env:ConnectionStrings__Default", false)]
    [InlineData("env:JSJB_SECRET_", false)]
    [InlineData("file:city-api.key", true)]
    [InlineData("file:../vault.key", false)]
    [InlineData("file:/etc/passwd", false)]
    [InlineData("file:.hidden", false)]
    [InlineData("Bearer abc", false)]
    public void Only_what_is_meant_for_it_can_be_referred_to(string reference, bool allowed) => Assert.Equal(allowed, ConnectionSecrets.IsReference(reference));

    [Fact]
    public async Task Of_an_answer_only_what_was_declared_and_fits_is_readable()
    {
        var connection = new Connection("a", "https://a.example")
        {
            Answer =
            [
                new("code", AnswerKind.Code), new("data.score", AnswerKind.Number), new("data.done", AnswerKind.Boolean), new("sentence", AnswerKind.Code), new("long", AnswerKind.Code) { MaxLength = 3 },
                new("data", AnswerKind.Code), new("level", AnswerKind.Code) { Pattern = "A|B" }, new("header:X-Request-Id", AnswerKind.Code),
            ],
        };
        using var response = new HttpResponseMessage
        {
            Content = new StringContent("""{"code":"OK-7","internal":"metadata-credentials-LEAKED","data":{"score":12,"done":true,"name":"王小明"},"sentence":"a b","long":"abcd","level":"AB"}""", System.Text.Encoding.UTF8, "application/json"),
        };
        response.Headers.TryAddWithoutValidation("X-Request-Id", "r-1");
        response.Headers.TryAddWithoutValidation("X-Internal", "LEAKED");

        var read = await AnswerReader.ReadAsync(response, connection, [], Ct);

        Assert.Equal("""{"code":"OK-7","data":{"done":true,"score":12}}""", CanonicalJson.Write(read.Content));
        Assert.Equal(["sentence", "long", "data", "level"], read.Withheld);
        Assert.Equal("""{"Content-Type":["application/json"],"X-Request-Id":["r-1"]}""", CanonicalJson.Write(read.Headers));
        Assert.Contains("metadata-credentials-LEAKED", read.Rest, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"13900001111\"", AnswerKind.Code)]
    [InlineData("\"tel-13900001111\"", AnswerKind.Code)]
    [InlineData("\"11010119900307123X\"", AnswerKind.Code)]
    [InlineData("13900001111", AnswerKind.Number)]
    public async Task A_number_of_a_person_is_no_code_whatever_the_connection_declares(string echoed, AnswerKind kind)
    {
        var connection = new Connection("a", "https://a.example") { Answer = [new("result", kind)] };
        using var response = new HttpResponseMessage { Content = new StringContent($$"""{"result":{{echoed}}}""", System.Text.Encoding.UTF8, "application/json") };

        var read = await AnswerReader.ReadAsync(response, connection, [], Ct);

        Assert.Equal("{}", CanonicalJson.Write(read.Content));
        Assert.Equal(["result"], read.Withheld);
    }

    [Fact]
    public async Task A_longer_answer_than_the_connection_reads_is_cut_and_said_to_be()
    {
        using var response = new HttpResponseMessage { Content = new StringContent(new string('x', 5000)) };
        var read = await AnswerReader.ReadAsync(response, new("a", "https://a.example") { LongestAnswerBytes = 1000 }, [], Ct);
        Assert.True(read.IsCut);
        Assert.InRange(read.Rest!.Length, 1000, 1300);
    }

    private static Connection Loopback(Outside listener) => new("a", listener.Address) { Networks = ["127.0.0.1"] };

    private static async Task<Sending> SendAsync(ConnectionSender sender, Connection connection)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, connection.BaseAddress);
        return await sender.SendAsync(connection, request, Ct);
    }
}
