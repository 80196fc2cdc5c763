using System.Security.Claims;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Governance;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace JieSuJiBan.Web.Api;

/// <summary>Decides about a file of a change set.</summary>
/// <param name="Choice">Whose text becomes the next version: Pack, City or Own.</param>
/// <param name="Content">The text; only with Own.</param>
/// <param name="Revision">The revision of the set that was read; null: whatever it is.</param>
public sealed record FileDecision(FileChoice Choice, string? Content = null, long? Revision = null);

/// <summary>Moves a change set on.</summary>
/// <param name="Revision">The revision that was read; null: whatever it is.</param>
/// <param name="Note">A word for the log; required when rejecting.</param>
/// <param name="EffectiveFrom">For publishing: from when; null: now.</param>
public sealed record MoveChangeSet(long? Revision = null, string? Note = null, Instant? EffectiveFrom = null);

/// <summary>A change set with what the checks found.</summary>
/// <param name="Set">The set.</param>
/// <param name="Findings">What the checks found, where they were run.</param>
public sealed record ChangeSetReply(ChangeSet? Set, IReadOnlyList<DraftFinding>? Findings);

/// <summary>A file of a change set, without its texts.</summary>
/// <param name="Kind">Workflow or Policy.</param>
/// <param name="Name">Definition id, or file name.</param>
/// <param name="Standing">Taken (only the pack changed it), Kept (only the city), Conflicting (both).</param>
/// <param name="Choice">What somebody decided, or null.</param>
/// <param name="Outcome">Whose text becomes the next version as things stand.</param>
/// <param name="IsUnresolved">A person has to decide.</param>
/// <param name="IsStale">It was decided, and a text has changed since: it has to be confirmed.</param>
/// <param name="IsGone">The pack holds the file no more.</param>
/// <param name="ResolvedBy">Who decided.</param>
/// <param name="ResolvedAt">When.</param>
public sealed record ChangeSetFileLine(
    DraftKind Kind, string Name, FileStanding Standing, FileChoice? Choice, FileChoice Outcome, bool IsUnresolved, bool IsStale, bool IsGone, string? ResolvedBy, Instant? ResolvedAt)
{
    internal static ChangeSetFileLine Of(ChangeSetFile file) => new(
        file.Kind, file.Name, file.Standing, file.Choice, file.Outcome, file.IsUnresolved, file.IsStale, file.PackContent is null, file.ResolvedBy, file.ResolvedAt);
}

/// <summary>A change set with its files.</summary>
/// <param name="Set">The set.</param>
/// <param name="Files">Its files, those to be decided first.</param>
/// <param name="Authors">Who decided about a file of it; none of them reviews it.</param>
public sealed record ChangeSetDocument(ChangeSet Set, IReadOnlyList<ChangeSetFileLine> Files, IReadOnlyList<string> Authors);

/// <summary>Change sets over HTTP.</summary>
internal static class ChangeSetEndpoints
{
    public static void MapChangeSets(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/governance/change-sets").WithTags("政策治理");
        group.MapGet("", async (ChangeSetQueries sets, HttpContext http, CancellationToken ct) => await sets.ListAsync(http.User, ct))
            .Allow(Permissions.ReadPolicy).WithSummary("城市包变更组").WithDescription("What changed packs brought, the newest first, at most 50; at most one is under way.");
        group.MapGet("/{id:guid}", async Task<Results<Ok<ChangeSetDocument>, ProblemResult>> (Guid id, ChangeSetQueries sets, HttpContext http, CancellationToken ct) => await sets.FindAsync(http.User, id, ct) is { } set
                ? TypedResults.Ok(new ChangeSetDocument(set, [.. (await sets.FilesAsync(http.User, id, ct)).Select(ChangeSetFileLine.Of)], await sets.AuthorsAsync(http.User, id, ct)))
                : NoSet())
            .Allow(Permissions.ReadPolicy).WithSummary("一组变更").WithDescription("A change set with its files: taken, kept and conflicting.").Refuses(404);
        group.MapGet("/{id:guid}/checks", async Task<Results<Ok<ChangeSetReply>, ProblemResult>> (Guid id, ChangeSetQueries sets, HttpContext http, CancellationToken ct) => await sets.FindAsync(http.User, id, ct) is { } set ? TypedResults.Ok(new ChangeSetReply(set, await sets.CheckAsync(http.User, id, ct))) : NoSet())
            .Allow(Permissions.ReadPolicy).WithSummary("一并检查").WithDescription("What the checks find in all that the set would put in force, taken together.").Refuses(404);
        group.MapGet("/{id:guid}/log", async (Guid id, DraftQueries drafts, HttpContext http, CancellationToken ct) => await drafts.LogAsync(http.User, id, ct: ct))
            .Allow(Permissions.ReadPolicy).WithSummary("变更组的记录").WithDescription("Who did what to the set, the newest first, at most 200.");
        group.MapGet("/{id:guid}/files/{kind}/{name}", async Task<Results<Ok<ChangeSetTexts>, ProblemResult>> (Guid id, KindWord kind, string name, ChangeSetQueries sets, HttpContext http, CancellationToken ct) => await sets.TextsAsync(http.User, id, kind.Kind, name, ct) is { } texts ? TypedResults.Ok(texts) : NoFile())
            .Allow(Permissions.ReadPolicy).WithSummary("变更组中的一个文件").WithDescription("The texts of a file, and what they differ in.").Refuses(404);
        group.MapPut("/{id:guid}/files/{kind}/{name}", async (Guid id, KindWord kind, string name, FileDecision body, ChangeSetCommands commands, HttpContext http, CancellationToken ct) =>
                Result(await commands.ResolveAsync(http.User, id, kind.Kind, name, body.Choice, body.Content, body.Revision, ct)))
            .Allow(Permissions.EditPolicy).WithSummary("决定以哪一方为准").WithDescription("Decides whose text becomes the next version: the pack's, the city's, or one written for the set. Who decides does not review.").Refuses(404, 409, 422);
        Move(group, "recompare", Permissions.EditPolicy, "重新比较", "Compares anew what the city published since; decisions stay.", (commands, by, id, _, ct) => commands.RecompareAsync(by, id, ct));
        Move(group, "submit", Permissions.EditPolicy, "送审", "Sends a set in which everything is decided to a second person.", (commands, by, id, body, ct) => commands.SubmitAsync(by, id, body.Revision, body.Note, ct));
        Move(group, "approve", Permissions.PublishPolicy, "批准", "A second person agrees: neither who sent it nor anybody who decided about a file of it.", (commands, by, id, body, ct) => commands.ApproveAsync(by, id, body.Revision, body.Note, ct));
        Move(group, "reject", Permissions.PublishPolicy, "退回", "A second person sends it back, with the reason.", (commands, by, id, body, ct) => commands.RejectAsync(by, id, body.Revision, body.Note, ct));
        Move(group, "reopen", Permissions.EditPolicy, "退回修改", "Takes a set out of review, or an approved one back.", (commands, by, id, body, ct) => commands.ReopenAsync(by, id, body.Note, ct));
        Move(group, "publish", Permissions.PublishPolicy, "一并发布", "Publishes an approved set: all of it in one transaction, or nothing.", (commands, by, id, body, ct) => commands.PublishAsync(by, id, body.EffectiveFrom, ct));
    }

    private static void Move(RouteGroupBuilder group, string verb, Permission permission, string summary, string description, Func<ChangeSetCommands, ClaimsPrincipal, Guid, MoveChangeSet, CancellationToken, Task<ChangeSetAnswer>> move) =>
        group.MapPost("/{id:guid}/" + verb, async (Guid id, MoveChangeSet body, ChangeSetCommands commands, HttpContext http, CancellationToken ct) => Result(await move(commands, http.User, id, body, ct)))
            .Allow(permission).WithSummary(summary).WithDescription(description).Refuses(403, 404, 409, 422);

    private static Results<Ok<ChangeSetReply>, ProblemResult> Result(ChangeSetAnswer answer) => answer.Refusal is { } refusal ? Problems.Of(refusal) : TypedResults.Ok(new ChangeSetReply(answer.Set, answer.Findings));

    private static ProblemResult NoSet() => Problems.NotFound("这组变更", "change set");

    private static ProblemResult NoFile() => Problems.NotFound("变更组中的这个文件", "file of a change set");
}
