using JieSuJiBan.Engine;
using JieSuJiBan.Runtime.Schema;

namespace JieSuJiBan.Runtime.Catalog;

/// <summary>Why an operation on a change set is refused, and what to do.</summary>
internal static class ChangeSetRefusals
{
    public static Rejection Unknown() => new(
        RejectionKind.NotFound, "changeSet.unknown", "没有这组变更：请从“变更”页面重新打开。", "There is no such change set: open it again from the page of changes.");

    public static Rejection Closed(ChangeSet set) => new(
        RejectionKind.State,
        "changeSet.closed",
        $"这组变更{Of(set.State).Chinese}，不能再改。",
        $"Expected a change set that is under way, but it is {Of(set.State).English}: nothing can be changed any more.");

    public static Rejection WrongState(ChangeSet set, string chinese, string english) => new(
        RejectionKind.State,
        "changeSet.wrongState",
        $"这组变更{Of(set.State).Chinese}，不能{chinese}：请刷新页面查看它现在的状态。",
        $"Expected to {english}, but the change set is {Of(set.State).English}: reload the page to see where it stands.");

    public static Rejection Moved(ChangeSet set, long expected) => new(
        RejectionKind.State,
        "changeSet.moved",
        $"这组变更已改到第 {set.Revision} 稿，您看到的是第 {expected} 稿：请刷新后重新阅读，再决定。",
        $"Expected revision {expected}, but the change set is at revision {set.Revision}: reload, read it again, then decide.");

    public static Rejection NoFile(string name) => new(
        RejectionKind.NotFound, "changeSet.noFile", $"这组变更中没有“{name}”：请刷新页面。", $"The change set does not hold '{name}': reload the page.");

    public static Rejection NothingToDecide(string name) => new(
        RejectionKind.State,
        "changeSet.nothingToDecide",
        $"“{name}”只有本市改过，保持不变，无须决定：要改它，请另建草稿。",
        $"Only the city changed '{name}', so it stays as it is and there is nothing to decide: to change it, make a draft.");

    public static Rejection NoChoice() => new(
        RejectionKind.Content, "changeSet.noChoice", "请选择以哪一方为准：城市包（Pack）、本市（City）或另写（Own）。", "Expected Pack, City or Own: say whose text counts.", Field: "choice");

    public static Rejection NoText() => new(
        RejectionKind.Content, "changeSet.noText", "选择“另写内容”时须填写内容。", "Expected a text, since a text of its own was chosen: write it, or choose the pack's or the city's.", Field: "content");

    public static Rejection TextWithoutOwn() => new(
        RejectionKind.Content, "changeSet.textWithoutOwn", "附有内容时，请选择“另写内容”（Own）。", "Expected no text with that choice: to use the text, choose Own.", Field: "content");

    public static Rejection Unresolved(IReadOnlyList<string> names) => new(
        RejectionKind.State,
        "changeSet.unresolved",
        $"还有 {names.Count} 个文件须先决定以哪一方为准：{string.Join("、", names.Take(10))}。",
        $"Expected every conflict to be decided, but {names.Count} are open: decide {string.Join(", ", names.Take(10))} first.");

    public static Rejection Overtaken(string name) => new(
        RejectionKind.State,
        "changeSet.overtaken",
        $"比较之后，本市又发布了“{name}”的新版本：请“重新比较”，看过差异再继续。",
        $"The city published another version of '{name}' since the texts were compared: compare again and look at the difference, then go on.");

    public static Rejection FourEyes(bool isAuthor) => new(
        RejectionKind.Permission,
        "changeSet.fourEyes",
        isAuthor ? "这组变更中有您决定过的文件，不能由您审核：请没有参与决定的另一位政策管理员审核。" : "这组变更由您送审，不能由您审核：请另一位政策管理员审核。",
        isAuthor
            ? "Expected a second person to review, but you decided about a file of it: ask a policy administrator who did not."
            : "Expected a second person to review, but you sent it for review: ask another policy administrator.");

    private static (string Chinese, string English) Of(ChangeSetState state) => state switch
    {
        ChangeSetState.Open => ("待处理", "being decided"),
        ChangeSetState.InReview => ("审核中", "in review"),
        ChangeSetState.Approved => ("已批准", "approved"),
        ChangeSetState.Published => ("已发布", "published"),
        _ => ("已撤下（当前城市包不含这些改动）", "withdrawn, because the present pack does not bring it"),
    };
}
