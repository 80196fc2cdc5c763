using System.Text.Json;

namespace JieSuJiBan.Runtime.Commit;

/// <summary>Which queue an effect waits in.</summary>
internal static class QueueNames
{
    private const string Http = "http";
    private const int LongestServer = 200;

    /// <summary>The queue of an effect; null where it is the channel's own.</summary>
    public static string? NameFor(string channel, string payloadJson)
    {
        if (channel != Http) return null;
        try
        {
            using var payload = JsonDocument.Parse(payloadJson);
            // No user name, path or query: the name is shown.
            return payload.RootElement.TryGetProperty("url", out var url) && url.ValueKind == JsonValueKind.String
                && Uri.TryCreate(url.GetString(), UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.IdnHost.Length <= LongestServer
                ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Http}:{address.IdnHost.ToLowerInvariant()}:{address.Port}")
                : null;
        }
        catch (Exception malformed) when (malformed is JsonException or UriFormatException or InvalidOperationException)
        {
            // What names no server fails by itself when it is delivered.
            return null;
        }
    }
}
