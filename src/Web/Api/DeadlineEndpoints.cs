using System.ComponentModel.DataAnnotations;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Governance;
using JieSuJiBan.Runtime.MigrationImpact;
using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JieSuJiBan.Web.Api;

/// <summary>Asks for a list of deadlines.</summary>
/// <param name="Policy">Hash of the published policy to compute by; null: the one in force.</param>
public sealed record DeadlineOrder(string? Policy = null);

/// <summary>A list with its counts.</summary>
/// <param name="Report">Where it stands.</param>
/// <param name="Counts">How many deadlines of each group there are.</param>
public sealed record DeadlineReply(DeadlineReport Report, IReadOnlyList<DeadlineCount> Counts);

/// <summary>What somebody decides about a group of a list.</summary>
/// <param name="Earlier">True: the deadlines that would be brought forward; false: the others.</param>
/// <param name="Recompute">True: they are computed anew; false: they are kept as they are shown.</param>
/// <param name="AllowEarlier">True where bringing deadlines forward is meant.</param>
/// <param name="Cases">Only these tickets of the group; null: all of it.</param>
public sealed record DeadlineDecision(bool Earlier, bool Recompute, bool AllowEarlier = false, IReadOnlyList<Guid>? Cases = null);

/// <summary>A decision that was taken.</summary>
/// <param name="Clocks">How many deadlines it is about.</param>
public sealed record DeadlineDecided(int Clocks);

/// <summary>Deadlines of running tickets that a published calendar or limit changes: lists, and what people decide.</summary>
internal static class DeadlineEndpoints
{
    public static void MapDeadlines(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/governance/deadlines").WithTags("政策治理");
        group.MapGet("", async (DeadlineReviewQueries reports, HttpContext http, CancellationToken ct) => await reports.AllAsync(http.User, ct))
            .Allow(Permissions.ReadPolicy).WithSummary("时限变动清单列表").WithDescription("Lists of deadlines that a policy changes, the newest first; the last six are kept. One is made whenever a policy comes into force that computes deadlines otherwise.");
        group.MapPost("", async Task<Results<Accepted<DeadlineReport>, ProblemResult>> (DeadlineOrder order, DeadlineReviewCommands commands, HttpContext http, CancellationToken ct) =>
                await commands.ReportAsync(http.User, order.Policy, ct) is var (report, refusal) && refusal is null ? TypedResults.Accepted(null as string, report) : Problems.Of(refusal))
            .Allow(Permissions.EditPolicy).WithSummary("生成时限变动清单").WithDescription("Has worked out, in the background, which deadlines of running tickets would be other ones by a published policy. One that is under way already is the answer.").Refuses(404, 422);
        group.MapGet("/{reportId:guid}", async Task<Results<Ok<DeadlineReply>, ProblemResult>> (Guid reportId, DeadlineReviewQueries reports, HttpContext http, CancellationToken ct) => await reports.FindAsync(http.User, reportId, ct) is { } report ? TypedResults.Ok(new DeadlineReply(report, await reports.CountsAsync(http.User, reportId, ct))) : NoReport())
            .Allow(Permissions.ReadPolicy).WithSummary("一份时限变动清单").WithDescription("How far it is, and how many deadlines come later or earlier, by what was decided.").Refuses(404);
        group.MapGet("/{reportId:guid}/clocks", async Task<Results<Ok<IReadOnlyList<DeadlineRow>>, ProblemResult>> (Guid reportId, bool? earlier, DeadlineStanding? state, Guid? after, [Range(1, 200)] int? size, DeadlineReviewQueries reports, HttpContext http, CancellationToken ct) =>
                await reports.FindAsync(http.User, reportId, ct) is null ? NoReport() : TypedResults.Ok(await reports.RowsAsync(http.User, reportId, earlier, state, after ?? Guid.Empty, size ?? 50, ct)))
            .Allow(Permissions.ReadPolicy).WithSummary("时限变动清单明细").WithDescription("The deadlines that the caller may know of, old and new instant, by case id, at most 200 after the given one (all clocks of the last case are on the page); filtered by earlier and state.").Refuses(404);
        group.MapPost("/{reportId:guid}/decisions", async Task<Results<Ok<DeadlineDecided>, ProblemResult>> (Guid reportId, DeadlineDecision decision, DeadlineReviewCommands commands, HttpContext http, CancellationToken ct) =>
            {
                var (clocks, refusal) = await commands.DecideAsync(http.User, reportId, decision.Earlier, decision.Recompute, decision.AllowEarlier, decision.Cases, ct);
                return refusal is null ? TypedResults.Ok(new DeadlineDecided(clocks)) : Problems.Of(refusal);
            })
            .Allow(Permissions.MigrateTickets).WithSummary("决定时限是否重新计算").WithDescription("Has a group of deadlines computed anew, each by an input to its case in the caller's name, or keeps them. Deadlines are brought forward only with allowEarlier.").Refuses(404, 409, 422);
    }

    private static ProblemResult NoReport() => Problems.NotFound("这份清单", "list");
}
