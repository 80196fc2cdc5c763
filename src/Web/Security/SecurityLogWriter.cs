using JieSuJiBan.Application.Files;
using JieSuJiBan.Runtime.Security;
using Npgsql;

namespace JieSuJiBan.Web.Security;

/// <summary>Writes once a minute what the security log has counted, and says when a node starts and stops.</summary>
internal sealed class SecurityLogWriter(ISecurityLog log, FileScanning scanning, TimeProvider time, ILogger<SecurityLogWriter> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await log.RecordAsync(new(SecurityEvents.Service, "started") { Subject = Environment.MachineName, Detail = new Dictionary<string, string> { ["fileScanning"] = scanning.Name } }, cancellationToken);
        await log.RecordAsync(new(SecurityEvents.Key, "loaded") { Account = "system", Subject = "master key" }, cancellationToken);
        if (!scanning.IsOn) logger.LogWarning("Uploaded files are not scanned for malware: set Files:Scan:Icap or Files:Scan:Command. 上传的文件未做恶意代码检查：请配置 Files:Scan:Icap 或 Files:Scan:Command。");
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync(cancellationToken);
        try
        {
            await log.RecordAsync(new(SecurityEvents.Service, "stopped") { Subject = Environment.MachineName }, cancellationToken);
        }
        catch (Exception lost) when (lost is NpgsqlException or OperationCanceledException)
        {
            logger.LogWarning(lost, "That this node stops could not be written to the security log.");
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var beat = new PeriodicTimer(Interval, time);
        try
        {
            while (await beat.WaitForNextTickAsync(stoppingToken)) await FlushAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is left, StopAsync writes.
        }
    }

    private async Task FlushAsync(CancellationToken ct)
    {
        try
        {
            await log.FlushAsync(ct);
        }
        catch (Exception lost) when (lost is NpgsqlException or TimeoutException)
        {
            logger.LogWarning(lost, "The security log could not be written; it will be tried again in a minute.");
        }
    }
}
