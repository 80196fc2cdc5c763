using Npgsql;

namespace JieSuJiBan.Runtime.Sql;

/// <summary>
/// The database could not take the step, and it is certain that nothing of it was written: it was never handed over, or refused as a whole
/// for a reason that lies in the database (no space, read-only, no connection). The same command id again is safe, as always.
/// </summary>
public sealed class NothingWrittenException : NpgsqlException
{
    private const string Text =
        "数据库暂时不可用，本次没有写入任何内容，请用同一命令编号重试。 The database is not available and nothing was written: send the same command id again.";

    public NothingWrittenException()
        : base(Text)
    {
    }

    public NothingWrittenException(Exception? inner)
        : base(Text, inner)
    {
    }

    public NothingWrittenException(string message)
        : base(message)
    {
    }

    public NothingWrittenException(string message, Exception? inner)
        : base(message, inner)
    {
    }

    /// <inheritdoc/>
    public override bool IsTransient => true;
}
