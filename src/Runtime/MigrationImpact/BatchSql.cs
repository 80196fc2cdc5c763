using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Runtime.MigrationImpact;

/// <summary>The statements of <c>MigrationImpact/Sql</c> about batches of cases that move.</summary>
internal static class BatchSql
{
    public static SqlStatement CreateBatch { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement CreateBatchOfReport { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement EndBatch { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement SetBatch { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement CancelBatch { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement FindBatch { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement BatchesOfDefinition { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement ListItems { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement PendingItems { get; } = SqlStatement.Load("MigrationImpact");

    public static SqlStatement NoteItems { get; } = SqlStatement.Load("MigrationImpact");
}
