using JieSuJiBan.Application.Tickets;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Web.Http;
using JieSuJiBan.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JieSuJiBan.Web.Api;

/// <summary>What petitioners send about their own requests: urging, additions and answers to questionnaires (Arts. 8, 10, 15, 23).</summary>
internal static class PetitionerEndpoints
{
    public static void MapPetitioners(this IEndpointRouteBuilder app)
    {
        var petitioners = app.MapGroup("/api/progress").WithTags("公众查询").AllowAnonymous().RequireRateLimiting(RateLimits.Progress);
        petitioners.MapPost("/urge", (PetitionerMessage message, ProgressQueries desk, PetitionerCommands door, HttpContext http, CancellationToken ct) =>
                ByPetitionerAsync(message, desk, http, caseId => door.UrgeAsync(caseId, message.Text, PetitionerCommands.Petitioner(Guid.NewGuid()), ct), ct))
            .WithSummary("本人催办").WithDescription("The petitioner urges, by number and phone.")
            .Refuses(404, 409, 422, 429);
        petitioners.MapPost("/supplement", (PetitionerMessage message, ProgressQueries desk, PetitionerCommands door, HttpContext http, CancellationToken ct) =>
                ByPetitionerAsync(message, desk, http, caseId => door.SupplementAsync(caseId, message.Text, PetitionerCommands.Petitioner(Guid.NewGuid()), ct), ct))
            .WithSummary("本人补充情况").WithDescription("The petitioner adds something to the request, by number and phone; the words are sealed, and whoever handles it is told.")
            .Refuses(404, 409, 422, 429);
        petitioners.MapPost("/answer", (PetitionerMessage message, ProgressQueries desk, PetitionerCommands door, HttpContext http, CancellationToken ct) =>
                ByPetitionerAsync(message, desk, http, caseId => door.AnswerAsync(caseId, message.Answers, message.Text, PetitionerCommands.Petitioner(Guid.NewGuid()), ct), ct))
            .WithSummary("回复回访问卷").WithDescription("The petitioner answers the questionnaire of a callback, by number and phone.")
            .Refuses(404, 409, 422, 429);
    }

    private static async Task<Results<Ok<CommandAccepted>, ProblemResult>> ByPetitionerAsync(PetitionerMessage message, ProgressQueries desk, HttpContext http, Func<Guid, Task<CommandResult>> send, CancellationToken ct)
    {
        if (ProgressEndpoints.Wrong(message.Number, message.Phone) is { Count: > 0 } wrong) return Problems.Invalid(wrong);
        var (caseId, wait) = await desk.CaseOfAsync(message.Number!, message.Phone!, RemoteAddress.Of(http), ct);
        if (wait is { } longer) return ProgressEndpoints.Blocked(longer);
        return caseId is { } known ? CommandAnswers.Result(await send(known)) : ProgressEndpoints.NothingFound;
    }
}
