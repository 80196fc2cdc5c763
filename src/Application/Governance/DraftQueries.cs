using System.Security.Claims;
using System.Text.Json;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Commands;
using JieSuJiBan.Application.Queries;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Workflows.Diff;

namespace JieSuJiBan.Application.Governance;

/// <summary>What two texts differ in.</summary>
/// <param name="Changes">In words, by group.</param>
/// <param name="IsLayoutOnly">Only the drawing was rearranged.</param>
/// <param name="Drawing">Both in one drawing; null for a policy file.</param>
public sealed record Difference(IReadOnlyList<Change> Changes, bool IsLayoutOnly, Drawing? Drawing);

/// <summary>A text with where it stands.</summary>
/// <param name="Revision">Of a draft its revision, of a version its number.</param>
/// <param name="Content">The text.</param>
public sealed record DraftContent(long Revision, string Content);

/// <summary>
/// Reads drafts and versions, compares them, and names what can be drafted. An account that may not read policies gets what there is for one that
/// knows of nothing: null, or an empty list.
/// </summary>
public sealed class DraftQueries(DraftStore drafts, PublishedStore catalog, ActivityRegistry activities)
{
    /// <summary>Everything published that a draft can be made of: kind and name, with a name for people.</summary>
    public IReadOnlyList<(DraftKind Kind, string Name, string Title)> Subjects() =>
    [
        .. catalog.Definitions.All.GroupBy(version => version.Definition.DefinitionId).Select(versions => (DraftKind.Workflow, versions.Key, versions.Last().Definition.Name)),
        .. catalog.Policies.TakeLast(1).SelectMany(last => last.Policy.Content.Keys).Order(StringComparer.Ordinal).Select(file => (DraftKind.Policy, file, PolicyDiff.NameOf(file).Chinese)),
    ];

    /// <summary>Drafts, the last changed first.</summary>
    public async Task<IReadOnlyList<Draft>> ListAsync(ClaimsPrincipal user, DraftKind? kind = null, string? name = null, bool openOnly = false, int skip = 0, int take = 100, CancellationToken ct = default) =>
        May(user) ? await drafts.ListAsync(kind, name, openOnly, skip, take, ct) : [];

    /// <summary>What is wrong with the name of a definition or policy file; null where there is, or was, such a one.</summary>
    public Task<FieldProblem?> CheckNameAsync(string? name, CancellationToken ct) => KnownCodes.CheckNameAsync(catalog, drafts, name, ct);

    /// <summary>A draft without its text, or null.</summary>
    public async Task<Draft?> FindAsync(ClaimsPrincipal user, Guid draftId, CancellationToken ct) => May(user) ? await drafts.FindAsync(draftId, ct) : null;

    /// <summary>The open draft of that name, or null.</summary>
    public async Task<Draft?> OpenAsync(ClaimsPrincipal user, DraftKind kind, string name, CancellationToken ct) => May(user) ? await drafts.OpenAsync(kind, name, ct) : null;

    /// <summary>The newest text of a draft, or that of a revision; null where there is none.</summary>
    public async Task<DraftContent?> ContentAsync(ClaimsPrincipal user, Guid draftId, long? revision, CancellationToken ct) =>
        await FindAsync(user, draftId, ct) is { } draft && await drafts.ContentAsync(draftId, revision ?? draft.Revision, ct) is { } content ? new(revision ?? draft.Revision, content) : null;

    /// <summary>Texts that came too late and were kept aside, the newest first, at most 20.</summary>
    public async Task<IReadOnlyList<DraftRevision>> LateAsync(ClaimsPrincipal user, Guid draftId, CancellationToken ct) => May(user) ? await drafts.LateAsync(draftId, ct) : [];

    /// <summary>The draft with what the checks find in its newest text; refused where there is none.</summary>
    public async Task<DraftAnswer> CheckAsync(ClaimsPrincipal user, Guid draftId, CancellationToken ct) =>
        user.RefusalOf(Permissions.ReadPolicy) is { } refusal ? new(null, refusal) : await drafts.CheckAsync(draftId, ct);

    /// <summary>Everybody who wrote any of what the draft changes; null where there is no such draft.</summary>
    public async Task<IReadOnlyList<string>?> AuthorsAsync(ClaimsPrincipal user, Guid draftId, CancellationToken ct) =>
        await FindAsync(user, draftId, ct) is { } draft ? await drafts.AuthorsAsync(draft, ct) : null;

    /// <summary>The same of a draft that is known.</summary>
    public async Task<IReadOnlyList<string>> AuthorsAsync(ClaimsPrincipal user, Draft draft, CancellationToken ct) => May(user) ? await drafts.AuthorsAsync(draft, ct) : [];

    /// <summary>The governance log, of a draft or change set, or of what has that name; the newest first, at most 200.</summary>
    public async Task<IReadOnlyList<GovernanceEntry>> LogAsync(ClaimsPrincipal user, Guid? subjectId = null, DraftKind? kind = null, string? name = null, CancellationToken ct = default) =>
        May(user) ? await drafts.LogAsync(subjectId, kind, name, ct: ct) : [];

    /// <summary>Published versions with where they stand, the newest first.</summary>
    public async Task<IReadOnlyList<PublishedVersion>> VersionsAsync(ClaimsPrincipal user, DraftKind kind, string name, CancellationToken ct) =>
        May(user) ? await drafts.VersionsAsync(kind, name, ct) : [];

    /// <summary>The text of a published version with its number, or null.</summary>
    public async Task<DraftContent?> VersionAsync(ClaimsPrincipal user, DraftKind kind, string name, string hash, CancellationToken ct) =>
        (await VersionsAsync(user, kind, name, ct)).FirstOrDefault(version => version.Hash == hash) is { } version && await drafts.TextOfAsync(kind, name, version, ct) is { } content
            ? new(version.Version, content)
            : null;

    /// <summary>What a draft would change of the version it starts from; null where there is no such draft.</summary>
    public async Task<Difference?> OfDraftAsync(ClaimsPrincipal user, Guid draftId, CancellationToken ct) => await FindAsync(user, draftId, ct) is { } draft ? await OfDraftAsync(user, draft, ct) : null;

    /// <summary>The same of a draft that is known.</summary>
    public async Task<Difference?> OfDraftAsync(ClaimsPrincipal user, Draft draft, CancellationToken ct)
    {
        if (!May(user)) return null;
        var after = await drafts.ContentAsync(draft.DraftId, draft.Revision, ct) ?? "";
        var before = draft.BasedOn is null ? null : await TextAsync(draft.Kind, draft.Name, draft.BasedOn, ct);
        return Compare(draft.Kind, draft.Name, before, after);
    }

    /// <summary>What two versions differ in; null where one of them is unknown.</summary>
    public async Task<Difference?> BetweenAsync(ClaimsPrincipal user, DraftKind kind, string name, string from, string to, CancellationToken ct) =>
        May(user) && await TextAsync(kind, name, from, ct) is { } before && await TextAsync(kind, name, to, ct) is { } after ? Compare(kind, name, before, after) : null;

    private static bool May(ClaimsPrincipal user) => user.May(Permissions.ReadPolicy);

    private async Task<string?> TextAsync(DraftKind kind, string name, string hash, CancellationToken ct) =>
        (await drafts.VersionsAsync(kind, name, ct)).FirstOrDefault(version => version.Hash == hash) is { } version ? await drafts.TextOfAsync(kind, name, version, ct) : null;

    /// <summary>What two texts of that name differ in; a missing one says nothing.</summary>
    public Difference Between(DraftKind kind, string name, string? before, string? after) => after is not null ? Compare(kind, name, before, after)
        : kind == DraftKind.Policy && before is not null ? new(PolicyDiff.Between(name, Parse(before), Value.Null, catalog.Policies.Count == 0 ? [] : [catalog.Policy]), false, null)
        : new([], false, null);

    private Difference Compare(DraftKind kind, string name, string? before, string after)
    {
        var policy = catalog.Policies.Count == 0 ? null : catalog.Policy;
        if (kind == DraftKind.Policy) return new(PolicyDiff.Between(name, Parse(before), Parse(after), policy is null ? [] : [policy]), false, null);
        if (WorkflowDefinition.Read(after).Definition is not { } now) return new([], false, null);
        var difference = DefinitionDiff.Between(before is null ? null : WorkflowDefinition.Read(before).Definition, now, activities, policy);
        return new(difference.Changes, difference.IsLayoutOnly, difference.Drawing);
    }

    private static Value Parse(string? text)
    {
        try
        {
            return text is null ? Value.Null : CanonicalJson.Parse(text);
        }
        catch (JsonException)
        {
            // The checks say what is wrong with the text; there is nothing to compare.
            return Value.Null;
        }
    }
}
