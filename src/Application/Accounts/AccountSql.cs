using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Application.Accounts;

/// <summary>The statements of <c>Accounts/Sql</c>.</summary>
internal static class AccountSql
{
    public static SqlStatement BeginSession { get; } = SqlStatement.Load(typeof(AccountSql).Assembly, "Accounts");

    public static SqlStatement FindSession { get; } = SqlStatement.Load(typeof(AccountSql).Assembly, "Accounts");

    public static SqlStatement TouchSession { get; } = SqlStatement.Load(typeof(AccountSql).Assembly, "Accounts");

    public static SqlStatement RefreshSession { get; } = SqlStatement.Load(typeof(AccountSql).Assembly, "Accounts");

    public static SqlStatement EndCopiedSession { get; } = SqlStatement.Load(typeof(AccountSql).Assembly, "Accounts");

    public static SqlStatement EndSession { get; } = SqlStatement.Load(typeof(AccountSql).Assembly, "Accounts");

    public static SqlStatement EndSessions { get; } = SqlStatement.Load(typeof(AccountSql).Assembly, "Accounts");

    public static SqlStatement OpenSessions { get; } = SqlStatement.Load(typeof(AccountSql).Assembly, "Accounts");

    public static SqlStatement CleanSessions { get; } = SqlStatement.Load(typeof(AccountSql).Assembly, "Accounts");

    public static SqlStatement KeyRingExists { get; } = SqlStatement.Load(typeof(AccountSql).Assembly, "Accounts");

    public static SqlStatement CountKeysInClear { get; } = SqlStatement.Load(typeof(AccountSql).Assembly, "Accounts");
}
