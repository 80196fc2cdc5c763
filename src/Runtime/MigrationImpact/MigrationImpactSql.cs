using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Runtime.MigrationImpact;

/// <summary>The statements of <c>MigrationImpact/Sql</c> about versions and about long work.</summary>
internal static class MigrationImpactSql
{
    public static SqlStatement HoldLease { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement ReleaseLease { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement ClaimAbandoned { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement CreateReport { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement FindReport { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement NewestReport { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement ReportsOfDefinition { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement CancelReport { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement CountRows { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement Obstacles { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement ListRows { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement ReportTarget { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement ListCases { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement PendingRows { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement WriteRows { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement EndReport { get; } = SqlStatement.Load("MigrationImpact");
}
