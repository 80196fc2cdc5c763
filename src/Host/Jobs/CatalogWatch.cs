using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Changes;

namespace JieSuJiBan.Host.Jobs;

/// <summary>Learns what another node has published, soon after it was told and anyway every polling interval.</summary>
internal sealed class CatalogWatch(ChangeListener changes, CatalogStore catalog, ILogger<CatalogWatch> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var told = new SemaphoreSlim(0);
        using var subscription = changes.Subscribe(kinds =>
        {
            if (kinds.HasFlag(ChangeKinds.Catalog) && told.CurrentCount == 0) told.Release();
        });
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await told.WaitAsync(stoppingToken);
                await catalog.RefreshAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // A publication this node cannot read, or no database: what it knows still stands, and it will be told again.
                log.LogError(failure, "The catalogue could not be refreshed.");
            }
        }
    }
}
