using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Handling;

/// <summary>A reply as facts, and its two ways: to the petitioner and to the hotline (Art. 15).</summary>
internal static class Replies
{
    /// <summary>Records a reply and sends it both ways. The first reply of a ticket is the one whose time counts.</summary>
    public static void Record(ActivityContext context, HandlingResult result, Value reply, Value publicReply, Value reason)
    {
        var ticket = context.Ticket();
        var isAgain = ticket.RepliedAt is not null;
        if (!isAgain) TicketClocks.Stop(context, TicketClocks.Feedback);
        var isRehandled = context.Facts["rehandling"].AsBoolean() == true;
        context.Record(isAgain ? "TicketRepliedAgain" : "TicketReplied", Value.Object(
        [
            context.ActorOf("reply"),
            ("publicReply", publicReply),
            ("rehandling", Value.Null),
            ("repliedAt", Value.Of(ticket.RepliedAt ?? context.Now)),
            ("reply", reply),
            ("result", Value.Of(result.Code)),
            ("solved", result.Solved is { } solved ? Value.Of(solved) : Value.Null),
            ("unsolvedReason", reason),
            .. isRehandled
                ? new (string, Value)[] { context.Latest("rehandle", ("late", Late(context)), ("repliedAt", Value.Of(context.Now)), ("result", Value.Of(result.Code))) }
                : [],
            .. context.Semantics >= CaseSemantics.MergedHears && !context.City().Handling.HoldReply ? ToldNow(context) : [],
        ]));
        if (context.City().Handling.HoldReply) context.Record("ReplyHeld", Value.Object(("replyHeld", Value.True)));
        else TellPetitioner(context, reply, publicReply);
        Notices.Send(context, OutgoingMessages.ReplyForHotline, context.City().Organisation.HotlineCenter.Code, ("result", result.Name));
        context.Publish(CaseSignals.Replied, Value.EmptyObject);
    }

    /// <summary>Lets a reply go that was held back until the city's own review; nothing happens where none is.</summary>
    public static void Release(ActivityContext context)
    {
        if (context.Facts["replyHeld"].AsBoolean() != true) return;
        context.Record("ReplyReleased", Value.Object([("replyHeld", Value.Null), ("replyReleasedAt", Value.Of(context.Now)), .. context.Semantics >= CaseSemantics.MergedHears ? ToldNow(context) : []]));
        TellPetitioner(context, context.Facts["reply"], context.Facts["publicReply"]);
    }

    private static void TellPetitioner(ActivityContext context, Value reply, Value publicReply) => Notices.Tell(context, OutgoingMessages.ReplyForPetitioner, reply, publicReply);

    /// <summary>A ticket that was merged into this one after the reply: its petitioner hears of it now, once.</summary>
    public static void TellLate(ActivityContext context, TicketLink child)
    {
        if (context.Semantics < CaseSemantics.MergedHears || context.Ticket().RepliedAt is null || context.Facts["replyHeld"].AsBoolean() == true || !context.Facts["links"][child.Ordinal]["toldAt"].IsNull) return;
        context.Record("MergedChildTold", Value.Object(("links", Value.Object((child.Ordinal, Value.Object(("toldAt", Value.Of(context.Now))))))));
        MergedWords.TellChildren(context, OutgoingMessages.ReplyForPetitioner.Kind, Notices.Template(context, OutgoingMessages.ReplyForPetitioner), context.Facts["publicReply"], child);
    }

    private static (string, Value)[] ToldNow(ActivityContext context)
    {
        (string, Value)[] told = [.. context.Ticket().Links.MergedChildren.Select(child => (child.Ordinal, Value.Object(("toldAt", Value.Of(context.Now)))))];
        return told.Length == 0 ? [] : [("links", Value.Object(told))];
    }

    private static Value Late(ActivityContext context) =>
        context.LatestOf("rehandle")["dueAt"].AsInstant() is { } due && context.Now > due ? Value.True : Value.Null;
}
