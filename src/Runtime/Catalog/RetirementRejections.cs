using System.Globalization;
using JieSuJiBan.Engine;
using JieSuJiBan.Runtime.Schema;
using NodaTime;

namespace JieSuJiBan.Runtime.Catalog;

/// <summary>Why a retirement is refused, and what to do.</summary>
public static class RetirementRejections
{
    public static Rejection Unknown() => new(
        RejectionKind.NotFound, "retirement.unknown", "没有这条停用申请：请刷新版本列表。", "There is no such proposal: reload the list of versions.");

    public static Rejection AlreadyProposed(string by) => new(
        RejectionKind.State,
        "retirement.alreadyProposed",
        $"{by} 已提出停用该版本：由另一位政策管理员确认即可，或者先撤回。",
        $"{by} proposed to retire that version already: another policy administrator confirms it, or it is taken back first.");

    public static Rejection FourEyes() => new(
        RejectionKind.Permission,
        "retirement.fourEyes",
        "停用由您提出，不能由您确认：请另一位政策管理员确认；不再需要的，可以撤回。",
        "Expected a second person to confirm, but you proposed it: ask another policy administrator, or take it back.");

    public static Rejection Decided(RetirementProposal proposal) => new(
        RejectionKind.State,
        "retirement.decided",
        $"这条停用申请已由 {proposal.DecidedBy} {(proposal.State == RetirementState.Confirmed ? "确认" : "撤回")}：请刷新版本列表。",
        $"Expected a proposal that waits, but {proposal.DecidedBy} {(proposal.State == RetirementState.Confirmed ? "confirmed" : "withdrew")} it: reload the list of versions.");

    public static Rejection Late(Instant from, DateTimeZone zone) => new(
        RejectionKind.State,
        "retirement.late",
        $"申请的停用时刻 {from.InZone(zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} 已过，不能再确认：请撤回后另定时刻重新提出。",
        $"The instant it was proposed for ({from.InZone(zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}) has passed, so it cannot be confirmed: take it back and propose a later one.");

    public static Rejection ByTwo() => new(
        RejectionKind.State,
        "retirement.byTwo",
        "停用已发布的版本须由两人完成，设计器不能直接停用：请在“变更”页面该流程的版本列表中提出停用，由另一位政策管理员确认。没有改动任何内容。",
        "Retiring a published version takes two people, so the designer does not do it: propose it in the list of versions on the page of changes, and another policy administrator confirms it. Nothing was changed.");
}
