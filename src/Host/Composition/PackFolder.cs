using JieSuJiBan.Application.Settings;
using JieSuJiBan.EmbeddedPostgres;

namespace JieSuJiBan.Host.Composition;

/// <summary>Where the city pack is.</summary>
internal static class PackFolder
{
    /// <summary>Where the pack lies: as set, else in the checkout this runs from, else beside the program.</summary>
    public static string Locate(PackSettings settings)
    {
        if (settings.Directory is { } set) return Path.GetFullPath(set);
        var inCheckout = BuildPaths.RepositoryRoot is { } root ? Path.Combine(root, "workflow-definitions", "beijing") : null;
        return inCheckout is not null && Directory.Exists(inCheckout)
            ? inCheckout
            : Path.Combine(AppContext.BaseDirectory, "workflow-definitions", "beijing");
    }
}
