using JieSuJiBan.Activities.Callback;
using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Handling;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Merging;

/// <summary>
/// What is said about a merged ticket: it is on record here and reaches the ticket that is handled, so that the duties of Art. 15 do not end
/// because an office merged two tickets; what is said there to the petitioner reaches the petitioner here.
/// </summary>
public static class MergedWords
{
    /// <summary>Member of a payload: number of the merged ticket that it is about.</summary>
    public const string About = "about";

    /// <summary>Member of a payload: number of the ticket that is handled and has taken it already.</summary>
    public const string HandledBy = "handledBy";

    /// <summary>Signals that a merged ticket hears beside the closing of the other.</summary>
    internal static string[] Signals { get; } =
        [CaseSignals.Urged, CaseSignals.Supplemented, CaseSignals.Supervised, CallbackPetitioner.AnsweredSignal, CaseSignals.CallRecorded, Links.ParentTold, Links.ChildMerged];

    /// <summary>Puts it on record and passes it on.</summary>
    internal static Rejection? Take(ActivityContext context, string signal, Value given)
    {
        switch (signal)
        {
            case Links.ParentTold:
                PassOn(context, given);
                return null;
            case Links.ChildMerged:
                // One of its own asks from time to time whether this is still there: it is, and follows another itself.
                return context.Ticket().Links.MergedChildren.Any(link => link.Number == given["number"].AsString()) ? null : TicketLinks.NotHere();
        }

        var handledBy = given[HandledBy].AsString();
        var ticket = context.Ticket();
        var parent = ticket.Links.Parent;
        var taken = new MergedSource(null, Value.Of(handledBy ?? parent?.Number));
        switch (signal)
        {
            case CaseSignals.Urged:
                context.Record(new TicketUrged(ticket.Urges.Next, context.Now, context.Actor.Id, given["text"], taken));
                break;
            case CaseSignals.Supplemented:
                context.Record(new TicketSupplemented(ticket.Supplements.Next, context.Now, context.Actor.Id, given["text"], taken));
                break;
            case CaseSignals.Supervised when given["byHand"].AsBoolean() == true:
                context.Record(new TicketSupervised(ticket.Supervision.Next, context.Now, context.Actor.Id, given["level"], given["reason"], given["text"], taken));
                break;
            case CallbackPetitioner.AnsweredSignal:
                if (CallbackRound.Unknown(context, given["answers"], "answers.") is { } unknown) return unknown;
                context.Record(new MergedPetitionerAnswered(ticket.MergedAnswers.Next, context.Now, context.Actor.Id, CallbackRound.Codes(context, given["answers"]), given["opinion"], taken));
                break;
            case CaseSignals.CallRecorded:
                Calls.Record(context, given);
                break;
            default:
                return null;
        }

        if (handledBy is null && parent is not null) Forward(context, parent, signal, given);
        return null;
    }

    private static void PassOn(ActivityContext context, Value told)
    {
        var (kind, text) = (told["kind"].AsString() ?? "", told["text"].AsString() ?? "");
        context.Record(new MergedPetitionerTold(context.Ticket().MergedTold.Next, context.Now, kind, told["number"], kind == MergedPetitionerTold.Replied ? told["words"] : null));
        Notices.Tell(context, kind, text, told["words"], told["words"]);
    }

    private static void Forward(ActivityContext context, TicketLink parent, string signal, Value given) => context.Send(Links.Channel, Value.Object(
        ("payload", given.With(About, Value.Of(context.Ticket().Number))),
        ("signal", Value.Of(signal)),
        ("to", Value.Of(parent.CaseId ?? parent.Number))));
}
