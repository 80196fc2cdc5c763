
namespace JieSuJiBan.Host.Tests.Designer;

/// <summary>Elsa's own definition files, where the folder beside the repository is there.</summary>
internal static class ElsaFiles
{
    /// <summary>Why they may be missing.</summary>
    public const string Missing = "The folder shared/elsa/fixtures is not present on this machine.";

    public static string? Folder()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var candidate = Path.Combine(at.FullName, "shared", "elsa", "fixtures");
            if (Directory.Exists(candidate)) return candidate;
        }

        return null;
    }
}
