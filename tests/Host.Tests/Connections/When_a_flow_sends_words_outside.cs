using System.Text.Json.Nodes;
using JieSuJiBan.Host.Tests.Designer;
using JieSuJiBan.Host.Tests.Rest;

namespace JieSuJiBan.Host.Tests.Connections;

/// <summary>
/// A service is started, two people publish a drawing that posts a confidential body to a server which redirects: nothing arrives that the
/// connection does not let out, nothing follows the redirect, and nothing of the answer stands in clear.
/// </summary>
public sealed class When_a_flow_sends_words_outside
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_307_gets_nothing_and_no_word_of_an_answer_stands_in_clear()
    {
        await using var outside = await Outside.StartAsync();
        var secrets = Directory.CreateTempSubdirectory("jsjb-city-secrets-");
        await File.WriteAllTextAsync(Path.Combine(secrets.FullName, "city-api"), "s3cr3t-of-the-city", Ct);
        await using var city = await CityApart.StartAsync("--Demo:Tickets=false", $"--Connections:SecretsDirectory={secrets.FullName}");
        var (policy, other, admin, auditor) = (await city.AsAsync("policy"), await city.AsAsync("policy2"), await city.AsAsync("admin"), await city.AsAsync("auditor"));

        // Without a connection the drawing is refused.
        var hash = (await policy.GetAsync("/api/governance/versions/workflow/ticket")).Body[0].GetProperty("hash").GetString();
        var text = (await policy.GetAsync($"/api/governance/versions/workflow/ticket/{hash}/content"))["content"]!;
        var made = await policy.PostAsync("/api/governance/drafts", new { kind = "Workflow", name = "ticket", content = WithSender(text, outside) });
        Assert.Equal(200, made.Status);
        var draft = made.Body.GetProperty("draft").GetProperty("draftId").GetString();
        Assert.Contains(await ChecksAsync(policy, draft), finding => finding.Code == "http.noConnection" && finding.IsError);
        Assert.Equal(422, (await policy.PostAsync($"/api/governance/drafts/{draft}/submit", new { revision = 1 })).Status);

        // The system administrator says where to, what may leave and what is readable. Nobody else does, and loopback needs to be named.
        object Setting(params string[] networks) => new
        {
            chinese = "市级接口",
            english = "City interface",
            baseAddress = outside.Address + "/hook",
            networks,
            fields = new[] { "phone", "channel" },
            headers = new Dictionary<string, object> { ["X-Key"] = new { secret = "file:city-api" } },
            answer = new[] { new { path = "result", kind = "Code" } },
        };
        Assert.Equal(403, (await policy.PutAsync("/api/connections/city-api", Setting("127.0.0.1"))).Status);
        Assert.Equal(422, (await admin.PutAsync("/api/connections/city-api", Setting())).Status);
        Assert.Equal(200, (await admin.PutAsync("/api/connections/city-api", Setting("127.0.0.1"))).Status);
        Assert.Equal(409, (await admin.PutAsync("/api/connections/city-api", Setting("127.0.0.1"))).Status);
        var seen = (await policy.GetAsync("/api/connections")).Body.ToString();
        Assert.Contains("X-Key", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("file:city-api", seen, StringComparison.Ordinal);
        Assert.Equal("admin", (await admin.GetAsync("/api/connections/log?name=city-api")).Body[0].GetProperty("actor").GetString());

        var findings = await ChecksAsync(policy, draft);
        Assert.DoesNotContain(findings, finding => finding.IsError);
        Assert.Contains(findings, finding => finding.Code == "http.leaves" && finding.English.Contains("(phone)", StringComparison.Ordinal) && finding.English.Contains("city-api", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding.Code == "http.field.closed" && finding.English.Contains("(body)", StringComparison.Ordinal));
        foreach (var (who, verb) in new[] { (policy, "submit"), (other, "approve"), (other, "publish") })
        {
            var reply = await who.PostAsync($"/api/governance/drafts/{draft}/{verb}", new { revision = 1 });
            Assert.True(reply.Status == 200, $"{verb}: {reply.Body}");
        }

        const string Words = "夜里有人往河里倒废油，请为我保密";
        var phone = Given.Phone();
        var redirected = await Given.CreatedAsync(city, ("requestType", "Report"), ("body", Words), ("channel", "Phone"));
        await UntilAsync(async () => (await RunAsync(auditor, redirected)).Contains("307", StringComparison.Ordinal));
        var answered = await Given.CreatedAsync(city, ("requestType", "Report"), ("body", Words), ("channel", "Web"));
        await UntilAsync(async () => (await RunAsync(auditor, answered)).Contains("OK-7", StringComparison.Ordinal));
        var elsewhere = await Given.CreatedAsync(city, ("requestType", "Report"), ("body", Words), ("channel", "App"));
        await UntilAsync(async () => (await RunAsync(auditor, elsewhere)).Contains("http.noConnection", StringComparison.Ordinal) || (await IncidentsAsync(auditor, elsewhere)).Contains("http.noConnection", StringComparison.Ordinal));

        Assert.Equal(["/hook/answer", "/hook/redirect"], outside.Requests.Select(request => request.Path).Distinct().Order());
        Assert.All(outside.Requests, request => Assert.Equal("s3cr3t-of-the-city", request.Headers["X-Key"]));
        Assert.All(outside.Requests, request => Assert.DoesNotContain("废油", request.Body, StringComparison.Ordinal));
        Assert.Contains(phone, outside.Requests[0].Body, StringComparison.Ordinal);
        foreach (var (reader, caseId) in new[] { policy, auditor }.SelectMany(reader => new[] { redirected, answered, elsewhere }.Select(caseId => (reader, caseId))))
        {
            foreach (var shown in new[] { await RunAsync(reader, caseId), await IncidentsAsync(reader, caseId), (await (await city.AsAsync("auditor")).GetAsync($"/api/tickets/{caseId}/history")).Body.ToString() })
            {
                foreach (var hidden in new[] { "LEAKED", "internal-secret", "s3cr3t", Words, phone }) Assert.DoesNotContain(hidden, shown, StringComparison.Ordinal);
            }
        }

        // Switched off, nothing goes by it any more.
        var revision = (await admin.GetAsync("/api/connections")).Body.EnumerateArray().Single(one => one.GetProperty("name").GetString() == "city-api").GetProperty("setting").GetProperty("revision").GetInt32();
        Assert.Equal(200, (await admin.PostAsync("/api/connections/city-api/switch-off", new { revision })).Status);
        var before = outside.Requests.Count;
        var stopped = await Given.CreatedAsync(city, ("channel", "Web"));
        await UntilAsync(async () => (await IncidentsAsync(auditor, stopped)).Contains("http.noConnection", StringComparison.Ordinal));
        Assert.Equal(before, outside.Requests.Count);
        secrets.Delete(recursive: true);
    }

    /// <summary>The published drawing with a request beside its way; where it goes is told by the channel.</summary>
    private static string WithSender(string text, Outside outside)
    {
        var definition = JsonNode.Parse(text)!;
        var root = definition["root"]!;
        var accept = (string)root["activities"]!.AsArray().First(node => (string?)node!["type"] == "Jsjb.AcceptTicket")!["id"]!;
        root["activities"]!.AsArray().Add(JsonNode.Parse(
            $$$$"""
            {
              "id": "send", "nodeId": "Workflow1:flow:send", "name": "send", "type": "Elsa.FlowSendHttpRequest", "version": 1, "customProperties": {"canStartWorkflow": false}, "metadata": {"displayText": "外送", "designer": {"position": {"x": 0, "y": 600}}},
              "url": {"typeName": "String", "expression": {"type": "JavaScript", "value": "'{{{{outside.Address}}}}/' + (ticket.channel === 'Phone' ? 'hook/redirect' : ticket.channel === 'App' ? 'elsewhere' : 'hook/answer')"} },
              "method": {"typeName": "String", "expression": {"type": "Literal", "value": "POST"}},
              "content": {"typeName": "Object", "expression": {"type": "JavaScript", "value": "({phone: ticket.phone, name: ticket.petitioner, body: ticket.body})"} }
            }
            """));
        root["connections"]!.AsArray().Add(JsonNode.Parse($$"""{"source": {"activity": "{{accept}}", "port": "Done"}, "target": {"activity": "send", "port": "In"} }"""));
        return definition.ToJsonString();
    }

    private static async Task<(string Code, bool IsError, string English)[]> ChecksAsync(Caller caller, string? draft) =>
        [.. (await caller.GetAsync($"/api/governance/drafts/{draft}/checks")).Body.GetProperty("findings").EnumerateArray().Select(one => (one.GetProperty("code").GetString()!, one.GetProperty("isError").GetBoolean(), one.GetProperty("english").GetString()!))];

    private static async Task<string> RunAsync(Caller caller, string caseId) => (await caller.ReadAsync($"/activity-executions/list?WorkflowInstanceId={caseId}")).Body.ToString();

    private static async Task<string> IncidentsAsync(Caller caller, string caseId) => (await caller.ReadAsync($"/workflow-instances/{caseId}")).Body.ToString();

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        while (!await holds())
        {
            Ct.ThrowIfCancellationRequested();
            await Task.Delay(200, Ct);
        }
    }
}
