using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Host.Cli;

/// <summary>The statements of <c>Cli/Sql</c>.</summary>
internal static class CliSql
{
    public static SqlStatement RoleRights { get; } = SqlStatement.Load(typeof(CliSql).Assembly, "Cli");
}
