using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Runtime.Changes;

/// <summary>The statements of <c>Changes/Sql</c>.</summary>
internal static class ChangeSql
{
    public static SqlStatement Notify { get; } = SqlStatement.Load("Changes");

    public static SqlStatement Listen { get; } = SqlStatement.Load("Changes").Fill(("channel", ChangePublisher.ChannelName));
}
