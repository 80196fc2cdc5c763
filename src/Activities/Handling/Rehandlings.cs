using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Activities;

namespace JieSuJiBan.Activities.Handling;

/// <summary>The rounds in which a ticket is handled again after a callback that went badly.</summary>
internal static class Rehandlings
{
    /// <summary>Begins a further round: recorded, and told to the unit.</summary>
    public static void Order(ActivityContext context, LimitStep step)
    {
        var ticket = context.Ticket();
        var said = ticket.Callback;
        context.Record(new RehandlingOrdered(
            ticket.Rehandling.Next,
            context.Now,
            context.DueAt(step),
            said.Answer(CallbackFacts.ContactedByStaff),
            said.Answer(CallbackFacts.Satisfied),
            said.Answer(CallbackFacts.Solved),
            context.Semantics >= CaseSemantics.ReturnedTicketsHaveAClock ? step.Code : null));
        if (ticket.LeadUnit is { } lead) Notices.Send(context, OutgoingMessages.RehandlingOrdered, lead);
    }
}
