using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Runtime.Verification;

/// <summary>The statements of <c>Verification/Sql</c>.</summary>
internal static class VerificationSql
{
    public static SqlStatement CaseHead { get; } = SqlStatement.Load("Verification");

    public static SqlStatement CaseEntries { get; } = SqlStatement.Load("Verification");

    public static SqlStatement CaseTasks { get; } = SqlStatement.Load("Verification");

    public static SqlStatement CaseTimers { get; } = SqlStatement.Load("Verification");

    public static SqlStatement CaseProjected { get; } = SqlStatement.Load("Verification");

    public static SqlStatement CasePartners { get; } = SqlStatement.Load("Verification");

    public static SqlStatement CaseMessages { get; } = SqlStatement.Load("Verification");

    public static SqlStatement CaseWords { get; } = SqlStatement.Load("Verification");

    public static SqlStatement Commands { get; } = SqlStatement.Load("Verification");

    public static SqlStatement Words { get; } = SqlStatement.Load("Verification");

    public static SqlStatement Definitions { get; } = SqlStatement.Load("Verification");

    public static SqlStatement Policies { get; } = SqlStatement.Load("Verification");

    public static SqlStatement NextCases { get; } = SqlStatement.Load("Verification");

    public static SqlStatement Partitions { get; } = SqlStatement.Load("Verification");

    public static SqlStatement Unguarded { get; } = SqlStatement.Load("Verification");

    public static SqlStatement CommandsWithoutCase { get; } = SqlStatement.Load("Verification");

    public static SqlStatement SealedLog { get; } = SqlStatement.Load("Verification");

    public static SqlStatement LatestCounts { get; } = SqlStatement.Load("Verification");

    public static SqlStatement CountMonths { get; } = SqlStatement.Load("Verification");

    public static SqlStatement CountLog { get; } = SqlStatement.Load("Verification");

    public static SqlStatement LastOfLog { get; } = SqlStatement.Load("Verification");

    public static SqlStatement FirstMonth { get; } = SqlStatement.Load("Verification");

    public static SqlStatement WriteCount { get; } = SqlStatement.Load("Verification");
}
