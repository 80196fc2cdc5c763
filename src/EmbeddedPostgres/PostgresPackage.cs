using System.Runtime.InteropServices;
using System.Text.Json;

namespace JieSuJiBan.EmbeddedPostgres;

/// <summary>The npm package that holds PostgreSQL for this machine.</summary>
internal sealed class PostgresPackage
{
    private PostgresPackage(string root)
    {
        Root = root;
    }

    public string Root { get; }

    public string Bin(string program) =>
        Path.Combine(Root, "native", "bin", OperatingSystem.IsWindows() ? program + ".exe" : program);

    /// <summary>Finds the package and makes it runnable.</summary>
    public static PostgresPackage Find(string? nodeModules)
    {
        var name = "@embedded-postgres/" + Platform();
        string[] places = nodeModules is not null
            ? [nodeModules]
            : [.. new[] { BuildPaths.NodeModules, Path.Combine(Environment.CurrentDirectory, "node_modules") }.OfType<string>()];
        foreach (var place in places)
        {
            var package = new PostgresPackage(Path.GetFullPath(Path.Combine(place, name)));
            if (!File.Exists(package.Bin("postgres")))
                continue;
            package.HydrateLinks();
            return package;
        }
        throw EmbeddedPostgresException.PackageMissing(name, places);
    }

    private static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "windows"
            : OperatingSystem.IsMacOS() ? "darwin"
            : OperatingSystem.IsLinux() ? "linux"
            : throw EmbeddedPostgresException.PlatformUnsupported(RuntimeInformation.RuntimeIdentifier);
        var processor = RuntimeInformation.OSArchitecture switch
        {
            Architecture.X64 => "x64",
            Architecture.Arm64 => "arm64",
            Architecture.Arm or Architecture.Armv6 => "arm",
            Architecture.X86 => "ia32",
            Architecture.Ppc64le => "ppc64",
            _ => throw EmbeddedPostgresException.PlatformUnsupported(RuntimeInformation.RuntimeIdentifier),
        };
        return $"{system}-{processor}";
    }

    /// <summary>
    /// npm packs no symbolic links, the package lists them instead and recreates them in an install script. Install scripts may be
    /// forbidden, so the links are made here, where they are missing. A published build has the libraries under the names of the links,
    /// and no list.
    /// </summary>
    private void HydrateLinks()
    {
        var list = Path.Combine(Root, "native", "pg-symlinks.json");
        if (!File.Exists(list))
            return;
        using var document = JsonDocument.Parse(File.ReadAllBytes(list));
        foreach (var entry in document.RootElement.EnumerateArray())
        {
            var source = Path.Combine(Root, entry.GetProperty("source").GetString()!);
            var link = Path.Combine(Root, entry.GetProperty("target").GetString()!);
            if (File.Exists(link))
                continue;
            var directory = Path.GetDirectoryName(link)!;
            try
            {
                Directory.CreateDirectory(directory);
                // Made aside and renamed: two test processes starting together both succeed.
                var aside = $"{link}.{Environment.ProcessId}";
                File.CreateSymbolicLink(aside, Path.GetRelativePath(directory, source));
                File.Move(aside, link, overwrite: true);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                if (!File.Exists(link))
                    throw EmbeddedPostgresException.LinksNotWritable(Root, failure);
            }
        }
    }
}
