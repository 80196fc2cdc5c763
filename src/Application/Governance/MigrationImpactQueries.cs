using System.Security.Claims;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Commands;
using JieSuJiBan.Application.Queries;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.MigrationImpact;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Schema;

namespace JieSuJiBan.Application.Governance;

/// <summary>
/// Reads reports about what a version would mean for running cases, and batches of cases that were moved. An account that may not read policies gets
/// null, or an empty list; of the cases each sees those that it may know of.
/// </summary>
public sealed class MigrationImpactQueries(MigrationImpactStore reports, MigrationBatches moves, PublishedStore catalog, DraftStore drafts)
{
    /// <summary>The published version of that hash, or the newest text of that draft; null where there is none of that definition.</summary>
    public async Task<(WorkflowDefinition Target, (Guid DraftId, long Revision)? Draft)?> TargetAsync(ClaimsPrincipal user, string definitionId, string? hash, Guid? draftId, CancellationToken ct)
    {
        if (!May(user)) return null;
        if (draftId is { } id)
        {
            if (await drafts.FindAsync(id, ct) is not { Kind: DraftKind.Workflow } draft || draft.Name != definitionId) return null;
            return await drafts.ContentAsync(id, draft.Revision, ct) is { } content && WorkflowDefinition.Read(content).Definition is { } text ? (text, (id, draft.Revision)) : null;
        }

        return hash is not null && catalog.Definitions.ByHash(hash) is { } version && version.DefinitionId == definitionId ? (version, null) : null;
    }

    /// <summary>The published version of that hash, or null.</summary>
    public WorkflowDefinition? VersionOf(string hash) => catalog.Definitions.ByHash(hash);

    /// <summary>The newest published version of a definition, or null.</summary>
    public WorkflowDefinition? NewestOf(string definitionId) => catalog.Definitions.All.Where(version => version.Definition.DefinitionId == definitionId).MaxBy(version => version.Definition.Version)?.Definition;

    /// <summary>What is wrong with the codes that the cases of a report are filtered by.</summary>
    public IReadOnlyList<FieldProblem> Check(string? status, string? unit) => [.. KnownCodes.Check(catalog, status, unit, null, null)];

    /// <summary>Reports of a definition, the newest first; the last six are kept.</summary>
    public async Task<IReadOnlyList<MigrationImpactReport>> OfDefinitionAsync(ClaimsPrincipal user, string definitionId, CancellationToken ct) => May(user) ? await reports.OfDefinitionAsync(definitionId, ct) : [];

    /// <summary>A report, or null.</summary>
    public async Task<MigrationImpactReport?> FindAsync(ClaimsPrincipal user, Guid reportId, CancellationToken ct) => May(user) ? await reports.FindAsync(reportId, ct) : null;

    /// <summary>The newest report about that version or text of a definition, or null.</summary>
    public async Task<MigrationImpactReport?> NewestAsync(ClaimsPrincipal user, string definitionId, string targetHash, CancellationToken ct) => May(user) ? await reports.NewestAsync(definitionId, targetHash, ct) : null;

    /// <summary>How many cases there are, by version, status, unit and verdict, so far.</summary>
    public async Task<IReadOnlyList<FlightCount>> CountsAsync(ClaimsPrincipal user, Guid reportId, CancellationToken ct) => May(user) ? await reports.CountsAsync(reportId, ct) : [];

    /// <summary>What stands in the way, the most frequent first, at most 20.</summary>
    public async Task<IReadOnlyList<FlightObstacle>> ObstaclesAsync(ClaimsPrincipal user, Guid reportId, CancellationToken ct) => May(user) ? await reports.ObstaclesAsync(reportId, ct) : [];

    /// <summary>The cases of a report that fit and that the account may know of, blocked ones first.</summary>
    public async Task<Page<MigrationImpactRow>> RowsAsync(ClaimsPrincipal user, Guid reportId, MigrationImpactQuery query, CancellationToken ct) =>
        May(user) ? await reports.RowsAsync(reportId, query, user.ToViewer(), ct) : new([], null);

    /// <summary>Batches of a definition with their progress, the newest first, at most 20.</summary>
    public async Task<IReadOnlyList<MoveBatch>> BatchesAsync(ClaimsPrincipal user, string definitionId, CancellationToken ct) => May(user) ? await moves.OfDefinitionAsync(definitionId, ct) : [];

    /// <summary>How far a batch is, or null.</summary>
    public async Task<MoveBatch?> BatchAsync(ClaimsPrincipal user, Guid batchId, CancellationToken ct) => May(user) ? await moves.FindAsync(batchId, ct) : null;

    /// <summary>What became of each case of a batch that the account may know of, by case id, after the given one.</summary>
    public async Task<IReadOnlyList<MoveItem>> ItemsAsync(ClaimsPrincipal user, Guid batchId, IReadOnlyList<string>? states, Guid after, int take, CancellationToken ct) =>
        May(user) ? await moves.ItemsAsync(batchId, user.ToViewer(), states, after, take, ct) : [];

    private static bool May(ClaimsPrincipal user) => user.May(Permissions.ReadPolicy);
}
