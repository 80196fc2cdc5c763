using System.Security.Claims;
using System.Text.Json.Nodes;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Schema;

namespace JieSuJiBan.Application.Definitions;

/// <summary>What became of a save.</summary>
/// <param name="Version">The version as it stands now: after a refusal the one that stands in the way; null where there is none.</param>
/// <param name="Refused">The refusal, or null.</param>
/// <param name="IsNew">The definition did not exist before.</param>
/// <param name="Findings">What the checks found.</param>
public sealed record Saved(DefinitionEdition? Version, Rejection? Refused = null, bool IsNew = false, IReadOnlyList<DraftFinding>? Findings = null)
{
    public IReadOnlyList<DraftFinding> Findings { get; } = Findings ?? [];

    /// <summary>The open draft as it was before; null where there was none.</summary>
    public Draft? Replaced { get; init; }
}

/// <summary>Between Studio and the store of drafts. Each command checks that the account may edit definitions; whoever may not is refused, and nothing is changed.</summary>
public sealed class DefinitionDrafts(DraftStore drafts, DraftChecks checks, DefinitionVersions shelf)
{
    /// <summary>Writes what Studio sent into the draft; the first change of a published version makes the draft.</summary>
    public async Task<Saved> SaveAsync(ClaimsPrincipal by, JsonObject model, string? ifMatch, CancellationToken ct)
    {
        if (by.RefusalOf(Permissions.EditPolicy) is { } denied) return Refuse(null, denied);
        if (Text(model, "definitionId") is not { Length: > 0 } id) return await CreateAsync(model, Guid.CreateVersion7().ToString("N"), by.AccountId(), ct);
        var versions = await shelf.VersionsAsync(id, ct);
        if (versions.Count == 0) return await CreateAsync(model, id, by.AccountId(), ct);
        if (RootProblem(model) is { } badRoot) return Refuse(versions[0], badRoot);
        var latest = versions[0];
        var content = DefinitionDocument.ToKept(model, latest.Definition.ToJson());
        if (DefinitionTexts.Read(content) is { Definition: null, Findings: [{ } unreadable, ..] }) return Refuse(latest, new(RejectionKind.Content, unreadable.Code, unreadable.Chinese, unreadable.English));

        // Opening a page and closing it again is no change, whoever saved meanwhile.
        if (latest.Tag == ifMatch && DefinitionDocument.IsSame(content, latest.Definition.ToJson())) return new(latest);
        if (string.IsNullOrEmpty(ifMatch)) return Refuse(latest, NoRevision(latest));
        DraftAnswer answer;
        if (latest.Draft is { } draft)
        {
            answer = await drafts.SaveAsync(draft.DraftId, DefinitionEdition.RevisionOf(draft, ifMatch) ?? 0, content, by.AccountId(), ct: ct);
        }
        else if (latest.Tag != ifMatch)
        {
            return Refuse(latest, Overtaken(latest));
        }
        else
        {
            answer = await drafts.CreateAsync(DraftKind.Workflow, id, content, by.AccountId(), ct: ct);
        }

        return await DoneAsync(id, answer, ct);
    }

    /// <summary>Brings a file in: into the open draft of that definition, else into a new one. A draft of somebody else only where that is said.</summary>
    /// <param name="by">Who brings it in.</param>
    /// <param name="model">The definition.</param>
    /// <param name="ifMatch">The tag of the revision that is written over, or nothing.</param>
    /// <param name="overwrite">True: whoever changed the draft last.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Saved> ImportAsync(ClaimsPrincipal by, JsonObject model, string? ifMatch, bool overwrite, CancellationToken ct)
    {
        if (by.RefusalOf(Permissions.EditPolicy) is { } denied) return Refuse(null, denied);
        model = Inner(model);
        if (RootProblem(model) is { } badRoot) return Refuse(null, badRoot);
        var id = Text(model, "definitionId") is { Length: > 0 } stated ? stated : Guid.CreateVersion7().ToString("N");
        model["definitionId"] = id;
        var isNew = (await shelf.VersionsAsync(id, ct)).Count == 0;
        var content = DefinitionDocument.ToKept(model, null);
        var open = await drafts.OpenAsync(DraftKind.Workflow, id, ct);
        var answer = open is not null && !string.IsNullOrEmpty(ifMatch)
            ? await drafts.SaveAsync(open.DraftId, DefinitionEdition.RevisionOf(open, ifMatch) ?? 0, content, by.AccountId(), "import", ct)
            : await drafts.ImportAsync(DraftKind.Workflow, id, content, by.AccountId(), overwrite, ct);
        return (await DoneAsync(id, answer, ct)) with { IsNew = isNew, Replaced = open };
    }

    /// <summary>What the checks find in a definition as it stands, errors first.</summary>
    public Task<IReadOnlyList<DraftFinding>> CheckAsync(string definitionId, WorkflowDefinition definition, CancellationToken ct) => checks.RunAsync(DraftKind.Workflow, definitionId, definition.ToJson(), ct);

    /// <summary>The id that a file states; null where it states none and gets a new one.</summary>
    public static string? IdOf(JsonObject model) => Text(Inner(model), "definitionId") is { Length: > 0 } id ? id : null;

    private static JsonObject Inner(JsonObject model) => model["root"] is not JsonObject && model["model"] is JsonObject inner ? (JsonObject)inner.DeepClone() : model;

    /// <summary>Puts the text of an earlier version into the draft.</summary>
    public async Task<Saved> RevertAsync(ClaimsPrincipal by, string definitionId, int number, string? ifMatch, CancellationToken ct)
    {
        if (by.RefusalOf(Permissions.EditPolicy) is { } denied) return Refuse(null, denied);
        var versions = await shelf.VersionsAsync(definitionId, ct);
        var to = versions.FirstOrDefault(version => version.Draft is null && version.Definition.Version == number);
        if (to is null)
        {
            return new(versions.FirstOrDefault(), NotFound($"流程“{definitionId}”第 {number} 版", "version"));
        }

        var expected = versions[0].Draft is { } draft && !string.IsNullOrEmpty(ifMatch) ? DefinitionEdition.RevisionOf(draft, ifMatch) ?? 0 : (long?)null;
        return await DoneAsync(definitionId, await drafts.RevertAsync(DraftKind.Workflow, definitionId, to.Definition.Hash, expected, by.AccountId(), ct), ct);
    }

    /// <summary>Publishes a draft that a second person has approved; else says what is still to be done. Null: published.</summary>
    public async Task<Rejection?> PublishAsync(ClaimsPrincipal by, string definitionId, CancellationToken ct)
    {
        if (by.RefusalOf(Permissions.EditPolicy) is { } denied) return denied;
        if ((await shelf.VersionsAsync(definitionId, ct)).Count == 0) return NotFound($"流程“{definitionId}”", "definition");
        if (await drafts.OpenAsync(DraftKind.Workflow, definitionId, ct) is not { } draft)
        {
            return new(RejectionKind.State, "publication.nothing", "没有待发布的草稿：当前版本已经发布。", "There is no draft to publish: the present version is published.");
        }

        if (draft.State != DraftState.Approved || !by.May(Permissions.PublishPolicy)) return NeedsReview(draft);
        return (await drafts.PublishAsync(draft.DraftId, null, by.AccountId(), ct)).Refusal;
    }

    /// <summary>A published version is taken out of force by two people on the page of changes; here it is said where. Null: done.</summary>
    public async Task<Rejection?> RetractAsync(ClaimsPrincipal by, string definitionId, CancellationToken ct)
    {
        if (by.RefusalOf(Permissions.EditPolicy) is { } denied) return denied;
        var published = (await shelf.VersionsAsync(definitionId, ct)).FirstOrDefault(version => version.IsPublished);
        if (published is null) return new(RejectionKind.State, "publication.notPublished", $"流程“{definitionId}”没有已发布的版本，无需撤回。", $"Expected a published version of {definitionId}, but there is none.");
        if (!by.May(Permissions.PublishPolicy)) return new(RejectionKind.Permission, "publication.permission", "停用已发布的版本需要发布权限。", "Retiring a published version needs the right to publish.");
        return RetirementRejections.ByTwo();
    }

    /// <summary>Gives up the draft of something never published. What was published stays for ever. Null: done.</summary>
    public async Task<Rejection?> DeleteAsync(ClaimsPrincipal by, string definitionId, CancellationToken ct)
    {
        if (by.RefusalOf(Permissions.EditPolicy) is { } denied) return denied;
        var versions = await shelf.VersionsAsync(definitionId, ct);
        if (versions.Count == 0) return NotFound($"流程“{definitionId}”", "definition");
        return versions.FirstOrDefault(version => version.Draft is null) is { } published ? Kept(published) : await DeleteVersionAsync(by, versions[0], ct);
    }

    /// <summary>Gives up a draft; a published version stays. Null: done.</summary>
    public async Task<Rejection?> DeleteVersionAsync(ClaimsPrincipal by, DefinitionEdition? version, CancellationToken ct)
    {
        if (by.RefusalOf(Permissions.EditPolicy) is { } denied) return denied;
        if (version is null) return NotFound("该流程版本", "version");
        if (version.Draft is not { } draft) return Kept(version);
        return (await drafts.DiscardAsync(draft.DraftId, "经设计器删除", by.AccountId(), ct)).Refusal;
    }

    private async Task<Saved> CreateAsync(JsonObject model, string id, string by, CancellationToken ct)
    {
        if (RootProblem(model) is { } badRoot) return Refuse(null, badRoot);
        model["definitionId"] = id;
        model.Remove("id");
        return (await DoneAsync(id, await drafts.CreateAsync(DraftKind.Workflow, id, DefinitionDocument.ToKept(model, null), by, ct: ct), ct)) with { IsNew = true };
    }

    private async Task<Saved> DoneAsync(string id, DraftAnswer answer, CancellationToken ct)
    {
        if (answer.Refusal is { } refusal) return Refuse((await shelf.VersionsAsync(id, ct)).FirstOrDefault(), refusal);
        var (draft, text) = (answer.Draft!, answer.Content!);
        return new(new(DefinitionTexts.Read(text).Definition!, draft, IsLatest: true, IsPublished: false), Findings: await checks.RunAsync(DraftKind.Workflow, id, text, ct));
    }

    private static Saved Refuse(DefinitionEdition? version, Rejection rejection) => new(version, rejection);

    private static Rejection NotFound(string what, string whatEn) => new(RejectionKind.NotFound, "notFound", $"没有找到{what}，或当前账号无权知悉。", $"There is no such {whatEn}, or this account may not know of it.");

    private static Rejection? RootProblem(JsonObject model)
    {
        var type = model["root"] is JsonObject root ? Text(root, "type") : null;
        return type switch
        {
            null when DefinitionTexts.Read(model.ToJsonString()).Refusal is { } foreign => new(RejectionKind.Content, foreign.Code, foreign.Chinese, foreign.English),
            null => new(RejectionKind.Content, "definition.noRoot", "这不是流程定义：缺少根活动（root）。请导入从设计器导出的文件。", "This is no definition: it has no root activity. Import a file that the designer exported."),
            _ => null,
        };
    }

    private static Rejection NoRevision(DefinitionEdition latest) => new(
        RejectionKind.State,
        "draft.noRevision",
        $"保存时未说明从哪一稿改起（缺少 If-Match），没有保存：请重新载入“{latest.Definition.Name}”后再改。",
        "Expected the save to say which revision it started from (If-Match, as the definition's ETag gave it), so nothing was saved: load it again.");

    private static Rejection Overtaken(DefinitionEdition latest) => new(
        RejectionKind.State,
        "draft.cameTooLate",
        $"“{latest.Definition.Name}”已发布第 {latest.Definition.Version} 版，您改的是更早的内容，没有保存：请下载您的改动，重新载入后再合并。",
        $"Version {latest.Definition.Version} was published meanwhile, so your change of an earlier one was not saved: keep a copy, load it again and merge.");

    private static Rejection Kept(DefinitionEdition version) => new(
        RejectionKind.State,
        "publication.kept",
        $"“{version.Definition.Name}”第 {version.Definition.Version} 版已发布，永久保留、不能删除：办理中的工单和历史都以它为准。不再使用可以“停用”。",
        $"Version {version.Definition.Version} is published and is kept for ever: tickets and history rest on it. Retire it if it is not to be used any more.");

    private static Rejection NeedsReview(Draft draft) => new(
        RejectionKind.State,
        "publication.needsReview",
        draft.State switch
        {
            DraftState.InReview => $"草稿（第 {draft.Revision} 稿）正在审核中：由另一位政策管理员同意后才能发布。",
            DraftState.Approved => $"草稿（第 {draft.Revision} 稿）已通过审核：请由有发布权限的人员在“变更”页面选定生效时间后发布。",
            _ => $"草稿（第 {draft.Revision} 稿）已保存。发布前须检查无误并由另一位政策管理员审核：请到“变更”页面送审。",
        },
        "The draft is saved. A second policy administrator has to review it before it is published: send it for review on the page of changes.");

    private static string? Text(JsonObject json, string member) => json[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
