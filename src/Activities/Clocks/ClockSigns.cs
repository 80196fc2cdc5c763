using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Engine.Activities;
using NodaTime;

namespace JieSuJiBan.Activities.Clocks;

/// <summary>What a clock tells as its end comes near and passes (Arts. 13, 15): recorded, and sent to the unit. The feedback clock is the ticket's own: its marks are the ticket's marks.</summary>
internal static class ClockSigns
{
    /// <summary>A warning before the deadline; the first one is the one that counts.</summary>
    public static void Warn(ActivityContext context, string name, string? unit)
    {
        var clock = TicketClocks.Facts(context, name);
        var (first, count) = (clock.WarnedAt ?? context.Now, clock.Warnings + 1);
        if (name == TicketClocks.Feedback) context.Record(new DeadlineWarned(first, count));
        else context.Record(new ClockWarned(name, first, count));
        Tell(context, name, OutgoingMessages.DeadlineWarning, OutgoingMessages.ClockWarning, unit);
    }

    /// <summary>The deadline passed.</summary>
    public static void Overdue(ActivityContext context, string name, string? unit)
    {
        if (TicketClocks.Facts(context, name).IsOverdue) return;
        if (name == TicketClocks.Feedback) context.Record(new TicketOverdue(context.Now));
        else context.Record(new ClockOverdue(name, context.Now));
        Tell(context, name, OutgoingMessages.TicketOverdue, OutgoingMessages.ClockOverdue, unit);
    }

    /// <summary>The petitioner hears that the limit printed on the ticket passed without a reply.</summary>
    public static void TellOverrun(ActivityContext context, string name, Instant due)
    {
        if (name != TicketClocks.Feedback || context.Ticket().RepliedAt is not null) return;
        Notices.Tell(context, OutgoingMessages.LimitOverrun, null, null, ("due", Local(context, due)));
    }

    /// <summary>What was demanded was done in time after all.</summary>
    public static void Withdraw(ActivityContext context, string name) => context.Record(new OverdueWithdrawn(name));

    private static void Tell(ActivityContext context, string name, OutgoingMessage ofTicket, OutgoingMessage ofClock, string? unit)
    {
        var ticket = context.Ticket();
        if ((unit ?? ticket.LeadUnit) is not { } to || TicketClocks.Find(context, name) is not { } clock || clock.Deadline() is not { } deadline) return;
        Notices.Send(context, name == TicketClocks.Feedback ? ofTicket : ofClock, to, ("limit", clock.Limit.StepName), ("due", Local(context, deadline.DueAt)));
    }

    /// <summary>An end by the city's clock, e.g. <c>2026-03-02 18:00</c>.</summary>
    public static string Local(ActivityContext context, Instant end) => DueTime.Local(end, context.City().City.Zone);
}
