using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Runtime.Outbox;

/// <summary>The statements of <c>Outbox/Sql</c>.</summary>
internal static class OutboxSql
{
    public static SqlStatement DueQueues { get; } = SqlStatement.Load("Outbox");

    public static SqlStatement QueueStates { get; } = SqlStatement.Load("Outbox");

    public static SqlStatement QueueFailed { get; } = SqlStatement.Load("Outbox");

    public static SqlStatement QueueWorked { get; } = SqlStatement.Load("Outbox");

    public static SqlStatement ClaimEffects { get; } = SqlStatement.Load("Outbox");

    public static SqlStatement MarkSent { get; } = SqlStatement.Load("Outbox");

    public static SqlStatement MarkFailed { get; } = SqlStatement.Load("Outbox");

    public static SqlStatement RenewClaim { get; } = SqlStatement.Load("Outbox");

    public static SqlStatement ListDead { get; } = SqlStatement.Load("Outbox");

    public static SqlStatement FindDead { get; } = SqlStatement.Load("Outbox");

    public static SqlStatement RetryDead { get; } = SqlStatement.Load("Outbox");

    public static SqlStatement RetryManyDead { get; } = SqlStatement.Load("Outbox");
}
