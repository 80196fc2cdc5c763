using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Runtime.MigrationImpact;

/// <summary>The statements of <c>MigrationImpact/Sql</c> about deadlines.</summary>
internal static class DeadlineSql
{
    public static SqlStatement PruneDeadlineReports { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement CreateDeadlineReport { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement FindDeadlineReport { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement NewestDeadlineReport { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement DeadlineReports { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement CountDeadlines { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement ListDeadlines { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement DecideDeadlines { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement ReportsWithPendingDeadlines { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement PendingDeadlines { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement NoteDeadline { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement PolicyOfDeadlineReport { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement NextCases { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement WriteDeadlines { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement EndDeadlineReport { get; } = SqlStatement.Load("MigrationImpact");
}
