using JieSuJiBan.Host.Door;

namespace JieSuJiBan.Host.Endpoints;

/// <summary>Whose progress is asked for. Sent as a body, so that no phone number stands in an address or a log.</summary>
public sealed record ProgressRequest
{
    /// <summary>Number of the ticket, as the petitioner was told. Required.</summary>
    public string? Number { get; init; }

    /// <summary>The phone number that the request was made with. Required.</summary>
    public string? Phone { get; init; }
}

/// <summary>How far a request is, for the petitioner (Art. 8). Open to all, few times a minute.</summary>
internal static class ProgressEndpoints
{
    public static void MapProgress(this IEndpointRouteBuilder app) => app.MapPost("/api/progress", AskAsync)
        .AllowAnonymous().RequireRateLimiting(Limits.Progress).WithTags("公众查询")
        .WithSummary("查询办理进度").WithDescription("How far a request is, by number and phone: status and times, nothing about any person. At most ten times a minute from one address.")
        .Produces<Progress>().Refuses(404, 422, 429);

    private static async Task<IResult> AskAsync(ProgressRequest request, ProgressDesk desk, CancellationToken ct)
    {
        var wrong = new List<FieldProblem>();
        if (string.IsNullOrWhiteSpace(request.Number) || request.Number.Length > 64 || request.Number.Contains('\0', StringComparison.Ordinal)) wrong.Add(new("number", "请填写工单编号。", "State the ticket's number."));
        if (string.IsNullOrWhiteSpace(request.Phone) || request.Phone.Length > 32 || !request.Phone.Any(char.IsAsciiDigit)) wrong.Add(new("phone", "请填写登记时的联系电话。", "State the phone number of the request."));
        if (wrong.Count > 0) return Problems.Invalid(wrong);
        var (found, isBlocked) = await desk.AskAsync(request.Number!, request.Phone!, ct);
        if (isBlocked) return Problems.Of(429, "progress.blocked", "该编号查询失败次数过多，请一小时后再试，或拨打12345。", "Too many wrong tries for this number: try again in an hour, or call 12345.", retryAfter: TimeSpan.FromHours(1));
        return found is null
            ? Problems.Of(404, "progress.notFound", "没有找到：请核对工单编号和登记时的联系电话。", "Nothing was found: check the number and the phone number of the request.")
            : Results.Ok(found);
    }
}
