using System.Reflection;

namespace JieSuJiBan.EmbeddedPostgres;

/// <summary>The two paths the build wrote into this assembly: nothing of npm is copied to bin, so the host must know where it lies.</summary>
public static class BuildPaths
{
    /// <summary>The <c>node_modules</c> beside Host.csproj on the machine that built this assembly.</summary>
    public static string? NodeModules { get; } = Read("NodeModules");

    /// <summary>The root of the checkout this assembly was built from.</summary>
    public static string? RepositoryRoot { get; } = Read("RepositoryRoot");

    private static string? Read(string key) => typeof(BuildPaths).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(attribute => attribute.Key == key)?.Value;
}
