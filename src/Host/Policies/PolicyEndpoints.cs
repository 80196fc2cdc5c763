using JieSuJiBan.Host.Endpoints;
using JieSuJiBan.Host.Security;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Workflows.Policies;
using NodaTime;

namespace JieSuJiBan.Host.Policies;

/// <summary>The catalogue's answer.</summary>
/// <param name="Unit">The unit that leads, or null.</param>
/// <param name="Row">The row used, or null.</param>
/// <param name="Chinese">Why, zh-CN.</param>
/// <param name="English">The same in English.</param>
/// <param name="NotUsed">Rows that match but were not used, and why.</param>
public sealed record DispatchReply(string? Unit, string? Row, string Chinese, string English, IReadOnlyList<RowReason> NotUsed);

/// <summary>A row and why it was not used.</summary>
public sealed record RowReason(string Row, string Chinese, string English);

/// <summary>A span of time on the way to a deadline.</summary>
public sealed record IntervalReply(Instant From, Instant To, string Chinese, string English);

/// <summary>The limit of a step.</summary>
/// <param name="Step">Code of the step.</param>
/// <param name="Row">The row that applies.</param>
/// <param name="Chinese">Why this row, zh-CN.</param>
/// <param name="English">The same in English.</param>
/// <param name="LessSpecific">Rows that match too but say less.</param>
/// <param name="DueAt">When it would end.</param>
/// <param name="Intervals">What counts on the way and what does not.</param>
public sealed record LimitReply(string Step, string Row, string Chinese, string English, IReadOnlyList<string> LessSpecific, Instant DueAt, IReadOnlyList<IntervalReply> Intervals);

/// <summary>Which rows apply, and why.</summary>
public sealed record ExplainReply(string PolicyHash, Instant At, DispatchReply? Dispatch, IReadOnlyList<LimitReply> Limits);

/// <summary>Policy files over HTTP: read, explained, and lists in and out as sheets. Texts are saved under <c>/api/governance/drafts</c>.</summary>
internal static class PolicyEndpoints
{
    public static void MapPolicies(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/policies").WithTags("政策表");
        group.MapGet("", async (PolicyDesk desk, CancellationToken ct) => await desk.FilesAsync(ct))
            .Allow(Permissions.ReadPolicy).WithSummary("政策文件").WithDescription("The policy files in force, each with its version and its open draft.").Produces<IReadOnlyList<PolicyFile>>();
        group.MapGet("/explain", ExplainAsync)
            .Allow(Permissions.ReadPolicy).WithSummary("说明适用的规则").WithDescription("Which limits and which row of the catalogue apply to a ticket (ticket: its number, under the policy of its acceptance) or to a made-up one, and why, as though each step began at that instant.").Produces<ExplainReply>().Refuses(404, 422);
        group.MapGet("/{file}", async (string file, bool? draft, PolicyDesk desk, CancellationToken ct) => await desk.ReadAsync(file, draft ?? false, ct) is { } read ? Results.Ok(read) : Problems.NotFound("这个政策文件", "policy file"))
            .Allow(Permissions.ReadPolicy).WithSummary("一个政策文件").WithDescription("What a policy file in force says, or its open draft (draft=true).").Produces<PolicyText>().Refuses(404);
        group.MapGet("/{file}/text", async (string file, bool? draft, PolicyDesk desk, CancellationToken ct) => await desk.ReadAsync(file, draft ?? false, ct) is { } read
                ? Results.File(System.Text.Encoding.UTF8.GetBytes(read.Text), "application/json; charset=utf-8", file)
                : Problems.NotFound("这个政策文件", "policy file"))
            .Allow(Permissions.ReadPolicy).WithSummary("下载政策文件").WithDescription("A policy file in force, or its open draft (draft=true), as the very text that is kept.").Produces(200, contentType: "application/json").Refuses(404);
        group.MapSheets();
        app.MapSheetPages();
    }

    /// <summary>The sketch of a ticket, and the instant to explain it at; null where the viewer knows no such ticket.</summary>
    public static async Task<(TicketSketch Sketch, Instant At)?> SketchAsync(TicketReader tickets, string number, Viewer viewer, CancellationToken ct) =>
        await tickets.GetAsync(number, viewer, ct) is { Row: var row }
            ? (new(row.ClassCode, row.RequestType, row.Channel, row.Urgency, row.DistrictCode, row.StreetCode, row.LeadUnit), row.AcceptedAt)
            : null;

    private static async Task<IResult> ExplainAsync(
        string? ticket, string? classCode, string? requestType, string? channel, string? urgency, string? district, string? street, string? at,
        CatalogStore catalog, TicketReader tickets, IClock clock, HttpContext http, CancellationToken ct)
    {
        var fields = new QueryFields();
        var when = fields.Instant("at", at);
        foreach (var (name, text) in new[] { ("ticket", ticket), ("classCode", classCode), ("requestType", requestType), ("channel", channel), ("urgency", urgency), ("district", district), ("street", street) }) fields.Text(name, text);
        if (fields.Problems.Count > 0) return Problems.Invalid(fields.Problems);
        var sketch = new TicketSketch(Given(classCode), Given(requestType), Given(channel), Given(urgency), Given(district), Given(street));
        if (Given(ticket) is { } number)
        {
            if (!http.User.May(Permissions.ReadTickets) || await SketchAsync(tickets, number, http.User.ToViewer(), ct) is not { } found) return Problems.NotFound("这张工单", "ticket");
            (sketch, when) = (found.Sketch, when ?? found.At);
        }

        var instant = when ?? clock.GetCurrentInstant();
        var policy = catalog.PolicyAt(instant);
        return Results.Ok(Reply(policy.Hash, instant, PolicyExplanation.Of(policy, sketch, instant)));
    }

    private static ExplainReply Reply(string hash, Instant at, PolicyExplanation told) => new(
        hash,
        at,
        told.Dispatch is not { } dispatch ? null : dispatch.IsProposal
            ? new(dispatch.Proposal.UnitCode, dispatch.Proposal.RowId, dispatch.Proposal.Chinese, dispatch.Proposal.English, [.. dispatch.Proposal.RejectedRows.Select(row => new RowReason(row.Row.Id, row.Chinese, row.English))])
            : new(null, null, dispatch.Rejection.Chinese, dispatch.Rejection.English, []),
        [.. told.Limits.Select(limit => new LimitReply(
            limit.Step.Code, limit.Choice.Limit.Id, limit.Choice.Chinese, limit.Choice.English, [.. limit.Choice.LessSpecific.Select(row => row.Id)], limit.Deadline.DueAt,
            [.. limit.Deadline.Explanation.Select(span => new IntervalReply(span.From, span.To, span.Chinese, span.English))]))]);

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
