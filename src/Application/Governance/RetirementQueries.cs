using System.Security.Claims;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Schema;
using NodaTime;

namespace JieSuJiBan.Application.Governance;

/// <summary>Proposals to take versions out of force, and what would follow them. Empty for an account that may not read policies.</summary>
public sealed class RetirementQueries(RetirementStore retirements, PublishedStore catalog)
{
    /// <summary>Proposals, the newest first, at most 100.</summary>
    public async Task<IReadOnlyList<RetirementProposal>> ListAsync(ClaimsPrincipal user, string? definitionId, bool openOnly, CancellationToken ct) =>
        user.May(Permissions.ReadPolicy) ? await retirements.ListAsync(definitionId, openOnly, ct) : [];

    /// <summary>The version that would start new cases if that one were retired at that instant; null where none would.</summary>
    public WorkflowDefinition? SuccessorOf(string hash, Instant at)
    {
        var published = catalog.Definitions.All.First(version => version.Definition.Hash == hash);
        return catalog.Definitions.With(published with { RetiredFrom = at }).Published(published.Definition.DefinitionId, at);
    }
}
