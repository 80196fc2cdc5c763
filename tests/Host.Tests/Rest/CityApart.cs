using JieSuJiBan.Testing.Chaos;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>
/// A demo city in a process of its own, with its own embedded PostgreSQL: for a test whose changes hold for every ticket of the city.
/// Two services in one process would share the process-wide parts of the job scheduler.
/// </summary>
internal sealed class CityApart : City, IAsyncDisposable
{
    private readonly string directory = Path.Combine(Path.GetTempPath(), $"jsjb-city-apart-{Guid.NewGuid():N}");
    private readonly HostProcess host;

    private CityApart(string[] settings) => host = new(Path.Combine(AppContext.BaseDirectory, "JieSuJiBan.Host.dll"), directory, HostProcess.FreeAddress(), settings);

    /// <summary>Where it keeps its data: a command beside it is told.</summary>
    public string Directory => directory;

    public static async Task<CityApart> StartAsync(params string[] settings)
    {
        var city = new CityApart(settings);
        await city.host.StartAsync(Cancellation);
        return city;
    }

    /// <summary>kill -9 of its PostgreSQL; the service starts it again.</summary>
    public void KillPostgres() => host.KillPostgres();

    public override Task<string> AddressAsync() => Task.FromResult(host.Address.GetLeftPart(UriPartial.Authority));

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync(CancellationToken.None);
        await host.DisposeAsync();
        if (System.IO.Directory.Exists(directory)) System.IO.Directory.Delete(directory, recursive: true);
    }
}
