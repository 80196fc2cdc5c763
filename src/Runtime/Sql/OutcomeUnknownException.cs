namespace JieSuJiBan.Runtime.Sql;

/// <summary>
/// The database went away before it answered: the step was written as a whole or not at all, and nobody knows which yet.
/// Sending the same command id again tells: the first answer if it was written, the effect if it was not.
/// </summary>
public sealed class OutcomeUnknownException : Exception
{
    private const string Text =
        "数据库连接中断，结果未知：请用同一命令编号重试，不会重复生效。 The database connection broke before it answered: send the same command id again, it takes effect once.";

    public OutcomeUnknownException()
        : base(Text)
    {
    }

    public OutcomeUnknownException(Exception inner)
        : base(Text, inner)
    {
    }

    public OutcomeUnknownException(string message)
        : base(message)
    {
    }

    public OutcomeUnknownException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
