using JieSuJiBan.Activities.Callback;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;
using NodaTime;

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
        if (context.Semantics < CaseSemantics.ReturnedTicketsHaveAClock || ticket.IsHistoric || ticket.RepliedAt is null || context.Facts["rehandling"].AsBoolean() == true) return;
        var latest = context.LatestOf("rehandle");
        if (AskedSince(context, latest["repliedAt"].AsInstant() ?? ticket.RepliedAt.Value)) Rehandlings.Order(context, Rehandlings.StepOf(latest));
        else if (!latest["repliedAt"].IsNull) ReopenRehandling(context, Rehandlings.StepOf(latest));
        else ReopenHandling(context);
    }

    /// <summary>True where the ticket has not been sent to a unit anew since it was answered: then the dispatch decides about the limit.</summary>
    public static bool IsSameDispatch(ActivityContext context) => context.Ticket() is var ticket && ticket.DispatchedAt <= ticket.RepliedAt;

    private static bool AskedSince(ActivityContext context, Instant reply) => context.Ticket().Callback["at"].AsInstant() > reply;

    private static void ReopenHandling(ActivityContext context)
    {
        context.Record("ReplySentBack", Value.Object(
            Kept(context),
            ("publicReply", Value.Null),
            ("repliedAt", Value.Null),
            ("reply", Value.Null),
            ("replyHeld", Value.Null),
            ("result", Value.Null),
            ("solved", Value.Null),
            ("unsolvedReason", Value.Null)));
        if (TicketClocks.Find(context, TicketClocks.Feedback) is not { State: ClockState.Stopped }) return;
        var own = context.City().Handling.ReturnStep;
        TicketClocks.Restart(context, own ?? LimitStep.Feedback, keepsElapsed: own is null, TicketClocks.Feedback);
    }

    private static void ReopenRehandling(ActivityContext context, LimitStep step)
    {
        context.Record("ReplySentBack", Value.Object(
            Kept(context),
            context.Latest("rehandle", ("late", Value.Null), ("repliedAt", Value.Null), ("result", Value.Null)),
            ("rehandling", Value.True),
            ("replyHeld", Value.Null)));
        if (TicketClocks.Find(context, step.ClockName) is not { State: ClockState.Stopped }) return;
        var clock = TicketClocks.Restart(context, step, keepsElapsed: true);
        context.Record("RehandlingGoesOn", Value.Object(context.Latest("rehandle", ("dueAt", Value.Of(clock?.Deadline()?.DueAt)))));
    }

    /// <summary>What was sent back stays on record.</summary>
    private static (string Name, Value Value) Kept(ActivityContext context)
    {
        var facts = context.Facts;
        return context.Further(
            "returnedReplies",
            ("at", Value.Of(context.Now)),
            ("publicReply", facts["publicReply"]),
            ("repliedAt", facts["repliedAt"]),
            ("reply", facts["reply"]),
            ("result", facts["result"]),
            ("wasHeld", facts["replyHeld"]));
    }
}
