using System.Security.Claims;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Schema;

namespace JieSuJiBan.Application.Governance;

/// <summary>The texts of a file and what they differ in.</summary>
/// <param name="Base">The pack published last, or null.</param>
/// <param name="Pack">The new pack, or null.</param>
/// <param name="City">The city's newest version, or null.</param>
/// <param name="Own">What somebody wrote for the set, or null.</param>
/// <param name="ByPack">What the pack changed of its earlier text.</param>
/// <param name="ByCity">What the city changed of it.</param>
/// <param name="Result">What the set would change of the city's text.</param>
public sealed record ChangeSetTexts(string? Base, string? Pack, string? City, string? Own, Difference ByPack, Difference ByCity, Difference Result);

/// <summary>Reads change sets and compares the texts of their files. An account that may not read policies gets null, or an empty list.</summary>
public sealed class ChangeSetQueries(ChangeSetStore sets, DraftQueries drafts)
{
    /// <summary>The sets, the newest first, at most 50.</summary>
    public async Task<IReadOnlyList<ChangeSet>> ListAsync(ClaimsPrincipal user, CancellationToken ct) => May(user) ? await sets.ListAsync(ct) : [];

    /// <summary>A set, or null.</summary>
    public async Task<ChangeSet?> FindAsync(ClaimsPrincipal user, Guid setId, CancellationToken ct) => May(user) ? await sets.FindAsync(setId, ct) : null;

    /// <summary>Its files, those to be decided first.</summary>
    public async Task<IReadOnlyList<ChangeSetFile>> FilesAsync(ClaimsPrincipal user, Guid setId, CancellationToken ct) => May(user) ? await sets.FilesAsync(setId, ct) : [];

    /// <summary>Who decided about a file of it; none of them reviews it.</summary>
    public async Task<IReadOnlyList<string>> AuthorsAsync(ClaimsPrincipal user, Guid setId, CancellationToken ct) => May(user) ? await sets.AuthorsAsync(setId, ct) : [];

    /// <summary>What the checks find in all that the set would put in force, taken together.</summary>
    public async Task<IReadOnlyList<DraftFinding>> CheckAsync(ClaimsPrincipal user, Guid setId, CancellationToken ct) => May(user) ? await sets.CheckAsync(setId, ct) : [];

    /// <summary>The texts of a file of a set, with what they differ in; null where there is none.</summary>
    public async Task<ChangeSetTexts?> TextsAsync(ClaimsPrincipal user, Guid setId, DraftKind kind, string name, CancellationToken ct)
    {
        if ((await FilesAsync(user, setId, ct)).FirstOrDefault(file => file.Kind == kind && file.Name == name) is not { } file) return null;
        var city = await sets.CityTextAsync(kind, name, ct);
        return new(
            file.BaseContent,
            file.PackContent,
            city,
            file.OwnContent,
            drafts.Between(kind, name, file.BaseContent, file.PackContent),
            drafts.Between(kind, name, file.BaseContent, city),
            drafts.Between(kind, name, city, file.LeavesAsIs ? city : file.Result));
    }

    private static bool May(ClaimsPrincipal user) => user.May(Permissions.ReadPolicy);
}
