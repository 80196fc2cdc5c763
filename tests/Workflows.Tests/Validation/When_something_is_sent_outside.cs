using System.Text.Json.Nodes;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Workflows.Connections;
using JieSuJiBan.Workflows.Validation;
using Connection = JieSuJiBan.Workflows.Connections.Connection;

namespace JieSuJiBan.Workflows.Tests.Validation;

/// <summary>A definition sends under a connection only, carries no secret, and the check says which facts leave.</summary>
public sealed class When_something_is_sent_outside
{
    private static readonly Connection Api = new("city-api", "https://api.example.cn/v1") { Fields = ["phone", "channel"] };

    [Theory]
    [InlineData("https://api.example.cn/v1")]
    [InlineData("https://api.example.cn/v1/send?x=1")]
    [InlineData("HTTPS://API.Example.CN:443/v1/send")]
    [InlineData("https://api.example.cn/v1?x=1")]
    public void An_address_under_the_connection_is_found(string url) => Assert.Equal("city-api", Found(url));

    [Theory]
    [InlineData("https://api.example.cn/v10/send")]
    [InlineData("https://api.example.cn/V1/send")]
    [InlineData("https://api.example.cn/")]
    [InlineData("http://api.example.cn/v1/send")]
    [InlineData("https://api.example.cn:8443/v1/send")]
    [InlineData("https://api.example.cn.evil.example/v1/send")]
    [InlineData("https://evil.example/https://api.example.cn/v1")]
    [InlineData("https://api.example.cn@evil.example/v1/send")]
    [InlineData("https://user:pass@api.example.cn/v1/send")]
    [InlineData("https://api.example.cn/v1/../admin")]
    [InlineData("https://api.example.cn/v1/%2e%2e/admin")]
    [InlineData("https://api.example.cn/v1/.%2E/admin")]
    [InlineData("https://api.example.cn/v1/..;x/admin")]
    [InlineData("https://api.example.cn/v1/%252e%252e/admin")]
    [InlineData("https://api.example.cn/v1%2f..%2fadmin")]
    [InlineData("https://api.example.cn/v1\\..\\admin")]
    [InlineData("https:\\\\api.example.cn\\v1")]
    [InlineData("https://evil.example\\@api.example.cn/v1/send")]
    [InlineData("https://api.example.cn./v1/send")]
    [InlineData("https://api%2eexample.cn/v1/send")]
    [InlineData("https://api.example.cn/v1/send#x")]
    [InlineData("https://api.example.cn\t/v1/send")]
    [InlineData(" https://api.example.cn/v1/send")]
    [InlineData("https:api.example.cn/v1/send")]
    [InlineData("//api.example.cn/v1/send")]
    [InlineData("file:///v1/send")]
    [InlineData("https://аpi.example.cn/v1/send")]
    [InlineData("")]
    [InlineData(null)]
    public void Any_other_lies_under_none(string? url) => Assert.Null(Found(url));

    [Fact]
    public void An_international_name_is_the_same_in_both_ways_of_writing_it()
    {
        Connection[] connections = [new("a", "https://政务.example.cn/api")];
        Assert.True(ConnectionAddress.TryRead("https://xn--zfr164b.example.cn/api/x", out var written, out _));
        Assert.True(ConnectionAddress.TryRead("https://政务.example.cn/api/x", out var spoken, out _));
        Assert.Equal(written.IdnHost, spoken.IdnHost);
        Assert.NotNull(ConnectionAddress.Find(written, connections));
        Assert.NotNull(ConnectionAddress.Find(spoken, connections));
    }

    [Fact]
    public void The_longest_of_several_connections_counts()
    {
        Connection[] connections = [new("all", "https://api.example.cn/"), new("one", "https://api.example.cn/v1/")];
        Assert.True(ConnectionAddress.TryRead("https://api.example.cn/v1/x", out var address, out _));
        Assert.Equal("one", ConnectionAddress.Find(address, connections)?.Name);
    }

    [Fact]
    public void An_address_under_no_connection_stops_the_publication() => Finds(Severity.Error, "http.noConnection", Url("https://elsewhere.example/x"));

    [Theory]
    [InlineData("JavaScript", "'https://elsewhere.example/' + ticket.number")]
    [InlineData("JavaScript", "`https://elsewhere.example/${ticket.number}`")]
    [InlineData("Liquid", "https://elsewhere.example/{{ ticket.number }}")]
    [InlineData("Literal", "https://elsewhere.example/x")]
    public void So_does_one_that_begins_so(string type, string value) => Finds(Severity.Error, "http.noConnection", ("url", "String", type, value));

    [Fact]
    public void One_that_only_a_run_can_tell_is_said_to_be() => Finds(Severity.Warning, "http.address.computed", ("url", "String", "JavaScript", "variables.where"));

    [Fact]
    public void A_connection_that_is_switched_off_or_serves_a_channel_is_none()
    {
        foreach (var connection in (Connection[])[Api with { IsEnabled = false }, Api with { Channel = "sms" }])
        {
            Assert.Contains(Run([connection], Url("https://api.example.cn/v1/x")), finding => finding is { Code: "http.noConnection", Severity: Severity.Error });
        }
    }

    [Theory]
    [InlineData("Object", """{"Authorization":"Bearer SECRET"}""")]
    [InlineData("Object", """{"X-Api-Key":"SECRET"}""")]
    [InlineData("Object", """{"cookie":"session=1"}""")]
    [InlineData("JavaScript", "({'X-Access-Token': variables.key})")]
    [InlineData("JavaScript", "var h = {}; h['Authorization'] = 'x'; h")]
    public void A_secret_in_the_headers_is_refused_with_what_to_do_instead(string type, string value)
    {
        var finding = Finds(Severity.Error, "http.secret", Url("https://api.example.cn/v1/x"), ("requestHeaders", "Object", type, value));
        Assert.Contains("use the connection's headers", finding.English, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", finding.English, StringComparison.Ordinal);
    }

    [Fact]
    public void So_is_an_authorization() => Finds(Severity.Error, "http.secret", Url("https://api.example.cn/v1/x"), ("authorization", "String", "Literal", "Bearer SECRET"));

    [Fact]
    public void So_is_a_secret_in_the_address() => Finds(Severity.Error, "http.secret", Url("https://api.example.cn/v1/x?access_token=SECRET"));

    [Fact]
    public void Other_headers_are_the_definitions() => Assert.Empty(Run([Api], Url("https://api.example.cn/v1/x"), ("requestHeaders", "Object", "Object", """{"Accept":"text/xml","X-Source":"12345"}""")));

    [Fact]
    public void The_check_says_what_leaves_and_to_whom()
    {
        var finding = Finds(Severity.Warning, "http.leaves", Url("https://api.example.cn/v1/x"), ("content", "Object", "JavaScript", "({p: ticket.phone})"));
        Assert.Contains("联系电话(phone)", finding.Chinese, StringComparison.Ordinal);
        Assert.Contains("the connection 'city-api' (https://api.example.cn/v1)", finding.English, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("({p: ticket.phone, b: ticket.body})", "body")]
    [InlineData("const {body} = ticket; ({body})", "body")]
    [InlineData("const t = ticket; ({a: t['title']})", "title")]
    public void Sealed_words_that_may_not_leave_are_said_to_arrive_empty(string script, string field)
    {
        var finding = Finds(Severity.Warning, "http.field.closed", Url("https://api.example.cn/v1/x"), ("content", "Object", "JavaScript", script));
        Assert.Contains($"({field})", finding.English, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("JavaScript", "ticket", "the whole ticket")]
    [InlineData("JavaScript", "JSON.stringify(ticket)", "the whole ticket")]
    [InlineData("JavaScript", "var k = 'ph' + 'one'; ticket[k]", "the whole ticket")]
    [InlineData("Liquid", "{{ ticket | json }}", "the whole ticket")]
    [InlineData("JavaScript", "({n: ticket.number})", "number")]
    [InlineData("Liquid", "{\"n\":\"{{ ticket.number }}\"}", "number")]
    public void Facts_in_clear_that_may_not_leave_stop_the_publication(string type, string value, string words)
    {
        var finding = Finds(Severity.Error, "http.field.notAllowed", Url("https://api.example.cn/v1/x"), ("content", "Object", type, value));
        Assert.Contains(words, finding.English, StringComparison.Ordinal);
    }

    [Fact]
    public void What_variables_may_carry_is_said()
    {
        var sketch = Sketch.Ticket().Variable("kept").Without("accept", "Done")
            .Node("keep", "Elsa.SetVariable", "记下", ("variable", "Variable", "Literal", JsonNode.Parse("""{"id":"var-kept","name":"kept","typeName":"Object"}""")), ("value", "Object", "JavaScript", "ticket.phone"))
            .Node("send", "Elsa.FlowSendHttpRequest", "外送", Url("https://api.example.cn/v1/x"), ("content", "Object", "JavaScript", "getKept()"))
            .Edge("accept", "Done", "keep").Edge("keep", "Done", "send").Edge("send", "Done", "handle");
        Assert.Contains(Of(sketch, [Api]), finding => finding.Code == "http.leaves" && finding.English.Contains("(phone)", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_the_connections_are_not_known_that_is_said() => Assert.Contains(Run(null, Url("https://api.example.cn/v1/x")), finding => finding is { Code: "http.address.unchecked", Severity: Severity.Warning });

    private static (string, string, string, JsonNode?) Url(string address) => ("url", "String", "Literal", address);

    private static Finding Finds(Severity severity, string code, params (string, string, string, JsonNode?)[] inputs)
    {
        var found = Run([Api], inputs);
        var finding = found.FirstOrDefault(one => one.Code == code);
        Assert.True(finding is not null, string.Join(" | ", found.Select(one => one.Code + " " + one.English)));
        Assert.Equal((severity, "send"), (finding.Severity, finding.ActivityId));
        return finding;
    }

    private static Finding[] Run(IReadOnlyList<Connection>? connections, params (string, string, string, JsonNode?)[] inputs) => Of(
        Sketch.Ticket().Without("accept", "Done").Node("send", "Elsa.FlowSendHttpRequest", "外送", inputs).Edge("accept", "Done", "send").Edge("send", "Done", "handle"), connections);

    private static Finding[] Of(Sketch sketch, IReadOnlyList<Connection>? connections) =>
        [.. DefinitionChecks.Run(sketch.Read(), Beijing.Catalog, Beijing.Definitions, Beijing.Policy, null, connections).Where(finding => finding.Code.StartsWith("http.", StringComparison.Ordinal))];

    private static string? Found(string? url) => ConnectionAddress.TryRead(url, out var address, out _) ? ConnectionAddress.Find(address, [Api])?.Name : null;
}
