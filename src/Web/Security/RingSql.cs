using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Web.Security;

/// <summary>The statements of <c>Security/Sql</c>.</summary>
internal static class RingSql
{
    public static SqlStatement NextRingKeys { get; } = SqlStatement.Load(typeof(RingSql).Assembly, "Security");

    public static SqlStatement RewrapRingKey { get; } = SqlStatement.Load(typeof(RingSql).Assembly, "Security");

    public static SqlStatement RingKeys { get; } = SqlStatement.Load(typeof(RingSql).Assembly, "Security");
}
