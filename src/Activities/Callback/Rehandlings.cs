using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Callback;

/// <summary>The rounds in which a ticket is handled again after a callback that went badly.</summary>
internal static class Rehandlings
{
    /// <summary>Begins a further round: recorded, and told to the unit.</summary>
    public static void Order(ActivityContext context, LimitStep step)
    {
        var ticket = context.Ticket();
        var entry = new List<(string, Value)>
        {
            ("at", Value.Of(context.Now)),
            ("contactedByStaff", ticket.Callback["contactedByStaff"]),
            ("dueAt", Value.Of(context.DueAt(step))),
            ("satisfied", ticket.Callback["satisfied"]),
            ("solved", ticket.Callback["solved"]),
        };
        if (context.Semantics >= CaseSemantics.ReturnedTicketsHaveAClock) entry.Add(("step", Value.Of(step.Code)));
        context.Record("RehandlingOrdered", Value.Object(
            context.Further("rehandle", [.. entry]),
            ("rehandling", Value.True),
            ("status", Value.Of(TicketStatus.InHandling))));
        if (ticket.LeadUnit is { } lead) Notices.Send(context, OutgoingMessages.RehandlingOrdered, lead);
    }

    /// <summary>The limit step of a round.</summary>
    public static LimitStep StepOf(Value round) => round["step"].AsString() is { Length: > 0 } step ? new(step) : LimitStep.Rehandle;
}
