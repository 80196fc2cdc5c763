using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Application.Deliveries;

/// <summary>The statements of <c>Deliveries/Sql</c>.</summary>
internal static class DeliverySql
{
    public static SqlStatement KeepMessage { get; } = SqlStatement.Load(typeof(DeliverySql).Assembly, "Deliveries");

    public static SqlStatement CaseOfNumber { get; } = SqlStatement.Load(typeof(DeliverySql).Assembly, "Deliveries");
}
