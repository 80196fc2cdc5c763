using System.Text;
using System.Text.Json;
using JieSuJiBan.Application.Commands;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace JieSuJiBan.Web.Http;

/// <summary>
/// What reaches a handler is text: no NUL, which no database keeps, and no half of a surrogate pair, which no answer can repeat. Everything else
/// is refused here, with its place, whatever the address.
/// </summary>
internal static class WellFormedText
{
    private const string FormItem = "jsjb.form";
    private const string JsonItem = "jsjb.json";

    /// <summary>Looks at path, query and headers.</summary>
    public static IApplicationBuilder UseWellFormedAddress(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        var request = http.Request;
        if (!KeptText.Is(request.Path.Value)) return RefuseAsync(http, "path");
        // Bytes that are no UTF-8 stay as they were written, so they would be looked for as letters.
        if (http.Features.Get<IHttpRequestFeature>()?.RawTarget is { } target && target.Contains('%', StringComparison.Ordinal) && !IsUtf8(target)) return RefuseAsync(http, target.IndexOf('?', StringComparison.Ordinal) is >= 0 and var end && IsUtf8(target[..end]) ? "query" : "path");
        foreach (var (name, values) in request.Query)
        {
            if (!KeptText.Is(name) || values.Any(value => !KeptText.Is(value))) return RefuseAsync(http, KeptText.Is(name) ? name : "query");
        }

        foreach (var (name, values) in request.Headers)
        {
            // Kestrel gives a replacement character for bytes that are no UTF-8.
            if (values.Any(value => !KeptText.Is(value) || value?.Contains('\uFFFD', StringComparison.Ordinal) == true)) return RefuseAsync(http, name);
        }

        return next(http);
    });

    /// <summary>Looks at forms and at JSON, once it is known that the caller may send them. Call it before what reads forms.</summary>
    public static IApplicationBuilder UseWellFormedBody(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        var wrong = http.GetEndpoint() is not { } endpoint ? null
            : http.Request.HasFormContentType && (IsForForms(endpoint) || !Problems.IsForPrograms(http.Request.Path)) ? await InFormAsync(http)
            : TakesJson(endpoint) && http.Request.HasJsonContentType() ? await InJsonAsync(http) : null;
        if (wrong is null) await next(http);
        else await wrong(http);
    });

    /// <summary>The form of this request as it was read at the edge; null where there is none. Reading it needs no valid token.</summary>
    public static IFormCollection? FormAtTheEdge(this HttpContext http) => http.Items[FormItem] as IFormCollection;

    /// <summary>The bytes of a JSON body as they came; null where an endpoint takes none.</summary>
    public static ReadOnlyMemory<byte>? JsonAtTheEdge(this HttpContext http) => http.Items[JsonItem] is MemoryStream body ? body.GetBuffer().AsMemory(0, (int)body.Length) : null;

    /// <summary>Reads the form for its words alone; where it is broken there are none.</summary>
    public static async Task ReadFormAtTheEdgeAsync(this HttpContext http)
    {
        if (http.Request.HasFormContentType) await InFormAsync(http);
    }

    private static bool IsUtf8(string target) => IsUtf8(Encoding.UTF8.GetBytes(target));

    /// <summary>True where it is UTF-8 with what is written as %XX, and holds no NUL.</summary>
    private static bool IsUtf8(ReadOnlySpan<byte> escaped)
    {
        var bytes = new byte[escaped.Length];
        var length = 0;
        for (var at = 0; at < escaped.Length; at++)
        {
            if (escaped[at] == '%' && at + 2 < escaped.Length && System.Buffers.Text.Utf8Parser.TryParse(escaped.Slice(at + 1, 2), out byte value, out var used, 'X') && used == 2)
            {
                bytes[length++] = value;
                at += 2;
            }
            else
            {
                bytes[length++] = escaped[at];
            }
        }

        return System.Text.Unicode.Utf8.IsValid(bytes.AsSpan(0, length)) && !bytes.AsSpan(0, length).Contains((byte)0);
    }

    private static bool IsForForms(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.Any(type => type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) || type.Contains("urlencoded", StringComparison.OrdinalIgnoreCase)) == true;

    private static bool TakesJson(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes.Contains("application/json", StringComparer.OrdinalIgnoreCase) == true;

    private static async Task<RequestDelegate?> InFormAsync(HttpContext http)
    {
        IFormCollection form;
        MemoryStream? urlencoded = null;
        try
        {
            if (http.Request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true) urlencoded = await HoldAsync(http);
            form = await http.Request.ReadFormAsync(http.RequestAborted);
        }
        catch (Exception broken) when (broken is InvalidDataException or BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } or IOException { InnerException: null } && !http.RequestAborted.IsCancellationRequested)
        {
            return at => PageProblem.AnswerAsync(at, 400, "form.malformed", "提交的表单不完整或过大，没有保存：请返回上一页重新提交。", "The form is not complete or too large and nothing was saved: go back and send it again.");
        }

        http.Items[FormItem] = form;
        // The reader of forms leaves such bytes as they were written: they would be kept as letters.
        if (urlencoded is not null && !IsUtf8(urlencoded.GetBuffer().AsSpan(0, (int)urlencoded.Length))) return at => RefuseAsync(at, "form");
        foreach (var (name, values) in form)
        {
            if (!KeptText.Is(name) || values.Any(value => !KeptText.Is(value))) return at => RefuseAsync(at, KeptText.Is(name) ? name : "form");
        }

        return form.Files.All(file => KeptText.Is(file.Name) && KeptText.Is(file.FileName)) ? null : at => RefuseAsync(at, "fileName");
    }

    private static async Task<RequestDelegate?> InJsonAsync(HttpContext http)
    {
        var request = http.Request;
        if (request.GetTypedHeaders().ContentType?.Charset is { HasValue: true } charset && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) && !charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase) && !charset.Equals("utf8", StringComparison.OrdinalIgnoreCase))
        {
            return Problems.Of(415, "request.charset", "JSON 须为 UTF-8 编码（charset=utf-8）。", "JSON is sent as UTF-8 (charset=utf-8).").ExecuteAsync;
        }

        var body = await HoldAsync(http);
        http.Items[JsonItem] = body;
        return FaultOf(body.GetBuffer().AsSpan(0, (int)body.Length)) switch
        {
            null => null,
            { Length: 0 } => Problems.Of(400, "request.notUtf8", "请求内容不是 UTF-8 编码：请另存为 UTF-8 后重试。", "The body is not UTF-8: save it as UTF-8 and try again.").ExecuteAsync,
            var field => at => RefuseAsync(at, field),
        };
    }

    /// <summary>The whole body, which its reader finds again; bounded by the limit of the body, which Kestrel holds.</summary>
    private static async Task<MemoryStream> HoldAsync(HttpContext http)
    {
        var body = new MemoryStream();
        http.Response.RegisterForDispose(body);
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        body.Position = 0;
        http.Request.Body = body;
        return body;
    }

    /// <summary>The member of a JSON text that holds no text; empty where the whole is no UTF-8; null where all is well, or is no JSON, of which its reader says more.</summary>
    private static string? FaultOf(ReadOnlySpan<byte> json)
    {
        if (!System.Text.Unicode.Utf8.IsValid(json)) return "";
        if (json.IndexOf("\\u"u8) < 0) return null;
        var names = new Stack<(string? Name, int Index)>();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 256 });
        var name = (string?)null;
        string Place() => string.Join('.', names.Reverse().Select(level => level.Name ?? (level.Index < 0 ? null : level.Index.ToString(System.Globalization.CultureInfo.InvariantCulture))).Append(name).Where(part => !string.IsNullOrEmpty(part)));
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    names.Push((name, -1));
                    name = null;
                }
                else if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
                {
                    names.Pop();
                    name = null;
                }
                else if (reader.TokenType == JsonTokenType.PropertyName)
                {
                    name = null;
                    if (TextOf(ref reader) is not { } read) return Place() is { Length: > 0 } place ? place : "json";
                    name = read;
                }
                else if (reader.TokenType == JsonTokenType.String && reader.ValueIsEscaped && TextOf(ref reader) is null)
                {
                    return Place() is { Length: > 0 } place ? place : "json";
                }
            }
        }
        catch (JsonException)
        {
            return null;
        }

        return null;
    }

    private static string? TextOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() is { } text && !text.Contains('\0', StringComparison.Ordinal) ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static Task RefuseAsync(HttpContext http, string where)
    {
        var shown = Shown(where);
        return PageProblem.AnswerAsync(
            http, 400, "request.notText",
            $"“{shown}”中含有不是文字的字符（空字符或不完整的代理项），没有执行：请去掉后重试。",
            $"'{shown}' holds a character that is no text (NUL or half a surrogate pair), and nothing was done: take it out and try again.",
            [new(shown, "含有不是文字的字符。", "Holds a character that is no text.")]);
    }

    private static string Shown(string where)
    {
        var shown = new StringBuilder();
        foreach (var rune in where.EnumerateRunes()) if (shown.Length < 100) shown.Append(Rune.IsControl(rune) ? Rune.ReplacementChar : rune);
        return shown.ToString();
    }
}
