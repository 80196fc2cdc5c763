using System.Globalization;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Intake;

/// <summary>A tie between two tickets.</summary>
/// <param name="Ordinal">Its name among the <c>links</c> of the ticket.</param>
/// <param name="Relation"><see cref="Links.Child"/>, <see cref="Links.MergedInto"/> or <see cref="Links.SplitFrom"/>.</param>
/// <param name="How">For a child: <see cref="Links.Merged"/> or <see cref="Links.Split"/>.</param>
/// <param name="Number">Number of the other ticket.</param>
/// <param name="CaseId">Its case, where known.</param>
/// <param name="IsReleased">True where the tie was taken back.</param>
public sealed record TicketLink(string Ordinal, string Relation, string? How, string Number, string? CaseId, bool IsReleased);

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

    /// <summary>The ties that a ticket's facts hold, oldest first.</summary>
    public static IReadOnlyList<TicketLink> Of(Value facts) =>
    [
        .. facts["links"].MembersByName
            .Select(member => new TicketLink(
                member.Key,
                member.Value["relation"].AsString() ?? "",
                member.Value["how"].AsString(),
                member.Value["number"].AsString() ?? "",
                member.Value["caseId"].AsString(),
                !member.Value["releasedAt"].IsNull))
            .OrderBy(link => int.TryParse(link.Ordinal, CultureInfo.InvariantCulture, out var ordinal) ? ordinal : int.MaxValue),
    ];

    /// <summary>The ticket that this one was merged into; null where it was not.</summary>
    public static TicketLink? ParentOf(Value facts) => Of(facts).LastOrDefault(link => link is { Relation: MergedInto, IsReleased: false });

    /// <summary>The tickets merged into this one and still tied to it.</summary>
    public static IEnumerable<TicketLink> MergedChildrenOf(Value facts) => Of(facts).Where(link => link is { Relation: Child, How: Merged, IsReleased: false });

    /// <summary>Why a ticket cannot be merged into another as both stand; null where it can.</summary>
    /// <param name="child">Facts of the ticket to be merged.</param>
    /// <param name="parent">Facts of the ticket it is to be merged into.</param>
    public static Rejection? RefuseMerge(Value child, Value parent)
    {
        var (number, into) = (child["number"].AsString(), parent["number"].AsString());
        if (number == into) return No("merge.self", "不能把工单并入它自己，请填写另一张工单的编号", "Expected another ticket, but it is this one, so state the number of another");
        if (IsOver(child)) return No("merge.finished", $"工单 {number} 已办结，不能再并单；如为重复诉求，请在新工单上并单", $"Expected a ticket that is being handled, but {number} is closed, so nothing was merged");
        if (IsOver(parent)) return No("merge.intoArchived", $"工单 {into} 已办结归档，不能再并入；请把本单正常办理，或按“已办结无新事实”告知诉求人", $"Expected to merge into a ticket that is being handled, but {into} is closed, so handle this one by itself");
        if (ParentOf(child) is { } already) return No("merge.already", $"工单 {number} 已并入 {already.Number}，不能重复并单", $"Expected a ticket that is not merged, but {number} is merged into {already.Number}");
        if (ParentOf(parent)?.Number == number) return No("merge.circle", $"工单 {into} 已并入 {number}，两单已一并办理，无需再并", $"Expected another ticket, but {into} is merged into {number} already, so nothing is left to do");
        if (ParentOf(parent) is { } top) return No("merge.intoChild", $"工单 {into} 本身已并入 {top.Number}，请直接并入 {top.Number}", $"Expected a ticket that is handled by itself, but {into} is merged into {top.Number}, so merge into that one");
        return null;
    }

    /// <summary>A further tie, to be recorded.</summary>
    internal static (string Name, Value Value) Further(Value facts, int offset, params ReadOnlySpan<(string Name, Value Value)> tie) =>
        ((facts["links"].Count + offset).ToString(CultureInfo.InvariantCulture), Value.Object(tie));

    /// <summary>Tells every merged ticket that the one it follows is closed.</summary>
    internal static void CloseChildren(ActivityContext context)
    {
        var number = context.Facts["number"];
        foreach (var child in MergedChildrenOf(context.Facts))
        {
            context.Send(Channel, Value.Object(
                ("payload", Value.Object(("caseId", Value.Of(context.CaseId.ToString())), ("number", number))),
                ("signal", Value.Of(ParentClosed)),
                ("to", Value.Of(child.CaseId ?? child.Number))));
        }
    }

    private static bool IsOver(Value facts) => facts["status"].AsString() is TicketStatus.Archived or TicketStatus.Cancelled;

    private static Rejection No(string code, string chinese, string english) => new(RejectionKind.State, code, chinese, english, LegalDuty.SourceOf(LegalDuty.Merge), "into");
}
