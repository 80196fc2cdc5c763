using System.Text.Json;
using System.Text.Json.Serialization;

namespace JieSuJiBan.Host.Seeding;

/// <summary>What somebody in the demo city asks, and what is answered. Written for this purpose; no real request.</summary>
internal sealed record DemoRequest(
    [property: JsonPropertyName("class")] string ClassCode,
    [property: JsonPropertyName("type")] string RequestType,
    string Title,
    string Body,
    string Reply,
    [property: JsonPropertyName("public")] string PublicReply)
{
    public static IReadOnlyList<DemoRequest> All { get; } = Read();

    private static DemoRequest[] Read()
    {
        using var stream = typeof(DemoRequest).Assembly.GetManifestResourceStream("demo-requests.json")
            ?? throw new InvalidOperationException("demo-requests.json is embedded in the host.");
        return JsonSerializer.Deserialize<DemoRequest[]>(stream, JsonSerializerOptions.Web)!;
    }
}
