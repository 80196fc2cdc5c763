using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Runtime.Attachments;

/// <summary>The statements of <c>Attachments/Sql</c>.</summary>
internal static class AttachmentSql
{
    public static SqlStatement BeginFile { get; } = SqlStatement.Load("Attachments");

    public static SqlStatement WritePart { get; } = SqlStatement.Load("Attachments");

    public static SqlStatement FinishFile { get; } = SqlStatement.Load("Attachments");

    public static SqlStatement CountLoose { get; } = SqlStatement.Load("Attachments");

    public static SqlStatement LockForClaim { get; } = SqlStatement.Load("Attachments");

    public static SqlStatement MoveKey { get; } = SqlStatement.Load("Attachments");

    public static SqlStatement TieFile { get; } = SqlStatement.Load("Attachments");

    public static SqlStatement ReleaseFiles { get; } = SqlStatement.Load("Attachments");

    public static SqlStatement FilesOfCase { get; } = SqlStatement.Load("Attachments");

    public static SqlStatement LooseFiles { get; } = SqlStatement.Load("Attachments");

    public static SqlStatement OpenFile { get; } = SqlStatement.Load("Attachments");

    public static SqlStatement LooseFileKey { get; } = SqlStatement.Load("Attachments");

    public static SqlStatement ReadParts { get; } = SqlStatement.Load("Attachments");

    public static SqlStatement ForgetFile { get; } = SqlStatement.Load("Attachments");

    public static SqlStatement SweepFiles { get; } = SqlStatement.Load("Attachments");
}
