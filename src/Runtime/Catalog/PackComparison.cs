using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Schema;

namespace JieSuJiBan.Runtime.Catalog;

/// <summary>Compares a file three ways: the pack published last, the new pack, the city's newest version.</summary>
internal static class PackComparison
{
    // What is said of a version, not by its author.
    private static readonly string[] OfVersions =
        ["id", "version", "isLatest", "isPublished", "isReadonly", "isSystem", "links", "createdAt", "toolVersion", "tenantId", "providerName", "materializerName", "materializerContext"];

    /// <summary>Tells texts apart by what they say: layout of the text, order of members and numbers of versions do not count. Null for no text.</summary>
    public static string? Fingerprint(DraftKind kind, string? content)
    {
        if (content is null) return null;
        try
        {
            var value = CanonicalJson.Parse(content);
            if (kind == DraftKind.Workflow) value = OfVersions.Aggregate(value, (all, member) => all.Without(member));
            return CanonicalJson.Hash(value);
        }
        catch (JsonException)
        {
            return DraftText.Hash(content);
        }
    }

    /// <summary>Who changed the file; null where nobody did or both say the same.</summary>
    /// <param name="kind">Definition or policy file.</param>
    /// <param name="before">What the pack published last says, or null.</param>
    /// <param name="pack">What the new pack says, or null.</param>
    /// <param name="city">What the city has.</param>
    public static FileStanding? Compare(DraftKind kind, string? before, string? pack, CityText city)
    {
        var (b, p) = (Fingerprint(kind, before), Fingerprint(kind, pack));
        if (city.Says(p)) return null;
        if (p == b) return FileStanding.Kept;
        // A definition is never taken away with a pack: versions are retired one by one, by two people.
        if (kind == DraftKind.Workflow && p is null) return FileStanding.Kept;
        return city.Says(b) ? FileStanding.Taken : FileStanding.Conflicting;
    }

    /// <summary>One hash for a whole pack.</summary>
    public static string HashOf(IEnumerable<PackFile> files) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
        '\n', files.OrderBy(file => file.Kind).ThenBy(file => file.Name, StringComparer.Ordinal).Select(file => $"{file.Kind}/{file.Name}/{Fingerprint(file.Kind, file.Content)}")))));
}

/// <summary>What the city has of a file: in force, and planned for later.</summary>
/// <param name="Fingerprints">What each of those texts says, the one in force first; null for none.</param>
internal sealed record CityText(IReadOnlyList<string?> Fingerprints)
{
    /// <summary>Tells whether anything changed since it was looked at; null where it has no text at all.</summary>
    public string? Mark => Fingerprints.All(one => one is null) ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Fingerprints))));

    /// <summary>True where all of them say that.</summary>
    public bool Says(string? fingerprint) => Fingerprints.All(one => one == fingerprint);
}
