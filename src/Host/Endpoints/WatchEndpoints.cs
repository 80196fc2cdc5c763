using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Host.Door;
using JieSuJiBan.Host.Security;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Inbox;
using NodaTime;

namespace JieSuJiBan.Host.Endpoints;

/// <summary>The petitioner urges.</summary>
public sealed record UrgeRequest
{
    /// <summary>What they said; kept in the vault. Optional.</summary>
    [Text(TextKind.Matter)]
    public string? Text { get; init; }
}

/// <summary>The petitioner adds something to the request.</summary>
public sealed record SupplementRequest
{
    /// <summary>What they add; kept in the vault. Required.</summary>
    [Text(TextKind.Matter)]
    public string? Text { get; init; }
}

/// <summary>Supervision by hand.</summary>
public sealed record SuperviseRequest
{
    /// <summary><c>Urge</c>, <c>Supervise</c> or <c>Escalated</c>.</summary>
    [Text(TextKind.Choice)]
    public string? Level { get; init; }

    /// <summary>A code of the city's reasons (<c>supervision.json</c>).</summary>
    [Text(TextKind.Code)]
    public string? Reason { get; init; }

    /// <summary>In words; kept in the vault. Optional.</summary>
    [Text(TextKind.OfficialWords)]
    public string? Text { get; init; }
}

/// <summary>A flag about how a ticket was handled.</summary>
public sealed record FlagRequest
{
    /// <summary>A code of the punishable acts (<c>supervision.json</c>).</summary>
    [Text(TextKind.Code)]
    public string? Act { get; init; }

    /// <summary>The unit concerned; the lead unit where not given.</summary>
    [Text(TextKind.Code)]
    public string? Unit { get; init; }

    /// <summary>The evidence in words; kept in the vault.</summary>
    [Text(TextKind.OfficialWords)]
    public string? Evidence { get; init; }
}

/// <summary>A flag as lists show it.</summary>
/// <param name="CaseId">Its case.</param>
/// <param name="Number">Its number, the ticket's with <c>-J</c> and an ordinal.</param>
/// <param name="Status">Where it stands, e.g. <c>FlagOpen</c>, <c>FlagConfirmed</c>.</param>
/// <param name="Act">Code of the act.</param>
/// <param name="ActName">The act, zh-CN.</param>
/// <param name="Unit">The unit concerned.</param>
/// <param name="RaisedAt">Raised when (UTC).</param>
/// <param name="RaisedBy">Account that raised it.</param>
public sealed record FlagDocument(Guid CaseId, string Number, string Status, string? Act, string? ActName, string? Unit, Instant RaisedAt, string? RaisedBy);

/// <summary>Urging, supervising and flagging tickets (Arts. 28, 34–36).</summary>
internal static class WatchEndpoints
{
    public static void MapWatching(this IEndpointRouteBuilder app)
    {
        var tickets = app.MapGroup("/api/tickets/{key}").WithTags("监督");
        tickets.MapPost("/urge", async (string key, UrgeRequest body, HttpContext http, WatchDoor door, CancellationToken ct) =>
                DoorResults.Result(await door.UrgeAsync(key, body.Text, http.User.ToViewer(), http.User.ToActor(), http.CommandId(), ct)))
            .Allow(Permissions.UrgeTicket).RequiresIdempotencyKey()
            .WithSummary("登记诉求人催办").WithDescription("Record that the petitioner urges; the lead unit is told and its task shows it.")
            .Produces<CommandAccepted>().Refuses(404, 409, 422);
        tickets.MapPost("/supplement", async (string key, SupplementRequest body, HttpContext http, WatchDoor door, CancellationToken ct) =>
                DoorResults.Result(await door.SupplementAsync(key, body.Text, http.User.ToViewer(), http.User.ToActor(), http.CommandId(), ct)))
            .Allow(Permissions.UrgeTicket).RequiresIdempotencyKey()
            .WithSummary("登记诉求人补充情况").WithDescription("Record what the petitioner adds to a running request; the words are sealed, the lead unit is told and its task shows it. Of a merged ticket it reaches the one that is handled.")
            .Produces<CommandAccepted>().Refuses(404, 409, 422);
        tickets.MapPost("/supervise", async (string key, SuperviseRequest body, HttpContext http, WatchDoor door, CancellationToken ct) =>
                DoorResults.Result(await door.SuperviseAsync(key, body.Level, body.Reason, body.Text, http.User.ToViewer(), http.User.ToActor(), http.CommandId(), ct)))
            .Allow(Permissions.SuperviseTicket).RequiresIdempotencyKey()
            .WithSummary("催办、督办、提级督办").WithDescription("Urge, supervise or escalate a running ticket by hand, with a reason; the lead unit is told.")
            .Produces<CommandAccepted>().Refuses(404, 409, 422);
        tickets.MapPost("/calls", async (string key, CallOut body, HttpContext http, WatchDoor door, CancellationToken ct) =>
                DoorResults.Result(await door.CallAsync(key, body, http.User.ToViewer(), http.User.ToActor(), http.CommandId(), ct)))
            .Allow(Permissions.RecordCall).RequiresIdempotencyKey()
            .WithSummary("登记通话记录").WithDescription("A call to the petitioner, from the telephone system or by hand: reference, number dialled (sealed, shown masked), start, length, reached. The same reference again changes nothing. A contact by phone that no call shows is marked.")
            .Produces<CommandAccepted>().Refuses(404, 409, 422);
        tickets.MapPost("/flags", async (string key, FlagRequest body, HttpContext http, WatchDoor door, CancellationToken ct) =>
                DoorResults.Result(await door.FlagAsync(key, body.Act, body.Unit, body.Evidence, http.User.ToViewer(), http.User.ToActor(), http.CommandId(), ct)))
            .Allow(Permissions.FlagTicket).RequiresIdempotencyKey()
            .WithSummary("登记违规线索").WithDescription("Flag a punishable act with evidence; a case of its own, also after the ticket is filed. Never removed.")
            .Produces<CommandAccepted>().Refuses(404, 409, 422);
        tickets.MapGet("/flags", FlagsAsync).Allow(Permissions.FlagTicket)
            .WithSummary("工单的违规线索").WithDescription("The flags about a ticket, the oldest first.")
            .Produces<FlagDocument[]>().Refuses(404);
    }

    private static async Task<IResult> FlagsAsync(string key, HttpContext http, TicketReader reader, CatalogStore catalog, CancellationToken ct)
    {
        var viewer = http.User.ToViewer();
        if (await reader.GetAsync(key, viewer, ct) is not { } ticket) return Problems.NotFound("该工单", "ticket");
        var flags = await reader.FlagsAsync(ticket.Row.CaseId, viewer, ct);
        return Results.Ok(flags.Select(flag => new FlagDocument(
            flag.Row.CaseId,
            flag.Row.Number,
            flag.Row.Status,
            flag.Facts["act"].AsString(),
            catalog.Policy.Supervision.FindAct(flag.Facts["act"].AsString())?.Name,
            flag.Facts["unit"].AsString(),
            flag.Row.AcceptedAt,
            flag.Facts["raisedBy"].AsString())).ToArray());
    }
}
