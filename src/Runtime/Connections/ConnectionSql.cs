using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Runtime.Connections;

/// <summary>The statements of <c>Connections/Sql</c>.</summary>
internal static class ConnectionSql
{
    public static SqlStatement ReadConnections { get; } = SqlStatement.Load("Connections");

    public static SqlStatement PutConnection { get; } = SqlStatement.Load("Connections");

    public static SqlStatement ConnectionLog { get; } = SqlStatement.Load("Connections");
}
