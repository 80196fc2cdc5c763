using JieSuJiBan.Activities.Callback;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Activities.Whistle;

namespace JieSuJiBan.Activities.Policies;

/// <summary>The words of the product that definitions and policies use: the designer offers them, the checks resolve them, the documents list them.</summary>
public static class Vocabulary
{
    /// <summary>What the activities of a case tell each other, for waits and for the end of a clock.</summary>
    public static IReadOnlyList<NamedCode> Signals { get; } =
    [
        new(CaseSignals.SignedIn, "已签收", "The unit signed in"),
        new(CaseSignals.Contacted, "已联系诉求人", "The unit contacted the petitioner"),
        new(CaseSignals.Replied, "已答复", "The unit replied"),
        new(CaseSignals.Supervised, "被催办或者督办", "Urged or supervised"),
        new(CaseSignals.Urged, "诉求人催办", "The petitioner urges"),
        new(CaseSignals.Supplemented, "诉求人补充情况", "The petitioner adds something to the request"),
        new(CaseSignals.ClockChanged, "计时变化", "Something was done to a clock"),
        new("co.reported", "协办单位已反馈", "A co-handling unit reported"),
        new(CallbackPetitioner.AnsweredSignal, "问卷已回复", "A questionnaire was answered"),
        new(WhistleRules.JoinedSignal, "部门已汇合", "The departments have come"),
        new(WhistleRules.ReportedInSignal, "部门已报到", "A department reported in"),
        new(WhistleRules.ExcusedSignal, "部门免于报到", "A department was excused"),
        new(WhistleRules.PartSignal, "部门处置进展", "A department did its part"),
        new(WhistleRules.ConcludedSignal, "哨已办结", "A whistle was concluded"),
        new(Links.MergeAsked, "提出并单", "A merge was asked for"),
        new(Links.SplitAsked, "提出拆单", "A split was asked for"),
        new(Links.ChildMerged, "接收并入的工单", "A ticket was merged into this one"),
        new(Links.ChildReleased, "并单解除", "A merge was undone"),
        new(Links.ParentClosed, "主单已办结", "The ticket it was merged into is closed"),
    ];

    /// <summary>Where a case may stand: tickets in the order of their way, then flags. A city gives other names to these and adds its own (<c>city.json</c>).</summary>
    public static IReadOnlyList<NamedCode> Statuses { get; } =
    [
        new(TicketStatus.Accepted, "已受理", "Accepted"),
        new(TicketStatus.AwaitingTriage, "待预审", "Awaiting triage"),
        new(TicketStatus.AwaitingDispatch, "待派单", "Awaiting dispatch"),
        new(TicketStatus.AwaitingSignIn, "待签收", "Awaiting sign-in"),
        new(TicketStatus.InHandling, "办理中", "In handling"),
        new(TicketStatus.UnreasonableUnderReview, "不合理诉求认定中", "Review: unreasonable?"),
        new(TicketStatus.InConference, "派单前会商", "In conference"),
        new(TicketStatus.ObjectionUnderReview, "派单异议审核中", "Objection under review"),
        new(TicketStatus.CarriedOver, "挂账", "Carried over"),
        new(TicketStatus.ResultUnderDispute, "核对回访结果", "Callback result in question"),
        new(TicketStatus.AwaitingCallback, "待回访", "Awaiting callback"),
        new(TicketStatus.Archived, "已归档", "Archived"),
        new(TicketStatus.Merged, "已并单", "Merged"),
        new(TicketStatus.Cancelled, "已撤销", "Cancelled"),
        new("FlagOpen", "线索核查中", "Flag under review"),
        new("FlagRefer", "线索已移送监察", "Flag referred to inspection"),
        new("FlagConfirmed", "线索认定成立", "Flag confirmed"),
        new("FlagUnfounded", "线索认定不成立", "Flag unfounded"),
        new("FlagExempted", "线索容错免责", "Flag exempted"),
        new("FlagWithdrawn", "线索已撤回", "Flag withdrawn"),
    ];

    /// <summary>The clocks of the steps that every city has, by the name under which a ticket keeps them.</summary>
    public static IReadOnlyList<NamedCode> Clocks { get; } = [.. LimitStep.WellKnown.Select(step => new NamedCode(step.ClockName, LimitWords.Chinese(step), step.Code))];

    /// <summary>Acts by which the facts remember who did them, so that a reviewer can be somebody else; a city's kinds of task come after.</summary>
    public static IReadOnlyList<NamedCode> Acts { get; } =
    [
        new("triage", "分类人", "Who sorted it"),
        new("dispatch", "派单人", "Who dispatched it"),
        new("conference", "会商人", "Who held the conference"),
        new("objection", "提出派单异议的人", "Who objected to the dispatch"),
        new("objectionReview", "审核派单异议的人", "Who decided on the objection"),
        new("extension", "申请延期的人", "Who asked for more time"),
        new("reply", "答复人", "Who replied"),
        new("callback", "回访人", "Who called back"),
        new("dispute", "申诉人", "Who disputed the callback"),
        new("disputeReview", "审核申诉的人", "Who decided on the dispute"),
        new("unreasonableReview", "认定不合理诉求的人", "Who decided on an unreasonable request"),
        new("explanation", "解释说明的人", "Who explained the result"),
        new("flag", "登记违规线索的人", "Who raised the flag"),
    ];

    /// <summary>The acts of a city: those of the product, and who did its own tasks.</summary>
    public static IEnumerable<NamedCode> ActsOf(CityPolicy city) => Acts.Concat(city.TaskDeclarations
        .Where(task => city.Tasks.Kinds.ContainsKey(task.Kind) || (city.Tasks.Changes.TryGetValue(task.Kind, out var change) && !change.Outcomes.IsEmpty))
        .Select(task => new NamedCode(TaskKinds.FactOf(task.Kind), task.DisplayName, task.EnglishName)));
}
