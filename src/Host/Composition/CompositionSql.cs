using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Host.Composition;

/// <summary>The statements of <c>Composition/Sql</c>.</summary>
internal static class CompositionSql
{
    public static SqlStatement Exists { get; } = SqlStatement.Load(typeof(CompositionSql).Assembly, "Composition");

    public static SqlStatement HangfireVersion { get; } = SqlStatement.Load(typeof(CompositionSql).Assembly, "Composition");
}
