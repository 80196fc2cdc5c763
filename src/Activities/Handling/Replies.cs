using JieSuJiBan.Activities.Deadlines;
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
        ]));
        if (context.City().Handling.HoldReply) context.Record("ReplyHeld", Value.Object(("replyHeld", Value.True)));
        else TellPetitioner(context, reply);
        Notices.Send(context, OutgoingMessages.ReplyForHotline, context.City().Organisation.HotlineCenter.Code, ("result", result.Name));
        context.Publish(CaseSignals.Replied, Value.EmptyObject);
    }

    /// <summary>Lets a reply go that was held back until the city's own review; nothing happens where none is.</summary>
    public static void Release(ActivityContext context)
    {
        if (context.Facts["replyHeld"].AsBoolean() != true) return;
        context.Record("ReplyReleased", Value.Object(("replyHeld", Value.Null), ("replyReleasedAt", Value.Of(context.Now))));
        TellPetitioner(context, context.Facts["reply"]);
    }

    private static void TellPetitioner(ActivityContext context, Value reply) => Notices.Tell(context, OutgoingMessages.ReplyForPetitioner, reply);

    private static Value Late(ActivityContext context) =>
        context.LatestOf("rehandle")["dueAt"].AsInstant() is { } due && context.Now > due ? Value.True : Value.Null;
}
