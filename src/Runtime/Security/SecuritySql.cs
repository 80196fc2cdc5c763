using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Runtime.Security;

/// <summary>The statements of <c>Security/Sql</c>.</summary>
internal static class SecuritySql
{
    public static SqlStatement BeginAttempt { get; } = SqlStatement.Load("Security");

    public static SqlStatement WaitOfAttempt { get; } = SqlStatement.Load("Security");

    public static SqlStatement ForgiveAttempt { get; } = SqlStatement.Load("Security");

    public static SqlStatement ForgetAttempts { get; } = SqlStatement.Load("Security");

    public static SqlStatement SweepAttempts { get; } = SqlStatement.Load("Security");

    public static SqlStatement SweepOpenings { get; } = SqlStatement.Load("Security");

    public static SqlStatement SweepSources { get; } = SqlStatement.Load("Security");

    public static SqlStatement AdmitOpening { get; } = SqlStatement.Load("Security");

    public static SqlStatement KnownSources { get; } = SqlStatement.Load("Security");

    public static SqlStatement RememberSources { get; } = SqlStatement.Load("Security");

    public static SqlStatement ForgetSources { get; } = SqlStatement.Load("Security");

    public static SqlStatement WriteEvents { get; } = SqlStatement.Load("Security");

    public static SqlStatement ListEvents { get; } = SqlStatement.Load("Security");

    public static SqlStatement ListOpenings { get; } = SqlStatement.Load("Security");
}
