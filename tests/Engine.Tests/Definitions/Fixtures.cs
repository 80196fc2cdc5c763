namespace JieSuJiBan.Engine.Tests.Definitions;

/// <summary>Definition files: our own, and Elsa's where the folder beside the repository is there.</summary>
internal static class Fixtures
{
    public static string Own(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", name));

    /// <summary>Paths of our own files, which prove what is claimed, and beside them of Elsa's where these are there.</summary>
    public static IEnumerable<TheoryDataRow<string>> All()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "fixtures"), "*.json").Order(StringComparer.Ordinal)) yield return new(file);
        if (ElsaFolder() is not { } folder) yield break;
        foreach (var file in Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)) yield return new(file);
    }

    private static string? ElsaFolder()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var candidate = Path.Combine(directory.FullName, "shared", "elsa", "fixtures");
            if (Directory.Exists(candidate)) return candidate;
        }

        return null;
    }
}
