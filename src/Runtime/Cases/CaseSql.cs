using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Runtime.Cases;

/// <summary>The statements of <c>Cases/Sql</c>.</summary>
internal static class CaseSql
{
    public static SqlStatement LoadHead { get; } = SqlStatement.Load("Cases");

    public static SqlStatement LoadHeads { get; } = SqlStatement.Load("Cases");

    public static SqlStatement NextTicketSerials { get; } = SqlStatement.Load("Cases");

    public static SqlStatement CountOpenCases { get; } = SqlStatement.Load("Cases");

    public static SqlStatement OpenCases { get; } = SqlStatement.Load("Cases");
}
