using System.Net.Sockets;
using System.Text.Json;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Sql;
using JieSuJiBan.Runtime.Vault;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using Npgsql;

namespace JieSuJiBan.Web.Http;

/// <summary>Turns what is thrown into problem details. Business refusals never come this way: they are values.</summary>
internal sealed class ExceptionsAsProblems(ILogger<ExceptionsAsProblems> log, IOptions<JsonOptions> json) : IExceptionHandler
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
            BadHttpRequestException { InnerException: JsonException fault } => OfJson(httpContext, fault),
            JsonException fault => OfJson(httpContext, fault),
            BadHttpRequestException { StatusCode: 400 } when LacksBody(httpContext) =>
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

    private static bool LacksBody(HttpContext http) => http.JsonAtTheEdge() is { } body ? body.IsEmpty
        : TypeOf(http) is not null && (http.Request.ContentLength == 0 || http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false });

    private static Type? TypeOf(HttpContext http) => http.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;

    private ProblemResult OfJson(HttpContext http, JsonException fault) => JsonFaults.Of(fault, http.JsonAtTheEdge() ?? default, TypeOf(http), json.Value.SerializerOptions);
}
