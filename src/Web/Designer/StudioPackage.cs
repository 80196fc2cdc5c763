using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;

namespace JieSuJiBan.Web.Designer;

/// <summary>
/// Elsa Studio as npm restored it: an index of its files, so that an address can name nothing outside it. Nothing of it is copied; where the
/// package is missing, <see cref="Current"/> is null and the pages say so.
/// </summary>
internal sealed class StudioPackage
{
    /// <summary>Under it lies everything of the designer: the package's files by version, and our frame pages.</summary>
    public const string Root = "/studio";

    private const string PackageName = "@elsa-workflows/elsa-studio-wasm";

    // Its own start page is stale and asks Google for fonts; its settings name a server that is not ours.
    private static readonly FrozenSet<string> LeftOut = FrozenSet.Create(StringComparer.Ordinal, "index.html", "package.json", "appsettings.json");

    private static readonly Lazy<StudioPackage?> Restored = new(() => Open(NodeModules));

    private readonly FrozenDictionary<string, StudioFile> files;

    /// <summary>Beside the program in a published build, else in the checkout above it: the build writes where within the checkout.</summary>
    internal static string? NodeModules
    {
        get
        {
            var beside = Path.Combine(AppContext.BaseDirectory, "node_modules");
            if (Directory.Exists(beside)) return beside;
            var project = typeof(StudioPackage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == "NodeModules").Value!;
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                if (Path.Combine(folder.FullName, project) is var found && Directory.Exists(found)) return found;
            }

            return null;
        }
    }

    private StudioPackage(string version, FrozenDictionary<string, StudioFile> files)
    {
        Version = version;
        this.files = files;
    }

    /// <summary>The package of this build, or null where it is missing.</summary>
    public static StudioPackage? Current => Restored.Value;

    /// <summary>Its version, part of every address: a new version is a new address, so that each may be kept for ever.</summary>
    public string Version { get; }

    /// <summary>The address its pages and files lie under, with the slash.</summary>
    public string Base => $"{Root}/{Version}/";

    /// <summary>The package below that <c>node_modules</c>, or null.</summary>
    public static StudioPackage? Open(string? nodeModules)
    {
        if (nodeModules is null) return null;
        var folder = Path.Combine(nodeModules, PackageName);
        var manifest = Path.Combine(folder, "package.json");
        if (!File.Exists(manifest) || !File.Exists(Path.Combine(folder, "_framework", "blazor.webassembly.js"))) return null;
        using var package = JsonDocument.Parse(File.ReadAllText(manifest));
        var version = package.RootElement.GetProperty("version").GetString()!;
        var all = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(folder, path).Replace('\\', '/'), StringComparer.Ordinal);
        return new(version, all
            .Where(file => StudioFile.TypeOf(file.Key) is not null && !LeftOut.Contains(file.Key))
            .ToFrozenDictionary(
                file => file.Key,
                file => new StudioFile(file.Value, StudioFile.TypeOf(file.Key)!, all.GetValueOrDefault(file.Key + ".br"), all.GetValueOrDefault(file.Key + ".gz")),
                StringComparer.Ordinal));
    }

    /// <summary>The file of that path within the package, or null.</summary>
    public StudioFile? Find(string path) => files.GetValueOrDefault(path);
}

/// <summary>A file of the package and its precompressed forms.</summary>
/// <param name="Plain">Where it lies.</param>
/// <param name="ContentType">What it is.</param>
/// <param name="Brotli">Where it lies compressed with brotli, or null.</param>
/// <param name="Gzip">Where it lies compressed with gzip, or null.</param>
internal sealed record StudioFile(string Plain, string ContentType, string? Brotli, string? Gzip)
{
    private readonly ConcurrentDictionary<string, string> tags = new(StringComparer.Ordinal);

    /// <summary>The content type of a file of that name, or null for one that is not served.</summary>
    public static string? TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".json" or ".map" or ".webmanifest" => "application/json; charset=utf-8",
        ".wasm" => "application/wasm",
        ".dat" => "application/octet-stream",
        ".png" => "image/png",
        ".ico" or ".cur" => "image/x-icon",
        ".svg" => "image/svg+xml",
        ".woff2" => "font/woff2",
        ".ttf" => "font/ttf",
        _ => null,
    };

    /// <summary>The best form for what the browser takes: where it lies, and its content coding or null.</summary>
    public (string Path, string? Encoding) For(IHeaderDictionary headers)
    {
        var taken = headers.AcceptEncoding.ToString();
        return Brotli is not null && Takes(taken, "br") ? (Brotli, "br") : Gzip is not null && Takes(taken, "gzip") ? (Gzip, "gzip") : (Plain, null);
    }

    /// <summary>Entity tag of one form: the digest of its bytes, so that all nodes say the same.</summary>
    public string TagOf(string path) => tags.GetOrAdd(path, static file =>
    {
        using var content = File.OpenRead(file);
        return $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 12))}\"";
    });

    private static bool Takes(string accepted, string coding) => accepted.Split(',').Select(part => part.Split(';', StringSplitOptions.TrimEntries)).Any(part =>
        string.Equals(part[0], coding, StringComparison.OrdinalIgnoreCase) && !part.Skip(1).Any(option => option.Replace(" ", "", StringComparison.Ordinal) is "q=0" or "q=0.0" or "q=0.00" or "q=0.000"));
}
