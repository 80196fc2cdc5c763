using JieSuJiBan.Runtime.Changes;
using JieSuJiBan.Runtime.Outbox;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Runtime.Security;
using JieSuJiBan.Runtime.Timers;
using JieSuJiBan.Runtime.Verification;
using Npgsql;
using Quartz;

namespace JieSuJiBan.Host.Jobs;

/// <summary>Fires the timers that are due, on every node: the claims see to it that each fires once.</summary>
internal sealed class TimerSweep(TimerSweeper sweeper, TimeProvider time, ILogger<TimerSweep> log) : Recurring(time, log)
{
    private const int Batch = 512;

    protected override TimeSpan Interval => TimeSpan.FromSeconds(1);

    protected override async Task RunAsync(CancellationToken ct)
    {
        while (await sweeper.SweepAsync(Batch, ct) == Batch)
        {
        }
    }
}

/// <summary>Brings out what waits to go out, on every node: soon after a commit, and every second anyway.</summary>
internal sealed class Deliveries(DeliveryDispatcher dispatcher, ChangeListener changes, TimeProvider time, ILogger<Deliveries> log) : AfterChange(changes, ChangeKinds.Outbox, time, log)
{
    protected override TimeSpan Interval => TimeSpan.FromSeconds(1);

    // Delivering is a change of the outbox too.
    protected override TimeSpan Pause => TimeSpan.FromMilliseconds(50);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await dispatcher.IdleAsync();
    }

    protected override Task RunAsync(CancellationToken ct) => dispatcher.DispatchAsync(ct);
}

/// <summary>Makes the journal's partitions of the coming months.</summary>
[DisallowConcurrentExecution]
internal sealed class PartitionUpkeep(NpgsqlDataSource database) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await DatabaseMigrator.EnsurePartitionsAsync(database, ct: cancellationToken);
}

/// <summary>Counts, under the service's seal, what never becomes less.</summary>
[DisallowConcurrentExecution]
internal sealed class HistoryCounting(HistoryCounts counts) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await counts.RecordAsync(cancellationToken);
}

/// <summary>Removes sessions that are long over.</summary>
[DisallowConcurrentExecution]
internal sealed class SessionUpkeep(Security.SessionStore sessions) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await sessions.CleanAsync(cancellationToken);
}

/// <summary>Forgets attempts that are past remembering, and drops the months of the security log that are past their retention.</summary>
[DisallowConcurrentExecution]
internal sealed class SecurityUpkeep(AttemptLimits attempts, NpgsqlDataSource database, SecurityLogRetention retention) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        await attempts.SweepAsync(cancellationToken);
        await using var command = database.CreateCommand("select jsjb.drop_security_partitions($1)");
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = retention.Days });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>How long the security log is kept.</summary>
/// <param name="Days">Days; whole months go once their end is older.</param>
internal sealed record SecurityLogRetention(int Days)
{
    /// <summary>The law asks for six months (Cybersecurity Law Art. 21); the database refuses less, too.</summary>
    public const int Fewest = 183;

    public static SecurityLogRetention Read(IConfiguration configuration)
    {
        var days = configuration.GetValue("SecurityLog:RetentionDays", 400);
        return days >= Fewest ? new(days) : throw new Composition.StartupException(new(Cli.ExitCodes.Usage,
            $"SecurityLog:RetentionDays 为 {days}：安全日志至少保留 {Fewest} 天，请改为 {Fewest} 或更大。",
            $"SecurityLog:RetentionDays is {days}: the security log is kept for at least {Fewest} days, so set {Fewest} or more."));
    }
}
