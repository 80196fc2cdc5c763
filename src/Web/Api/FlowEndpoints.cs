using System.Globalization;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Flows;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Web.Http;
using JieSuJiBan.Workflows.Migration;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace JieSuJiBan.Web.Api;

/// <summary>Running flows: what ran, what failed and how it goes on, and moves to another version.</summary>
internal static class FlowEndpoints
{
    private const int DefaultLimit = 5_000;
    private const int LargestLimit = 50_000;

    public static void MapFlows(this IEndpointRouteBuilder app)
    {
        var tickets = app.MapGroup("/api/tickets/{key}").WithTags("流程运行");
        tickets.MapGet("/trace", TraceAsync).Allow(Permissions.ReadTickets)
            .WithSummary("工单的运行轨迹").WithDescription("Which activities and connections of the definition ran, how often, when, with which outcomes; what waits or is broken now.")
            .Refuses(404);
        tickets.MapGet("/incidents", IncidentsAsync).Allow(Permissions.ReadTickets)
            .WithSummary("工单的流程故障").WithDescription("Incidents that nobody has dealt with: what, where, and what the activity was given (texts by their length only).")
            .Refuses(404);
        tickets.MapPost("/incidents/{incidentId}/retry", async Task<Results<Ok<CommandAccepted>, ProblemResult>> (string key, string incidentId, HttpContext http, FlowCommands door, CancellationToken ct) =>
                CommandAnswers.Result(await door.RetryAsync(key, incidentId, http.Caller(), ct)))
            .Allow(Permissions.RepairTickets).RequiresIdempotencyKey()
            .WithSummary("重试出错的环节").WithDescription("Run the failed activity again, after its cause has gone away.")
            .Refuses(404, 409);
        tickets.MapPost("/incidents/{incidentId}/skip", async Task<Results<Ok<CommandAccepted>, ProblemResult>> (string key, string incidentId, SkipOrder order, HttpContext http, FlowCommands door, CancellationToken ct) =>
                CommandAnswers.Result(await door.SkipAsync(key, incidentId, order.Outcome, http.Caller(), ct)))
            .Allow(Permissions.RepairTickets).RequiresIdempotencyKey()
            .WithSummary("跳过出错的环节").WithDescription("Leave the failed activity behind as if it had completed with that outcome.")
            .Refuses(404, 409, 422);
        tickets.MapPost("/cancel", async Task<Results<Ok<CommandAccepted>, ProblemResult>> (string key, CancelOrder order, HttpContext http, FlowCommands door, CancellationToken ct) =>
                CommandAnswers.Result(await door.CancelAsync(key, order.Reason, http.Caller(), ct)))
            .Allow(Permissions.CancelTickets).RequiresIdempotencyKey()
            .WithSummary("终止工单").WithDescription("End a ticket before its time: its tasks and timers are withdrawn.")
            .Refuses(404, 409, 422);
        tickets.MapPost("/migrate", async Task<Results<Ok<CommandAccepted>, ProblemResult>> (string key, MigrationOrder order, HttpContext http, FlowCommands door, CancellationToken ct) =>
                CommandAnswers.Result(await door.MigrateAsync(key, order, http.Caller(), ct)))
            .Allow(Permissions.MigrateTickets).RequiresIdempotencyKey()
            .WithSummary("把工单迁移到流程的另一版本").WithDescription("Move a running ticket to another published version: tasks keep their ids, timers their instants, nothing that was done runs again. Refused (409, `migration.blocked`) where a position has no place there.")
            .Refuses(404, 409, 422);
        tickets.MapPost("/migrate/plan", PlanAsync).Allow(Permissions.MigrateTickets)
            .WithSummary("试算一张工单的迁移").WithDescription("What moving this ticket would mean: where each open position and variable goes, or what stands in the way. Changes nothing, so it needs no Idempotency-Key.")
            .Refuses(404, 422);
        app.MapPost("/api/workflows/{definitionId}/migrations/plan", PlanAllAsync).Allow(Permissions.MigrateTickets).WithTags("流程运行")
            .WithSummary("试算一个版本全部在办工单的迁移").WithDescription("What moving the open tickets of version `from` to version `to` would mean: counts by verdict, status and unit, the obstacles, and up to 200 tickets. Looks at `limit` tickets (5,000; at most 50,000), go on with `cursor`. Changes nothing, so it needs no Idempotency-Key.")
            .Refuses(404, 422);
    }

    private static async Task<Results<Ok<TraceDocument>, ProblemResult>> TraceAsync(string key, HttpContext http, TicketReader reader, HistoryReader history, PublishedStore catalog, CancellationToken ct) =>
        await reader.GetAsync(key, http.User.ToViewer(), ct) is { } ticket
            ? TypedResults.Ok(TraceDocument.Of(await history.TraceAsync(ticket.Row.CaseId, ct), catalog.Definitions.ByHash))
            : Problems.NotFound("该工单", "ticket");

    private static async Task<Results<Ok<IncidentDocument[]>, ProblemResult>> IncidentsAsync(string key, HttpContext http, FlowCommands door, CancellationToken ct) =>
        await door.IncidentsAsync(key, http.User.ToViewer(), ct) is { } incidents
            ? TypedResults.Ok(incidents.Select(IncidentDocument.Of).ToArray())
            : Problems.NotFound("该工单", "ticket");

    private static async Task<Results<Ok<MigrationPlanDocument>, ProblemResult>> PlanAsync(string key, MigrationOrder order, HttpContext http, FlowCommands door, CancellationToken ct) =>
        await door.PlanAsync(key, order, http.User.ToViewer(), ct) is var (_, plan)
            ? TypedResults.Ok(MigrationPlanDocument.Of(plan))
            : Problems.NotFound("该工单", "ticket");

    private static async Task<Results<Ok<MigrationReportDocument>, ProblemResult>> PlanAllAsync(
        string definitionId, MigrationOrder order, [FromQuery(Name = "limit")] string? limit, [FromQuery(Name = "cursor")] string? cursor, FlowCommands door, CancellationToken ct)
    {
        var most = DefaultLimit;
        if (limit is { Length: > 0 } && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out most) || most is < 1 or > LargestLimit))
        {
            return Problems.Invalid("limit", $"须为 1 至 {LargestLimit} 的整数。", $"Must be a whole number from 1 to {LargestLimit}.");
        }

        var after = Guid.Empty;
        if (cursor is { Length: > 0 } && !Guid.TryParse(cursor, out after)) return Problems.Invalid("cursor", "不是有效的游标，请使用上一页的 nextCursor。", "Not a cursor; use the nextCursor of the page before.");
        var report = new MigrationReport();
        var (refusal, isMore) = await door.PlanAllAsync(
            definitionId,
            order,
            (state, plan) =>
            {
                if (report.Counts.Total == most) return false;
                report.Add(state, plan);
                after = state.CaseId.Value;
                return true;
            },
            after,
            ct);
        if (refusal is not null) return Problems.Of(refusal);
        return TypedResults.Ok(new MigrationReportDocument(
            report.Counts,
            report.ByStatus,
            report.ByUnit,
            report.Obstacles,
            [.. report.Rows.Select(row => new MigrationReportRow(row.CaseId.Value, row.Number, row.Status, row.Unit, row.Verdict, row.Places, row.Blocks))],
            report.IsCut,
            isMore ? after.ToString("D") : null));
    }
}
