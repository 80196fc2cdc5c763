using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Clocks;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Engine.Activities;

namespace JieSuJiBan.Activities.Handling;

/// <summary>
/// A ticket that comes back to its handling after a reply, because a step of the city's own sent it back: the reply counts no more, and the
/// clock that it had stopped goes on. Which clock: that of the rehandling where the reply was one, the whole limit of a rehandling where the
/// petitioner has been asked since, else the feedback limit with what is left of it.
/// </summary>
internal static class ReturnedTicket
{
    /// <summary>Takes the reply back and sets the clock going; nothing happens to a ticket that has not come back.</summary>
    public static void Take(ActivityContext context)
    {
        var ticket = context.Ticket();
        if (context.Semantics < CaseSemantics.ReturnedTicketsHaveAClock || ticket.IsHistoric || ticket.RepliedAt is null || ticket.IsRehandled) return;
        var latest = ticket.Rehandling.Latest;
        if (ticket.Callback.At > (latest.RepliedAt ?? ticket.RepliedAt)) Rehandlings.Order(context, latest.Step);
        else if (latest.RepliedAt is not null) ReopenRehandling(context, latest.Step);
        else ReopenHandling(context);
    }

    /// <summary>True where the ticket has not been sent to a unit anew since it was answered: then the dispatch decides about the limit.</summary>
    public static bool IsSameDispatch(ActivityContext context) => context.Ticket() is var ticket && ticket.DispatchedAt <= ticket.RepliedAt;

    private static void ReopenHandling(ActivityContext context)
    {
        SendBack(context, round: null);
        if (TicketClocks.Find(context, TicketClocks.Feedback) is not { State: ClockState.Stopped }) return;
        var own = context.City().Handling.ReturnStep;
        TicketClocks.Restart(context, own ?? LimitStep.Feedback, keepsElapsed: own is null, TicketClocks.Feedback);
    }

    private static void ReopenRehandling(ActivityContext context, LimitStep step)
    {
        SendBack(context, context.Ticket().Rehandling.LatestOrdinal);
        if (TicketClocks.Find(context, step.ClockName) is not { State: ClockState.Stopped }) return;
        var clock = TicketClocks.Restart(context, step, keepsElapsed: true);
        context.Record(new RehandlingGoesOn(context.Ticket().Rehandling.LatestOrdinal, clock?.Deadline()?.DueAt));
    }

    private static void SendBack(ActivityContext context, string? round)
    {
        var ticket = context.Ticket();
        context.Record(new ReplySentBack(
            ticket.ReturnedReplies.Next, context.Now, ticket.ReplyText, ticket.PublicReplyText, ticket.RepliedAt, ticket.Result, ticket.ReplyHeld, round));
    }
}
