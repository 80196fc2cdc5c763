using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Runtime.Catalog;

/// <summary>The statements of <c>Catalog/Sql</c>.</summary>
internal static class CatalogSql
{
    public static SqlStatement PolicyFiles { get; } = SqlStatement.Load("Catalog");

    public static SqlStatement PublishDefinition { get; } = SqlStatement.Load("Catalog");

    public static SqlStatement PublishPolicy { get; } = SqlStatement.Load("Catalog");

    public static SqlStatement NewDefinitions { get; } = SqlStatement.Load("Catalog");

    public static SqlStatement Retirements { get; } = SqlStatement.Load("Catalog");

    public static SqlStatement NewPolicies { get; } = SqlStatement.Load("Catalog");

    public static SqlStatement PolicyTimes { get; } = SqlStatement.Load("Catalog");

    public static SqlStatement PruneRevisions { get; } = SqlStatement.Load("Catalog");

    public static SqlStatement TouchTrial { get; } = SqlStatement.Load("Catalog");

    public static SqlStatement ReadTrial { get; } = SqlStatement.Load("Catalog");

    public static SqlStatement StartTrial { get; } = SqlStatement.Load("Catalog");

    public static SqlStatement AppendTrial { get; } = SqlStatement.Load("Catalog");

    public static SqlStatement EndTrial { get; } = SqlStatement.Load("Catalog");
}
