using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JieSuJiBan.Host.Tests.Deployment;

/// <summary>A registry on this machine with one image of one file: what the SDK builds ours on where the real base image cannot be fetched.</summary>
internal sealed class BaseImage : IAsyncDisposable
{
    private const string Manifest = "application/vnd.docker.distribution.manifest.v2+json";
    private readonly Dictionary<string, byte[]> blobs = new(StringComparer.Ordinal);
    private readonly WebApplication registry;

    private BaseImage(WebApplication registry) => this.registry = registry;

    /// <summary>How a build names it.</summary>
    public string Name => $"{new Uri(registry.Urls.Single()).Authority.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)}/base:test";

    /// <summary>Digest of its only layer, uncompressed: the first of any image built on it.</summary>
    public string Layer { get; private set; } = "";

    public static async Task<BaseImage> StartAsync(CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var image = new BaseImage(builder.Build());
        var manifest = image.Make();
        image.registry.MapGet("/v2/", () => Results.Ok());
        image.registry.MapGet("/v2/base/manifests/{reference}", (HttpResponse response) =>
        {
            response.Headers["Docker-Content-Digest"] = Digest(manifest);
            return Results.Bytes(manifest, Manifest);
        });
        image.registry.MapGet("/v2/base/blobs/{digest}", (string digest) => Results.Bytes(image.blobs[digest], "application/octet-stream"));
        await image.registry.StartAsync(ct);
        return image;
    }

    public async ValueTask DisposeAsync() => await registry.DisposeAsync();

    private byte[] Make()
    {
        using var plain = new MemoryStream();
        using (var tar = new TarWriter(plain, TarEntryFormat.Pax, leaveOpen: true))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "etc/stand-in") { DataStream = new MemoryStream("a base image"u8.ToArray()) });
        }

        Layer = Digest(plain.ToArray());
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(plain.ToArray());
        var layer = Keep(packed.ToArray());
        var config = Keep(Json(new { architecture = "amd64", os = "linux", config = new { Env = new[] { "PATH=/usr/bin" } }, rootfs = new { type = "layers", diff_ids = new[] { Layer } }, history = new[] { new { created_by = "stand-in" } } }));
        return Json(new
        {
            schemaVersion = 2,
            mediaType = Manifest,
            config = new { mediaType = "application/vnd.docker.container.image.v1+json", size = blobs[config].Length, digest = config },
            layers = new[] { new { mediaType = "application/vnd.docker.image.rootfs.diff.tar.gzip", size = blobs[layer].Length, digest = layer } },
        });
    }

    private string Keep(byte[] blob)
    {
        var digest = Digest(blob);
        blobs[digest] = blob;
        return digest;
    }

    private static string Digest(byte[] content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";

    private static byte[] Json(object value) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(value));
}
