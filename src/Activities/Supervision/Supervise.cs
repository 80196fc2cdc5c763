using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Handling;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Supervision;

/// <summary>
/// Stands beside a ticket's whole way and records who urges and who supervises it (Arts. 28, 34), whatever the ticket waits
/// for; the lead unit hears of each. It never ends by itself: it is drawn beside the way and goes with it.
/// </summary>
public sealed class Supervise : Activity
{
    /// <summary>The levels of supervision, the mildest first.</summary>
    public static IReadOnlyList<string> Levels { get; } = ["Urge", "Supervise", "Escalated"];

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.Supervision",
        Category = "接诉即办",
        DisplayName = "催办督办",
        Description = "在工单全程接收诉求人催办和热线督办、提级督办，逐次留痕并通知承办单位。",
        Sources = [LegalDuty.Supervision],
        Ports = [new("Urged", "诉求人催办", IsOptional: true), new("Supervised", "督办", IsOptional: true)],
    };

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        context.WaitForSignal(Urging.Signal, Urging.Signal, autoBurn: false);
        context.WaitForSignal(CaseSignals.Supervised, CaseSignals.Supervised, autoBurn: false);
        if (context.Semantics < CaseSemantics.MergedHears) return;
        context.WaitForSignal(CaseSignals.CallRecorded, CaseSignals.CallRecorded, autoBurn: false);
        context.WaitForSignal(CaseSignals.Supplemented, CaseSignals.Supplemented, autoBurn: false);
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        var (ticket, given) = (context.Ticket(), resumption.Payload);
        if (resumption.Bookmark.Tag == Urging.Signal)
        {
            if (Urging.Take(context, given) is { } refused) return refused;
            context.Follow("Urged");
            return null;
        }

        if (resumption.Bookmark.Tag == CaseSignals.CallRecorded)
        {
            Calls.Record(context, given);
            return null;
        }

        if (resumption.Bookmark.Tag == CaseSignals.Supplemented) return Supplementing.Take(context, given);

        // A clock's ladder keeps its own record of what it does.
        if (given["byHand"].AsBoolean() != true) return null;
        var level = given["level"].AsString() is { } stated && Levels.Contains(stated) ? stated : Levels[0];
        context.Record(new TicketSupervised(ticket.Supervision.Next, context.Now, context.Actor.Id, Value.Of(level), given["reason"], given["text"], Urging.About(given)));
        if (ticket.LeadUnit is { } unit)
        {
            Notices.Send(context, OutgoingMessages.TicketSupervised, unit, ("act", level switch { "Urge" => "催办", "Supervise" => "督办", _ => "提级督办" }));
        }

        context.Follow("Supervised");
        return null;
    }
}
