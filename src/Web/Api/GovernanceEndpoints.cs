using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Governance;
using JieSuJiBan.Application.Texts;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace JieSuJiBan.Web.Api;

/// <summary>Makes a draft.</summary>
/// <param name="Kind">Workflow or Policy.</param>
/// <param name="Name">Definition id, or file name.</param>
/// <param name="From">Hash of the version to start from; null: the newest.</param>
/// <param name="Content">The text to start from instead; required for something new.</param>
public sealed record NewDraft(DraftKind Kind, string Name, string? From = null, string? Content = null);

/// <summary>Saves a draft.</summary>
/// <param name="Revision">The revision that the writer started from.</param>
/// <param name="Content">The new text.</param>
public sealed record SaveDraft(long Revision, string Content);

/// <summary>Moves a draft on.</summary>
/// <param name="Revision">The revision that was read; null: whatever it is.</param>
/// <param name="Note">A word for the log; required when rejecting.</param>
/// <param name="EffectiveFrom">For publishing: from when; null: now.</param>
public sealed record MoveDraft(long? Revision = null, [property: NotOfTicket("A word in the log of governance.")] string? Note = null, Instant? EffectiveFrom = null);

/// <summary>A draft with what the checks found.</summary>
/// <param name="Draft">The draft.</param>
/// <param name="Findings">What the checks found, where they were run.</param>
public sealed record DraftReply(Draft? Draft, IReadOnlyList<DraftFinding>? Findings);

/// <summary>Workflow or Policy in an address, in any case of letters.</summary>
/// <param name="Kind">What it says.</param>
internal readonly record struct KindWord(DraftKind Kind)
{
    /// <summary>The words.</summary>
    public static IReadOnlyList<string> Words { get; } = Enum.GetNames<DraftKind>();

    /// <summary>Reads the word; false for anything else, a number too.</summary>
    public static bool TryParse(string? text, out KindWord word)
    {
        foreach (var kind in Enum.GetValues<DraftKind>())
        {
            if (!string.Equals(kind.ToString(), text, StringComparison.OrdinalIgnoreCase)) continue;
            word = new(kind);
            return true;
        }

        word = default;
        return false;
    }
}

/// <summary>Drafts, their review and publication, and versions, over HTTP.</summary>
internal static class GovernanceEndpoints
{
    public static void MapGovernance(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/governance").WithTags("政策治理");
        MapDrafts(group.MapGroup("/drafts"));
        MapVersions(group);
    }

    private static void MapDrafts(RouteGroupBuilder group)
    {
        group.MapGet("", async Task<Results<Ok<IReadOnlyList<Draft>>, ProblemResult>> (DraftQueries drafts, HttpContext http, KindWord? kind, string? name, bool? open, [Range(0, int.MaxValue)] int? skip, CancellationToken ct) =>
                await drafts.CheckNameAsync(name, ct) is { } unknown ? Problems.Invalid([unknown]) : TypedResults.Ok(await drafts.ListAsync(http.User, kind?.Kind, name, open ?? false, skip ?? 0, 100, ct)))
            .Allow(Permissions.ReadPolicy).WithSummary("草稿列表").WithDescription("Drafts, the last changed first, at most 100 from skip on.").Refuses(422);
        group.MapPost("", async (NewDraft body, DraftCommands commands, HttpContext http, CancellationToken ct) => Result(body.Content is { } content
                ? await commands.CreateAsync(http.User, body.Kind, body.Name, content, ct)
                : await commands.CreateFromAsync(http.User, body.Kind, body.Name, body.From, ct)))
            .Allow(Permissions.EditPolicy).WithSummary("新建草稿").WithDescription("Makes a draft from the newest version, from a version, or from a text. One open draft per name.").Refuses(404, 409, 422);
        group.MapGet("/{id:guid}", async Task<Results<Ok<Draft>, ProblemResult>> (Guid id, DraftQueries drafts, HttpContext http, CancellationToken ct) => await drafts.FindAsync(http.User, id, ct) is { } draft ? TypedResults.Ok(draft) : NoDraft())
            .Allow(Permissions.ReadPolicy).WithSummary("一份草稿").WithDescription("A draft without its text.").Refuses(404);
        group.MapGet("/{id:guid}/content", async Task<Results<Ok<DraftContent>, ProblemResult>> (Guid id, [Range(1, int.MaxValue)] long? revision, DraftQueries drafts, HttpContext http, CancellationToken ct) => await drafts.ContentAsync(http.User, id, revision, ct) is { } content ? TypedResults.Ok(content) : NoDraft())
            .Allow(Permissions.ReadPolicy).WithSummary("草稿内容").WithDescription("The newest text, or that of a revision.").Refuses(404);
        group.MapPut("/{id:guid}/content", async (Guid id, SaveDraft body, DraftCommands commands, HttpContext http, CancellationToken ct) => Result(await commands.SaveAsync(http.User, id, body.Revision, body.Content, ct)))
            .Allow(Permissions.EditPolicy).WithSummary("保存草稿").WithDescription("Saves a text over the revision it started from. A later writer is refused with who saved when, and his text is kept aside.").Refuses(404, 409, 422);
        group.MapGet("/{id:guid}/late", async (Guid id, DraftQueries drafts, HttpContext http, CancellationToken ct) => await drafts.LateAsync(http.User, id, ct))
            .Allow(Permissions.ReadPolicy).WithSummary("另存的迟到修改").WithDescription("Texts that came too late and were kept aside, the newest first, at most 20.");
        group.MapGet("/{id:guid}/checks", async (Guid id, DraftQueries drafts, HttpContext http, CancellationToken ct) => Result(await drafts.CheckAsync(http.User, id, ct)))
            .Allow(Permissions.ReadPolicy).WithSummary("检查").WithDescription("What the checks find in the newest text, errors first, each with the activity it belongs to.").Refuses(404);
        group.MapGet("/{id:guid}/difference", async Task<Results<Ok<Difference>, ProblemResult>> (Guid id, DraftQueries drafts, HttpContext http, CancellationToken ct) => await drafts.OfDraftAsync(http.User, id, ct) is { } difference ? TypedResults.Ok(difference) : NoDraft())
            .Allow(Permissions.ReadPolicy).WithSummary("与原版本的差异").WithDescription("What the draft changes of the version it starts from, in words and drawn.").Refuses(404);
        group.MapGet("/{id:guid}/authors", async Task<Results<Ok<IReadOnlyList<string>>, ProblemResult>> (Guid id, DraftQueries drafts, HttpContext http, CancellationToken ct) => await drafts.AuthorsAsync(http.User, id, ct) is { } authors ? TypedResults.Ok(authors) : NoDraft())
            .Allow(Permissions.ReadPolicy).WithSummary("草稿的作者").WithDescription("Everybody who wrote any of what the draft changes; none of them may review it.").Refuses(404);
        group.MapGet("/{id:guid}/log", async (Guid id, DraftQueries drafts, HttpContext http, CancellationToken ct) => await drafts.LogAsync(http.User, id, ct: ct))
            .Allow(Permissions.ReadPolicy).WithSummary("草稿的变更记录").WithDescription("Who did what to the draft, the newest first, at most 200.");
        Move(group, "submit", Permissions.EditPolicy, "送审", "Sends a draft without errors to a second person.", (commands, by, id, body, ct) => commands.SubmitAsync(by, id, body.Revision, body.Note, ct));
        Move(group, "approve", Permissions.PublishPolicy, "批准", "A second person agrees: neither who sent it nor anybody who wrote some of it.", (commands, by, id, body, ct) => commands.ApproveAsync(by, id, body.Revision, body.Note, ct));
        Move(group, "reject", Permissions.PublishPolicy, "退回", "A second person sends it back, with the reason.", (commands, by, id, body, ct) => commands.RejectAsync(by, id, body.Revision, body.Note, ct));
        Move(group, "reopen", Permissions.EditPolicy, "退回修改", "Takes a draft out of review, or an approved one back.", (commands, by, id, body, ct) => commands.ReopenAsync(by, id, body.Note, ct));
        Move(group, "rebase", Permissions.EditPolicy, "以最新版本为基础", "Says that the draft takes the newest published version into account.", (commands, by, id, _, ct) => commands.RebaseAsync(by, id, ct));
        Move(group, "discard", Permissions.EditPolicy, "放弃", "Gives a draft up; its texts and its log stay.", (commands, by, id, body, ct) => commands.DiscardAsync(by, id, body.Note, ct));
        Move(group, "publish", Permissions.PublishPolicy, "发布", "Publishes an approved draft, in force from now or from a later instant.", (commands, by, id, body, ct) => commands.PublishAsync(by, id, body.EffectiveFrom, ct));
    }

    private static void MapVersions(RouteGroupBuilder group)
    {
        group.MapGet("/versions/{kind}/{name}", async (KindWord kind, string name, DraftQueries drafts, HttpContext http, CancellationToken ct) => await drafts.VersionsAsync(http.User, kind.Kind, name, ct))
            .Allow(Permissions.ReadPolicy).WithSummary("已发布的版本").WithDescription("Published versions with where they stand, the newest first.");
        group.MapGet("/versions/{kind}/{name}/{hash}/content", async Task<Results<Ok<DraftContent>, ProblemResult>> (KindWord kind, string name, string hash, DraftQueries drafts, HttpContext http, CancellationToken ct) => await drafts.VersionAsync(http.User, kind.Kind, name, hash, ct) is { } content ? TypedResults.Ok(content) : NoVersion())
            .Allow(Permissions.ReadPolicy).WithSummary("版本内容").WithDescription("The text of a published version.").Refuses(404);
        group.MapGet("/difference/{kind}/{name}", async Task<Results<Ok<Difference>, ProblemResult>> (KindWord kind, string name, string from, string to, DraftQueries drafts, HttpContext http, CancellationToken ct) => await drafts.BetweenAsync(http.User, kind.Kind, name, from, to, ct) is { } difference ? TypedResults.Ok(difference) : NoVersion())
            .Allow(Permissions.ReadPolicy).WithSummary("两个版本的差异").WithDescription("What two published versions differ in, in words and drawn.").Refuses(404);
        group.MapGet("/log", async Task<Results<Ok<IReadOnlyList<GovernanceEntry>>, ProblemResult>> (DraftQueries drafts, HttpContext http, KindWord? kind, string? name, CancellationToken ct) =>
                await drafts.CheckNameAsync(name, ct) is { } unknown ? Problems.Invalid([unknown]) : TypedResults.Ok(await drafts.LogAsync(http.User, null, kind?.Kind, name, ct)))
            .Allow(Permissions.ReadPolicy).WithSummary("变更记录").WithDescription("The governance log, the newest first, at most 200.").Refuses(422);
    }

    private static void Move(
        RouteGroupBuilder group, string verb, Permission permission, string summary, string description, Func<DraftCommands, ClaimsPrincipal, Guid, MoveDraft, CancellationToken, Task<DraftAnswer>> move) =>
        group.MapPost("/{id:guid}/" + verb, async (Guid id, MoveDraft body, DraftCommands commands, HttpContext http, CancellationToken ct) => Result(await move(commands, http.User, id, body, ct)))
            .Allow(permission).WithSummary(summary).WithDescription(description).Refuses(403, 404, 409, 422);

    private static Results<Ok<DraftReply>, ProblemResult> Result(DraftAnswer answer) => answer.Refusal is { } refusal ? Problems.Of(refusal) : TypedResults.Ok(new DraftReply(answer.Draft, answer.Findings));

    private static ProblemResult NoDraft() => Problems.NotFound("这份草稿", "draft");

    private static ProblemResult NoVersion() => Problems.NotFound("这个版本", "version");
}
