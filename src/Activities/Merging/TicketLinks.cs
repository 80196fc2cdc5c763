using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Merging;

/// <summary>
/// Keeps a ticket's ties while it runs (并单、拆单): takes tickets that are merged into it, notes matters that are split
/// off it, and leaves by <c>Merged</c> when it is itself merged into another. Runs beside the main way.
/// </summary>
public sealed class TicketLinks : Activity
{
    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.TicketLinks",
        Category = "接诉即办",
        DisplayName = "并单与拆单",
        Description = "工单办理期间接收并入的重复诉求、登记拆出的事项；本单被并入其他工单时从“并入”出口离开。",
        Sources = [LegalDuty.Merge],
        Ports = [new(Links.Merged, "并入其他工单")],
    };

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        context.WaitForSignal(Links.ChildMerged, Links.ChildMerged, autoBurn: false);
        context.WaitForSignal(Links.ChildReleased, Links.ChildReleased, autoBurn: false);
        context.WaitForSignal(Links.SplitAsked, Links.SplitAsked, autoBurn: false);
        if (context.IsDrawn(Links.Merged)) context.WaitForSignal(Links.MergeAsked, Links.MergeAsked, autoBurn: false);
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption) => resumption.Bookmark.Tag switch
    {
        Links.ChildMerged => Take(context, resumption.Payload),
        Links.ChildReleased => Release(context, resumption.Payload),
        Links.SplitAsked => NoteSplit(context, resumption.Payload),
        _ => Merge(context, resumption.Payload),
    };

    /// <summary>The same child may be told of twice: at the door and by its own step.</summary>
    private static Rejection? Take(ActivityContext context, Value child)
    {
        var number = child["number"];
        if (context.Ticket().Links.MergedChildren.FirstOrDefault(link => link.Number == number.AsString()) is { } known)
        {
            Handling.Replies.TellLate(context, known);
            return null;
        }

        if (context.Ticket().Links.Parent is not null || number.AsString() is null) return NotHere();
        context.Record(new ChildMerged(context.Ticket().Links.Next, context.Now, child["caseId"], number.AsString()));
        return null;
    }

    private static Rejection? Release(ActivityContext context, Value child)
    {
        if (context.Ticket().Links.MergedChildren.FirstOrDefault(link => link.Number == child["number"].AsString()) is not { } link) return null;
        context.Record(new ChildReleased(link.Ordinal, context.Now));
        return null;
    }

    private static Rejection? NoteSplit(ActivityContext context, Value asked)
    {
        var ticket = context.Ticket();
        var parts = ticket.Links.All.Count(link => link.How == Links.Split);
        var known = ticket.Links.Entries.Count;
        var children = asked["children"].Items;
        var split = new SplitPart[children.Count];
        for (var i = 0; i < split.Length; i++)
        {
            split[i] = new(FactList.Ordinal(known + i + 1), children[i], context.City().City.ChildNumber(ticket.Number ?? "", parts + i + 1));
        }

        context.Record(new TicketSplit(context.Now, context.Actor.Id, asked["command"], split));
        return null;
    }

    private static Rejection? Merge(ActivityContext context, Value asked)
    {
        if (MergeRule.Note(context, asked) is { } refused) return refused;
        context.Complete(Links.Merged);
        return null;
    }

    /// <summary>Why a ticket that is merged itself takes no other.</summary>
    internal static Rejection NotHere() => new(RejectionKind.State, "merge.intoChild",
        "该工单本身已并入其他工单，不能再接收并单；请并入主单",
        "Expected a ticket that is handled by itself, but it is merged into another, so merge into that one", LegalDuty.SourceOf(LegalDuty.Merge), "into");
}

/// <summary>What is recorded when a ticket is merged into another, at triage or later.</summary>
internal static class MergeRule
{
    /// <summary>Notes into which ticket this one goes; why not, where it cannot. The door has asked the other ticket.</summary>
    /// <param name="context">The step.</param>
    /// <param name="asked"><c>into</c>: number; <c>caseId</c> and <c>reason</c> where known.</param>
    public static Rejection? Note(ActivityContext context, Value asked)
    {
        var into = asked["into"].AsString()?.Trim();
        if (string.IsNullOrEmpty(into)) return Refusal.Content("merge.into.missing", "result.into", "请填写并入哪一张工单的编号", "Expected the number of the ticket to merge into, but it is missing, so state it", LegalDuty.Merge);
        var ticket = context.Ticket();
        if (Links.RefuseMerge(ticket, into) is { } refused) return refused;
        context.Record(new TicketMerged(ticket.Links.Next, context.Now, context.Actor.Id, asked["caseId"], into));
        return null;
    }
}
