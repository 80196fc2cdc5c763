namespace JieSuJiBan.Runtime.Tests.Setup;

/// <summary>Beijing's pack, as it lies in the repository.</summary>
internal static class Pack
{
    public static string Directory { get; } = Find();

    public static Dictionary<string, string> Policies() =>
        System.IO.Directory.GetFiles(Path.Combine(Directory, "policies"), "*.json").ToDictionary(path => Path.GetFileName(path), File.ReadAllText, StringComparer.Ordinal);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var pack = Path.Combine(folder.FullName, "workflow-definitions", "beijing");
            if (System.IO.Directory.Exists(pack)) return pack;
        }

        throw new DirectoryNotFoundException("workflow-definitions/beijing lies nowhere above the test's folder.");
    }
}
