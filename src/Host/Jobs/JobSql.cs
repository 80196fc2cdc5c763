using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Host.Jobs;

/// <summary>The statements of <c>Jobs/Sql</c>.</summary>
internal static class JobSql
{
    public static SqlStatement DropSecurityPartitions { get; } = SqlStatement.Load(typeof(JobSql).Assembly, "Jobs");
}
