using JieSuJiBan.Runtime.Changes;
using JieSuJiBan.Runtime.Connections;

namespace JieSuJiBan.Host.Connections;

/// <summary>Learns which connections another node was given or lost, soon after it was told and anyway every polling interval.</summary>
internal sealed class ConnectionWatch(ChangeListener changes, ConnectionStore connections, ILogger<ConnectionWatch> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var told = new SemaphoreSlim(1);
        using var subscription = changes.Subscribe(kinds =>
        {
            if (kinds.HasFlag(ChangeKinds.Connections) && told.CurrentCount == 0) told.Release();
        });
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await told.WaitAsync(stoppingToken);
                await connections.RefreshAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // No database: what it knows still stands, and it will be told again.
                log.LogError(failure, "The connections could not be refreshed.");
            }
        }
    }
}
