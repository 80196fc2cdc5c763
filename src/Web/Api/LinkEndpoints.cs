using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Texts;
using JieSuJiBan.Application.Tickets;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JieSuJiBan.Web.Api;

/// <summary>Into which ticket another is merged.</summary>
public sealed record MergeRequest
{
    /// <summary>Number or case id of the ticket that is handled on.</summary>
    /// <example>11000020261125000201</example>
    [Text(TextKind.Code)]
    public string? Into { get; init; }
}

/// <summary>Which matters are split off.</summary>
public sealed record SplitRequest
{
    /// <summary>One entry for each further ticket; the ticket itself keeps what is not split off.</summary>
    public IReadOnlyList<TicketPart> Parts { get; init; } = [];
}

/// <summary>Merging and splitting tickets.</summary>
internal static class LinkEndpoints
{
    public static void MapLinks(this IEndpointRouteBuilder app)
    {
        var tickets = app.MapGroup("/api/tickets").WithTags("工单");
        tickets.MapGet("/{key}/similar", SimilarAsync).Allow(Permissions.LinkTickets)
            .WithSummary("相似工单").WithDescription("Tickets that may be about the same matter, each with its reasons: same petitioner or same place and class, recent, with similar text. Nothing is decided by it.")
            .Refuses(404);
        tickets.MapPost("/{key}/merge", async Task<Results<Ok<CommandAccepted>, ProblemResult>> (string key, MergeRequest request, HttpContext http, LinkCommands door, CancellationToken ct) =>
                CommandAnswers.Result(await door.MergeAsync(key, request.Into, http.Caller(), ct)))
            .Allow(Permissions.LinkTickets).RequiresIdempotencyKey()
            .WithSummary("并单").WithDescription("Merge a running ticket into another: its own tasks are withdrawn, it is closed when the other is, and the petitioner is called back once.")
            .Refuses(404, 409, 422);
        tickets.MapPost("/{key}/split", async Task<Results<Ok<CommandAccepted>, ProblemResult>> (string key, SplitRequest request, HttpContext http, LinkCommands door, CancellationToken ct) =>
                CommandAnswers.Result(await door.SplitAsync(key, request.Parts, http.Caller(), ct)))
            .Allow(Permissions.LinkTickets).RequiresIdempotencyKey()
            .WithSummary("拆单").WithDescription("Split further matters off a ticket: each becomes a ticket with a number of its own, linked to this one; the petitioner's words are sealed anew for each.")
            .Refuses(404, 409, 422);
    }

    private static async Task<Results<Ok<IReadOnlyList<SimilarTicket>>, ProblemResult>> SimilarAsync(string key, HttpContext http, TicketReader reader, SimilarTickets similar, CancellationToken ct)
    {
        var viewer = http.User.ToViewer();
        if (!viewer.KnowsConfidential) return Problems.NotYours;
        return await reader.GetAsync(key, viewer, ct) is { } ticket
            ? TypedResults.Ok(await similar.OfAsync(ticket, http.User.ToActor(), ct))
            : Problems.NotFound("该工单", "ticket");
    }
}
