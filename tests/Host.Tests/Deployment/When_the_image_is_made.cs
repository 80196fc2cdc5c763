using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace JieSuJiBan.Host.Tests.Deployment;

/// <summary>
/// The archive that <c>dotnet publish /t:PublishContainer</c> writes: what is in it and how it would be started. It is not run: that takes the real
/// base image and a container engine.
/// </summary>
[Collection(nameof(PublishedBuild))]
public sealed class When_the_image_is_made : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("jsjb-image-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task It_is_the_base_with_the_published_folder_and_starts_the_service_without_rights()
    {
        var archive = Path.Combine(folder, "jiesujiban.tar.gz");
        await using var image = await BaseImage.StartAsync(Ct);
        await PublishedBuild.RunAsync(
            "publish", PublishedBuild.Project, "--no-build", "-c", PublishedBuild.Configuration, "/t:PublishContainer", $"-p:PublishDir={Path.Combine(folder, "out")}/",
            $"-p:ContainerBaseImage={image.Name}", $"-p:ContainerArchiveOutputPath={archive}");
        var (config, tags, layers) = await ReadAsync(archive);

        Assert.Matches(@"^jiesujiban:\d+\.\d+\.\d+$", Assert.Single(tags));
        Assert.Equal(["linux", "1654", "/app/"], (string?[])[config.GetProperty("os").GetString(), Of(config, "User").GetString(), Of(config, "WorkingDir").GetString()]);
        Assert.Equal(["dotnet", "/app/JieSuJiBan.Host.dll"], Of(config, "Entrypoint").EnumerateArray().Select(part => part.GetString()));
        Assert.Equal(["8080/tcp"], Of(config, "ExposedPorts").EnumerateObject().Select(port => port.Name));
        Assert.Superset(new HashSet<string?>(["Urls=http://0.0.0.0:8080", "Data__Directory=/data"]), Of(config, "Env").EnumerateArray().Select(one => one.GetString()).ToHashSet());
        Assert.Equal("MIT", Of(config, "Labels").GetProperty("org.opencontainers.image.licenses").GetString());

        Assert.Equal(2, layers.Count);
        Assert.Equal(image.Layer, config.GetProperty("rootfs").GetProperty("diff_ids")[0].GetString());
        Assert.Equal(["etc/stand-in"], layers[0].Keys);
        Assert.Superset(
            new HashSet<string>(["app/JieSuJiBan.Host.dll", "app/workflow-definitions/beijing/ticket.json", "app/LICENSE", "app/node_modules/@elsa-workflows/elsa-studio-wasm/package.json"]),
            layers[1].Keys.ToHashSet());
        // The private PostgreSQL is run by an account that owns none of these files.
        var server = Assert.Single(layers[1], file => file.Key.EndsWith("/native/bin/postgres", StringComparison.Ordinal) || file.Key.EndsWith("/native/bin/postgres.exe", StringComparison.Ordinal));
        Assert.Equal(UnixFileMode.OtherRead | UnixFileMode.OtherExecute, server.Value & (UnixFileMode.OtherRead | UnixFileMode.OtherExecute));
        Assert.All(layers[1], file => Assert.True(file.Value.HasFlag(UnixFileMode.OtherRead), file.Key));
    }

    private static JsonElement Of(JsonElement config, string name) => config.GetProperty("config").GetProperty(name);

    private static async Task<(JsonElement Config, string?[] Tags, List<Dictionary<string, UnixFileMode>> Layers)> ReadAsync(string archive)
    {
        var (texts, layers) = (new Dictionary<string, byte[]>(StringComparer.Ordinal), new Dictionary<string, Dictionary<string, UnixFileMode>>(StringComparer.Ordinal));
        await using var file = File.OpenRead(archive);
        await using var packed = Unpacked(file);
        await using var tar = new TarReader(packed);
        while (await tar.GetNextEntryAsync(cancellationToken: Ct) is { } entry)
        {
            if (entry.DataStream is not { } content) continue;
            if (entry.Name.EndsWith(".json", StringComparison.Ordinal))
            {
                using var bytes = new MemoryStream();
                await content.CopyToAsync(bytes, Ct);
                texts[entry.Name] = bytes.ToArray();
            }
            else
            {
                layers[entry.Name] = await FilesAsync(content);
            }
        }

        using var manifest = JsonDocument.Parse(texts["manifest.json"]);
        var one = manifest.RootElement[0];
        return (
            JsonDocument.Parse(texts[one.GetProperty("Config").GetString()!]).RootElement,
            [.. one.GetProperty("RepoTags").EnumerateArray().Select(tag => tag.GetString())],
            [.. one.GetProperty("Layers").EnumerateArray().Select(layer => layers[layer.GetString()!])]);
    }

    /// <summary>By its first two bytes: an archive may be compressed or not, its layers are.</summary>
    private static Stream Unpacked(FileStream file)
    {
        var isPacked = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        return isPacked ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static async Task<Dictionary<string, UnixFileMode>> FilesAsync(Stream layer)
    {
        var files = new Dictionary<string, UnixFileMode>(StringComparer.Ordinal);
        await using var plain = new GZipStream(layer, CompressionMode.Decompress, leaveOpen: true);
        await using var tar = new TarReader(plain);
        while (await tar.GetNextEntryAsync(cancellationToken: Ct) is { } entry)
        {
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile) files[entry.Name.TrimStart('.', '/')] = entry.Mode;
        }

        return files;
    }
}
