using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Application.Demo;

/// <summary>The statements of <c>Demo/Sql</c>.</summary>
internal static class DemoSql
{
    public static SqlStatement KnownCommands { get; } = SqlStatement.Load(typeof(DemoSql).Assembly, "Demo");
}
