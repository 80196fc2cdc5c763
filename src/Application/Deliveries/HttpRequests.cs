using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Application.Deliveries;

/// <summary>What a flow's SendHttpRequest asks for, as an HTTP request, and what came back as data.</summary>
public static class HttpRequests
{
    private const int MostHeaders = 100;
    private const string DefaultType = "application/json";

    /// <summary>Headers that would carry a session or a secret into the journal.</summary>
    private static readonly HashSet<string> Unkept = new(StringComparer.OrdinalIgnoreCase) { "Set-Cookie", "Set-Cookie2" };

    /// <summary>Builds the request; an error says, in words that quote no value, what of it cannot be sent.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="payload">The effect: method, headers, authorization, contentType.</param>
    /// <param name="content">The content, its sealed words opened; null where there is none.</param>
    /// <param name="request">The request; the caller disposes of it also where there is an error.</param>
    public static string? Build(Uri address, Value payload, Value content, out HttpRequestMessage request)
    {
        request = new() { RequestUri = address };
        var method = payload["method"].AsString()?.Trim();
        if (string.IsNullOrEmpty(method)) method = "GET";
        if (!method.All(char.IsAsciiLetter)) return "The method is no HTTP method.";
        request.Method = new(method.ToUpperInvariant());
        if (!content.IsNull)
        {
            if (Content(content, payload["contentType"].AsString(), out var body) is { } bad) return bad;
            request.Content = body;
        }

        var authorization = payload["authorization"].AsString();
        if (!string.IsNullOrWhiteSpace(authorization) && Add(request, "Authorization", authorization) is { } refused) return refused;
        return Headers(payload["headers"], request);
    }

    /// <summary>The headers that came back, each a list of texts as in Elsa.</summary>
    public static Value HeadersOf(HttpResponseMessage response) => Value.Object(response.Headers.Concat(response.Content.Headers)
        .Where(header => !Unkept.Contains(header.Key))
        .Take(MostHeaders)
        .Select(header => KeyValuePair.Create(header.Key, Value.Of(header.Value))));

    /// <summary>The encoding that the answer names, else UTF-8.</summary>
    public static Encoding EncodingOf(HttpResponseMessage response)
    {
        try
        {
            return response.Content.Headers.ContentType?.CharSet is { Length: > 0 } name ? Encoding.GetEncoding(name.Trim('"')) : Encoding.UTF8;
        }
        catch (ArgumentException)
        {
            // An encoding that this machine does not know: what is ASCII of it is still read.
            return Encoding.UTF8;
        }
    }

    private static string? Content(Value content, string? contentType, out HttpContent? body)
    {
        body = null;
        MediaTypeHeaderValue? type = null;
        if (!string.IsNullOrWhiteSpace(contentType) && !MediaTypeHeaderValue.TryParse(contentType, out type)) return "The content type is no media type.";
        type ??= new(content.AsString() is { } plain && !IsJson(plain) ? "text/plain" : DefaultType);
        if (type.MediaType == "application/x-www-form-urlencoded" && content.Kind == ValueKind.Object)
        {
            body = new FormUrlEncodedContent(content.MembersByName.Select(member => KeyValuePair.Create(member.Key, ValueConverter.ToText(member.Value))));
            return null;
        }

        // A text is sent as it stands: it is JSON, XML or a form already.
        var text = content.AsString() ?? CanonicalJson.Write(content);
        try
        {
            type.CharSet ??= "utf-8";
            body = new ByteArrayContent(Encoding.GetEncoding(type.CharSet.Trim('"')).GetBytes(text));
        }
        catch (ArgumentException)
        {
            return "The content type names an unknown charset.";
        }

        body.Headers.ContentType = type;
        return null;
    }

    private static bool IsJson(string text)
    {
        try
        {
            return CanonicalJson.Parse(text).Kind is ValueKind.Object or ValueKind.Array;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    private static string? Headers(Value headers, HttpRequestMessage request)
    {
        if (headers.AsString() is { } json)
        {
            if (string.IsNullOrWhiteSpace(json)) return null;
            if (ValueConverter.Convert(headers, "JsonObject") is not { Error: null } parsed) return "The request headers are no object.";
            headers = parsed.Value;
        }

        if (headers.Kind is not (ValueKind.Object or ValueKind.Null)) return "The request headers are no object.";
        foreach (var (name, stated) in headers.MembersByName)
        {
            foreach (var value in stated.Kind == ValueKind.Array ? stated.Items : [stated])
            {
                if (value.IsNull) continue;
                if (value.Kind is ValueKind.Object or ValueKind.Array) return string.Create(CultureInfo.InvariantCulture, $"The request header {Shown(name)} is no text.");
                if (Add(request, name, ValueConverter.ToText(value)) is { } refused) return refused;
            }
        }

        return null;
    }

    private static string? Add(HttpRequestMessage request, string name, string value)
    {
        if (value.AsSpan().ContainsAny('\r', '\n', '\0')) return $"The request header {Shown(name)} has a line break in its value.";
        if (string.Equals(name, "Content-Type", StringComparison.OrdinalIgnoreCase))
        {
            // As a header it means the same as the input of that name.
            if (request.Content is null) return null;
            if (!MediaTypeHeaderValue.TryParse(value, out var type)) return "The content type is no media type.";
            request.Content.Headers.ContentType = type;
            return null;
        }

        if (string.Equals(name, "Authorization", StringComparison.OrdinalIgnoreCase)) request.Headers.Remove(name);
        return request.Headers.TryAddWithoutValidation(name, value) || request.Content?.Headers.TryAddWithoutValidation(name, value) == true
            ? null
            : $"The request header {Shown(name)} cannot be sent.";
    }

    private static string Shown(string name) => name.Length <= 60 && name.All(c => c is > ' ' and < (char)127) ? $"'{name}'" : "(one)";
}
