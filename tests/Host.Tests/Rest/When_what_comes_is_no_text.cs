using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using JieSuJiBan.Web.Http;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>Whatever comes to whichever address, the answer says in words what is wrong with it; nothing of it fails inside.</summary>
[Collection(nameof(Site))]
public sealed class When_what_comes_is_no_text(Site site)
{
    private static readonly string[] NoText = ["\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00x\""];

    private static readonly string[] Odd =
    [
        "null", "5", "true", "[]", "{}", "[null]", "[[]]", "[{}]", "\"\"", "1e400", "-1e400", "99999999999999999999", "-1", "\"9999-12-31T23:59:59Z\"", "\"0000-01-01T00:00:00Z\"", "\"0001-01-01T00:00:00Z\"",
        "\"10000-01-01T00:00:00Z\"", "\"9999-12-31\"", "\"00000000-0000-0000-0000-000000000000\"", "{\"a\":1,\"a\":2}",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_address_refuses_a_query_or_header_that_is_no_text()
    {
        foreach (var door in await DoorsAsync())
        {
            foreach (var query in new[] { "?q=a%00b", "?%00=1", "?q=%ED%A0%80", "?q=%C2%B7%B5%C6", "?%FF=1" })
            {
                using var request = new HttpRequestMessage(new HttpMethod(door.Method), door.Path + query);
                using var answer = await (await site.AsAsync(door.Account)).Client.SendAsync(request, Cancellation);
                await AssertInWordsAsync(door, query, answer, 400);
            }
        }
    }

    [Theory]
    [InlineData("/api/tickets/%ED%A0%80")]
    [InlineData("/tickets/%C2%B7%B5%C6")]
    [InlineData("/elsa/api/workflow-definitions/by-definition-id/%FF")]
    public async Task An_address_that_is_no_UTF_8_is_refused(string path)
    {
        using var answer = await (await site.AsAsync("policy")).Client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains("不是文字的字符", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_that_is_no_UTF_8_is_refused_in_words()
    {
        var address = (await site.AsAsync("operator")).Client.BaseAddress!;
        using var connection = new System.Net.Sockets.TcpClient();
        await connection.ConnectAsync(address.Host, address.Port, Cancellation);
        var stream = connection.GetStream();
        await stream.WriteAsync((byte[])[.. "GET /api/tickets HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nIdempotency-Key: a"u8, 0xED, 0xA0, 0x80, .. "\r\n\r\n"u8], Cancellation);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answer = await reader.ReadToEndAsync(Cancellation);
        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("request.notText", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_is_no_UTF_8_is_refused_and_keeps_what_was_typed()
    {
        var client = (await site.AsAsync("operator")).Client;
        foreach (var odd in new[] { "%ED%A0%80", "%C2%B7%B5%C6", "\u00ed" })
        {
            using var form = new ByteArrayContent([.. Encoding.Latin1.GetBytes($"_handler=bogus&__RequestVerificationToken={await TokenAsync(client)}&a={odd}&text="), .. Encoding.UTF8.GetBytes("写了很久的一段话")]) { Headers = { ContentType = MediaTypeHeaderValue.Parse("application/x-www-form-urlencoded") } };
            using var answer = await client.PostAsync(new Uri("/tickets/new", UriKind.Relative), form, Cancellation);
            var page = await answer.Content.ReadAsStringAsync(Cancellation);
            Assert.Equal(400, (int)answer.StatusCode);
            Assert.Contains("不是文字的字符", page, StringComparison.Ordinal);
            Assert.Contains("写了很久的一段话", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_body_that_holds_what_is_no_text_is_refused_with_its_place()
    {
        var tried = 0;
        foreach (var door in (await DoorsAsync()).Where(door => door.Body is not null))
        {
            foreach (var text in NoText)
            {
                using var answer = await PostAsync(door, $$"""{"outer":[{"inner":{{text}}}]}""");
                var reply = await Reply.OfAsync(answer);
                Assert.True((reply.Status, reply["code"]) == (400, "request.notText"), $"{door} {text}: {reply.Status} {reply["code"]}");
                Assert.Equal(["outer.inner"], reply.Fields.Select(field => Regex.Replace(field!, @"\.[0-9]+", "")));
                tried++;
            }
        }

        Assert.True(tried > 60);
    }

    [Fact]
    public async Task Every_body_of_another_shape_is_answered_in_words()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 200)) + "1" + new string('}', 200);
        foreach (var door in (await DoorsAsync()).Where(door => door.Body is not null))
        {
            foreach (var body in Odd.Append(deep).Append("{").Append(""))
            {
                using var answer = await PostAsync(door, body);
                await AssertInWordsAsync(door, body, answer, null);
            }

            foreach (var property in door.Body!.GetProperties())
            {
                var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
                foreach (var value in Odd.Concat(NoText))
                {
                    using var answer = await PostAsync(door, $$"""{"{{name}}":{{value}}}""");
                    await AssertInWordsAsync(door, name + value, answer, null);
                }
            }
        }
    }

    [Fact]
    public async Task A_body_in_another_media_type_or_encoding_is_told_what_is_expected()
    {
        foreach (var door in (await DoorsAsync()).Where(door => door.Body is not null))
        {
            foreach (var type in new[] { "text/plain", "application/xml", "application/json; charset=gbk", "application/json; charset=nonsense" })
            {
                using var request = new HttpRequestMessage(new HttpMethod(door.Method), door.Path) { Content = new ByteArrayContent("{}"u8.ToArray()) };
                request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
                request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
                using var answer = await (await site.AsAsync(door.Account)).Client.SendAsync(request, Cancellation);
                await AssertInWordsAsync(door, type, answer, 415);
            }
        }
    }

    [Fact]
    public async Task The_designers_addresses_answer_odd_bodies_in_words()
    {
        foreach (var door in await Door.AllAsync(site, path => path.StartsWith("/elsa/api/", StringComparison.Ordinal)))
        {
            if (door.Method is not ("POST" or "PUT")) continue;
            foreach (var body in Odd.Concat(NoText).Append("{\"ids\":[null,5,{}],\"definitionIds\":[\"a\\u0000\"],\"model\":{\"definitionId\":\"\\u0000\",\"root\":{\"type\":\"Elsa.Flowchart\",\"id\":\"\\u0000\"}}}").Append("{\"ids\":5,\"definitionIds\":{},\"model\":[],\"statuses\":7,\"timestampFilters\":[{\"column\":5,\"timestamp\":\"9999-12-31T23:59:59Z\"}],\"page\":-1,\"pageSize\":1e400}"))
            {
                using var answer = await PostAsync(door, body);
                Assert.True((int)answer.StatusCode < 500, $"{door} {body}: {(int)answer.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task Every_page_refuses_members_that_are_no_text_and_a_form_that_it_does_not_have()
    {
        foreach (var door in await Door.AllAsync(site, path => path.Length > 0))
        {
            if (!door.IsPage || door.Method != "GET") continue;
            var client = (await site.AsAsync(door.Account)).Client;
            using (var answer = await client.GetAsync(new Uri(door.Path + "?q=%00", UriKind.Relative), Cancellation)) await AssertIsPageAsync(door, answer, [400]);
            foreach (var member in DeclaredQuery.MembersOf(door.Endpoint)!)
            {
                foreach (var value in new[] { "a%00b", "9999-12-31T23:59", "9999-12-31", "0000-01-01", "10000-01-01", "-1", "99999999999999999999", "%EF%BF%BF", "'" })
                {
                    using var answer = await client.GetAsync(new Uri($"{door.Path}?{member.Name}={value}", UriKind.Relative), Cancellation);
                    await AssertIsPageAsync(door, answer, null, member.Name + "=" + value);
                }
            }
        }
    }

    [Fact]
    public async Task Every_form_that_is_gone_or_holds_no_text_is_a_page_that_keeps_what_was_typed()
    {
        foreach (var door in await Door.AllAsync(site, path => path.Length > 0))
        {
            if (!door.IsPage || door.Method != "POST") continue;
            var client = (await site.AsAsync(door.Account)).Client;
            var token = await TokenAsync(client);
            using var gone = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = token, ["_handler"] = "bogus", ["text"] = "写了很久的一段话" });
            using (var answer = await client.PostAsync(new Uri(door.Path, UriKind.Relative), gone, Cancellation))
            {
                var page = await AssertIsPageAsync(door, answer, null);
                if ((int)answer.StatusCode == 400) Assert.Contains("写了很久的一段话", page, StringComparison.Ordinal);
            }

            using var odd = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = token, ["_handler"] = "bogus", ["text"] = "a\0b" });
            using (var answer = await client.PostAsync(new Uri(door.Path, UriKind.Relative), odd, Cancellation)) await AssertIsPageAsync(door, answer, [400, 413]);
            using var expired = new FormUrlEncodedContent(new Dictionary<string, string> { ["__RequestVerificationToken"] = "x", ["_handler"] = "bogus", ["text"] = "写了很久的一段话" });
            using (var answer = await client.PostAsync(new Uri(door.Path, UriKind.Relative), expired, Cancellation)) await AssertIsPageAsync(door, answer, null);
            using var broken = new ByteArrayContent("--b\r\nnonsense"u8.ToArray()) { Headers = { ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b") } };
            using (var answer = await client.PostAsync(new Uri(door.Path, UriKind.Relative), broken, Cancellation)) await AssertIsPageAsync(door, answer, [400]);
        }
    }

    [Fact]
    public async Task A_file_name_that_is_no_text_is_refused()
    {
        var client = (await site.AsAsync("operator")).Client;
        var body = $"--b\r\nContent-Disposition: form-data; name=\"__RequestVerificationToken\"\r\n\r\n{await TokenAsync(client)}\r\n--b\r\nContent-Disposition: form-data; name=\"attachments\"; filename*=UTF-8''a%00b.png\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n";
        using var form = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b") } };
        using var answer = await client.PostAsync(new Uri("/tickets/new", UriKind.Relative), form, Cancellation);
        Assert.Equal(400, (int)answer.StatusCode);
    }

    private async Task<Door[]> DoorsAsync() => [.. (await Door.AllAsync(site, path => path.StartsWith("/api/", StringComparison.Ordinal))).Where(door => door.Path != "/api/auth/login" || door.Method != "GET")];

    private async Task<HttpResponseMessage> PostAsync(Door door, string body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(door.Method), door.Path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        return await (await site.AsAsync(door.Account)).Client.SendAsync(request, Cancellation);
    }

    private static async Task<string> TokenAsync(HttpClient client)
    {
        var page = await client.GetStringAsync(new Uri("/progress", UriKind.Relative), Cancellation);
        return Regex.Match(page, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
    }

    private static async Task AssertInWordsAsync(Door door, string what, HttpResponseMessage answer, int? status)
    {
        var reply = await Reply.OfAsync(answer);
        Assert.True(status is { } only ? reply.Status == only : reply.Status < 500, $"{door} {what}: {reply.Status} {reply["detail"]}");
        if (reply.Status >= 400) Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", reply["detail"] ?? "");
    }

    private static async Task<string> AssertIsPageAsync(Door door, HttpResponseMessage answer, int[]? statuses, string what = "")
    {
        var page = await answer.Content.ReadAsStringAsync(Cancellation);
        var status = (int)answer.StatusCode;
        Assert.True(statuses is null ? status < 500 : statuses.Contains(status), $"{door} {what}: {status}");
        Assert.DoesNotContain("页面出错了", page, StringComparison.Ordinal);
        if (status >= 400) Assert.Contains("<main", page, StringComparison.Ordinal);
        return page;
    }
}
