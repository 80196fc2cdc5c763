using System.Text.Json;
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

/// <summary>Compares drafts and versions, and names what can be drafted.</summary>
public sealed class DraftQueries(DraftStore drafts, CatalogStore catalog, ActivityCatalog activities)
{
    /// <summary>Everything published that a draft can be made of: kind and name, with a name for people.</summary>
    public IReadOnlyList<(DraftKind Kind, string Name, string Title)> Subjects() =>
    [
        .. catalog.Definitions.All.GroupBy(version => version.Definition.DefinitionId).Select(versions => (DraftKind.Workflow, versions.Key, versions.Last().Definition.Name)),
        .. catalog.Policies.TakeLast(1).SelectMany(last => last.Policy.Content.Keys).Order(StringComparer.Ordinal).Select(file => (DraftKind.Policy, file, PolicyDiff.NameOf(file).Chinese)),
    ];

    /// <summary>What a draft would change of the version it starts from.</summary>
    public async Task<Difference> OfDraftAsync(Draft draft, CancellationToken ct)
    {
        var after = await drafts.ContentAsync(draft.DraftId, draft.Revision, ct) ?? "";
        var before = draft.BasedOn is null ? null : await TextAsync(draft.Kind, draft.Name, draft.BasedOn, ct);
        return Compare(draft.Kind, draft.Name, before, after);
    }

    /// <summary>What two versions differ in; null where one of them is unknown.</summary>
    public async Task<Difference?> BetweenAsync(DraftKind kind, string name, string from, string to, CancellationToken ct) =>
        await TextAsync(kind, name, from, ct) is { } before && await TextAsync(kind, name, to, ct) is { } after ? Compare(kind, name, before, after) : null;

    /// <summary>The text of the version of that hash, or null.</summary>
    public async Task<string?> TextAsync(DraftKind kind, string name, string hash, CancellationToken ct) =>
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
