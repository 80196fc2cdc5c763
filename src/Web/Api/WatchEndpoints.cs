using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Tickets;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JieSuJiBan.Web.Api;

/// <summary>Urging, supervising and flagging tickets (Arts. 28, 34–36).</summary>
internal static class WatchEndpoints
{
    public static void MapWatching(this IEndpointRouteBuilder app)
    {
        var tickets = app.MapGroup("/api/tickets/{key}").WithTags("监督");
        tickets.MapPost("/urge", async Task<Results<Ok<CommandAccepted>, ProblemResult>> (string key, UrgeRequest body, HttpContext http, SupervisionCommands door, CancellationToken ct) =>
                CommandAnswers.Result(await door.UrgeAsync(key, body.Text, http.Caller(), ct)))
            .Allow(Permissions.UrgeTicket).RequiresIdempotencyKey()
            .WithSummary("登记诉求人催办").WithDescription("Record that the petitioner urges; the lead unit is told and its task shows it.")
            .Refuses(404, 409, 422);
        tickets.MapPost("/supplement", async Task<Results<Ok<CommandAccepted>, ProblemResult>> (string key, SupplementRequest body, HttpContext http, SupervisionCommands door, CancellationToken ct) =>
                CommandAnswers.Result(await door.SupplementAsync(key, body.Text, http.Caller(), ct)))
            .Allow(Permissions.UrgeTicket).RequiresIdempotencyKey()
            .WithSummary("登记诉求人补充情况").WithDescription("Record what the petitioner adds to a running request; the words are sealed, the lead unit is told and its task shows it. Of a merged ticket it reaches the one that is handled.")
            .Refuses(404, 409, 422);
        tickets.MapPost("/supervise", async Task<Results<Ok<CommandAccepted>, ProblemResult>> (string key, SuperviseRequest body, HttpContext http, SupervisionCommands door, CancellationToken ct) =>
                CommandAnswers.Result(await door.SuperviseAsync(key, body.Level, body.Reason, body.Text, http.Caller(), ct)))
            .Allow(Permissions.SuperviseTicket).RequiresIdempotencyKey()
            .WithSummary("催办、督办、提级督办").WithDescription("Urge, supervise or escalate a running ticket by hand, with a reason; the lead unit is told.")
            .Refuses(404, 409, 422);
        tickets.MapPost("/calls", async Task<Results<Ok<CommandAccepted>, ProblemResult>> (string key, CallOut body, HttpContext http, SupervisionCommands door, CancellationToken ct) =>
                CommandAnswers.Result(await door.CallAsync(key, body, http.Caller(), ct)))
            .Allow(Permissions.RecordCall).RequiresIdempotencyKey()
            .WithSummary("登记通话记录").WithDescription("A call to the petitioner, from the telephone system or by hand: reference, number dialled (sealed, shown masked), start, length, reached. The same reference again changes nothing. A contact by phone that no call shows is marked.")
            .Refuses(404, 409, 422);
        tickets.MapPost("/flags", async Task<Results<Ok<CommandAccepted>, ProblemResult>> (string key, FlagRequest body, HttpContext http, SupervisionCommands door, CancellationToken ct) =>
                CommandAnswers.Result(await door.FlagAsync(key, body.Act, body.Unit, body.Evidence, http.Caller(), ct)))
            .Allow(Permissions.FlagTicket).RequiresIdempotencyKey()
            .WithSummary("登记违规线索").WithDescription("Flag a punishable act with evidence; a case of its own, also after the ticket is filed. Never removed.")
            .Refuses(404, 409, 422);
        tickets.MapGet("/flags", FlagsAsync).Allow(Permissions.FlagTicket)
            .WithSummary("工单的违规线索").WithDescription("The flags about a ticket, the oldest first.")
            .Refuses(404);
    }

    private static async Task<Results<Ok<FlagDocument[]>, ProblemResult>> FlagsAsync(string key, HttpContext http, TicketReader reader, PublishedStore catalog, CancellationToken ct)
    {
        var viewer = http.User.ToViewer();
        if (await reader.GetAsync(key, viewer, ct) is not { } ticket) return Problems.NotFound("该工单", "ticket");
        var flags = await reader.FlagsAsync(ticket.Row.CaseId, viewer, ct);
        return TypedResults.Ok(flags.Select(flag => (flag.Row, Facts: new FlagFacts(flag.Facts))).Select(flag => new FlagDocument(
            flag.Row.CaseId,
            flag.Row.Number,
            flag.Row.Status,
            flag.Facts.Act,
            catalog.Policy.Supervision.FindAct(flag.Facts.Act)?.Name,
            flag.Facts.Unit,
            flag.Row.AcceptedAt,
            flag.Facts.RaisedBy)).ToArray());
    }
}
