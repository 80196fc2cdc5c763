using System.Globalization;
using JieSuJiBan.Engine;
using JieSuJiBan.Runtime.Schema;
using NodaTime;

namespace JieSuJiBan.Runtime.Catalog;

/// <summary>Why an operation on a draft is refused, and what to do.</summary>
internal static class DraftRejections
{
    public static Rejection Unknown() => new(
        RejectionKind.NotFound, "draft.unknown", "没有这份草稿：请从“变更”列表中重新打开。", "There is no such draft: open it again from the list of changes.");

    public static Rejection Exists(Draft open) => new(
        RejectionKind.State,
        "draft.exists",
        $"“{open.Title}”已有一份{Of(open.State).Chinese}的草稿（{open.CreatedBy} 建立，{open.ChangedBy} 最后修改）：请在那一份上修改，或先放弃它。",
        $"Expected no open draft of '{open.Name}', but {open.CreatedBy} made one that is {Of(open.State).English}: work on that one, or discard it first.");

    public static Rejection CameTooLate(Draft draft, long expected, DateTimeZone zone) => new(
        RejectionKind.State,
        "draft.cameTooLate",
        $"{draft.ChangedBy} 已于 {Local(draft.ChangedAt, zone)} 保存了第 {draft.Revision} 稿，您改的是第 {expected} 稿：您的内容已另存、没有丢失；请重新载入最新稿，再把修改合并进去。",
        $"Expected revision {expected} to be the newest, but {draft.ChangedBy} saved revision {draft.Revision} at {Local(draft.ChangedAt, zone)}, so yours was kept aside and nothing is lost: reload the newest and merge your change into it.");

    public static Rejection OfSomebodyElse(Draft draft, DateTimeZone zone) => new(
        RejectionKind.State,
        "draft.ofSomebodyElse",
        $"“{draft.Title}”（{draft.Name}）有 {draft.ChangedBy} 于 {Local(draft.ChangedAt, zone)} 保存的草稿（第 {draft.Revision} 稿），没有覆盖；您的内容已另存、没有丢失：确要覆盖，请在设计器中打开该流程后再导入，或带 overwrite=true 重新导入。",
        $"'{draft.Name}' has a draft that {draft.ChangedBy} saved at {Local(draft.ChangedAt, zone)} (revision {draft.Revision}), which was not written over; yours was kept aside and nothing is lost: to write over it, open the definition in the designer and import there, or import again with overwrite=true.");

    public static Rejection OtherCase(string name, string other) => new(
        RejectionKind.State,
        "draft.otherCase",
        $"已有流程“{other}”，与“{name}”只有大小写不同：请用原来的编号“{other}”，或换一个编号。",
        $"There is a definition '{other}', which differs from '{name}' by the case of letters only: use '{other}', or another id.");

    public static Rejection NotEditable(Draft draft) => new(
        RejectionKind.State,
        draft.IsOpen ? "draft.underReview" : "draft.closed",
        draft.IsOpen
            ? $"草稿{Of(draft.State).Chinese}，内容已锁定：请先“退回修改”，再保存。"
            : $"草稿{Of(draft.State).Chinese}，不能再改：请从已发布的版本新建草稿。",
        draft.IsOpen
            ? $"Expected a draft that can be edited, but it is {Of(draft.State).English}, so its text is fixed: reopen it first, then save."
            : $"Expected an open draft, but it is {Of(draft.State).English}: make a new one from the published version.");

    public static Rejection WrongState(Draft draft, string chinese, string english) => new(
        RejectionKind.State,
        "draft.wrongState",
        $"草稿{Of(draft.State).Chinese}，不能{chinese}：请刷新页面查看它现在的状态。",
        $"Expected to {english}, but the draft is {Of(draft.State).English}: reload the page to see where it stands.");

    public static Rejection FourEyes(bool isAuthor) => new(
        RejectionKind.Permission,
        "draft.fourEyes",
        isAuthor ? "草稿中有您写的内容，不能由您审核：请没有参与编写的另一位政策管理员审核。" : "这份草稿由您送审，不能由您审核：请另一位政策管理员审核。",
        isAuthor
            ? "Expected a second person to review, but you wrote some of it: ask a policy administrator who did not."
            : "Expected a second person to review, but you sent it for review: ask another policy administrator.");

    public static Rejection ReviewedByAuthor(string reviewer) => new(
        RejectionKind.Permission,
        "draft.reviewedByAuthor",
        $"审核人 {reviewer} 写过这份草稿的内容，审核不算数：请“退回修改”后重新送审，由没有参与编写的人审核。",
        $"The reviewer {reviewer} wrote some of the draft, so the review does not count: reopen it, send it again, and have somebody review it who wrote none of it.");

    public static Rejection Moved(Draft draft, long expected) => new(
        RejectionKind.State,
        "draft.moved",
        $"草稿已是第 {draft.Revision} 稿，您看到的是第 {expected} 稿：请刷新后重新阅读，再决定。",
        $"Expected revision {expected}, but the draft is at revision {draft.Revision}: reload, read it again, then decide.");

    public static Rejection NoReason() => new(
        RejectionKind.Content, "draft.noReason", "请写明理由，让修改的人知道要改什么。", "Say why, so that the author knows what to correct.", Field: "note");

    public static Rejection HasErrors(IReadOnlyList<DraftFinding> findings)
    {
        var errors = findings.Where(finding => finding.IsError).ToArray();
        return new(
            RejectionKind.Content,
            "draft.hasErrors",
            $"检查发现 {errors.Length} 处错误，须先改正。第一处：{errors[0].Place} {errors[0].Chinese}",
            $"Expected a draft without errors, but the checks found {errors.Length}: correct them first. The first: {errors[0].Place} {errors[0].English}");
    }

    public static Rejection Overtaken(string title) => new(
        RejectionKind.State,
        "draft.overtaken",
        $"“{title}”在草稿建立之后又发布了新版本：请比较差异、合并后“以最新版本为基础”，再送审。",
        $"Expected the draft to start from the newest version of '{title}', but one was published since: compare and merge, rebase the draft, then send it for review.");

    public static Rejection Backdated(Instant now, DateTimeZone zone) => new(
        RejectionKind.Content,
        "draft.backdated",
        $"生效时刻不能早于现在（{Local(now, zone)}）：已发生的步骤不可改写，请选择以后的时刻。",
        $"Expected an instant from now ({Local(now, zone)}) on: steps already taken are never rewritten, so choose a later one.",
        Field: "effectiveFrom");

    public static Rejection BadContent(string chinese, string english) => new(RejectionKind.Content, "draft.badContent", chinese, english, Field: "content");

    public static Rejection BadName(string name) => new(
        RejectionKind.Content,
        "draft.badName",
        $"“{name}”不能作为名称：流程用字母、数字、“-”“_”“.”（至多 100 个字符），政策文件用小写字母和“-”并以 .json 结尾。",
        $"Expected a name such as 'ticket' or 'time-limits.json' (letters, digits, - _ . and at most 100 characters), but it is '{name}': choose another.",
        Field: "name");

    public static Rejection UnknownVersion() => new(
        RejectionKind.NotFound, "version.unknown", "没有这个已发布的版本：请刷新版本列表。", "There is no such published version: reload the list of versions.");

    public static Rejection AlreadyRetired() => new(
        RejectionKind.State, "version.alreadyRetired", "该版本已停用，无须再次停用。", "That version is retired already: nothing needs to be done.");

    public static Rejection LastInForce() => new(
        RejectionKind.State,
        "version.lastInForce",
        "停用后工单将没有可用的版本：请先发布替代版本，再停用它。",
        "Expected another version for tickets from then on, but there is none: publish its successor first.");

    public static Rejection PolicyNeverRetires() => new(
        RejectionKind.Content,
        "policy.neverRetires",
        "政策文件不能停用，任何时刻都须有政策可依：请以旧版本建立草稿并重新发布。",
        "A policy file is never retired, because every step needs one: make a draft from the earlier version and publish that.");

    private static string Local(Instant at, DateTimeZone zone) => at.InZone(zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static (string Chinese, string English) Of(DraftState state) => state switch
    {
        DraftState.Draft => ("编辑中", "being written"),
        DraftState.InReview => ("审核中", "in review"),
        DraftState.Rejected => ("已退回", "rejected"),
        DraftState.Approved => ("已批准", "approved"),
        DraftState.Published => ("已发布", "published"),
        _ => ("已放弃", "discarded"),
    };
}
