using System.Globalization;
using System.Text.Json;
using JieSuJiBan.EmbeddedPostgres;
using JieSuJiBan.Web.Designer;
using JieSuJiBan.Testing.Chaos;

namespace JieSuJiBan.Host.Tests.Deployment;

/// <summary>A published folder holds all it needs: it starts where neither the checkout nor a cache of NuGet or npm can be found.</summary>
[Collection(nameof(PublishedBuild))]
public sealed class When_a_published_build_is_carried_elsewhere(PublishedBuild build) : IClassFixture<PublishedBuild>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_serves_the_sign_in_the_designer_and_the_pack_from_its_own_files()
    {
        var data = build.Empty("data");
        await using var host = new HostProcess(Path.Combine(build.Folder, "JieSuJiBan.Host.dll"), data, HostProcess.FreeAddress())
        {
            Prepare = start =>
            {
                start.WorkingDirectory = build.Empty("folder");
                foreach (var cache in (string[])["HOME", "DOTNET_CLI_HOME", "NUGET_PACKAGES", "npm_config_cache"]) start.Environment[cache] = build.Empty(cache);
            },
        };
        await host.StartAsync(Ct);
        using var client = new HttpClient { BaseAddress = host.Address };

        var signIn = await client.GetStringAsync(new Uri("/sign-in", UriKind.Relative), Ct);
        var style = await client.GetStringAsync(new Uri("/ui.css", UriKind.Relative), Ct);
        var studio = await client.GetByteArrayAsync(new Uri(StudioPackage.Current!.Base + "_framework/dotnet.js", UriKind.Relative), Ct);
        var server = await File.ReadAllTextAsync(Path.Combine(data, "postgres", "postmaster.opts"), Ct);

        Assert.Contains("type=\"password\"", signIn, StringComparison.Ordinal);
        Assert.NotEmpty(style);
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(build.Folder, "node_modules", "@elsa-workflows", "elsa-studio-wasm", "_framework", "dotnet.js"), Ct), studio);
        Assert.StartsWith(build.Folder, server, StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
        {
            var loaded = await File.ReadAllTextAsync($"/proc/{host.Id.ToString(CultureInfo.InvariantCulture)}/maps", Ct);
            Assert.Contains(build.Folder, loaded, StringComparison.Ordinal);
            Assert.DoesNotContain(BuildPaths.RepositoryRoot!, loaded, StringComparison.Ordinal);
        }

        await host.StopAsync(Ct);
    }

    [Fact]
    public void It_has_the_packs_and_nothing_that_only_a_build_needs()
    {
        var files = Directory.EnumerateFiles(build.Folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(build.Folder, path).Replace('\\', '/')).ToHashSet(StringComparer.Ordinal);

        Assert.Subset(files, new HashSet<string>(["LICENSE", "CHANGELOG.md", "THIRD-PARTY-NOTICES.md", "licenses/LGPL-3.0.txt", "licenses/GPL-3.0.txt", "licenses/Hangfire.Core.txt", "workflow-definitions/beijing/ticket.json", "workflow-definitions/jinan/policies/law.json"], StringComparer.Ordinal));
        Assert.DoesNotContain(files, file => file is "package.json" or "package-lock.json" || file.EndsWith(".a", StringComparison.Ordinal) || (file.StartsWith("JieSuJiBan.", StringComparison.Ordinal) && file.EndsWith(".xml", StringComparison.Ordinal)));
        // A folder may be read-only, and what carries it may know no links.
        Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(build.Folder, "*", SearchOption.AllDirectories), path => new FileInfo(path).LinkTarget is not null);
    }

    [Fact]
    public void Its_packages_are_the_locked_ones_and_the_notices_name_each()
    {
        using var locked = JsonDocument.Parse(File.ReadAllText(Path.Combine(PublishedBuild.Project, "packages.lock.json")));
        using var published = JsonDocument.Parse(File.ReadAllText(Path.Combine(build.Folder, "JieSuJiBan.Host.deps.json")));
        var versions = locked.RootElement.GetProperty("dependencies").GetProperty("net10.0").EnumerateObject()
            .Where(package => package.Value.TryGetProperty("resolved", out _))
            .ToDictionary(package => package.Name, package => package.Value.GetProperty("resolved").GetString(), StringComparer.OrdinalIgnoreCase);
        var taken = published.RootElement.GetProperty("libraries").EnumerateObject().Where(library => library.Value.GetProperty("type").GetString() == "package").Select(library => library.Name.Split('/')).ToArray();

        Assert.NotEmpty(taken);
        Assert.All(taken, library => Assert.Equal(versions[library[0]], library[1]));
        var notices = File.ReadAllText(Path.Combine(build.Folder, "THIRD-PARTY-NOTICES.md"));
        Assert.All(taken.Where(library => File.Exists(Path.Combine(build.Folder, library[0] + ".dll"))), library => Assert.Contains($"| {library[0]} | {library[1]} |", notices, StringComparison.Ordinal));
    }
}
