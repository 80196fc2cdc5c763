using System.Text.Json;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Texts;
using JieSuJiBan.Application.Tickets;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Security;
using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace JieSuJiBan.Web.Api;

/// <summary>One line of an export: a whole ticket with its callback.</summary>
/// <param name="Summary">As lists show it.</param>
/// <param name="Words">The words by name, where the reader may read them; each reading is logged.</param>
/// <param name="Facts">All facts, the callback among them; words as sealed references.</param>
/// <param name="Cursor">Pass it as <c>cursor</c> to go on after this line.</param>
public sealed record ExportedTicket(TicketSummary Summary, IReadOnlyDictionary<string, string?> Words, Value Facts, string Cursor);

/// <summary>What handlers get of their tickets (Art. 28: full ticket and callback data are pushed to them).</summary>
internal static class ExportEndpoints
{
    /// <summary>Most lines of one answer; the last line's cursor goes on.</summary>
    private const int MostLines = 10_000;

    private const int PageSize = 100;

    public static void MapExports(this IEndpointRouteBuilder app) => app.MapGet("/api/units/{code}/tickets/export", ExportAsync)
        .Allow(Permissions.ExportTickets).WithTags("工单")
        .WithSummary("承办单位工单导出").WithDescription("All tickets that a unit leads with their callbacks, latest first, one JSON object a line (NDJSON), streamed; at most 10,000 lines, `cursor` of the last line goes on. The matter and what officials wrote are there for who may read them, each reading logged; who the petitioner is, is masked, and of confidential tickets left out. Each export is in the security log, and one with words is limited (six an hour unless the city says otherwise).")
        .Produces<ExportedTicket>(200, "application/x-ndjson").Refuses(404, 422, 429);

    private static async Task<Results<PushStreamHttpResult, ProblemResult>> ExportAsync(
        string code,
        [FromQuery(Name = "acceptedFrom")] string? acceptedFrom,
        [FromQuery(Name = "acceptedTo")] string? acceptedTo,
        [FromQuery(Name = "cursor")] string? cursor,
        HttpContext http,
        TicketReader reader,
        TicketTexts words,
        IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions> json,
        PersonOpenings openings,
        ISecurityLog log,
        CancellationToken ct)
    {
        var fields = new QueryFields();
        var (from, to, after) = (fields.Instant("acceptedFrom", acceptedFrom), fields.Instant("acceptedTo", acceptedTo), fields.Cursor(cursor));
        fields.Text("code", code);
        if (fields.Problems.Count > 0) return Problems.Invalid(fields.Problems);
        var (viewer, actor) = (http.User.ToViewer(), http.User.ToActor());
        if (viewer.UnitCode is not null && viewer.UnitCode != code) return Problems.NotFound("该单位", "unit");
        var address = RemoteAddress.Of(http);
        if (viewer.ReadsWords && await openings.AdmitExportAsync(http.User, code, address, ct) is { } pause) return Problems.OpeningsPaused(pause);
        // In the log before the first line is out: what cannot be logged is not exported.
        await log.RecordAsync(new(SecurityEvents.Export, "succeeded") { Account = viewer.UserId, Address = address, Subject = code, Detail = new Dictionary<string, string> { ["words"] = viewer.ReadsWords ? "masked" : "none", ["from"] = from?.ToString() ?? "", ["to"] = to?.ToString() ?? "", ["continued"] = after is null ? "no" : "yes" } }, ct);
        return TypedResults.Stream(output => WriteAsync(output, new() { LeadUnit = code, AcceptedFrom = from, AcceptedTo = to, After = after, Size = PageSize }, viewer, actor, reader, words, json.Value.SerializerOptions, ct), "application/x-ndjson");
    }

    private static async Task WriteAsync(
        Stream output, TicketQuery query, Viewer viewer, Actor actor, TicketReader reader, TicketTexts words, JsonSerializerOptions json, CancellationToken ct)
    {
        for (var lines = 0; lines < MostLines;)
        {
            var page = await reader.SearchAsync(query, viewer, ct);
            foreach (var row in page.Items)
            {
                // A ticket that has meanwhile gone to another unit is no longer this one's.
                if (await reader.GetAsync(row.CaseId.ToString(), viewer, ct) is not { } ticket) continue;
                var opened = ticket.Reading.ReadsWords ? await words.OfAsync(ticket, ticket.Facts, actor, reason: null, ct, "export") : new Dictionary<string, string?>();
                var line = new ExportedTicket(TicketSummary.Of(ticket.Row), opened, ticket.Facts, new Cursor(row.AcceptedAt, row.CaseId.ToString()).ToString());
                await JsonSerializer.SerializeAsync(output, line, json, ct);
                await output.WriteAsync("\n"u8.ToArray(), ct);
                lines++;
            }

            if (page.NextCursor is null || !Cursor.TryParse(page.NextCursor, out var next)) return;
            query = query with { After = next };
        }
    }
}
