using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Governance;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace JieSuJiBan.Web.Api;

/// <summary>Proposes to retire a version.</summary>
/// <param name="Note">Why; for the log and for whoever confirms.</param>
/// <param name="EffectiveFrom">From when on it starts nothing new; null: from the confirmation.</param>
public sealed record NewRetirement(string? Note = null, Instant? EffectiveFrom = null);

/// <summary>Confirms or withdraws a proposal.</summary>
/// <param name="Note">A word for the log; required when declining what somebody else proposed.</param>
public sealed record RetirementDecision(string? Note = null);

/// <summary>A proposal.</summary>
/// <param name="Proposal">Where it stands.</param>
public sealed record RetirementReply(RetirementProposal? Proposal);

/// <summary>Retirements over HTTP: one proposes, another confirms.</summary>
internal static class RetirementEndpoints
{
    public static void MapRetirements(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/governance").WithTags("政策治理");
        group.MapPost("/versions/workflow/{name}/{hash}/retire", async (string name, string hash, NewRetirement body, RetirementCommands commands, HttpContext http, CancellationToken ct) =>
                Result(await commands.ProposeAsync(http.User, name, hash, body.EffectiveFrom, body.Note, ct)))
            .Allow(Permissions.PublishPolicy).WithSummary("提出停用版本").WithDescription("Proposes to retire a version: it starts nothing new from then on, and what runs on it goes on. Nothing changes until another person confirms it.").Refuses(404, 409, 422);
        group.MapGet("/retirements", async (RetirementQueries retirements, HttpContext http, bool? open, CancellationToken ct) => await retirements.ListAsync(http.User, null, open ?? false, ct))
            .Allow(Permissions.ReadPolicy).WithSummary("停用申请").WithDescription("Proposals to retire a version, the newest first, at most 100; with open only those that wait.");
        group.MapPost("/retirements/{id:guid}/confirm", async (Guid id, RetirementDecision body, RetirementCommands commands, HttpContext http, CancellationToken ct) => Result(await commands.ConfirmAsync(http.User, id, body.Note, ct)))
            .Allow(Permissions.PublishPolicy).WithSummary("确认停用").WithDescription("A second person confirms: never who proposed it.").Refuses(403, 404, 409, 422);
        group.MapPost("/retirements/{id:guid}/withdraw", async (Guid id, RetirementDecision body, RetirementCommands commands, HttpContext http, CancellationToken ct) => Result(await commands.WithdrawAsync(http.User, id, body.Note, ct)))
            .Allow(Permissions.PublishPolicy).WithSummary("撤回停用申请").WithDescription("Takes a proposal back, or declines somebody else's with a reason.").Refuses(404, 409, 422);
    }

    private static Results<Ok<RetirementReply>, ProblemResult> Result(RetirementAnswer answer) => answer.Refusal is { } refusal ? Problems.Of(refusal) : TypedResults.Ok(new RetirementReply(answer.Proposal));
}
