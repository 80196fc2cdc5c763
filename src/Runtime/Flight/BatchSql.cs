using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Runtime.Flight;

/// <summary>The statements of <c>Flight/Sql</c> about batches of cases that move.</summary>
internal static class BatchSql
{
    public static SqlStatement CreateBatch { get; } = SqlStatement.Load("Flight");

    public static SqlStatement CreateBatchOfReport { get; } = SqlStatement.Load("Flight");

    public static SqlStatement EndBatch { get; } = SqlStatement.Load("Flight");

    public static SqlStatement SetBatch { get; } = SqlStatement.Load("Flight");

    public static SqlStatement CancelBatch { get; } = SqlStatement.Load("Flight");

    public static SqlStatement FindBatch { get; } = SqlStatement.Load("Flight");

    public static SqlStatement BatchesOfDefinition { get; } = SqlStatement.Load("Flight");

    public static SqlStatement ListItems { get; } = SqlStatement.Load("Flight");

    public static SqlStatement PendingItems { get; } = SqlStatement.Load("Flight");

    public static SqlStatement NoteItems { get; } = SqlStatement.Load("Flight");
}
