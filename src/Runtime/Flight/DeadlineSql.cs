using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Runtime.Flight;

/// <summary>The statements of <c>Flight/Sql</c> about deadlines.</summary>
internal static class DeadlineSql
{
    public static SqlStatement PruneDeadlineReports { get; } = SqlStatement.Load("Flight");

    public static SqlStatement CreateDeadlineReport { get; } = SqlStatement.Load("Flight");

    public static SqlStatement FindDeadlineReport { get; } = SqlStatement.Load("Flight");

    public static SqlStatement NewestDeadlineReport { get; } = SqlStatement.Load("Flight");

    public static SqlStatement DeadlineReports { get; } = SqlStatement.Load("Flight");

    public static SqlStatement CountDeadlines { get; } = SqlStatement.Load("Flight");

    public static SqlStatement ListDeadlines { get; } = SqlStatement.Load("Flight");

    public static SqlStatement DecideDeadlines { get; } = SqlStatement.Load("Flight");

    public static SqlStatement ReportsWithPendingDeadlines { get; } = SqlStatement.Load("Flight");

    public static SqlStatement PendingDeadlines { get; } = SqlStatement.Load("Flight");

    public static SqlStatement NoteDeadline { get; } = SqlStatement.Load("Flight");

    public static SqlStatement PolicyOfDeadlineReport { get; } = SqlStatement.Load("Flight");

    public static SqlStatement NextCases { get; } = SqlStatement.Load("Flight");

    public static SqlStatement WriteDeadlines { get; } = SqlStatement.Load("Flight");

    public static SqlStatement EndDeadlineReport { get; } = SqlStatement.Load("Flight");
}
