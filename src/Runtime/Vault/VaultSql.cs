using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Runtime.Vault;

/// <summary>The statements of <c>Vault/Sql</c> about sealed words.</summary>
internal static class VaultSql
{
    public static SqlStatement OpenWords { get; } = SqlStatement.Load("Vault");

    public static SqlStatement ReadWords { get; } = SqlStatement.Load("Vault");

    public static SqlStatement WriteReadings { get; } = SqlStatement.Load("Vault");

    public static SqlStatement WordsForProgram { get; } = SqlStatement.Load("Vault");

    public static SqlStatement WordsOfCases { get; } = SqlStatement.Load("Vault");

    public static SqlStatement Purposes { get; } = SqlStatement.Load("Vault");

    public static SqlStatement EraseSubject { get; } = SqlStatement.Load("Vault");
}
