using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Queries;
using JieSuJiBan.Application.Texts;
using JieSuJiBan.Application.Tickets;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace JieSuJiBan.Web.Api;

/// <summary>What one may narrow a search by.</summary>
public sealed class TicketSearch
{
    /// <summary>Exact number.</summary>
    [FromQuery(Name = "number")]
    public string? Number { get; init; }

    /// <summary>Status, e.g. <c>InHandling</c>.</summary>
    [FromQuery(Name = "status")]
    public string? Status { get; init; }

    /// <summary>Code of the leading unit.</summary>
    [FromQuery(Name = "unit")]
    public string? Unit { get; init; }

    /// <summary>Code of a class; its sub-classes are found too.</summary>
    [FromQuery(Name = "class")]
    public string? Class { get; init; }

    /// <summary>Code of a district.</summary>
    [FromQuery(Name = "district")]
    public string? District { get; init; }

    /// <summary>Accepted at or after; ISO-8601 instant.</summary>
    [FromQuery(Name = "acceptedFrom")]
    public string? AcceptedFrom { get; init; }

    /// <summary>Accepted before; ISO-8601 instant.</summary>
    [FromQuery(Name = "acceptedTo")]
    public string? AcceptedTo { get; init; }

    /// <summary>Overdue ones only, or only those that are not.</summary>
    [FromQuery(Name = "overdue")]
    public string? Overdue { get; init; }

    /// <summary>The petitioner's phone number, for programs that do not send it to <c>POST /api/tickets/search</c> yet: an address stands in the logs of proxies.</summary>
    [FromQuery(Name = "phone")]
    public string? Phone { get; init; }

    /// <summary>True: titles, without who the petitioner is; needs <c>ticket.words</c>, each reading is logged.</summary>
    [FromQuery(Name = "titles")]
    public string? Titles { get; init; }

    /// <summary><c>nextCursor</c> of the page before.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    /// <summary>Rows per page, 1 to 200; 50 where not said.</summary>
    [FromQuery(Name = "size")]
    public string? Size { get; init; }
}

/// <summary>What one may narrow a search by, sent as a body: no phone number stands in an address, a history or a log.</summary>
public sealed record TicketSearchBody
{
    /// <summary>Exact number.</summary>
    public string? Number { get; init; }

    /// <summary>Status, e.g. <c>InHandling</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Code of the leading unit.</summary>
    public string? Unit { get; init; }

    /// <summary>Code of a class; its sub-classes are found too.</summary>
    public string? Class { get; init; }

    /// <summary>Code of a district.</summary>
    public string? District { get; init; }

    /// <summary>Accepted at or after; ISO-8601 instant.</summary>
    public string? AcceptedFrom { get; init; }

    /// <summary>Accepted before; ISO-8601 instant.</summary>
    public string? AcceptedTo { get; init; }

    /// <summary>Overdue ones only, or only those that are not.</summary>
    public bool? Overdue { get; init; }

    /// <summary>The petitioner's phone number; needs <c>ticket.words</c>, and counts as one opening of a person's data.</summary>
    public string? Phone { get; init; }

    /// <summary>True: titles in full; needs <c>ticket.words</c>, each reading is logged.</summary>
    public bool Titles { get; init; }

    /// <summary><c>nextCursor</c> of the page before.</summary>
    public string? Cursor { get; init; }

    /// <summary>Rows per page, 1 to 200; 50 where not said.</summary>
    public int? Size { get; init; }
}

/// <summary>Tickets: record, find, read, and what happened to them.</summary>
internal static class TicketEndpoints
{
    public static void MapTickets(this IEndpointRouteBuilder app)
    {
        var tickets = app.MapGroup("/api/tickets").WithTags("工单");
        tickets.MapPost("/", CreateAsync).Allow(Permissions.CreateTicket).RequiresIdempotencyKey()
            .WithSummary("受理诉求，登记工单").WithDescription("Record a request as a ticket. What the petitioner is and said goes to the vault at once. Of a confidential one `warnings` tells where its words say who reports.")
            .Refuses(409, 422);
        tickets.MapGet("/", SearchAsync).Allow(Permissions.ReadTickets)
            .WithSummary("查询工单").WithDescription("Find tickets, the latest accepted first. A unit's account finds its own only. A phone number belongs into `POST /api/tickets/search`: in an address it stands in the logs of proxies, and is answered here for programs that do not know the other yet.")
            .Refuses(422);
        tickets.MapPost("/search", SearchByBodyAsync).Allow(Permissions.ReadTickets)
            .WithSummary("查询工单（含按电话查询）").WithDescription("The same search with the conditions as a body, which no log and no history keeps: the right way to search by phone. Changes nothing, so it needs no Idempotency-Key.")
            .Refuses(422, 429);
        tickets.MapGet("/{key}", GetAsync).Allow(Permissions.ReadTickets)
            .WithSummary("查看一张工单").WithDescription("One ticket by case id or number. Whoever has to do with it reads the matter and what officials wrote; who the petitioner is, is masked. `words=full` with a `reason` opens that as well (needs `ticket.person`, is logged, and is limited: 30 in ten minutes unless the city says otherwise); of a confidential ticket it does not for whoever acts for a unit. Of a ticket that the own unit has lost, its number, class and own acts are left.")
            .Refuses(404, 422, 429);
        tickets.MapGet("/{key}/history", HistoryAsync).Allow(Permissions.ReadTickets)
            .WithSummary("工单历史").WithDescription("What happened to the ticket, step by step, in words; to a unit that has lost it, what it did itself.")
            .Refuses(404, 422);
        tickets.MapGet("/{key}/state", StateAsync).Allow(Permissions.ReadTickets)
            .WithSummary("工单在某一时刻的状态").WithDescription("The ticket as its journal says it was at the instant `at`; 404 before its start.")
            .Refuses(404, 422);
    }

    private static async Task<Results<Created<CommandAccepted>, Ok<CommandAccepted>, ProblemResult>> CreateAsync(NewTicket ticket, HttpContext http, TicketCommands door, PublishedStore catalog, CancellationToken ct)
    {
        var answer = await door.CreateAsync(ticket, http.Caller(), ct);
        if (answer is not CommandResult.Accepted accepted) return CommandAnswers.NotAccepted(answer);
        var warnings = ConfidentialWarnings.Of(ticket.ToValue(), catalog.Policy);
        var document = CommandAnswers.Of(accepted) with
        {
            Warnings = warnings.Count == 0 ? null : [.. warnings.Select(warning => new CommandWarning(warning.Code, warning.Field, warning.Chinese, warning.English))],
        };
        return accepted.Repeated ? TypedResults.Ok(document) : TypedResults.Created($"/api/tickets/{accepted.CaseId}", document);
    }

    private static Task<Results<Ok<ListOf<TicketSummary>>, ProblemResult>> SearchAsync([AsParameters] TicketSearch search, HttpContext http, TicketReader reader, PublishedStore catalog, TicketTexts words, PersonOpenings openings, CancellationToken ct) =>
        FindAsync(search, http, reader, catalog, words, openings, ct);

    private static Task<Results<Ok<ListOf<TicketSummary>>, ProblemResult>> SearchByBodyAsync(TicketSearchBody search, HttpContext http, TicketReader reader, PublishedStore catalog, TicketTexts words, PersonOpenings openings, CancellationToken ct) => FindAsync(
        new()
        {
            Number = search.Number,
            Status = search.Status,
            Unit = search.Unit,
            Class = search.Class,
            District = search.District,
            AcceptedFrom = search.AcceptedFrom,
            AcceptedTo = search.AcceptedTo,
            Overdue = search.Overdue is { } overdue ? (overdue ? "true" : "false") : null,
            Phone = search.Phone,
            Titles = search.Titles ? "true" : null,
            Cursor = search.Cursor,
            Size = search.Size?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        },
        http, reader, catalog, words, openings, ct);

    private static async Task<Results<Ok<ListOf<TicketSummary>>, ProblemResult>> FindAsync(TicketSearch search, HttpContext http, TicketReader reader, PublishedStore catalog, TicketTexts words, PersonOpenings openings, CancellationToken ct)
    {
        var query = new QueryFields();
        var from = query.Instant("acceptedFrom", search.AcceptedFrom);
        var to = query.Instant("acceptedTo", search.AcceptedTo);
        var overdue = query.Boolean("overdue", search.Overdue);
        var titles = query.Boolean("titles", search.Titles) == true;
        var after = query.Cursor(search.Cursor);
        var size = query.Size(search.Size);
        foreach (var (name, text) in new[] { ("number", search.Number), ("status", search.Status), ("unit", search.Unit), ("class", search.Class), ("district", search.District), ("phone", search.Phone) })
        {
            query.Text(name, text);
        }

        if (query.Problems.Count == 0) query.Add(KnownCodes.Check(catalog, Given(search.Status), Given(search.Unit), Given(search.Class), Given(search.District)));
        if (query.Problems.Count > 0) return Problems.Invalid(query.Problems);
        var viewer = http.User.ToViewer();
        if ((titles && !viewer.ReadsWords) || (search.Phone is { Length: > 0 } && !viewer.FindsByPhone)) return Problems.NotYours;
        if (Given(search.Phone) is not null && await openings.AdmitAsync(http.User, "search", RemoteAddress.Of(http), ct) is { } pause) return Problems.OpeningsPaused(pause);
        var page = await reader.SearchAsync(
            new()
            {
                Number = Given(search.Number),
                Status = Given(search.Status),
                LeadUnit = Given(search.Unit),
                ClassCode = Given(search.Class),
                DistrictCode = Given(search.District),
                AcceptedFrom = from,
                AcceptedTo = to,
                Overdue = overdue,
                SubjectIds = Given(search.Phone) is { } phone ? words.SubjectsOf(phone) : null,
                After = after,
                Size = size,
            },
            viewer,
            ct);
        var opened = titles ? await words.TitlesAsync(page.Items, viewer, http.User.ToActor(), ct) : null;
        return TypedResults.Ok(new ListOf<TicketSummary>(
            [.. page.Items.Select(row => TicketSummary.Of(row, opened is not null && row.TitleVault is { } id ? opened.GetValueOrDefault(id.ToString("D")) : null))],
            page.NextCursor));
    }

    private static async Task<Results<Ok<TicketDocument>, ProblemResult>> GetAsync(
        string key, [FromQuery(Name = "words")] string? wanted, [FromQuery(Name = "reason")] string? reason, HttpContext http, TicketReader reader, TaskReader tasks, TicketTexts words, PersonOpenings openings, CancellationToken ct)
    {
        var viewer = http.User.ToViewer();
        if (wanted is not (null or "" or "masked" or "full")) return Problems.Invalid("words", "须为 masked 或 full。", "Must be masked or full.");
        var full = wanted == "full";
        if (full && !http.User.May(Permissions.OpenPerson)) return Problems.NotYours;
        if (full && TicketTexts.Wrong(reason) is { } wrong) return Problems.Of(wrong);
        if (await reader.GetAlsoLostAsync(key, viewer, ct) is not { } ticket) return Problems.NotFound("该工单", "ticket");
        if (full && ticket.Reading.MayOpenPerson && await openings.AdmitAsync(http.User, ticket.Row.CaseId.ToString(), RemoteAddress.Of(http), ct) is { } pause) return Problems.OpeningsPaused(pause);
        var shown = await words.OfAsync(ticket, ticket.Facts, http.User.ToActor(), full ? reason : null, ct);
        return TypedResults.Ok(new TicketDocument(
            TicketSummary.Of(ticket.Row, shown.GetValueOrDefault("title")),
            shown,
            full && ticket.Reading.MayOpenPerson,
            ticket.Facts,
            [.. (await tasks.OfTicketAsync(ticket, ct)).Select(task => TaskDocument.Of(task))],
            ticket.CaseStatus,
            ticket.CaseSubStatus,
            ticket.DefinitionId,
            ticket.DefinitionHash,
            ticket.Sequence,
            ticket.UpdatedAt));
    }

    private static async Task<Results<Ok<ListOf<HistoryItem>>, ProblemResult>> HistoryAsync(
        string key, [FromQuery(Name = "cursor")] string? cursor, HttpContext http, TicketReader reader, HistoryReader history, CancellationToken ct)
    {
        var after = 0L;
        if (cursor is { Length: > 0 } && (!long.TryParse(cursor, System.Globalization.CultureInfo.InvariantCulture, out after) || after < 0))
        {
            return Problems.Invalid("cursor", "不是有效的游标，请使用上一页的 nextCursor。", "Not a cursor; use the nextCursor of the page before.");
        }

        if (await reader.GetAlsoLostAsync(key, http.User.ToViewer(), ct) is not { } ticket) return Problems.NotFound("该工单", "ticket");
        var entries = await history.TimelineAsync(ticket, ct, after);
        var last = entries.Count == 0 ? after : entries[^1].Sequence;
        return TypedResults.Ok(new ListOf<HistoryItem>(
            [.. entries.Select(entry => new HistoryItem(entry.Sequence, entry.At, entry.Actor, entry.Kind, entry.Text, entry.Data, entry.Hash, entry.English))],
            last < ticket.Sequence && entries.Count > 0 ? last.ToString(System.Globalization.CultureInfo.InvariantCulture) : null));
    }

    private static async Task<Results<Ok<TicketMoment>, ProblemResult>> StateAsync(
        string key, [FromQuery(Name = "at")] string? at, HttpContext http, TicketReader reader, HistoryReader history, CancellationToken ct)
    {
        var query = new QueryFields();
        if (query.Instant("at", at) is not { } instant)
        {
            return Problems.Invalid("at", "须为带时区的 ISO-8601 时间，如 2026-03-02T09:30:00+08:00。", "Must be an ISO-8601 instant with offset, e.g. 2026-03-02T09:30:00+08:00.");
        }

        if (await reader.GetAlsoLostAsync(key, http.User.ToViewer(), ct) is not { } ticket) return Problems.NotFound("该工单", "ticket");
        if (await history.StateAtAsync(ticket, instant, ct) is not { } state)
        {
            return Problems.Of(404, "ticket.notYet", "该时刻工单尚未受理。", "The ticket had not been accepted at that instant.");
        }

        return TypedResults.Ok(new TicketMoment(
            ticket.Row.CaseId,
            instant,
            state.Sequence,
            state.UpdatedAt,
            new TicketFacts(state.Facts).Status,
            state.CaseStatus,
            state.CaseSubStatus,
            state.Facts,
            [.. state.Tasks.Select(task => new OpenTaskThen(task.Id, task.Kind, task.Title, task.Role, task.UnitCode, task.Assignee, task.OpenedAt, task.DueAt))]));
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
