using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JieSuJiBan.Host.Tests.Rest;

namespace JieSuJiBan.Host.Tests.Designer;

/// <summary>Calls of the Elsa API as Studio makes them.</summary>
internal static class ElsaSite
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<Reply> ElsaAsync(this Caller caller, HttpMethod method, string path, object? body = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, "/elsa/api" + path);
        if (body is not null) request.Content = new StringContent(body as string ?? (body is JsonNode node ? node.ToJsonString() : JsonSerializer.Serialize(body)), Encoding.UTF8, "application/json");
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await Reply.OfAsync(await caller.Client.SendAsync(request, Cancellation));
    }

    public static Task<Reply> ReadAsync(this Caller caller, string path) => caller.ElsaAsync(HttpMethod.Get, path);

    /// <summary>The definition as the editor loads it, and the tag of it.</summary>
    public static async Task<(JsonObject Definition, string Tag)> LoadAsync(this Caller caller, string definitionId)
    {
        var reply = await caller.ReadAsync($"/workflow-definitions/by-definition-id/{definitionId}?versionOptions=Latest");
        Assert.Equal(200, reply.Status);
        return (JsonNode.Parse(reply.Body.GetRawText())!.AsObject(), reply.Message.Headers.ETag!.ToString());
    }

    /// <summary>Saves as the editor does.</summary>
    public static Task<Reply> SaveAsync(this Caller caller, JsonObject definition, string? tag, bool publish = false) =>
        caller.ElsaAsync(HttpMethod.Post, "/workflow-definitions", new JsonObject { ["model"] = definition.DeepClone(), ["publish"] = publish }, tag);

    /// <summary>A new definition with one activity; returns its id.</summary>
    public static async Task<string> NewAsync(this Caller caller, string name)
    {
        var reply = await caller.ElsaAsync(HttpMethod.Post, "/workflow-definitions", new
        {
            model = new
            {
                id = (string?)null,
                definitionId = (string?)null,
                name,
                createdAt = "0001-01-01T00:00:00+00:00",
                variables = (object?)null,
                inputs = (object?)null,
                outputs = (object?)null,
                outcomes = (object?)null,
                customProperties = (object?)null,
                options = (object?)null,
                root = new { id = "flow1", type = "Elsa.Flowchart", version = 1, name = "Flowchart1" },
            },
            publish = false,
        });
        Assert.Equal(201, reply.Status);
        return reply.Body.GetProperty("workflowDefinition").GetProperty("definitionId").GetString()!;
    }

    /// <summary>The sentences that Studio shows of a refusal.</summary>
    public static string[] Sentences(this Reply reply)
    {
        Assert.Equal(400, reply.Status);
        Assert.Equal("application/problem+json", reply.Message.Content.Headers.ContentType!.MediaType);
        return [.. reply.Body.GetProperty("errors").GetProperty("generalErrors").EnumerateArray().Select(sentence => sentence.GetString()!)];
    }

    /// <summary>Fails where a member is missing, or is of another kind: <c>s</c> text, <c>n</c> number, <c>b</c> truth, <c>a</c> list, <c>o</c> object; a question mark allows null.</summary>
    public static void HasShape(this JsonElement json, params (string Member, string Kind)[] shape)
    {
        foreach (var (member, kind) in shape)
        {
            Assert.True(json.TryGetProperty(member, out var value), $"'{member}' is missing in {json.GetRawText()[..Math.Min(300, json.GetRawText().Length)]}");
            if (kind.EndsWith('?') && value.ValueKind == JsonValueKind.Null) continue;
            Assert.True(
                kind[0] switch
                {
                    's' => value.ValueKind == JsonValueKind.String,
                    'n' => value.ValueKind == JsonValueKind.Number,
                    'b' => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
                    'a' => value.ValueKind == JsonValueKind.Array,
                    _ => value.ValueKind == JsonValueKind.Object,
                },
                $"'{member}' is {value.ValueKind}");
        }
    }

    public static MultipartFormDataContent Upload(params (string Name, byte[] Content)[] files)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, content) in files)
        {
            var part = new ByteArrayContent(content);
            part.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            form.Add(part, "files", name);
        }

        return form;
    }
}
