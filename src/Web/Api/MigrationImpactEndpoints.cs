using System.ComponentModel.DataAnnotations;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Commands;
using JieSuJiBan.Application.Governance;
using JieSuJiBan.Application.Queries;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Migration;
using JieSuJiBan.Runtime.MigrationImpact;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JieSuJiBan.Web.Api;

/// <summary>Asks for a report.</summary>
/// <param name="To">Hash of the published version that the cases would go on with.</param>
/// <param name="Draft">Or the draft whose newest text they would.</param>
public sealed record ReportOrder(string? To = null, Guid? Draft = null);

/// <summary>Asks for a move of cases of a report. All conditions hold together.</summary>
/// <param name="Cases">The cases; null: all that fit.</param>
/// <param name="Verdict">Only Same or only Mappable; null: both.</param>
/// <param name="Status">Only tickets of that status.</param>
/// <param name="Unit">Only tickets that this unit leads.</param>
/// <param name="From">Only cases that run that version, by hash.</param>
public sealed record MoveOrder(IReadOnlyList<Guid>? Cases = null, MigrationVerdict? Verdict = null, string? Status = null, string? Unit = null, string? From = null);

/// <summary>A move that was begun.</summary>
/// <param name="BatchId">The batch.</param>
public sealed record MoveBegun(Guid BatchId);

/// <summary>A report with its counts.</summary>
/// <param name="Report">Where it stands.</param>
/// <param name="Counts">How many cases of each kind there are, so far.</param>
/// <param name="Obstacles">What stands in the way, the most frequent first, at most 20.</param>
public sealed record FlightReply(MigrationImpactReport Report, IReadOnlyList<FlightCount> Counts, IReadOnlyList<FlightObstacle> Obstacles);

/// <summary>Running cases and a version: reports, and moves in batches.</summary>
internal static class MigrationImpactEndpoints
{
    private static readonly string[] MoveStates = ["pending", "moved", "refused", "changed", "cancelled"];

    public static void MapMigrationImpacts(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/governance/in-flight").WithTags("政策治理");
        MapReports(group);
        MapMoves(group);
    }

    private static void MapReports(RouteGroupBuilder group)
    {
        group.MapPost("/{definitionId}/reports", async Task<Results<Accepted<MigrationImpactReport>, ProblemResult>> (string definitionId, ReportOrder order, MigrationImpactQueries impacts, MigrationImpactCommands commands, HttpContext http, CancellationToken ct) =>
            {
                if (order.To is null == order.Draft is null) return OneTarget();
                if (await impacts.TargetAsync(http.User, definitionId, order.To, order.Draft, ct) is not var (target, draft)) return NoVersion();
                var (report, refusal) = await commands.ReportAsync(http.User, target, draft, ct);
                return refusal is null ? TypedResults.Accepted(null as string, report) : Problems.Of(refusal);
            })
            .Allow(Permissions.EditPolicy).WithSummary("生成在办工单影响报告").WithDescription("Has worked out, in the background and by a dry run, whether every running case of other versions, child workflows included, is the same, mappable or blocked. One that is under way already is the answer.").Refuses(404, 422);
        group.MapGet("/{definitionId}/reports", async (string definitionId, MigrationImpactQueries impacts, HttpContext http, CancellationToken ct) => await impacts.OfDefinitionAsync(http.User, definitionId, ct))
            .Allow(Permissions.ReadPolicy).WithSummary("在办工单影响报告列表").WithDescription("Reports of a definition, the newest first; the last six are kept.");
        group.MapGet("/reports/{reportId:guid}", async Task<Results<Ok<FlightReply>, ProblemResult>> (Guid reportId, MigrationImpactQueries impacts, HttpContext http, CancellationToken ct) =>
                await impacts.FindAsync(http.User, reportId, ct) is { } report ? TypedResults.Ok(new FlightReply(report, await impacts.CountsAsync(http.User, reportId, ct), await impacts.ObstaclesAsync(http.User, reportId, ct))) : NoReport())
            .Allow(Permissions.ReadPolicy).WithSummary("一份影响报告").WithDescription("How far it is, its counts by version, status, unit and verdict, and what stands in the way.").Refuses(404);
        group.MapGet("/reports/{reportId:guid}/cases", async Task<Results<Ok<Page<MigrationImpactRow>>, ProblemResult>> (Guid reportId, MigrationVerdict? verdict, string? status, string? unit, string? from, string? cursor, [Range(1, 200)] int? size, MigrationImpactQueries impacts, HttpContext http, CancellationToken ct) =>
                await impacts.FindAsync(http.User, reportId, ct) is null ? NoReport() : impacts.Check(status, unit) is { Count: > 0 } unknown ? Problems.Invalid(unknown) : TypedResults.Ok(await impacts.RowsAsync(
                    http.User, reportId, new() { Verdict = verdict, Status = status, Unit = unit, FromHash = from, After = cursor, Size = size ?? 50 }, ct)))
            .Allow(Permissions.ReadPolicy).WithSummary("影响报告中的工单").WithDescription("The cases that the caller may know of, blocked ones first, at most 200 a page, filtered by verdict, status, unit and version.").Refuses(404, 422);
        group.MapPost("/reports/{reportId:guid}/cancel", async (Guid reportId, MigrationImpactCommands commands, HttpContext http, CancellationToken ct) => Done(await commands.CancelReportAsync(http.User, reportId, ct)))
            .Allow(Permissions.EditPolicy).WithSummary("停止影响报告").WithDescription("Stops a report; what was looked at until then stays.").Refuses(409);
    }

    private static void MapMoves(RouteGroupBuilder group)
    {
        group.MapPost("/reports/{reportId:guid}/moves", async Task<Results<Ok<MoveBegun>, ProblemResult>> (Guid reportId, MoveOrder order, MigrationImpactCommands commands, HttpContext http, CancellationToken ct) =>
            {
                var (batchId, refusal) = await commands.MoveAsync(http.User, reportId, new() { Verdict = order.Verdict, Status = order.Status, Unit = order.Unit, FromHash = order.From }, order.Cases, ct);
                return refusal is null ? TypedResults.Ok(new MoveBegun(batchId!.Value)) : Problems.Of(refusal);
            })
            .Allow(Permissions.MigrateTickets).WithSummary("分批迁移").WithDescription("Moves cases of a report in the background: those named, those that fit, or all that can. Blocked ones stay, and so does what has changed since and fits no more.").Refuses(404, 409);
        group.MapGet("/{definitionId}/moves", async (string definitionId, MigrationImpactQueries impacts, HttpContext http, CancellationToken ct) => await impacts.BatchesAsync(http.User, definitionId, ct))
            .Allow(Permissions.ReadPolicy).WithSummary("迁移批次").WithDescription("Batches with their progress, the newest first, at most 20.");
        group.MapGet("/moves/{batchId:guid}", async Task<Results<Ok<MoveBatch>, ProblemResult>> (Guid batchId, MigrationImpactQueries impacts, HttpContext http, CancellationToken ct) => await impacts.BatchAsync(http.User, batchId, ct) is { } batch ? TypedResults.Ok(batch) : NoBatch())
            .Allow(Permissions.ReadPolicy).WithSummary("一个迁移批次").WithDescription("How far a batch is.").Refuses(404);
        group.MapGet("/moves/{batchId:guid}/cases", async Task<Results<Ok<IReadOnlyList<MoveItem>>, ProblemResult>> (Guid batchId, string? state, Guid? after, [Range(1, 200)] int? size, MigrationImpactQueries impacts, HttpContext http, CancellationToken ct) =>
            {
                var states = state?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
                if (await impacts.BatchAsync(http.User, batchId, ct) is null) return NoBatch();
                if (states.Select(one => KnownCodes.CheckOne("state", one, MoveStates)).OfType<FieldProblem>().ToArray() is { Length: > 0 } unknown) return Problems.Invalid(unknown);
                return TypedResults.Ok(await impacts.ItemsAsync(http.User, batchId, states, after ?? Guid.Empty, size ?? 200, ct));
            })
            .Allow(Permissions.ReadPolicy).WithSummary("批次明细").WithDescription("What became of each case, by case id, at most 200 after the given one; state filters (pending, moved, refused, changed, cancelled; several with commas).").Refuses(404, 422);
        group.MapPost("/moves/{batchId:guid}/pause", async (Guid batchId, MigrationImpactCommands commands, HttpContext http, CancellationToken ct) => Done(await commands.SetAsync(http.User, batchId, true, ct)))
            .Allow(Permissions.MigrateTickets).WithSummary("暂停批次").WithDescription("Pauses a running batch after the cases at hand.").Refuses(409);
        group.MapPost("/moves/{batchId:guid}/resume", async (Guid batchId, MigrationImpactCommands commands, HttpContext http, CancellationToken ct) => Done(await commands.SetAsync(http.User, batchId, false, ct)))
            .Allow(Permissions.MigrateTickets).WithSummary("继续批次").WithDescription("Lets a paused batch go on where it was.").Refuses(409);
        group.MapPost("/moves/{batchId:guid}/cancel", async (Guid batchId, MigrationImpactCommands commands, HttpContext http, CancellationToken ct) => Done(await commands.CancelAsync(http.User, batchId, ct)))
            .Allow(Permissions.MigrateTickets).WithSummary("取消批次").WithDescription("Gives a batch up: what has moved stays moved, the rest is left alone.").Refuses(409);
    }

    private static Results<NoContent, ProblemResult> Done(Rejection? refusal) => refusal is null ? TypedResults.NoContent() : Problems.Of(refusal);

    private static ProblemResult OneTarget() => Problems.Invalid(
        "to", "须给出 to（已发布版本的 hash）或 draft（草稿编号），二者择一。", "Expected either to (the hash of a published version) or draft (the id of a draft), and not both.");

    private static ProblemResult NoVersion() => Problems.NotFound("这个版本或草稿", "version or draft");

    private static ProblemResult NoReport() => Problems.NotFound("这份影响报告", "report");

    private static ProblemResult NoBatch() => Problems.NotFound("这个批次", "batch");
}
