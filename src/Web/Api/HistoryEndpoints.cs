using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Verification;
using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace JieSuJiBan.Web.Api;

/// <summary>What verifying a ticket gave.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Entries">How many entries were read.</param>
/// <param name="IsIntact">True where every entry follows from the one before, every step gives the recorded result again, and every row is what the history makes of it.</param>
/// <param name="Findings">What is wrong, zh-CN.</param>
/// <param name="Details">The same, each with its code and in English.</param>
public sealed record ChainReport(Guid CaseId, long Entries, bool IsIntact, IReadOnlyList<string> Findings, IReadOnlyList<HistoryFault> Details);

/// <summary>Something in the database that this program cannot have written.</summary>
/// <param name="CaseId">The case; all zeros for the database as a whole.</param>
/// <param name="Sequence">The step concerned; 0 for the case as a whole.</param>
/// <param name="Code">Stable code, see docs/verification.md.</param>
/// <param name="Chinese">The finding, zh-CN.</param>
/// <param name="English">The same in English.</param>
public sealed record HistoryFault(Guid CaseId, long Sequence, string Code, string Chinese, string English);

/// <summary>What verifying a stretch of the database gave.</summary>
/// <param name="Cases">How many cases were verified.</param>
/// <param name="Entries">How many entries were read.</param>
/// <param name="IsIntact">True where nothing was found.</param>
/// <param name="Findings">What is wrong.</param>
/// <param name="NextAfter">Where to go on; null at the end, where the database as a whole was looked at too.</param>
public sealed record StretchReport(long Cases, long Entries, bool IsIntact, IReadOnlyList<HistoryFault> Findings, Guid? NextAfter);

/// <summary>What may be asked of a verification of many.</summary>
public sealed class StretchQuery
{
    /// <summary>Begin behind this case; absent: from the first.</summary>
    [FromQuery(Name = "after")]
    public string? After { get; init; }

    /// <summary>Cases at most, from 1 to 200.</summary>
    [FromQuery(Name = "size")]
    public string? Size { get; init; }
}

/// <summary>Proving histories.</summary>
internal static class HistoryEndpoints
{
    public static void MapHistory(this IEndpointRouteBuilder app)
    {
        var history = app.MapGroup("/api/history/verify").WithTags("工单");
        history.MapPost("/{key}", VerifyAsync).Allow(Permissions.VerifyHistory)
            .WithSummary("校验工单历史").WithDescription("Checks that nobody rewrote the ticket: the journal's hashes and chain, every step decided again, and the rows of ticket, tasks, timers, units and messages against it. Changes nothing, so it needs no Idempotency-Key.")
            .Refuses(404);
        history.MapPost("", StretchAsync).Allow(Permissions.VerifyHistory)
            .WithSummary("逐段校验全部历史").WithDescription("Verifies cases in the order of their ids, a stretch at a time; go on with `after` = `nextAfter`. The last stretch also looks for cases that are gone, holes between partitions, guards that were switched off and counts that became less. Only for whoever may see all tickets of the city.")
            .Refuses(403, 422);
    }

    private static async Task<Results<Ok<ChainReport>, ProblemResult>> VerifyAsync(string key, HttpContext http, TicketReader reader, HistoryVerifier verifier, CancellationToken ct)
    {
        var viewer = http.User.ToViewer();
        // Whoever sees all tickets of the city has a ticket verified by its id alone: that its row is gone, or its state unreadable, is what has to be found.
        var caseId = viewer.SeesFlags ? await reader.CaseOfAsync(key, ct) : (await reader.GetAsync(key, viewer, ct))?.Row.CaseId;
        if (caseId is not { } known || await verifier.VerifyAsync(new(known), ct) is not { } report || report is { Entries: 0, Findings: [] }) return Problems.NotFound("该工单", "ticket");
        return TypedResults.Ok(new ChainReport(known, report.Entries, report.Findings.Count == 0, [.. report.Findings.Select(finding => finding.Chinese)], [.. report.Findings.Select(Fault)]));
    }

    private static async Task<Results<Ok<StretchReport>, ProblemResult>> StretchAsync([AsParameters] StretchQuery query, HttpContext http, HistoryVerifier verifier, CancellationToken ct)
    {
        if (http.User.ToViewer().Scope != TicketScope.City) return Problems.NotYours;
        var fields = new QueryFields();
        var size = fields.Size(query.Size);
        var after = Guid.Empty;
        if (!string.IsNullOrWhiteSpace(query.After) && !Guid.TryParse(query.After, out after)) fields.Add([new("after", "须为上一段的 nextAfter。", "Must be the nextAfter of the stretch before.")]);
        if (fields.Problems.Count > 0) return Problems.Invalid(fields.Problems);
        var (cases, entries, last) = (0L, 0L, (Guid?)null);
        var findings = new List<HistoryFault>();
        await foreach (var report in verifier.VerifyAllAsync(new(after), ct))
        {
            var isStore = report.CaseId.Value == Guid.Empty;
            if (!isStore) cases++;
            last = isStore ? null : report.CaseId.Value;
            entries += report.Entries;
            findings.AddRange(report.Findings.Select(Fault));
            if (cases == size && !isStore) break;
        }

        return TypedResults.Ok(new StretchReport(cases, entries, findings.Count == 0, findings, last));
    }

    private static HistoryFault Fault(HistoryFinding finding) => new(finding.CaseId.Value, finding.Sequence, finding.Code, finding.Chinese, finding.English);
}
