using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Runtime.Cases;

/// <summary>The statements of <c>Cases/Sql</c> about batches of cases that move.</summary>
internal static class BatchSql
{
    public static SqlStatement CreateBatch { get; } = SqlStatement.Load("Cases");

    public static SqlStatement CreateBatchOfReport { get; } = SqlStatement.Load("Cases");

    public static SqlStatement EndBatch { get; } = SqlStatement.Load("Cases");

    public static SqlStatement SetBatch { get; } = SqlStatement.Load("Cases");

    public static SqlStatement CancelBatch { get; } = SqlStatement.Load("Cases");

    public static SqlStatement FindBatch { get; } = SqlStatement.Load("Cases");

    public static SqlStatement BatchesOfDefinition { get; } = SqlStatement.Load("Cases");

    public static SqlStatement ListItems { get; } = SqlStatement.Load("Cases");

    public static SqlStatement PendingItems { get; } = SqlStatement.Load("Cases");

    public static SqlStatement NoteItems { get; } = SqlStatement.Load("Cases");
}
