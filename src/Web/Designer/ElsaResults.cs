using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using JieSuJiBan.Application.Definitions;
using JieSuJiBan.Engine;
using JieSuJiBan.Web.Http;

namespace JieSuJiBan.Web.Designer;

/// <summary>How the Elsa API speaks: camel case, names for enumerations, every member written.</summary>
internal static class ElsaResults
{
    /// <summary>The API's JSON.</summary>
    public static JsonSerializerOptions Json { get; } = Make();

    /// <summary>An answer with a body.</summary>
    public static IResult Ok(object? body, int status = StatusCodes.Status200OK) => TypedResults.Json(body, Json, statusCode: status);

    /// <summary>Elsa's list: items and their number.</summary>
    public static IResult List<T>(IReadOnlyList<T> items) => Ok(new { items, count = items.Count });

    /// <summary>
    /// A refusal as Studio shows it: 400 with <c>errors.generalErrors</c>, each a sentence of ours in a message at the edge of the page. Any other
    /// status would end in Studio's own red bar, which says nothing.
    /// </summary>
    public static IResult Refuse(string code, string chinese, string english, params IEnumerable<string> more) => new Refusal(code, [chinese, .. more], english);

    /// <summary>The same of what the store or the engine refused.</summary>
    public static IResult Refuse(Rejection rejection) => rejection is { Kind: RejectionKind.NotFound, Code: "notFound" } ? Problems.Of(rejection) : Refuse(rejection.Code, rejection.Chinese, rejection.English);

    /// <summary>There is no such thing.</summary>
    public static IResult NotFound(string what, string whatEn) => Problems.NotFound(what, whatEn);

    /// <summary>The body as JSON, or a refusal that says what is wrong with it: broken text, nested too deeply, larger than the limit.</summary>
    public static async Task<(JsonNode? Body, IResult? Refused)> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (await BytesAsync(request, ct) is not { } bytes) return (null, TooLarge());
        var (json, wrong) = DesignerJson.Parse(bytes);
        return (json, Refuse(wrong));
    }

    /// <summary>The same of a file that somebody sends as it is, in whatever encoding it may be; with the name of its encoding.</summary>
    public static async Task<(JsonNode? Body, string Encoding, IResult? Refused)> ReadFileAsync(HttpRequest request, CancellationToken ct)
    {
        if (await BytesAsync(request, ct) is not { } bytes) return (null, "", TooLarge());
        var (json, encoding, wrong) = DesignerJson.ParseFile(bytes);
        return (json, encoding, Refuse(wrong));
    }

    private static IResult? Refuse(BadJson? wrong) => wrong is null ? null : Refuse(wrong.Code, wrong.Chinese + "，没有改动任何内容：请改正后重试。", wrong.English + ", so nothing was changed: correct it and try again.");

    /// <summary>The body; null where it is larger than the limit.</summary>
    private static async Task<ReadOnlyMemory<byte>?> BytesAsync(HttpRequest request, CancellationToken ct)
    {
        try
        {
            using var body = new MemoryStream();
            var buffer = new byte[64 * 1024];
            for (var read = await request.Body.ReadAsync(buffer, ct); read > 0; read = await request.Body.ReadAsync(buffer, ct))
            {
                // Read to its end: who is still sending would not see the answer.
                if (body.Length <= DesignerJson.MaximumBodyBytes) body.Write(buffer, 0, read);
            }

            if (body.Length > DesignerJson.MaximumBodyBytes) return null;
            return body.GetBuffer().AsMemory(0, (int)body.Length);
        }
        catch (BadHttpRequestException large) when (large.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
    }

    private static IResult TooLarge() => Refuse(
        "request.tooLarge",
        $"内容超过 {DesignerJson.MaximumBodyBytes / 1024 / 1024} MB 的上限，没有保存：请把流程拆成几个子流程。",
        $"The body is larger than {DesignerJson.MaximumBodyBytes / 1024 / 1024} MB and was not saved: split the workflow into several.");

    private static JsonSerializerOptions Make()
    {
        var json = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            DefaultIgnoreCondition = JsonIgnoreCondition.Never,
            MaxDepth = 1024,
        };
        json.Converters.Add(new JsonStringEnumConverter());
        json.Converters.Add(new InstantConverter());
        json.Converters.Add(new ValueJsonConverter());
        return json;
    }

    private sealed class Refusal(string code, IReadOnlyList<string> sentences, string english) : IResult, IStatusCodeHttpResult, IValueHttpResult<string>
    {
        public string Value => sentences[0];

        public int? StatusCode => StatusCodes.Status400BadRequest;

        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status400BadRequest;
            return httpContext.Response.WriteAsJsonAsync(
                new { type = "urn:jsjb:problem:" + code, title = "请求未被接受", status = StatusCodes.Status400BadRequest, detail = sentences[0], detailEn = english, code, errors = new { generalErrors = sentences } },
                Json,
                "application/problem+json; charset=utf-8",
                httpContext.RequestAborted);
        }
    }
}
