using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Schema;
using NodaTime;

namespace JieSuJiBan.Application.Definitions;

/// <summary>One version of a definition as Studio sees it: the open draft, or a published version.</summary>
/// <param name="Definition">What it says.</param>
/// <param name="Draft">The draft it is, or null for a published version.</param>
/// <param name="IsLatest">The one that is edited.</param>
/// <param name="IsPublished">The newest published version that is not retired.</param>
public sealed record DefinitionEdition(WorkflowDefinition Definition, Draft? Draft, bool IsLatest, bool IsPublished)
{
    /// <summary>Names exactly this text: a save states which one it started from.</summary>
    public string Tag => Draft is null ? $"\"p-{Definition.Hash[..16]}\"" : $"\"d-{Draft.DraftId:N}-{Draft.Revision}\"";

    /// <summary>False while it lies with the reviewer, or is not the latest.</summary>
    public bool IsEditable => IsLatest && Draft is null or { State: DraftState.Draft or DraftState.Rejected };

    /// <summary>The revision of the draft that a tag names; null where it names none of that draft.</summary>
    public static long? RevisionOf(Draft draft, string? tag)
    {
        var prefix = $"d-{draft.DraftId:N}-";
        var bare = tag?.Trim().TrimStart('W', '/').Trim('"');
        return bare is not null && bare.StartsWith(prefix, StringComparison.Ordinal) && long.TryParse(bare[prefix.Length..], System.Globalization.CultureInfo.InvariantCulture, out var revision) ? revision : null;
    }
}

/// <summary>All definitions with their versions: the published ones of the catalogue and the open drafts of the store.</summary>
public sealed class DefinitionVersions(PublishedStore catalog, DraftStore drafts, IClock clock)
{
    private const int MaximumDrafts = 10_000;

    /// <summary>The versions of one definition, newest first; empty where there is none.</summary>
    public async Task<IReadOnlyList<DefinitionEdition>> VersionsAsync(string definitionId, CancellationToken ct) =>
        Arrange(await drafts.OpenAsync(DraftKind.Workflow, definitionId, ct) is { } draft ? await ReadAsync(draft, ct) : null, Published(definitionId));

    /// <summary>The versions of all definitions: by definition id, each newest first.</summary>
    public async Task<IReadOnlyList<DefinitionEdition>> AllAsync(CancellationToken ct)
    {
        var open = new Dictionary<string, DefinitionEdition>(StringComparer.Ordinal);
        foreach (var draft in await drafts.ListAsync(DraftKind.Workflow, openOnly: true, take: MaximumDrafts, ct: ct))
        {
            if (await ReadAsync(draft, ct) is { } version) open[draft.Name] = version;
        }

        return
        [
            .. catalog.Definitions.All.Select(published => published.Definition.DefinitionId).Concat(open.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .SelectMany(id => Arrange(open.GetValueOrDefault(id), Published(id))),
        ];
    }

    /// <summary>The version of that version id, or null.</summary>
    public async Task<DefinitionEdition?> ByIdAsync(string versionId, CancellationToken ct)
    {
        if (Guid.TryParseExact(versionId, "N", out var draftId) && await drafts.FindAsync(draftId, ct) is { IsOpen: true, Kind: DraftKind.Workflow } draft)
        {
            return (await VersionsAsync(draft.Name, ct)).FirstOrDefault(version => version.Draft is not null);
        }

        return catalog.Definitions.ByVersionId(versionId) is { } definition
            ? (await VersionsAsync(definition.DefinitionId, ct)).FirstOrDefault(version => version.Draft is null && version.Definition.Hash == definition.Hash)
            : null;
    }

    /// <summary>The version of that hash, whatever became of it since; null where there never was one.</summary>
    public DefinitionEdition? ByHash(string hash) => catalog.Definitions.ByHash(hash) is { } definition ? new(definition, null, IsLatest: false, IsPublished: true) : null;

    private IReadOnlyList<PublishedDefinition> Published(string definitionId) =>
        [.. catalog.Definitions.All.Where(published => published.Definition.DefinitionId == definitionId).OrderByDescending(published => published.Definition.Version).DistinctBy(published => published.Definition.Hash)];

    private DefinitionEdition[] Arrange(DefinitionEdition? draft, IReadOnlyList<PublishedDefinition> published)
    {
        var now = clock.GetCurrentInstant();
        var newest = published.FirstOrDefault(version => !(version.RetiredFrom <= now))?.Definition;
        return
        [
            .. draft is null ? [] : new[] { draft },
            .. published.Select((version, at) => new DefinitionEdition(version.Definition, null, IsLatest: at == 0 && draft is null, IsPublished: version.Definition == newest)),
        ];
    }

    private async Task<DefinitionEdition?> ReadAsync(Draft draft, CancellationToken ct) =>
        // The text of that very revision: a tag with the text of the next would call a change none.
        await drafts.ContentAsync(draft.DraftId, draft.Revision, ct) is { } content && DefinitionTexts.Read(content).Definition is { } definition
            ? new(definition, draft, IsLatest: true, IsPublished: false)
            : null;
}

/// <summary>Elsa's version options.</summary>
public static class VersionOptions
{
    /// <summary>The versions of one definition that those options choose; an empty option chooses any.</summary>
    public static IEnumerable<DefinitionEdition> Choose(this IEnumerable<DefinitionEdition> versions, string? options) => options switch
    {
        null or "" or "All" or "AllVersions" => versions,
        "Latest" => versions.Where(version => version.IsLatest),
        "Published" => versions.Where(version => version.IsPublished),
        "Draft" => versions.Where(version => version.Draft is not null),
        "LatestOrPublished" or "LatestAndPublished" => versions.Where(version => version.IsLatest || version.IsPublished),
        _ => int.TryParse(options, System.Globalization.CultureInfo.InvariantCulture, out var number) ? versions.Where(version => version.Definition.Version == number) : [],
    };
}
