using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities;

/// <summary>
/// Notices to units: they leave through the channel <c>notice</c> and carry nothing personal. Nobody is notified today of
/// what happened years ago: a historic ticket sends none.
/// </summary>
internal static class Notices
{
    public const string Channel = "notice";

    public static void Send(ActivityContext context, string kind, string unitCode, string text)
    {
        var ticket = context.Ticket();
        if (ticket.IsHistoric) return;
        context.Send(Channel, Value.Object(
            ("caseId", Value.Of(context.CaseId.ToString())),
            ("feedbackDueAt", Value.Of(ticket.FeedbackDueAt)),
            ("kind", Value.Of(kind)),
            ("number", Value.Of(ticket.Number)),
            ("text", Value.Of(text)),
            ("unit", Value.Of(unitCode))));
    }
}
