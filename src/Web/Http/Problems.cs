using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using JieSuJiBan.Application.Commands;
using JieSuJiBan.Engine;

namespace JieSuJiBan.Web.Http;

/// <summary>A refusal or failure as RFC 9457 problem details, in Chinese with the English beside it.</summary>
public sealed record Problem
{
    /// <summary>Names the kind of problem; stable.</summary>
    public required string Type { get; init; }

    /// <summary>What sort of problem, zh-CN.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>What is wrong and what to do, zh-CN.</summary>
    public required string Detail { get; init; }

    /// <summary>The same in English.</summary>
    public required string DetailEn { get; init; }

    /// <summary>Stable dotted code, e.g. <c>task.alreadyCompleted</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Article, RFC or policy row the refusal rests on.</summary>
    public string? Source { get; init; }

    /// <summary>Field by field what is wrong.</summary>
    public IReadOnlyList<FieldProblem>? Errors { get; init; }
}

/// <summary>Answers a request with a problem.</summary>
internal sealed class ProblemResult(Problem problem, TimeSpan? retryAfter = null) : IResult, IStatusCodeHttpResult, IValueHttpResult<Problem>
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public int? StatusCode => problem.Status;

    public Problem Value => problem;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = problem.Status;
        if (retryAfter is { } wait) response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return response.WriteAsJsonAsync(problem, Json, "application/problem+json; charset=utf-8", httpContext.RequestAborted);
    }
}

/// <summary>The problems that the door itself knows, and how rejections become problems.</summary>
internal static class Problems
{
    public static ProblemResult SignInFirst { get; } = Of(401, "auth.required", "请先登录：携带登录 Cookie,或在 Authorization 头中携带 /api/auth/login 颁发的 Bearer 令牌。", "Sign in first: send the cookie, or the bearer token that /api/auth/login gives, in the Authorization header.");

    public static ProblemResult SessionEnded { get; } = Of(401, "auth.ended", "登录已结束：已退出、超过时限，或账号、权限有变动。请重新登录。", "This sign-in is over: it was ended, lasted its time, or the account or its rights have changed. Sign in again.");

    public static ProblemResult NotYours { get; } = Of(403, "auth.forbidden", "当前账号没有这项权限，请联系系统管理员。", "This account does not have the permission. Ask a system administrator.");

    public static ProblemResult TooLarge { get; } = Of(413, "request.tooLarge", "请求内容超过 1 MB 上限，请缩短后重试。", "The body is larger than 1 MB. Send less.");

    public static ProblemResult CrossSite { get; } = Of(403, "request.crossSite", "该操作不是由本系统页面发起的，已拒绝。程序调用请使用 Bearer 令牌。", "The command did not come from our own pages and is refused. Programs use a bearer token.");

    public static ProblemResult Failure { get; } = Of(500, "server.failure", "服务内部出错，已记入日志；本次操作的结果未知，可能已经生效。请用同一 Idempotency-Key 重试，不会重复生效。", "The service failed and has logged why; whether the command took effect is not known. Try again with the same Idempotency-Key: it takes effect once.");

    /// <summary>Said by something before the service has looked at the request.</summary>
    public static ProblemResult Unavailable { get; } = Of(503, "service.unavailable", "服务暂时不可用，请稍后用同一 Idempotency-Key 重试。", "The service is not available. Try again later with the same Idempotency-Key.", retryAfter: TimeSpan.FromSeconds(3));

    /// <summary>True for paths whose callers are programs: they get problem details, never a page.</summary>
    public static bool IsForPrograms(PathString path) =>
        path.StartsWithSegments("/api") || path.StartsWithSegments("/elsa/api") || path.StartsWithSegments("/openapi") || path.StartsWithSegments("/health");

    public static ProblemResult NotFound(string what, string whatEn) =>
        Of(404, "notFound", $"没有找到{what}，或当前账号无权知悉。", $"There is no such {whatEn}, or this account may not know of it.");

    public static ProblemResult Invalid(IReadOnlyList<FieldProblem> errors) =>
        Of(422, "request.invalid", "请求内容有误，请按 errors 逐项改正。", "The content is wrong; correct what errors lists.", errors: errors);

    public static ProblemResult Invalid(string field, string zh, string en) => Invalid([new(field, zh, en)]);

    public static ProblemResult Overloaded(TimeSpan retryAfter) =>
        Of(429, "service.overloaded", "系统繁忙，本次操作未生效，请按 Retry-After 稍后重试。", "The service is busy and nothing has changed. Try again after the time in Retry-After.", retryAfter: retryAfter);

    /// <summary>Too much personal data was opened in a short time.</summary>
    public static ProblemResult OpeningsPaused(TimeSpan wait) => Of(
        429, "opening.paused",
        $"短时间内查看个人信息过多，已暂停，并已记入安全日志：请 {Minutes(wait)} 分钟后再试；确需连续查看的，请联系系统管理员。",
        $"Too much personal data was opened in a short time: it is paused for {Minutes(wait)} minutes, and the security log has an entry. If your work needs more, ask a system administrator.",
        retryAfter: wait);

    public static ProblemResult Of(Rejection rejection) => Of(
        rejection.Kind switch
        {
            RejectionKind.Content => 422,
            RejectionKind.State => 409,
            RejectionKind.Permission => 403,
            RejectionKind.Unavailable => 503,
            _ => 404,
        },
        rejection.Code,
        rejection.Chinese,
        rejection.English,
        rejection.Source,
        rejection.Field is { } field ? [new(field, rejection.Chinese, rejection.English)] : null,
        rejection.Kind == RejectionKind.Unavailable ? TimeSpan.FromSeconds(30) : null);

    public static ProblemResult Of(int status, string code, string zh, string en, string? source = null, IReadOnlyList<FieldProblem>? errors = null, TimeSpan? retryAfter = null) => new(
        new()
        {
            Type = "urn:jsjb:problem:" + code,
            Title = Title(status),
            Status = status,
            Detail = zh,
            DetailEn = en,
            Code = code,
            Source = source,
            Errors = errors,
        },
        retryAfter);

    /// <summary>A problem for a status that something else has set without a word.</summary>
    public static ProblemResult OfStatus(int status) => status switch
    {
        401 => SignInFirst,
        403 => NotYours,
        404 => NotFound("该地址对应的内容", "resource"),
        405 => Of(405, "request.method", "该地址不支持这种请求方法。", "This address does not take that method."),
        413 => TooLarge,
        415 => Of(415, "request.mediaType", "请求内容须为 application/json。", "The body must be application/json."),
        429 => Overloaded(TimeSpan.FromSeconds(10)),
        503 => Unavailable,
        >= 500 => Failure,
        _ => Of(status, "request.malformed", "请求有误，无法处理。", "The request is wrong and was not handled."),
    };

    private static int Minutes(TimeSpan wait) => Math.Max(1, (int)Math.Ceiling(wait.TotalMinutes));

    private static string Title(int status) => status switch
    {
        400 => "请求格式有误",
        401 => "尚未登录",
        403 => "没有权限",
        404 => "未找到",
        405 => "方法不支持",
        409 => "当前状态不允许",
        413 => "请求过大",
        415 => "内容类型不支持",
        422 => "请求内容有误",
        429 => "请稍后再试",
        503 => "暂时不可用",
        >= 500 => "服务出错",
        _ => "请求有误",
    };
}
