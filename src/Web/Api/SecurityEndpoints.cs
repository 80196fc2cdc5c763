using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Security;
using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace JieSuJiBan.Web.Api;

/// <summary>A kind of event in the security log.</summary>
/// <param name="Kind">Its name, as <c>kind</c> asks for it.</param>
/// <param name="Chinese">What it means, zh-CN.</param>
/// <param name="English">The same in English.</param>
/// <param name="EventId">Its number in the structured logger.</param>
public sealed record SecurityEventKind(string Kind, string Chinese, string English, int EventId);

/// <summary>What a search in the security log is narrowed by.</summary>
public sealed class SecurityLogSearch
{
    /// <summary>Kind of event, see <c>/api/security/events/kinds</c>.</summary>
    [FromQuery(Name = "kind")]
    public string? Kind { get; init; }

    /// <summary>Account id.</summary>
    [FromQuery(Name = "account")]
    public string? Account { get; init; }

    /// <summary>Address that it came from.</summary>
    [FromQuery(Name = "address")]
    public string? Address { get; init; }

    /// <summary>How it ended.</summary>
    [FromQuery(Name = "outcome")]
    public string? Outcome { get; init; }

    /// <summary>At or after; ISO-8601 instant.</summary>
    [FromQuery(Name = "from")]
    public string? From { get; init; }

    /// <summary>Before; ISO-8601 instant.</summary>
    [FromQuery(Name = "to")]
    public string? To { get; init; }

    /// <summary><c>nextCursor</c> of the page before.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    /// <summary>Lines per page, 1 to 200; 50 where not said.</summary>
    [FromQuery(Name = "size")]
    public string? Size { get; init; }

    /// <summary><c>csv</c> for a table; else JSON.</summary>
    [FromQuery(Name = "format"), System.ComponentModel.DataAnnotations.AllowedValues("json", "csv")]
    public string? Format { get; init; }
}

/// <summary>What a search among the openings is narrowed by.</summary>
public sealed class OpeningSearch
{
    /// <summary>Account id of whoever opened.</summary>
    [FromQuery(Name = "account")]
    public string? Account { get; init; }

    /// <summary>Case id or number of a ticket: who opened what of it.</summary>
    [FromQuery(Name = "ticket")]
    public string? Ticket { get; init; }

    /// <summary>True: without what was opened only to be shown masked.</summary>
    [FromQuery(Name = "full")]
    public string? Full { get; init; }

    /// <summary>At or after; ISO-8601 instant.</summary>
    [FromQuery(Name = "from")]
    public string? From { get; init; }

    /// <summary>Before; ISO-8601 instant.</summary>
    [FromQuery(Name = "to")]
    public string? To { get; init; }

    /// <summary><c>nextCursor</c> of the page before.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    /// <summary>Lines per page, 1 to 200; 50 where not said.</summary>
    [FromQuery(Name = "size")]
    public string? Size { get; init; }
}

/// <summary>The security log for administrators and auditors, and the openings of personal data for auditors.</summary>
internal static class SecurityEndpoints
{
    public static void MapSecurityLog(this IEndpointRouteBuilder app)
    {
        var security = app.MapGroup("/api/security").WithTags("安全");
        security.MapGet("/events", EventsAsync).Allow(Permissions.ReadSecurityLog)
            .WithSummary("安全日志").WithDescription("Sign-ins, refusals, slowings, rights, exports, publications and more, the newest first. Equal refusals of a minute are one line with `times`. `format=csv` gives the page as a table; the header `X-Next-Cursor` goes on.")
            .Refuses(422);
        security.MapGet("/events/kinds", () => SecurityEvents.All.Select(one => new SecurityEventKind(one.Kind, one.Chinese, one.English, SecurityEvents.NumberOf(one.Kind))).ToArray()).Allow(Permissions.ReadSecurityLog)
            .WithSummary("安全日志的事件种类").WithDescription("The kinds of event, with their numbers in the structured logger.");
        security.MapGet("/openings", OpeningsAsync).Allow(Permissions.ReadOpenings)
            .WithSummary("个人信息查阅记录").WithDescription("Who opened which word of whom, when and what for, the newest first; never the word. By account, by ticket, by time.")
            .Refuses(404, 422);
    }

    private static async Task<Results<Ok<ListOf<SecurityLogLine>>, ContentHttpResult, ProblemResult>> EventsAsync([AsParameters] SecurityLogSearch search, HttpContext http, ISecurityLog log, SecurityLogReader reader, CancellationToken ct)
    {
        var query = new QueryFields();
        var (from, to, size) = (query.Instant("from", search.From), query.Instant("to", search.To), query.Size(search.Size));
        foreach (var (name, text) in new[] { ("account", search.Account), ("address", search.Address), ("outcome", search.Outcome) }) query.Text(name, text);
        if (Given(search.Kind) is { } kind && SecurityEvents.All.All(one => one.Kind != kind)) query.Add([new("kind", $"没有这种事件；可用：{string.Join("、", SecurityEvents.All.Select(one => one.Kind))}。", $"No such kind; there are {string.Join(", ", SecurityEvents.All.Select(one => one.Kind))}.")]);
        Guid after = default;
        if (Given(search.Cursor) is { } cursor && !Guid.TryParseExact(cursor, "D", out after)) query.Add([new("cursor", "不是有效的游标，请使用上一页的 nextCursor。", "Not a cursor; use the nextCursor of the page before.")]);
        if (query.Problems.Count > 0) return Problems.Invalid(query.Problems);
        // Whoever looks now wants to see what has just happened, too.
        await log.FlushAsync(ct);
        var found = await reader.EventsAsync(
            new() { Kind = Given(search.Kind), Account = Given(search.Account), Address = Given(search.Address), Outcome = Given(search.Outcome), From = from, To = to, After = after == default ? null : after, Size = size + 1 }, ct);
        var page = new ListOf<SecurityLogLine>([.. found.Take(size)], found.Count > size ? found[size - 1].EventId.ToString("D") : null);
        if (search.Format != "csv") return TypedResults.Ok(page);
        if (page.NextCursor is { } next) http.Response.Headers["X-Next-Cursor"] = next;
        return TypedResults.Text(Table(page.Items), "text/csv; charset=utf-8");
    }

    private static async Task<Results<Ok<ListOf<Opening>>, ProblemResult>> OpeningsAsync([AsParameters] OpeningSearch search, HttpContext http, TicketReader tickets, SecurityLogReader reader, CancellationToken ct)
    {
        var query = new QueryFields();
        var (from, to, full, size) = (query.Instant("from", search.From), query.Instant("to", search.To), query.Boolean("full", search.Full), query.Size(search.Size));
        query.Text("account", search.Account);
        query.Text("ticket", search.Ticket);
        long? after = null;
        if (Given(search.Cursor) is { } cursor)
        {
            if (long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var place)) after = place;
            else query.Add([new("cursor", "不是有效的游标，请使用上一页的 nextCursor。", "Not a cursor; use the nextCursor of the page before.")]);
        }

        if (query.Problems.Count > 0) return Problems.Invalid(query.Problems);
        Guid? caseId = null;
        if (Given(search.Ticket) is { } key)
        {
            if (await tickets.GetAsync(key, http.User.ToViewer(), ct) is not { } ticket) return Problems.NotFound("该工单", "ticket");
            caseId = ticket.Row.CaseId;
        }

        var found = await reader.OpeningsAsync(new() { Account = Given(search.Account), CaseId = caseId, OnlyFull = full == true, From = from, To = to, After = after, Size = size + 1 }, ct);
        return TypedResults.Ok(new ListOf<Opening>([.. found.Take(size)], found.Count > size ? found[size - 1].AccessId.ToString(CultureInfo.InvariantCulture) : null));
    }

    private static string Table(IReadOnlyList<SecurityLogLine> lines)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        // A program that opens tables runs what looks like a formula.
        using var table = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture) { InjectionOptions = InjectionOptions.Escape });
        foreach (var name in new[] { "eventId", "at", "kind", "outcome", "account", "address", "subject", "times", "detail" }) table.WriteField(name);
        table.NextRecord();
        foreach (var line in lines)
        {
            foreach (var field in new[] { line.EventId.ToString("D"), line.At.ToString(), line.Kind, line.Outcome, line.Account, line.Address, line.Subject, line.Times.ToString(CultureInfo.InvariantCulture), string.Join("; ", line.Detail.Select(one => $"{one.Key}={one.Value}")) }) table.WriteField(field);
            table.NextRecord();
        }

        table.Flush();
        return text.ToString();
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
