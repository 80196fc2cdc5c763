using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Runtime.Timers;

/// <summary>The statements of <c>Timers/Sql</c>.</summary>
internal static class TimerSql
{
    public static SqlStatement ClaimTimers { get; } = SqlStatement.Load("Timers");

    public static SqlStatement PutTimerOff { get; } = SqlStatement.Load("Timers");

    public static SqlStatement RemoveTimer { get; } = SqlStatement.Load("Timers");
}
