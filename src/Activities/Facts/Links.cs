using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Facts;

/// <summary>
/// The ties of a ticket: fact <c>links</c>, an object by ordinal. A merged ticket takes no further ones, but what others were merged into may
/// itself be merged: then they follow it, and it follows the one that is handled.
/// </summary>
public static class Links
{
    /// <summary>The other ticket is handled with this one, or was split off it.</summary>
    public const string Child = nameof(Child);

    /// <summary>This ticket is handled with the other and closed with it.</summary>
    public const string MergedInto = nameof(MergedInto);

    /// <summary>This ticket holds one matter of the other.</summary>
    public const string SplitFrom = nameof(SplitFrom);

    /// <summary>This ticket is a flag about the other.</summary>
    public const string FlagOf = nameof(FlagOf);

    /// <summary>A child by merging.</summary>
    public const string Merged = nameof(Merged);

    /// <summary>A child by splitting.</summary>
    public const string Split = nameof(Split);

    /// <summary>The channel by which one case tells another: <c>{to, signal, payload}</c>.</summary>
    public const string Channel = "case";

    /// <summary>Signal: another ticket is merged into this one; payload <c>number</c>, <c>caseId</c>.</summary>
    public const string ChildMerged = "child.merged";

    /// <summary>Signal: that merge did not come about; payload <c>number</c>.</summary>
    public const string ChildReleased = "child.released";

    /// <summary>Signal: the ticket that this one was merged into is closed; payload <c>number</c>.</summary>
    public const string ParentClosed = "parent.closed";

    /// <summary>Signal: what the petitioner of the handled ticket was told; payload <c>kind</c>, <c>text</c>, <c>number</c> and, fit for others, <c>words</c>.</summary>
    public const string ParentTold = "parent.told";

    /// <summary>Signal: merge this ticket into another; payload <c>into</c> (number), <c>caseId</c>.</summary>
    public const string MergeAsked = "ticket.merge";

    /// <summary>Signal: matters were split off this ticket; payload <c>children</c> (case ids), <c>command</c>.</summary>
    public const string SplitAsked = "ticket.split";

    /// <summary>Why a ticket cannot be merged into another as both stand; null where it can.</summary>
    /// <param name="child">The ticket to be merged.</param>
    /// <param name="parent">The ticket it is to be merged into.</param>
    public static Rejection? RefuseMerge(TicketFacts child, TicketFacts parent) => RefuseMerge(child, parent.Number, parent);

    /// <summary>Why a ticket cannot be merged into another of which only the number is known.</summary>
    internal static Rejection? RefuseMerge(TicketFacts child, string? into) => RefuseMerge(child, into, new(Value.Null));

    private static Rejection? RefuseMerge(TicketFacts child, string? into, TicketFacts parent)
    {
        var number = child.Number;
        if (number == into) return No("merge.self", "不能把工单并入它自己，请填写另一张工单的编号", "Expected another ticket, but it is this one, so state the number of another");
        if (IsOver(child)) return No("merge.finished", $"工单 {number} 已办结，不能再并单；如为重复诉求，请在新工单上并单", $"Expected a ticket that is being handled, but {number} is closed, so nothing was merged");
        if (IsOver(parent)) return No("merge.intoArchived", $"工单 {into} 已办结归档，不能再并入；请把本单正常办理，或按“已办结无新事实”告知诉求人", $"Expected to merge into a ticket that is being handled, but {into} is closed, so handle this one by itself");
        if (child.Links.Parent is { } already) return No("merge.already", $"工单 {number} 已并入 {already.Number}，不能重复并单", $"Expected a ticket that is not merged, but {number} is merged into {already.Number}");
        if (parent.Links.Parent is not { } top) return null;
        return top.Number == number
            ? No("merge.circle", $"工单 {into} 已并入 {number}，两单已一并办理，无需再并", $"Expected another ticket, but {into} is merged into {number} already, so nothing is left to do")
            : No("merge.intoChild", $"工单 {into} 本身已并入 {top.Number}，请直接并入 {top.Number}", $"Expected a ticket that is handled by itself, but {into} is merged into {top.Number}, so merge into that one");
    }

    /// <summary>Tells every merged ticket that the one it follows is closed.</summary>
    internal static void CloseChildren(ActivityContext context)
    {
        var ticket = new TicketFacts(context.Facts);
        foreach (var child in ticket.Links.MergedChildren)
        {
            context.Send(Channel, Value.Object(
                ("payload", Value.Object(("caseId", Value.Of(context.CaseId.ToString())), ("number", Value.Of(ticket.Number)))),
                ("signal", Value.Of(ParentClosed)),
                ("to", Value.Of(child.CaseId ?? child.Number))));
        }
    }

    private static bool IsOver(TicketFacts ticket) => ticket.Status is TicketStatus.Archived or TicketStatus.Cancelled;

    private static Rejection No(string code, string chinese, string english) => new(RejectionKind.State, code, chinese, english, LegalDuty.SourceOf(LegalDuty.Merge), "into");
}
