using JieSuJiBan.Application.Deliveries;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Host.Tests.Jobs;

/// <summary>What a flow says of its request is what is sent; what cannot be sent so is told, and not left out.</summary>
public class When_a_flow_asks_over_http
{
    private static readonly Uri Address = new("https://example.org/x");

    private static string? Build(string payload, string content, out HttpRequestMessage request) =>
        HttpRequests.Build(Address, CanonicalJson.Parse(payload), CanonicalJson.Parse(content), out request);

    [Fact]
    public async Task headers_method_and_content_type_are_those_of_the_flow()
    {
        var error = Build("""{"method":"put","contentType":"application/xml","headers":{"X-Key":"abc","Accept":["text/xml","text/plain"],"X-Number":7},"authorization":"Bearer t"}""", "\"<a/>\"", out var request);
        using (request)
        {
            Assert.Null(error);
            Assert.Equal(HttpMethod.Put, request.Method);
            Assert.Equal(["abc"], request.Headers.GetValues("X-Key"));
            Assert.Equal(["7"], request.Headers.GetValues("X-Number"));
            Assert.Equal(["text/xml", "text/plain"], request.Headers.GetValues("Accept"));
            Assert.Equal("Bearer t", request.Headers.Authorization!.ToString());
            Assert.Equal("application/xml; charset=utf-8", request.Content!.Headers.ContentType!.ToString());
            Assert.Equal("<a/>", await request.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    [Theory]
    [InlineData("{}", """{"b":1,"a":"好"}""", "application/json; charset=utf-8", """{"a":"好","b":1}""")]
    [InlineData("{}", "\"{\\\"a\\\":1}\"", "application/json; charset=utf-8", """{"a":1}""")]
    [InlineData("{}", "\"plain words\"", "text/plain; charset=utf-8", "plain words")]
    [InlineData("""{"contentType":"application/x-www-form-urlencoded"}""", """{"a":"1 2","b":3}""", "application/x-www-form-urlencoded", "a=1+2&b=3")]
    [InlineData("""{"headers":"{\"Content-Type\":\"text/csv\"}"}""", "\"a,b\"", "text/csv", "a,b")]
    public async Task content_is_sent_as_what_it_is(string payload, string content, string type, string sent)
    {
        var error = Build(payload, content, out var request);
        using (request)
        {
            Assert.Null(error);
            Assert.Equal(type, request.Content!.Headers.ContentType!.ToString());
            Assert.Equal(sent, await request.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    [Theory]
    [InlineData("""{"method":"NO WAY"}""", "method")]
    [InlineData("""{"contentType":"nothing"}""", "content type")]
    [InlineData("""{"contentType":"text/plain; charset=nothing-known"}""", "charset")]
    [InlineData("""{"headers":["a"]}""", "headers")]
    [InlineData("""{"headers":{"X-Deep":{"a":1}}}""", "X-Deep")]
    [InlineData("""{"headers":{"X-Break":"a\r\nb: c"}}""", "X-Break")]
    [InlineData("""{"headers":{"no name":"a"}}""", "header")]
    public void what_cannot_be_sent_is_told_without_its_value(string payload, string words)
    {
        var error = Build(payload, "\"x\"", out var request);
        using (request) Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Fact]
    public void the_headers_of_the_answer_come_back_without_its_cookies()
    {
        using var response = new HttpResponseMessage { Content = new StringContent("x") };
        response.Headers.TryAddWithoutValidation("X-Rate", ["1", "2"]);
        response.Headers.TryAddWithoutValidation("Set-Cookie", "session=secret");
        var headers = HttpRequests.HeadersOf(response);
        Assert.Equal(["1", "2"], headers["X-Rate"].Items.Select(item => item.AsString()));
        Assert.True(headers.Has("Content-Type"));
        Assert.False(headers.Has("Set-Cookie"));
    }
}
