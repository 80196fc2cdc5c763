using JieSuJiBan.Application.Startup;
using JieSuJiBan.Runtime.Commit;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace JieSuJiBan.Web.Http;

/// <summary>
/// What a failure of the database means for the request that met it. Three things are told apart, in both languages: nothing could be read;
/// nothing was written; and what nobody can know, whether the command took effect. To say the second of the third makes people do it twice.
/// </summary>
internal static class DatabaseProblems
{
    private const string TraceItem = "jsjb.writeTrace";

    private static readonly (string Code, Sentence Why) DiskFull = ("database.diskFull", new("数据库所在的磁盘已满", "The database's disk is full"));

    private static readonly TimeSpan Later = TimeSpan.FromSeconds(3);

    /// <summary>Keeps for each request whether something may have been written.</summary>
    public static IApplicationBuilder UseWriteTrace(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        http.Items[TraceItem] = WriteTrace.Begin();
        return next(http);
    });

    /// <summary>What is wrong with the database, as the beginning of a sentence.</summary>
    public static (string Code, Sentence Why) Cause(Exception? exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => DiskFull,
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => ("database.readOnly", new("数据库处于只读状态", "The database is read-only")),
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.ConfigurationLimitExceeded } => ("database.noConnection", new("数据库的连接已经用完", "The database has no connection left")),
        PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow } => ("database.recovering", new("数据库正在启动或恢复", "The database is starting up or recovering")),
        NpgsqlException { InnerException: null } pool when pool.Message.Contains("pool has been exhausted", StringComparison.Ordinal) => ("database.noConnection", new("数据库的连接已经用完", "The database has no connection left")),
        { InnerException: { } inner } => Cause(inner),
        _ => ("database.unavailable", new("数据库暂时不可用", "The database is not reachable")),
    };

    /// <summary>The same, with what the host knows of a database that does not answer.</summary>
    public static (string Code, Sentence Why) Cause(DatabaseOutage outage, Exception? exception)
    {
        var cause = Cause(exception);
        return outage.IsDiskFull && cause.Code is "database.unavailable" or "database.recovering" ? DiskFull : cause;
    }

    /// <summary>The problem for programs.</summary>
    public static ProblemResult Of(HttpContext http, Exception exception)
    {
        var (code, why) = Cause(http.RequestServices.GetRequiredService<DatabaseOutage>(), exception);
        var hasKey = EndpointOf(http)?.Metadata.GetMetadata<RequiresKey>() is not null;
        if (IsRead(http))
        {
            return Problems.Of(503, code, $"{why.Chinese}，未能读取，请稍后再试。", $"{why.English}; nothing could be read. Try again later.", retryAfter: Later);
        }

        // A sign-in that may have been recorded does no harm: nobody holds its token.
        if (http.Request.Path.StartsWithSegments("/api/auth/login"))
        {
            return Problems.Of(503, code, $"{why.Chinese}，未能登录，请稍后再登录。", $"{why.English}; you are not signed in. Sign in again later.", retryAfter: Later);
        }

        if (IsNothingWritten(http, hasKey))
        {
            return Problems.Of(503, code, $"{why.Chinese}，本次请求没有写入任何内容，请稍后用同一 Idempotency-Key 重试。此前若已用它发送过，那一次是否生效以重试得到的回答为准。", $"{why.English}; this request has written nothing. Try again later with the same Idempotency-Key. If it was sent before, the answer to the retry tells whether that took effect.", retryAfter: Later);
        }

        return hasKey
            ? Problems.Of(503, "outcome.unknown", $"{why.Chinese}，本次操作的结果未知：可能已经生效，也可能没有。请用同一 Idempotency-Key 重试：已生效的会得到第一次的回答，不会重复生效；请勿换用新的 Idempotency-Key。", $"{why.English}, and it is not known whether the command took effect. Try again with the same Idempotency-Key: if it did, you get its first answer, and nothing happens twice. Do not use a new Idempotency-Key.", retryAfter: Later)
            : Problems.Of(503, "outcome.unknown", $"{why.Chinese}，本次操作的结果未知：可能已经生效，也可能没有。请稍后先查询是否已经生效，再决定是否重做。", $"{why.English}, and it is not known whether the command took effect. Look first whether it did, then decide whether to repeat it.", retryAfter: Later);
    }

    /// <summary>True where it is certain that the request changed nothing: it is a command of a case, and none of its steps was handed over.</summary>
    public static bool IsNothingWritten(HttpContext http, bool isCommand) => isCommand && http.Items[TraceItem] is WriteTrace { MayHaveWritten: false };

    /// <summary>True for requests that only read.</summary>
    public static bool IsRead(HttpContext http) => HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || HttpMethods.IsOptions(http.Request.Method);

    private static Endpoint? EndpointOf(HttpContext http) => http.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? http.GetEndpoint();
}
