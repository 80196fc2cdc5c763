using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Commands;


namespace JieSuJiBan.Web.Http;

/// <summary>
/// The <c>Idempotency-Key</c> that every command carries: the same key again, from the same account, gets the first
/// answer. It becomes the command id of the step.
/// </summary>
internal static class CommandKeys
{
    public const string Header = "Idempotency-Key";

    public const int MaximumLength = 200;

    private const string ItemName = "jsjb.command";

    /// <summary>Demands the header and describes it.</summary>
    public static RouteHandlerBuilder RequiresIdempotencyKey(this RouteHandlerBuilder endpoint) => endpoint
        .WithMetadata(new RequiresKey())
        .AddEndpointFilter(async (context, next) =>
        {
            var http = context.HttpContext;
            var refusal = Read(http.Request, http.User.AccountId(), out var commandId);
            if (refusal is not null) return refusal;
            http.Items[ItemName] = commandId;
            return await next(context);
        });

    /// <summary>The command id of this request.</summary>
    public static Guid CommandId(this HttpContext http) => (Guid)http.Items[ItemName]!;

    /// <summary>Who sends the command of this request.</summary>
    public static Caller Caller(this HttpContext http) => http.User.CallerOf(http.CommandId());

    private static ProblemResult? Read(HttpRequest request, string accountId, out Guid commandId)
    {
        commandId = default;
        if (request.Headers[Header] is not [{ } given] || string.IsNullOrWhiteSpace(given))
        {
            return Problems.Of(400, "idempotency.missing", $"每个命令都须带一个 {Header} 请求头(建议用 UUID);网络中断后用同一个值重试，不会重复生效。", $"Every command needs one {Header} header (a UUID is best); after a broken connection, retry with the same value and nothing happens twice.", source: "draft-ietf-httpapi-idempotency-key-header");
        }

        var key = given.Trim().Trim('"');
        if (key.Length is 0 or > MaximumLength || key.Any(char.IsControl))
        {
            return Problems.Of(400, "idempotency.invalid", $"{Header} 须为 1 至 {MaximumLength} 个可见字符。", $"{Header} must be 1 to {MaximumLength} visible characters.");
        }

        commandId = CommandIds.Derive(accountId, key);
        return null;
    }
}

/// <summary>Marks endpoints that need the header, for the reference page.</summary>
internal sealed class RequiresKey;
