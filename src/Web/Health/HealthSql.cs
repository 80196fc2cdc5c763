using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Web.Health;

/// <summary>The statements of <c>Health/Sql</c>.</summary>
internal static class HealthSql
{
    public static SqlStatement IsReadOnly { get; } = SqlStatement.Load(typeof(HealthSql).Assembly, "Health");

    public static SqlStatement DatabaseClock { get; } = SqlStatement.Load(typeof(HealthSql).Assembly, "Health");

    public static SqlStatement StandingStill { get; } = SqlStatement.Load(typeof(HealthSql).Assembly, "Health");
}
