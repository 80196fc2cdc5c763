using JieSuJiBan.Runtime.Sql;

namespace JieSuJiBan.Runtime.Inbox;

/// <summary>Which cases a viewer may know of, as a condition of a list of cases of any kind, with or without a ticket: <c>Inbox/Sql/Visibility.sql</c>.</summary>
internal static class Visibility
{
    /// <summary>Narrows a statement that has the condition to what the viewer may know of.</summary>
    /// <param name="template">The statement.</param>
    /// <param name="viewer">Who looks.</param>
    /// <param name="column">The column that holds the case id.</param>
    public static SqlTemplate SeenBy(this SqlTemplate template, Viewer viewer, string column) => template
        .Fill("sighted", column)
        .When("sight_none", viewer.Scope == TicketScope.None)
        .With("sight_unit", viewer.Scope == TicketScope.OwnUnit ? viewer.UnitCode ?? "" : null)
        .When("sight_no_flags", viewer.Scope == TicketScope.OwnUnit || (viewer.Scope != TicketScope.None && !viewer.SeesFlags));
}
