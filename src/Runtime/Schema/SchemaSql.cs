using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Runtime.Schema;

/// <summary>The statements of <c>Schema/Sql</c>.</summary>
internal static class SchemaSql
{
    public static SqlStatement EnsurePartitions { get; } = SqlStatement.Load("Schema");

    public static SqlStatement GrantService { get; } = SqlStatement.Load("Schema");

    public static SqlStatement IsMigrated { get; } = SqlStatement.Load("Schema");
}
