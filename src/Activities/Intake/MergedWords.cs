using JieSuJiBan.Activities.Callback;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Intake;

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
    internal static string[] Heard { get; } =
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
                return Links.MergedChildrenOf(context.Facts).Any(link => link.Number == given["number"].AsString()) ? null : TicketLinks.NotHere();
        }

        var handledBy = given[HandledBy].AsString();
        var parent = Links.ParentOf(context.Facts);
        (string, Value)[] said = [("at", Value.Of(context.Now)), ("by", Value.Of(context.Actor.Id)), (HandledBy, Value.Of(handledBy ?? parent?.Number))];
        switch (signal)
        {
            case CaseSignals.Urged:
                context.Record("TicketUrged", Value.Object(context.Further("urges", [.. said, ("text", given["text"])])));
                break;
            case CaseSignals.Supplemented:
                context.Record("TicketSupplemented", Value.Object(context.Further(Handling.Supplementing.List, [.. said, ("text", given["text"])])));
                break;
            case CaseSignals.Supervised when given["byHand"].AsBoolean() == true:
                context.Record("TicketSupervised", Value.Object(context.Further("supervision", [.. said, ("byHand", Value.True), ("level", given["level"]), ("reason", given["reason"]), ("text", given["text"])])));
                break;
            case CallbackPetitioner.AnsweredSignal:
                if (CallbackRound.Unknown(context, given["answers"], "answers.") is { } unknown) return unknown;
                context.Record("MergedPetitionerAnswered", Value.Object(context.Further("mergedAnswers", [.. said, ("answers", CallbackRound.Codes(context, given["answers"])), ("opinion", given["opinion"])])));
                break;
            case CaseSignals.CallRecorded:
                Handling.Calls.Record(context, given);
                break;
            default:
                return null;
        }

        if (handledBy is null && parent is not null) Forward(context, parent, signal, given);
        return null;
    }

    /// <summary>What the petitioner of the handled ticket is told, those of the tickets merged into it are told too, without what was said to that person alone.</summary>
    /// <param name="context">The activity.</param>
    /// <param name="kind">What it is about.</param>
    /// <param name="text">Words of the city; <c>{number}</c> is the number of whoever is told.</param>
    /// <param name="words">Sealed words fit for others, or null.</param>
    /// <param name="only">Tell this one only; null: all.</param>
    internal static void TellChildren(ActivityContext context, string kind, string text, Value words, TicketLink? only = null)
    {
        if (context.Semantics < CaseSemantics.MergedHears) return;
        foreach (var child in only is null ? Links.MergedChildrenOf(context.Facts) : [only])
        {
            context.Send(Links.Channel, Value.Object(
                ("payload", Value.Object(("kind", Value.Of(kind)), ("number", context.Facts["number"]), ("text", Value.Of(text)), ("words", words))),
                ("signal", Value.Of(Links.ParentTold)),
                ("to", Value.Of(child.CaseId ?? child.Number))));
        }
    }

    private static void PassOn(ActivityContext context, Value told)
    {
        var (kind, text) = (told["kind"].AsString() ?? "", told["text"].AsString() ?? "");
        context.Record("MergedPetitionerTold", Value.Object(
        [
            context.Further("mergedTold", ("at", Value.Of(context.Now)), ("kind", Value.Of(kind)), ("number", told["number"])),
            .. kind == "TicketReplied"
                ? new (string, Value)[] { ("parentReply", Value.Object(("at", Value.Of(context.Now)), ("number", told["number"]), ("publicReply", told["words"]))) }
                : [],
        ]));
        Notices.Tell(context, kind, text, told["words"], told["words"]);
    }

    private static void Forward(ActivityContext context, TicketLink parent, string signal, Value given) => context.Send(Links.Channel, Value.Object(
        ("payload", given.With(About, context.Facts["number"])),
        ("signal", Value.Of(signal)),
        ("to", Value.Of(parent.CaseId ?? parent.Number))));
}
