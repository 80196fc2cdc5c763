using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Handling;

/// <summary>
/// The clock of a ticket's feedback limit (Arts. 13, 15): printed on the ticket at dispatch, warning before it, overdue at
/// it. It runs while the unit signs in and handles, so that nobody wins time by not signing in. One timer at a time:
/// the next warning, then the deadline itself. A reply exactly at the deadline is in time.
/// </summary>
internal static class FeedbackClock
{
    public const string WarningTag = "warning";
    public const string OverdueTag = "overdue";

    /// <summary>Prints the limit on the ticket, unless it is there already or the fact that starts it is still to come.</summary>
    public static void Print(ActivityContext context, LimitStep step)
    {
        var ticket = context.Ticket();
        if (ticket.FeedbackDueAt is not null) return;
        if (TicketDeadlines.Of(context.City(), ticket, step, context.Now) is not { } deadline) return;
        context.Record("FeedbackLimitSet", Value.Object(
            ("feedback", TicketDeadlines.Explain(deadline)),
            ("feedbackDueAt", Value.Of(deadline.DueAt))));
    }

    /// <summary>Waits for the next warning, else for the deadline. A warning whose time passed while nobody waited is not given late.</summary>
    public static void Arm(ActivityContext context)
    {
        var ticket = context.Ticket();
        if (ticket.FeedbackDueAt is not { } due || ticket.OverdueAt is not null) return;
        foreach (var item in ticket.Feedback["warnAt"].Items)
        {
            if (item.AsInstant() is not { } at || at <= context.Now) continue;
            context.SetTimer(at, WarningTag);
            return;
        }

        context.SetTimer(due, OverdueTag);
    }

    /// <summary>Deals with a timer of this clock; false where the resumption is something else.</summary>
    public static bool Handles(ActivityContext context, Resumption resumption)
    {
        switch (resumption.Bookmark.Tag)
        {
            case WarningTag:
                Warn(context);
                Arm(context);
                return true;
            case OverdueTag:
                RecordOverdue(context);
                return true;
            default:
                return false;
        }
    }

    /// <summary>
    /// Squares the overdue mark with a reply given now. A reply after the deadline is overdue even where the timer is
    /// late; one at the deadline is in time even where the timer was first.
    /// </summary>
    public static void Settle(ActivityContext context)
    {
        var ticket = context.Ticket();
        if (ticket.FeedbackDueAt is not { } due) return;
        if (context.Now > due && ticket.OverdueAt is null) RecordOverdue(context);
        else if (context.Now <= due && ticket.OverdueAt is not null) context.Record("OverdueWithdrawn", Value.Object(("overdueAt", Value.Null)));
    }

    private static void Warn(ActivityContext context)
    {
        var ticket = context.Ticket();
        var given = ticket.Facts["warnings"].AsInt64() ?? 0;
        context.Record("DeadlineWarned", Value.Object(
            ("warnedAt", Value.Of(ticket.WarnedAt ?? context.Now)),
            ("warnings", Value.Of(given + 1))));
        if (ticket is { LeadUnit: { } unit, FeedbackDueAt: { } due })
        {
            Notices.Send(context, "DeadlineWarning", unit, $"工单 {ticket.Number} 将于 {Local(context, due)} 到期，请抓紧办理并答复（{Articles.Handle}）");
        }
    }

    private static void RecordOverdue(ActivityContext context)
    {
        var ticket = context.Ticket();
        if (ticket.OverdueAt is not null) return;
        context.Record("TicketOverdue", Value.Object(("overdueAt", Value.Of(context.Now))));
        if (ticket is { LeadUnit: { } unit, FeedbackDueAt: { } due })
        {
            Notices.Send(context, "TicketOverdue", unit, $"工单 {ticket.Number} 已于 {Local(context, due)} 超期，请立即答复并说明原因（{Articles.Handle}）");
        }
    }

    private static string Local(ActivityContext context, Instant at) =>
        at.InZone(context.City().City.Zone).ToString("uuuu'-'MM'-'dd HH':'mm", System.Globalization.CultureInfo.InvariantCulture);
}
