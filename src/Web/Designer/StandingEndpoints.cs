using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Definitions;
using JieSuJiBan.Web.Http;

namespace JieSuJiBan.Web.Designer;

/// <summary>
/// Where the definition in the editor stands on its way: its draft, where that is reviewed, and what the checks found at which activity. Studio asks
/// for none of this; our frame around it does after each save.
/// </summary>
internal static class StandingEndpoints
{
    // Errors come first; who has so many corrects the first ones first.
    private const int MostShown = 200;

    public static void MapDefinitionStanding(this IEndpointRouteBuilder app) =>
        app.MapGet(StudioPackage.Root + "/definitions/{definitionId}/standing", ReadAsync).Allow(Permissions.ReadPolicy).ExcludeFromDescription();

    private static async Task<IResult> ReadAsync(string definitionId, DefinitionVersions shelf, DefinitionDrafts desk, CancellationToken ct)
    {
        var versions = await shelf.VersionsAsync(definitionId, ct);
        if (versions.Count == 0) return ElsaResults.NotFound($"流程“{definitionId}”", "definition");
        var latest = versions[0];
        var draft = latest.Draft;
        var findings = await desk.CheckAsync(definitionId, latest.Definition, ct);
        return ElsaResults.Ok(new
        {
            state = draft?.State,
            review = draft is null ? null : $"/changes/{draft.DraftId}",
            errors = findings.Count(finding => finding.IsError),
            warnings = findings.Count(finding => !finding.IsError),
            findings = findings.Take(MostShown),
        });
    }
}
