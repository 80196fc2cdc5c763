using System.ComponentModel.DataAnnotations;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Commands;
using JieSuJiBan.Application.Governance;
using JieSuJiBan.Application.Queries;
using JieSuJiBan.Engine.Migration;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Flight;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Web.Http;

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
public sealed record FlightReply(FlightReport Report, IReadOnlyList<FlightCount> Counts, IReadOnlyList<FlightObstacle> Obstacles);

/// <summary>Running cases and a version: reports, and moves in batches.</summary>
internal static class InFlightEndpoints
{
    private static readonly string[] MoveStates = ["pending", "moved", "refused", "changed", "cancelled"];

    public static void MapInFlight(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/governance/in-flight").WithTags("政策治理");
        MapReports(group);
        MapMoves(group);
    }

    private static void MapReports(RouteGroupBuilder group)
    {
        group.MapPost("/{definitionId}/reports", async (string definitionId, ReportOrder order, MigrationImpactCommands impacts, HttpContext http, CancellationToken ct) =>
                order.To is null == order.Draft is null ? OneTarget() : await impacts.TargetAsync(definitionId, order.To, order.Draft, ct) is var (target, draft)
                    ? Results.Accepted(null as string, await impacts.ReportAsync(target, draft, http.User.AccountId(), ct))
                    : NoVersion())
            .Allow(Permissions.EditPolicy).WithSummary("生成在办工单影响报告").WithDescription("Has worked out, in the background and by a dry run, whether every running case of other versions, child workflows included, is the same, mappable or blocked. One that is under way already is the answer.").Produces<FlightReport>(202).Refuses(404, 422);
        group.MapGet("/{definitionId}/reports", async (string definitionId, FlightStore reports, CancellationToken ct) => await reports.OfDefinitionAsync(definitionId, ct))
            .Allow(Permissions.ReadPolicy).WithSummary("在办工单影响报告列表").WithDescription("Reports of a definition, the newest first; the last six are kept.").Produces<IReadOnlyList<FlightReport>>();
        group.MapGet("/reports/{reportId:guid}", async (Guid reportId, FlightStore reports, CancellationToken ct) =>
                await reports.FindAsync(reportId, ct) is { } report ? Results.Ok(new FlightReply(report, await reports.CountsAsync(reportId, ct), await reports.ObstaclesAsync(reportId, ct))) : NoReport())
            .Allow(Permissions.ReadPolicy).WithSummary("一份影响报告").WithDescription("How far it is, its counts by version, status, unit and verdict, and what stands in the way.").Produces<FlightReply>().Refuses(404);
        group.MapGet("/reports/{reportId:guid}/cases", async (Guid reportId, MigrationVerdict? verdict, string? status, string? unit, string? from, string? cursor, [Range(1, 200)] int? size, FlightStore reports, CatalogStore catalog, HttpContext http, CancellationToken ct) =>
                await reports.FindAsync(reportId, ct) is null ? NoReport() : KnownCodes.Check(catalog, status, unit, null, null).ToArray() is { Length: > 0 } unknown ? Problems.Invalid(unknown) : Results.Ok(await reports.RowsAsync(
                    reportId, new() { Verdict = verdict, Status = status, Unit = unit, FromHash = from, After = cursor, Size = size ?? 50 }, http.User.ToViewer(), ct)))
            .Allow(Permissions.ReadPolicy).WithSummary("影响报告中的工单").WithDescription("The cases that the caller may know of, blocked ones first, at most 200 a page, filtered by verdict, status, unit and version.").Produces<Page<FlightRow>>().Refuses(404, 422);
        group.MapPost("/reports/{reportId:guid}/cancel", async (Guid reportId, FlightStore reports, CancellationToken ct) => await reports.CancelAsync(reportId, ct) ? Results.NoContent() : NotRunning())
            .Allow(Permissions.EditPolicy).WithSummary("停止影响报告").WithDescription("Stops a report; what was looked at until then stays.").Produces(204).Refuses(409);
    }

    private static void MapMoves(RouteGroupBuilder group)
    {
        group.MapPost("/reports/{reportId:guid}/moves", async (Guid reportId, MoveOrder order, FlightStore reports, MigrationImpactCommands impacts, HttpContext http, CancellationToken ct) =>
            {
                if (await reports.FindAsync(reportId, ct) is not { } report) return NoReport();
                var (batchId, refusal) = await impacts.MoveAsync(report, new() { Verdict = order.Verdict, Status = order.Status, Unit = order.Unit, FromHash = order.From }, order.Cases, http.User.AccountId(), ct);
                return refusal is null ? Results.Ok(new MoveBegun(batchId!.Value)) : Problems.Of(refusal);
            })
            .Allow(Permissions.MigrateTickets).WithSummary("分批迁移").WithDescription("Moves cases of a report in the background: those named, those that fit, or all that can. Blocked ones stay, and so does what has changed since and fits no more.").Produces<MoveBegun>().Refuses(404, 409);
        group.MapGet("/{definitionId}/moves", async (string definitionId, CaseMoves moves, CancellationToken ct) => await moves.OfDefinitionAsync(definitionId, ct))
            .Allow(Permissions.ReadPolicy).WithSummary("迁移批次").WithDescription("Batches with their progress, the newest first, at most 20.").Produces<IReadOnlyList<MoveBatch>>();
        group.MapGet("/moves/{batchId:guid}", async (Guid batchId, CaseMoves moves, CancellationToken ct) => await moves.FindAsync(batchId, ct) is { } batch ? Results.Ok(batch) : NoBatch())
            .Allow(Permissions.ReadPolicy).WithSummary("一个迁移批次").WithDescription("How far a batch is.").Produces<MoveBatch>().Refuses(404);
        group.MapGet("/moves/{batchId:guid}/cases", async (Guid batchId, string? state, Guid? after, [Range(1, 200)] int? size, CaseMoves moves, HttpContext http, CancellationToken ct) =>
            {
                var states = state?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
                if (await moves.FindAsync(batchId, ct) is null) return NoBatch();
                if (states.Select(one => KnownCodes.CheckOne("state", one, MoveStates)).OfType<FieldProblem>().ToArray() is { Length: > 0 } unknown) return Problems.Invalid(unknown);
                return Results.Ok(await moves.ItemsAsync(batchId, http.User.ToViewer(), states, after ?? Guid.Empty, size ?? 200, ct));
            })
            .Allow(Permissions.ReadPolicy).WithSummary("批次明细").WithDescription("What became of each case, by case id, at most 200 after the given one; state filters (pending, moved, refused, changed, cancelled; several with commas).").Produces<IReadOnlyList<MoveItem>>().Refuses(404, 422);
        group.MapPost("/moves/{batchId:guid}/pause", async (Guid batchId, MigrationImpactCommands impacts, HttpContext http, CancellationToken ct) => await impacts.SetAsync(batchId, true, http.User.AccountId(), ct) ? Results.NoContent() : NothingToDo())
            .Allow(Permissions.MigrateTickets).WithSummary("暂停批次").WithDescription("Pauses a running batch after the cases at hand.").Produces(204).Refuses(409);
        group.MapPost("/moves/{batchId:guid}/resume", async (Guid batchId, MigrationImpactCommands impacts, HttpContext http, CancellationToken ct) => await impacts.SetAsync(batchId, false, http.User.AccountId(), ct) ? Results.NoContent() : NothingToDo())
            .Allow(Permissions.MigrateTickets).WithSummary("继续批次").WithDescription("Lets a paused batch go on where it was.").Produces(204).Refuses(409);
        group.MapPost("/moves/{batchId:guid}/cancel", async (Guid batchId, CaseMoves moves, HttpContext http, CancellationToken ct) => await moves.CancelAsync(batchId, http.User.AccountId(), ct) ? Results.NoContent() : NothingToDo())
            .Allow(Permissions.MigrateTickets).WithSummary("取消批次").WithDescription("Gives a batch up: what has moved stays moved, the rest is left alone.").Produces(204).Refuses(409);
    }

    private static ProblemResult OneTarget() => Problems.Invalid(
        "to", "须给出 to（已发布版本的 hash）或 draft（草稿编号），二者择一。", "Expected either to (the hash of a published version) or draft (the id of a draft), and not both.");

    private static ProblemResult NoVersion() => Problems.NotFound("这个版本或草稿", "version or draft");

    private static ProblemResult NoReport() => Problems.NotFound("这份影响报告", "report");

    private static ProblemResult NoBatch() => Problems.NotFound("这个批次", "batch");

    private static ProblemResult NotRunning() => Problems.Of(409, "report.state", "这份报告不在计算中，无需停止：请刷新查看。", "The report is not being worked out, so there is nothing to stop: reload to see where it stands.");

    private static ProblemResult NothingToDo() => Problems.Of(409, "move.state", "该批次现在不能这样操作：请刷新查看它的状态。", "That cannot be done with the batch now: reload to see where it stands.");
}
