using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Clocks;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
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
        var given = new ReplyGiven(
            context.Actor.Id, ticket.RepliedAt ?? context.Now, reply, publicReply, result.Code, result.Solved, reason, RoundOf(context), context.City().Handling.HoldReply ? null : ToldNow(context));
        if (isAgain) context.Record(new TicketRepliedAgain(given));
        else context.Record(new TicketReplied(given));
        if (context.City().Handling.HoldReply) context.Record(new ReplyHeld());
        else TellPetitioner(context, reply, publicReply);
        Notices.Send(context, OutgoingMessages.ReplyForHotline, context.City().Organisation.HotlineCenter.Code, ("result", result.Name));
        context.Publish(CaseSignals.Replied, Value.EmptyObject);
    }

    /// <summary>Lets a reply go that was held back until the city's own review; nothing happens where none is.</summary>
    public static void Release(ActivityContext context)
    {
        if (!context.Ticket().ReplyHeld) return;
        context.Record(new ReplyReleased(context.Now, ToldNow(context)));
        TellPetitioner(context, context.Ticket().ReplyText, context.Ticket().PublicReplyText);
    }

    private static void TellPetitioner(ActivityContext context, Value reply, Value publicReply) => Notices.Tell(context, OutgoingMessages.ReplyForPetitioner, reply, publicReply);

    /// <summary>A ticket that was merged into this one after the reply: its petitioner hears of it now, once.</summary>
    public static void TellLate(ActivityContext context, TicketLink child)
    {
        if (context.Semantics < CaseSemantics.MergedHears || context.Ticket() is { RepliedAt: null } or { ReplyHeld: true } || child.PassedOnAt is not null) return;
        context.Record(new MergedChildTold(child.Ordinal, context.Now));
        Notices.TellMerged(context, OutgoingMessages.ReplyForPetitioner.Kind, Notices.Template(context, OutgoingMessages.ReplyForPetitioner), context.Ticket().PublicReplyText, child);
    }

    private static ChildrenTold? ToldNow(ActivityContext context)
    {
        if (context.Semantics < CaseSemantics.MergedHears) return null;
        string[] told = [.. context.Ticket().Links.MergedChildren.Select(child => child.Ordinal)];
        return told.Length == 0 ? null : new(told, context.Now);
    }

    private static RoundReply? RoundOf(ActivityContext context) => context.Ticket() is { IsRehandled: true, Rehandling: var rounds }
        ? new(rounds.LatestOrdinal, context.Now, context.Now > rounds.Latest.DueAt)
        : null;
}
