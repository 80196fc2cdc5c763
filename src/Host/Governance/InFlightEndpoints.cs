using JieSuJiBan.Host.Endpoints;
using JieSuJiBan.Host.Security;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Workflows.Migration;

namespace JieSuJiBan.Host.Governance;

/// <summary>Asks for a move.</summary>
/// <param name="Cases">The cases; null: all that can move.</param>
public sealed record MoveOrder(IReadOnlyList<Guid>? Cases = null);

/// <summary>A move that was begun.</summary>
/// <param name="BatchId">The batch.</param>
public sealed record MoveBegun(Guid BatchId);

/// <summary>What a version means for the cases under way.</summary>
/// <param name="Counts">By verdict.</param>
/// <param name="ByStatus">By the ticket's status; empty text: no ticket.</param>
/// <param name="ByUnit">By the unit that leads; empty text: none yet.</param>
/// <param name="Obstacles">What stands in the way, the most frequent first.</param>
/// <param name="Cases">The cases, blocked ones first, at most 200.</param>
/// <param name="IsCut">Whether more open cases exist than were looked at.</param>
public sealed record InFlightReply(
    MigrationCounts Counts,
    IReadOnlyDictionary<string, MigrationCounts> ByStatus,
    IReadOnlyDictionary<string, MigrationCounts> ByUnit,
    IReadOnlyList<MigrationObstacle> Obstacles,
    IReadOnlyList<MigrationRow> Cases,
    bool IsCut);

/// <summary>Running cases and a version: report, and moves in batches.</summary>
internal static class InFlightEndpoints
{
    public static void MapInFlight(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/governance/in-flight/{definitionId}").WithTags("政策治理");
        group.MapGet("/{hash}", async (string definitionId, string hash, InFlight inFlight, CatalogStore catalog, CancellationToken ct) =>
            {
                if (catalog.Definitions.ByHash(hash) is not { } target || target.DefinitionId != definitionId) return NoVersion();
                var found = await inFlight.ReportAsync(target, ct);
                return Results.Ok(new InFlightReply(found.Report.Counts, found.Report.ByStatus, found.Report.ByUnit, found.Report.Obstacles, found.Report.Rows, found.IsCut || found.Report.IsCut));
            })
            .Allow(Permissions.ReadPolicy).WithSummary("在办工单影响报告").WithDescription("For every running case of other versions: same, mappable or blocked, by a dry run, with counts by state and unit.").Produces<InFlightReply>().Refuses(404);
        group.MapPost("/{hash}/moves", async (string definitionId, string hash, MoveOrder order, InFlight inFlight, HttpContext http, CancellationToken ct) =>
                await inFlight.MoveAsync(definitionId, hash, order.Cases, http.User.AccountId(), ct) is { } batchId ? Results.Ok(new MoveBegun(batchId)) : NoVersion())
            .Allow(Permissions.MigrateTickets).WithSummary("分批迁移").WithDescription("Moves the chosen cases, or all that can, in the background; blocked ones stay.").Produces<MoveBegun>().Refuses(404);
        group.MapGet("/moves", async (string definitionId, CaseMoves moves, CancellationToken ct) => await moves.OfDefinitionAsync(definitionId, ct))
            .Allow(Permissions.ReadPolicy).WithSummary("迁移批次").WithDescription("Batches with their progress, the newest first, at most 50.").Produces<IReadOnlyList<MoveBatch>>();
        group.MapGet("/moves/{batchId:guid}", async (Guid batchId, CaseMoves moves, CancellationToken ct) => await moves.ItemsAsync(batchId, ct: ct))
            .Allow(Permissions.ReadPolicy).WithSummary("批次明细").WithDescription("What became of each case, refused ones first, at most 200.").Produces<IReadOnlyList<MoveItem>>();
        group.MapPost("/moves/{batchId:guid}/pause", async (Guid batchId, InFlight inFlight, HttpContext http, CancellationToken ct) => await inFlight.SetAsync(batchId, true, http.User.AccountId(), ct) ? Results.NoContent() : NothingToDo())
            .Allow(Permissions.MigrateTickets).WithSummary("暂停批次").WithDescription("Pauses a running batch after the case at hand.").Produces(204).Refuses(409);
        group.MapPost("/moves/{batchId:guid}/resume", async (Guid batchId, InFlight inFlight, HttpContext http, CancellationToken ct) => await inFlight.SetAsync(batchId, false, http.User.AccountId(), ct) ? Results.NoContent() : NothingToDo())
            .Allow(Permissions.MigrateTickets).WithSummary("继续批次").WithDescription("Lets a paused batch go on where it was.").Produces(204).Refuses(409);
    }

    private static ProblemResult NoVersion() => Problems.NotFound("这个已发布的版本", "published version");

    private static ProblemResult NothingToDo() => Problems.Of(409, "move.state", "该批次现在不能暂停或继续:请刷新查看它的状态。", "The batch cannot be paused or resumed now: reload to see where it stands.");
}
