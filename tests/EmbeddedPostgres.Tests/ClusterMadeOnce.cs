using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;

namespace JieSuJiBan.EmbeddedPostgres.Tests;

/// <summary>A cluster as its first start leaves it, to be copied: making one takes seconds of a disk that others use too.</summary>
public sealed class ClusterMadeOnce : IAsyncLifetime
{
    private readonly string _made = Path.Combine(Path.GetTempPath(), $"jsjb-made-{Environment.ProcessId}-{Guid.NewGuid():n}");

    public async ValueTask InitializeAsync()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using (await EmbeddedPostgresServer.StartAsync(new EmbeddedPostgresOptions { DataDirectory = _made }, NullLogger.Instance, CancellationToken.None))
        {
        }
        // A port and words of its own are what each test asks about.
        File.Delete(Path.Combine(_made, "postgres.port"));
        File.Delete(Path.Combine(_made, "postgres.log"));
    }

    /// <summary>Puts the cluster there, with owner and rights; where none was made the start makes one.</summary>
    public async Task CopyAsync(string to, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows())
            return;
        using var copy = Process.Start("cp", ["-a", _made, to]);
        await copy.WaitForExitAsync(ct);
        Assert.Equal(0, copy.ExitCode);
    }

    public ValueTask DisposeAsync()
    {
        if (Directory.Exists(_made))
            Directory.Delete(_made, recursive: true);
        return ValueTask.CompletedTask;
    }
}
