using JieSuJiBan.Runtime.Vault;

namespace JieSuJiBan.Application.Background;

/// <summary>Notices that a rotation has taken another master key into use.</summary>
public sealed class MasterKeyWatch(MasterKeys keys, ILogger<MasterKeyWatch> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(MasterKeys.LookEvery);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await keys.RefreshAsync(stoppingToken);
            }
            catch (MasterKeyException lacking)
            {
                // The former key still opens what lies under it; what is sealed under the new one is answered as unavailable.
                log.LogCritical("{Chinese} {English}", lacking.Chinese, lacking.English);
            }
            catch (Exception failure) when (failure is not (OutOfMemoryException or OperationCanceledException))
            {
                log.LogWarning(failure, "Which master key is in use could not be asked; the next look follows.");
            }
        }
    }
}
