using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Runtime.Flight;

/// <summary>The statements of <c>Flight/Sql</c> about versions and about long work.</summary>
internal static class FlightSql
{
    public static SqlStatement HoldLease { get; } = SqlStatement.Load("Flight");

    public static SqlStatement ReleaseLease { get; } = SqlStatement.Load("Flight");

    public static SqlStatement ClaimAbandoned { get; } = SqlStatement.Load("Flight");

    public static SqlStatement CreateReport { get; } = SqlStatement.Load("Flight");

    public static SqlStatement FindReport { get; } = SqlStatement.Load("Flight");

    public static SqlStatement NewestReport { get; } = SqlStatement.Load("Flight");

    public static SqlStatement ReportsOfDefinition { get; } = SqlStatement.Load("Flight");

    public static SqlStatement CancelReport { get; } = SqlStatement.Load("Flight");

    public static SqlStatement CountRows { get; } = SqlStatement.Load("Flight");

    public static SqlStatement Obstacles { get; } = SqlStatement.Load("Flight");

    public static SqlStatement ListRows { get; } = SqlStatement.Load("Flight");

    public static SqlStatement ReportTarget { get; } = SqlStatement.Load("Flight");

    public static SqlStatement ListCases { get; } = SqlStatement.Load("Flight");

    public static SqlStatement PendingRows { get; } = SqlStatement.Load("Flight");

    public static SqlStatement WriteRows { get; } = SqlStatement.Load("Flight");

    public static SqlStatement EndReport { get; } = SqlStatement.Load("Flight");
}
