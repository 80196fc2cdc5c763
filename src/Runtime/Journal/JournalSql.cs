using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Runtime.Journal;

/// <summary>The statements of <c>Journal/Sql</c>.</summary>
internal static class JournalSql
{
    public static SqlStatement ReadEntries { get; } = SqlStatement.Load("Journal");

    public static SqlStatement NextCases { get; } = SqlStatement.Load("Journal");
}
