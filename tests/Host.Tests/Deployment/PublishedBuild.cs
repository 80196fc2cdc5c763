using System.Diagnostics;
using JieSuJiBan.EmbeddedPostgres;

namespace JieSuJiBan.Host.Tests.Deployment;

/// <summary>
/// What <c>dotnet publish src/Host</c> gives, of the build that these tests are of: nothing is compiled again. It has been carried to another folder,
/// and what it was published to is gone.
/// </summary>
public sealed class PublishedBuild : IAsyncLifetime
{
    // Readable by all: as root, the private PostgreSQL runs as another account.
    private readonly string root = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"jsjb-published-{Guid.NewGuid():N}")).FullName;

    /// <summary>The project that is published.</summary>
    public static string Project => Path.Combine(BuildPaths.RepositoryRoot!, "src", "Host");

    /// <summary>Debug or Release, as these tests were built.</summary>
    public static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>Where it was carried to.</summary>
    public string Folder => Path.Combine(root, "carried", "jsjb");

    /// <summary>An empty folder, for what must find nothing.</summary>
    public string Empty(string name) => Directory.CreateDirectory(Path.Combine(root, "empty", name)).FullName;

    public async ValueTask InitializeAsync()
    {
        var published = Path.Combine(root, "published");
        await RunAsync("publish", Project, "--no-build", "-c", Configuration, "-o", published);
        Directory.CreateDirectory(Path.GetDirectoryName(Folder)!);
        Directory.Move(published, Folder);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(root, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>A command of the SDK, which must succeed; no build server outlives it.</summary>
    public static async Task RunAsync(params string[] arguments)
    {
        using var dotnet = Process.Start(new ProcessStartInfo("dotnet", [.. arguments, "-nodeReuse:false"]) { RedirectStandardOutput = true })!;
        var printed = await dotnet.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await dotnet.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(dotnet.ExitCode == 0, printed);
    }
}
