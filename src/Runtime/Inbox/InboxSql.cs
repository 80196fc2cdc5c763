using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Runtime.Inbox;

/// <summary>The statements of <c>Inbox/Sql</c>.</summary>
internal static class InboxSql
{
    public static SqlStatement SearchTickets { get; } = SqlStatement.Load("Inbox").Fill(TicketColumns);

    public static SqlStatement StatesOfCases { get; } = SqlStatement.Load("Inbox");

    public static SqlStatement FindTicket { get; } = SqlStatement.Load("Inbox").Fill(TicketColumns);

    public static SqlStatement TicketOfPetitioner { get; } = SqlStatement.Load("Inbox").Fill(TicketColumns);

    public static SqlStatement CaseOfNumber { get; } = SqlStatement.Load("Inbox");

    public static SqlStatement FlagsOfTicket { get; } = SqlStatement.Load("Inbox").Fill(TicketColumns);

    public static SqlStatement CountFlags { get; } = SqlStatement.Load("Inbox");

    public static SqlStatement FindSimilarTickets { get; } = SqlStatement.Load("Inbox").Fill(TicketColumns);

    public static SqlStatement ListTasks { get; } = SqlStatement.Load("Inbox");

    public static SqlStatement TaskBranch { get; } = SqlStatement.Load("Inbox");

    public static SqlStatement TasksOfTicket { get; } = SqlStatement.Load("Inbox");

    public static SqlStatement FindTask { get; } = SqlStatement.Load("Inbox");

    public static SqlStatement ListRuns { get; } = SqlStatement.Load("Inbox");

    public static SqlStatement CountRuns { get; } = SqlStatement.Load("Inbox");

    public static SqlStatement RunTime { get; } = SqlStatement.Load("Inbox");

    /// <summary>What a <see cref="TicketRow"/> reads of a ticket <c>t</c>.</summary>
    private static (string Name, string Text) TicketColumns => ("ticket", TicketRow.SelectList);
}
