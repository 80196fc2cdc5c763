using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Runtime.Clocks;

/// <summary>The statements of <c>Clocks/Sql</c>.</summary>
internal static class ClockSql
{
    public static SqlStatement DatabaseClock { get; } = SqlStatement.Load("Clocks");
}
