using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Settings;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Runtime.Security;
using JieSuJiBan.Runtime.Sql;
using JieSuJiBan.Runtime.Verification;
using Microsoft.Extensions.Options;
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
internal sealed class SecurityUpkeep(AttemptLimits attempts, NpgsqlDataSource database, IOptions<SecurityLogSettings> settings) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        await attempts.SweepAsync(cancellationToken);
        await using var command = database.Command(JobSql.DropSecurityPartitions).With(settings.Value.RetentionDays);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
