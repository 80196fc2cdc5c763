using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Startup;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Runtime.Security;
using JieSuJiBan.Runtime.Sql;
using JieSuJiBan.Runtime.Verification;
using Npgsql;
using Quartz;

namespace JieSuJiBan.Host.Jobs;

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
internal sealed class SessionUpkeep(SessionStore sessions) : IJob
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
        await using var command = database.Command(JobSql.DropSecurityPartitions).With(retention.Days);
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
        return days >= Fewest ? new(days) : throw new StartupException(new(ExitCodes.Usage,
            $"SecurityLog:RetentionDays 为 {days}：安全日志至少保留 {Fewest} 天，请改为 {Fewest} 或更大。",
            $"SecurityLog:RetentionDays is {days}: the security log is kept for at least {Fewest} days, so set {Fewest} or more."));
    }
}
