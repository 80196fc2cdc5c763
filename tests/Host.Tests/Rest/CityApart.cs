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

    private CityApart() => host = new(Path.Combine(AppContext.BaseDirectory, "JieSuJiBan.Host.dll"), directory, HostProcess.FreeAddress());

    public static async Task<CityApart> StartAsync()
    {
        var city = new CityApart();
        await city.host.StartAsync(Cancellation);
        return city;
    }

    public override Task<string> AddressAsync() => Task.FromResult(host.Address.GetLeftPart(UriPartial.Authority));

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync(CancellationToken.None);
        await host.DisposeAsync();
        if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
    }
}
