using System.Reflection;

namespace JieSuJiBan.EmbeddedPostgres;

/// <summary>
/// Where the program finds what is not copied to bin. It knows no path of the machine that built it: it looks from where it lies itself, first
/// beside it, as in a published build, then upwards to the checkout that it was built in.
/// </summary>
public static class BuildPaths
{
    /// <summary>The checkout this program runs from, or null for a published build, which has its packages beside it.</summary>
    public static string? RepositoryRoot { get; } = IsPublished ? null : Above("JieSuJiBan.sln");

    /// <summary>The <c>node_modules</c> that holds the embedded PostgreSQL, or null where there is none.</summary>
    public static string? NodeModules { get; } = IsPublished ? Beside : RepositoryRoot is { } root && OfProject is { } path ? Path.Combine(root, path) : null;

    private static string Beside => Path.Combine(AppContext.BaseDirectory, "node_modules");

    private static bool IsPublished => Directory.Exists(Beside);

    private static string? OfProject => typeof(BuildPaths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(attribute => attribute.Key == "NodeModules")?.Value;

    private static string? Above(string file)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, file))) return folder.FullName;
        }

        return null;
    }
}
