using JieSuJiBan.Activities.Formats;
using JieSuJiBan.Application.Commands;
using JieSuJiBan.Application.Texts;
using JieSuJiBan.Application.Tickets;
using JieSuJiBan.Web.Http;
using JieSuJiBan.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JieSuJiBan.Web.Api;

/// <summary>Whose progress is asked for. Sent as a body, so that no phone number stands in an address or a log.</summary>
public sealed record ProgressRequest
{
    /// <summary>Number of the ticket, as the petitioner was told. Required.</summary>
    [NotOfTicket("Looked for, nothing is kept.")]
    public string? Number { get; init; }

    /// <summary>The phone number that the request was made with. Required.</summary>
    [NotOfTicket("Proof of who asks, compared and forgotten.")]
    public string? Phone { get; init; }
}

/// <summary>How far a request is, for the petitioner (Art. 8). Open to all, few times a minute.</summary>
internal static class ProgressEndpoints
{
    public static void MapProgress(this IEndpointRouteBuilder app) => app.MapPost("/api/progress", AskAsync)
        .AllowAnonymous().RequireRateLimiting(RateLimits.Progress).WithTags("公众查询")
        .WithSummary("查询办理进度").WithDescription("How far a request is, by number and phone: status and times, nothing about any person. At most ten times a minute from one address; after five wrong phones at a number the asking address waits, others do not.")
        .Refuses(404, 422, 429);

    private static async Task<Results<Ok<Progress>, ProblemResult>> AskAsync(ProgressRequest request, ProgressQueries desk, HttpContext http, CancellationToken ct)
    {
        if (Wrong(request.Number, request.Phone) is { Count: > 0 } wrong) return Problems.Invalid(wrong);
        var (found, wait) = await desk.AskAsync(request.Number!, request.Phone!, RemoteAddress.Of(http), ct);
        if (wait is { } longer) return Blocked(longer);
        return found is null ? NothingFound : TypedResults.Ok(found);
    }

    /// <summary>After too many wrong tries.</summary>
    internal static ProblemResult Blocked(TimeSpan wait) => Problems.Of(
        429, "progress.blocked", $"从您所在的网络查询失败次数过多，请 {Math.Ceiling(wait.TotalSeconds):0} 秒后再试，或拨打12345。", $"Too many wrong tries from your network: try again in {Math.Ceiling(wait.TotalSeconds):0} seconds, or call 12345.", retryAfter: wait);

    /// <summary>A number that does not exist and a wrong phone get the same answer.</summary>
    internal static ProblemResult NothingFound =>
        Problems.Of(404, "progress.notFound", "没有找到：请核对工单编号和登记时的联系电话。", "Nothing was found: check the number and the phone number of the request.");

    /// <summary>What is wrong with a petitioner's proof, before anything is looked up.</summary>
    internal static List<FieldProblem> Wrong(string? number, string? phone)
    {
        var wrong = new List<FieldProblem>();
        if (string.IsNullOrWhiteSpace(number) || number.Length > 64 || number.Contains('\0', StringComparison.Ordinal)) wrong.Add(new("number", "请填写工单编号。", "State the ticket's number."));
        if (string.IsNullOrWhiteSpace(phone) || phone.Length > 32 || PhoneNumber.Canonical(phone).Length == 0) wrong.Add(new("phone", "请填写登记时的联系电话。", "State the phone number of the request."));
        return wrong;
    }
}
