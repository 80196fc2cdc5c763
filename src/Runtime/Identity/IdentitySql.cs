using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Runtime.Identity;

/// <summary>The statements of <c>Identity/Sql</c>.</summary>
internal static class IdentitySql
{
    public static SqlStatement LockChecks { get; } = SqlStatement.Load("Identity");

    public static SqlStatement DeleteOldChecks { get; } = SqlStatement.Load("Identity");

    public static SqlStatement BeginCheck { get; } = SqlStatement.Load("Identity");

    public static SqlStatement CountTry { get; } = SqlStatement.Load("Identity");

    public static SqlStatement PassCheck { get; } = SqlStatement.Load("Identity");

    public static SqlStatement PassedCheck { get; } = SqlStatement.Load("Identity");
}
