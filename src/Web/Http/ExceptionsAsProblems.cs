using System.Net.Sockets;
using System.Text.Json;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Commit;
using JieSuJiBan.Runtime.Vault;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace JieSuJiBan.Web.Http;

/// <summary>Turns what is thrown into problem details. Business refusals never come this way: they are values.</summary>
internal sealed class ExceptionsAsProblems(ILogger<ExceptionsAsProblems> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // The middleware has rewritten the request's path by now.
        PathString path = httpContext.Features.Get<IExceptionHandlerPathFeature>()?.Path ?? httpContext.Request.Path;
        if (!Problems.IsForPrograms(path)) return false;
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = 499;
            return true;
        }

        var problem = exception switch
        {
            BadHttpRequestException { InnerException: JsonException json } => OfJson(json),
            JsonException json => OfJson(json),
            BadHttpRequestException { StatusCode: 400 } bad when bad.Message.Contains("no body was provided", StringComparison.Ordinal) =>
                Problems.Of(400, "request.bodyMissing", "请求须带 JSON 内容。", "The request needs a JSON body."),
            BadHttpRequestException { StatusCode: 400 } bad => Problems.Of(400, "request.malformed", "请求的地址参数或头部有误:" + bad.Message, "A parameter or header is wrong: " + bad.Message),
            BadHttpRequestException bad => Problems.OfStatus(bad.StatusCode),
            DamagedCaseException => Problems.Of(500, "case.damaged", "该工单存储的内容无法读取：可能被改动或磁盘损坏。没有改动任何内容；请审计员校验该工单的历史，并联系系统管理员从备份核对。", "What is stored of this ticket cannot be read: it may have been changed, or the disk failed. Nothing was changed; let an auditor verify the ticket's history, and a system administrator compare it with a backup."),
            MasterKeyException lacking => Problems.Of(503, "vault.keyMissing", lacking.Chinese, lacking.English, retryAfter: TimeSpan.FromSeconds(30)),
            _ when IsDatabaseDown(exception) => DatabaseProblems.Of(httpContext, exception),
            _ => Problems.Failure,
        };
        if (problem.StatusCode >= 500) log.LogError(exception, "{Method} {Path} failed", httpContext.Request.Method, path);
        await problem.ExecuteAsync(httpContext);
        return true;
    }

    /// <summary>True where the database, not the request or our code, is the cause.</summary>
    public static bool IsDatabaseDown(Exception? exception) => exception switch
    {
        null => false,
        // What ends the connection, or refuses it, is about the server; a wrong password or name is the configuration's.
        PostgresException { InvariantSeverity: "FATAL" or "PANIC", SqlState: not (PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InvalidCatalogName) } => true,
        PostgresException { SqlState: var state } => state.StartsWith("57P", StringComparison.Ordinal)
            || state.StartsWith("53", StringComparison.Ordinal)
            || state.StartsWith("08", StringComparison.Ordinal)
            || state is PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.IoError or PostgresErrorCodes.QueryCanceled,
        NpgsqlException or SocketException => true,
        TimeoutException or OutcomeUnknownException => true,
        _ => IsDatabaseDown(exception.InnerException),
    };

    private static ProblemResult OfJson(JsonException json)
    {
        var path = json.Path is null or "$" ? "" : json.Path.StartsWith("$.", StringComparison.Ordinal) ? json.Path[2..] : json.Path;
        var unknown = json.Message.Contains("could not be mapped", StringComparison.Ordinal);
        var missing = json.Message.Contains("missing required", StringComparison.Ordinal);
        if (unknown) return Problems.Of(422, "json.unknownMember", $"不认识字段 {path}，请核对接口说明后去掉或改名。", $"There is no field {path}; see the reference, remove or rename it.", errors: [new(path, "不认识的字段。", "Unknown field.")]);
        if (missing) return Problems.Of(422, "json.missingMember", "缺少必填字段:" + Names(json.Message), "Required fields are missing: " + Names(json.Message), errors: [new(path.Length == 0 ? Names(json.Message) : path, "缺少必填字段。", "Required.")]);
        // The reader's own exception inside means that the text is broken there; otherwise it is JSON, with a value of the wrong kind.
        if (json.InnerException is JsonException) path = "";
        var place = json.LineNumber is { } line ? $"(第 {line + 1} 行第 {json.BytePositionInLine + 1} 字节)" : "";
        return Problems.Of(
            400,
            "json.malformed",
            path.Length == 0 ? $"请求内容不是合法的 JSON{place}。" : $"字段 {path} 的内容不合要求{place}。",
            path.Length == 0 ? $"The body is no JSON (line {json.LineNumber + 1}, byte {json.BytePositionInLine + 1})." : $"Field {path} does not hold what it should.",
            errors: path.Length == 0 ? null : [new(path, "内容不合要求。", "Wrong kind of value.")]);
    }

    private static string Names(string message)
    {
        var at = message.IndexOf("including: ", StringComparison.Ordinal);
        return at < 0 ? "" : message[(at + 11)..].TrimEnd('.').Replace("'", "", StringComparison.Ordinal);
    }
}
