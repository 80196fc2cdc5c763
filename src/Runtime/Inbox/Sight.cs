namespace JieSuJiBan.Runtime.Inbox;

/// <summary>Which cases a viewer may know of, as a condition: for lists of cases of any kind, with or without a ticket.</summary>
internal static class Sight
{
    /// <summary>The condition over a case id column; null where the viewer may know of all. It has one parameter at most, the viewer's unit.</summary>
    /// <param name="viewer">Who looks.</param>
    /// <param name="column">The column that holds the case id.</param>
    /// <param name="unit">Placeholder of the parameter.</param>
    public static string? Of(Viewer viewer, string column, string unit) => viewer.Scope switch
    {
        TicketScope.None => "false",
        TicketScope.OwnUnit => $"exists (select from jsjb.ticket_partner sp where sp.case_id = {column} and sp.unit_code = {unit} and sp.is_current is not false) and not exists (select from jsjb.ticket sf where sf.case_id = {column} and sf.flag_of is not null)",
        _ => viewer.SeesFlags ? null : $"not exists (select from jsjb.ticket sf where sf.case_id = {column} and sf.flag_of is not null)",
    };
}
