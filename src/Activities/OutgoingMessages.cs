using System.Collections.Frozen;
using System.Collections.Immutable;
using static JieSuJiBan.Activities.MessageReader;

namespace JieSuJiBan.Activities;

/// <summary>
/// Every text that leaves the service by itself and whose words the code holds: a city replaces any of them by its key in <c>messages.json</c>.
/// What policies word where they say what happens (special routes, city tasks) is not here.
/// </summary>
public static class OutgoingMessages
{
    private static readonly MessageField Due = new("due", "到期时间", "instant at which the limit ends");
    private static readonly MessageField Limit = new("limit", "时限名称", "name of the limit");
    private static readonly MessageField UnitName = new("unit", "单位名称", "name of the unit");
    private static readonly MessageField Asker = new("asker", "提请单位", "unit that asks");
    private static readonly MessageField Department = new("department", "部门名称", "name of the department");
    private static readonly MessageField Street = new("street", "吹哨的街道（乡镇）", "street that whistles");
    private static readonly MessageField Reason = new("reason", "理由", "reason");

    // For the petitioner.
    internal static readonly OutgoingMessage AnsweredDirectly = new(
        nameof(AnsweredDirectly), "AnsweredDirectly", Petitioner, LegalDuty.Route, "即时答复了咨询", "A question was answered at once", "您咨询的事项（{number}）答复如下。", []);

    internal static readonly OutgoingMessage AnsweredFromKnowledge = new(
        nameof(AnsweredFromKnowledge), "AnsweredDirectly", Petitioner, LegalDuty.Route, "依知识条目即时答复了咨询", "A question was answered from the knowledge base",
        "您咨询的事项（{number}）答复如下：{answer}", [new("answer", "知识条目的答复", "answer of the knowledge item")]);

    internal static readonly OutgoingMessage ReplyForPetitioner = new(
        nameof(ReplyForPetitioner), "TicketReplied", Petitioner, LegalDuty.Reply, "承办单位答复了诉求人", "The unit has replied", "您反映的诉求 {number} 已有办理结果，答复如下。", []);

    internal static readonly OutgoingMessage ExtensionForPetitioner = new(
        nameof(ExtensionForPetitioner), "DeadlineExtended", Petitioner, LegalDuty.Extension, "办理时限延长", "The limit is extended", "您反映的诉求 {number} 需延期办理，预计 {due} 前答复，理由如下。", [Due]);

    internal static readonly OutgoingMessage Questionnaire = new(
        nameof(Questionnaire), "Questionnaire", Petitioner, LegalDuty.Callback, "发送回访问卷", "The questionnaire of a callback", "您反映的诉求 {number} 已办理，请评价（{citation}）", []);

    internal static readonly OutgoingMessage QuestionnaireUnanswered = new(
        nameof(QuestionnaireUnanswered), "Questionnaire", Petitioner, LegalDuty.Callback, "时限届满未答复，发送回访问卷", "The questionnaire of a callback without a reply", "您反映的诉求 {number} 办理时限已届满、尚未答复，请评价（{citation}）", []);

    internal static readonly OutgoingMessage LimitOverrun = new(
        nameof(LimitOverrun), "LimitOverrun", Petitioner, LegalDuty.Reply, "时限届满未答复，告知诉求人", "The limit passed without a reply: to the petitioner", "您反映的诉求 {number} 未能在 {due} 前答复，已督促承办单位尽快办理并答复您。", [Due]);

    internal static readonly OutgoingMessage ResultExplained = new(
        nameof(ResultExplained), "ResultExplained", Petitioner, LegalDuty.Rehandling, "重新办理次数用尽后解释说明", "The result is explained after the last handling",
        "关于您反映的诉求 {number}，现就办理结果说明如下。", []);

    // For units.
    internal static readonly OutgoingMessage KnowledgeStale = new(
        nameof(KnowledgeStale), "KnowledgeStale", Unit, null, "过期的知识条目被用于答复", "An answer was given from a stale knowledge item",
        "知识条目 {item} 已过复核日期仍被用于答复（工单 {number}），请尽快复核", [new("item", "知识条目编号", "number of the knowledge item")]);

    internal static readonly OutgoingMessage GuidanceAsked = new(
        nameof(GuidanceAsked), "GuidanceAsked", Unit, LegalDuty.Route, "引导通过市场、社会途径解决，转监督指导单位", "The petitioner was guided elsewhere, a unit shall supervise",
        "诉求 {number} 超出承办单位职责，已引导通过市场、社会途径解决，请予监督指导（{citation}）", []);

    internal static readonly OutgoingMessage EmergencyReport = new(
        nameof(EmergencyReport), "EmergencyReport", Unit, LegalDuty.Emergency, "诉求可能涉及突发事件", "A request may tell of an emergency",
        "工单 {number} 可能涉及突发事件（{reason}），请立即核实处置（{citation}）", [Reason]);

    internal static readonly OutgoingMessage TicketDispatched = new(
        nameof(TicketDispatched), "TicketDispatched", Unit, LegalDuty.Dispatch, "派单给承办单位", "Dispatch to the unit that handles", "工单 {number} 已派至{unit}，请按时签收办理。{reason}", [UnitName, Reason]);

    internal static readonly OutgoingMessage TicketCopied = new(
        nameof(TicketCopied), "TicketCopied", Unit, LegalDuty.Dispatch, "直派街道（乡镇）时抄送区", "Copy to the district of a direct dispatch",
        "工单 {number} 已直派{unit}，抄送{district}（{citation}）", [UnitName, new("district", "区", "district")]);

    internal static readonly OutgoingMessage DistrictCoordinates = new(
        nameof(DistrictCoordinates), "DistrictCoordinates", Unit, LegalDuty.Dispatch, "派至区，由区协调确定承办单位", "Dispatch to a district, which names the unit",
        "工单 {number} 已派至{unit}，请协调确定承办单位（{citation}）。{reason}", [UnitName, Reason]);

    internal static readonly OutgoingMessage ObjectionUpheld = Objection("Upheld", "派单异议成立", "The objection is upheld", "成立，工单重新派单");

    internal static readonly OutgoingMessage ObjectionDesignated = Objection("Designated", "派单异议：最终指定", "The objection ends in a designation", "已最终指定承办单位");

    internal static readonly OutgoingMessage ObjectionEscalated = Objection("Escalated", "派单异议：上报上一级", "The objection goes to the level above", "已上报上一级审核");

    internal static readonly OutgoingMessage ObjectionRejected = Objection("Rejected", "派单异议不成立", "The objection is rejected", "不成立，请继续办理，不得再次退单");

    internal static readonly OutgoingMessage ObjectionRejectedOnce = Objection("RejectedOnce", "派单异议不成立，可以再次提出", "The objection is rejected, and another is allowed", "不成立，请继续办理");

    internal static readonly OutgoingMessage CoHandlingRequested = new(
        nameof(CoHandlingRequested), "CoHandlingRequested", Unit, LegalDuty.FirstReceiver, "请单位协办", "A unit is asked to help", "请协助办理工单 {number}，并按时向首接单位反馈（{citation}）", []);

    internal static readonly OutgoingMessage CoUnitReported = new(
        nameof(CoUnitReported), "CoUnitReported", Unit, LegalDuty.FirstReceiver, "协办单位反馈办理情况", "A helping unit has reported", "协办单位{unit}已反馈工单 {number} 的办理情况（{citation}）", [UnitName]);

    internal static readonly OutgoingMessage CoUnitStageReported = new(
        nameof(CoUnitStageReported), "CoUnitReported", Unit, LegalDuty.FirstReceiver, "协办单位作阶段性反馈", "A helping unit has reported a stage",
        "协办单位{unit}已反馈工单 {number} 的阶段性工作情况（{citation}）", [UnitName]);

    internal static readonly OutgoingMessage CoHandlingLate = new(
        nameof(CoHandlingLate), "CoHandlingLate", Unit, LegalDuty.FirstReceiver, "协办超期，提醒协办单位", "Help is late: to the unit that helps",
        "工单 {number} 的协办已超期，请立即反馈；不能办结的作阶段性反馈并说明理由（{citation}）", []);

    internal static readonly OutgoingMessage CoHandlingLateForLead = new(
        nameof(CoHandlingLateForLead), "CoHandlingLate", Unit, LegalDuty.FirstReceiver, "协办超期，告知首接单位", "Help is late: to the lead unit", "工单 {number} 的协办单位{unit}超期未反馈（{citation}）", [UnitName]);

    internal static readonly OutgoingMessage DeadlineWarning = new(
        nameof(DeadlineWarning), "DeadlineWarning", Unit, LegalDuty.Reply, "办理时限到期前预警", "Warning before the handling limit ends", "工单 {number} 的{limit}将于 {due} 到期，请抓紧办理（{citation}）", [Limit, Due]);

    internal static readonly OutgoingMessage TicketOverdue = new(
        nameof(TicketOverdue), "TicketOverdue", Unit, LegalDuty.Reply, "办理时限届满", "The handling limit has passed", "工单 {number} 的{limit}已于 {due} 超期，请立即办理并说明原因（{citation}）", [Limit, Due]);

    internal static readonly OutgoingMessage ClockWarning = DeadlineWarning with { Key = nameof(ClockWarning), Kind = "ClockWarning", Duty = LegalDuty.Limit, Chinese = "其他时限到期前预警", English = "Warning before another limit ends" };

    internal static readonly OutgoingMessage ClockOverdue = TicketOverdue with { Key = nameof(ClockOverdue), Kind = "ClockOverdue", Duty = LegalDuty.Limit, Chinese = "其他时限届满", English = "Another limit has passed" };

    internal static readonly OutgoingMessage OverdueAct = new(
        nameof(OverdueAct), "Overdue", Unit, LegalDuty.Supervision, "超期后依次催办、督办", "A rung of the ladder after the limit",
        "工单 {number} 已于 {due} 超期，现予{act}，请立即办理并答复（{citation}）", [Due, new("act", "这一级的名称", "name of the rung")]);

    internal static readonly OutgoingMessage ClockPaused = new(
        nameof(ClockPaused), "ClockPaused", Unit, LegalDuty.Limit, "暂停计时，告知热线", "The clock is paused: to the hotline", "工单 {number} 因{reason}暂停计时，最迟 {due} 恢复（{citation}）", [Reason, Due]);

    internal static readonly OutgoingMessage DeadlineRecomputed = new(
        nameof(DeadlineRecomputed), "DeadlineRecomputed", Unit, LegalDuty.Limit, "时限按现行政策重新计算", "A deadline is computed anew by the policies in force", "工单 {number} 的{limit}时限按现行政策重新计算，现于 {due} 届满", [Limit, Due]);

    internal static readonly OutgoingMessage ExtensionLapsed = new(
        nameof(ExtensionLapsed), "ExtensionLapsed", Unit, LegalDuty.Extension, "延期申请届满前未获审核，失效", "A request for more time lapses undecided", "工单 {number} 的延期申请在时限届满前未获审核，已经失效，请立即办结（{citation}）", []);

    internal static readonly OutgoingMessage ExtensionReviewOverdue = new(
        nameof(ExtensionReviewOverdue), "ExtensionReviewOverdue", Unit, LegalDuty.Extension, "延期申请逾期未审核", "The review of a request for more time is overdue", "工单 {number} 的延期申请逾期未审核，请立即审核（{citation}）", []);

    internal static readonly OutgoingMessage ExtensionRefused = new(
        nameof(ExtensionRefused), "ExtensionRefused", Unit, LegalDuty.Extension, "延期申请未获同意", "An extension is refused", "工单 {number} 的延期申请未获同意，请在原时限内办结（{citation}）", []);

    internal static readonly OutgoingMessage ExtensionForHotline = new(
        nameof(ExtensionForHotline), "DeadlineExtended", Unit, LegalDuty.Extension, "延期，告知热线", "An extension: to the hotline", "工单 {number} 延期至 {due}，依据：{rule}", [Due, new("rule", "延期的依据", "what the extension rests on")]);

    internal static readonly OutgoingMessage ExtensionApproved = new(
        nameof(ExtensionApproved), "DeadlineExtended", Unit, LegalDuty.Extension, "延期申请获同意，告知申请单位", "An extension is approved: to the unit that asked", "工单 {number} 的延期申请已获同意，请于 {due} 前办结（{citation}）", [Due]);

    internal static readonly OutgoingMessage ReplyForHotline = new(
        nameof(ReplyForHotline), "TicketReplied", Unit, LegalDuty.Reply, "承办单位答复，告知热线", "The unit has replied: to the hotline", "工单 {number} 已答复：{result}（{citation}）", [new("result", "办理结果", "result")]);

    internal static readonly OutgoingMessage TicketUrged = new(
        nameof(TicketUrged), "TicketUrged", Unit, LegalDuty.Supervision, "诉求人催办", "The petitioner urges", "诉求人催办工单 {number}（第 {count} 次），请及时联系并办理（{citation}）", [new("count", "第几次", "how often by now")]);

    internal static readonly OutgoingMessage TicketSupplemented = new(
        nameof(TicketSupplemented), "TicketSupplemented", Unit, LegalDuty.Record, "诉求人补充情况", "The petitioner adds something", "诉求人对工单 {number} 补充了情况，请查阅并一并办理（{citation}）", []);

    internal static readonly OutgoingMessage TicketSupervised = new(
        nameof(TicketSupervised), "TicketSupervised", Unit, LegalDuty.Supervision, "热线人工催办、督办", "The hotline urges or supervises by hand",
        "工单 {number} 被{act}，请立即办理并报告情况（{citation}）", [new("act", "催办、督办或者提级督办", "urge, supervise or supervise from above")]);

    internal static readonly OutgoingMessage CarryOverReviewDue = new(
        nameof(CarryOverReviewDue), "CarryOverReviewDue", Unit, LegalDuty.CarryOver, "挂账到期应复查，提醒承办单位", "A carry-over is to be looked at: to the unit", "挂账工单 {number} 到期应当复查，请核实进展（{citation}）", []);

    internal static readonly OutgoingMessage CarryOverReviewMissed = new(
        nameof(CarryOverReviewMissed), "CarryOverReviewDue", Unit, LegalDuty.CarryOver, "挂账到期未复查，告知热线", "A carry-over was not looked at: to the hotline", "挂账工单 {number} 到期未复查（{citation}）", []);

    internal static readonly OutgoingMessage CoordinationBegun = new(
        nameof(CoordinationBegun), "CoordinationBegun", Unit, LegalDuty.Coordination, "提请单位协调", "A unit is asked to coordinate", "{asker}就工单 {number} 提请你单位协调，请按时办理（{citation}）", [Asker]);

    internal static readonly OutgoingMessage CoordinationDecided = new(
        nameof(CoordinationDecided), "CoordinationDecided", Unit, LegalDuty.Coordination, "协调有结果", "Coordination has a result", "工单 {number} 的协调已有结果，请查看并继续办理（{citation}）", []);

    internal static readonly OutgoingMessage OutsideAnswered = new(
        nameof(OutsideAnswered), "OutsideAnswered", Unit, LegalDuty.OutsideParty, "外部单位办理有结果", "An outside party has answered", "工单 {number} 的外部单位办理已有结果，请查看（{citation}）", []);

    internal static readonly OutgoingMessage WhistleBlown = new(
        nameof(WhistleBlown), "WhistleBlown", Unit, LegalDuty.Whistle, "吹哨，请部门报到", "A street whistles", "{street}就工单 {number} 吹哨（{kind}），请按时报到（{citation}）", [Street, new("kind", "哨类型", "kind of whistle")]);

    internal static readonly OutgoingMessage DepartmentAssigned = new(
        nameof(DepartmentAssigned), "DepartmentAssigned", Unit, LegalDuty.Whistle, "街道向部门布置任务", "The street gives a department work", "{street}就工单 {number} 向你单位布置了任务，请查看（{citation}）", [Street]);

    internal static readonly OutgoingMessage WhistleJoined = new(
        nameof(WhistleJoined), "WhistleJoined", Unit, LegalDuty.Whistle, "吹哨已汇合，告知街道", "The whistle has come together: to the street", "工单 {number} 的吹哨已汇合，请继续办理并答复", []);

    internal static readonly OutgoingMessage DepartmentLate = new(
        nameof(DepartmentLate), "DepartmentLate", Unit, LegalDuty.Whistle, "部门逾期未报到", "A department has not reported in", "{department}未在时限内就工单 {number} 报到，已记为迟到（{citation}）", [Department]);

    internal static readonly OutgoingMessage DepartmentReportedIn = new(
        nameof(DepartmentReportedIn), "DepartmentReportedIn", Unit, LegalDuty.Whistle, "部门按时报到", "A department has reported in", "{department}已就工单 {number} 报到", [Department]);

    internal static readonly OutgoingMessage DepartmentReportedInLate = new(
        nameof(DepartmentReportedInLate), "DepartmentReportedIn", Unit, LegalDuty.Whistle, "部门迟到报到", "A department has reported in late",
        "{department}已就工单 {number} 报到，迟到 {minutes} 分钟", [Department, new("minutes", "迟到的分钟数", "minutes late")]);

    internal static readonly OutgoingMessage DepartmentRefused = new(
        nameof(DepartmentRefused), "DepartmentRefused", Unit, LegalDuty.Whistle, "部门不接受吹哨", "A department refuses", "{department}未接受工单 {number} 的吹哨，已报上一级处理（{citation}）", [Department]);

    internal static readonly OutgoingMessage WhistleRefusalEscalated = new(
        nameof(WhistleRefusalEscalated), "WhistleEscalated", Unit, LegalDuty.Whistle, "部门拒绝报到，报上一级", "A refusal goes to the level above", "{department}就工单 {number} 拒绝报到，请协调处理（{citation}）", [Department]);

    internal static readonly OutgoingMessage WhistleDelayEscalated = new(
        nameof(WhistleDelayEscalated), "WhistleEscalated", Unit, LegalDuty.Whistle, "部门逾期未报到，报上一级", "A delay goes to the level above", "{department}就工单 {number} 逾期未报到，请协调处理（{citation}）", [Department]);

    internal static readonly OutgoingMessage DepartmentOrdered = new(
        nameof(DepartmentOrdered), "DepartmentOrdered", Unit, LegalDuty.Whistle, "责令部门报到", "A department is ordered to report in", "{unit}责令你单位就工单 {number} 立即报到（{citation}）", [UnitName]);

    internal static readonly OutgoingMessage DisputeUpheld = new(
        nameof(DisputeUpheld), "DisputeDecided", Unit, LegalDuty.Dispute, "回访结果申诉成立", "A dispute is upheld", "工单 {number} 的回访结果申诉成立，本次回访结果不纳入考评（{citation}）", []);

    internal static readonly OutgoingMessage DisputeRejected = new(
        nameof(DisputeRejected), "DisputeDecided", Unit, LegalDuty.Dispute, "回访结果申诉不成立", "A dispute is rejected", "工单 {number} 的回访结果申诉不成立，按回访结果处理（{citation}）", []);

    internal static readonly OutgoingMessage RehandlingOrdered = new(
        nameof(RehandlingOrdered), "RehandlingOrdered", Unit, LegalDuty.Rehandling, "重新办理", "Handle again", "工单 {number} 回访结果为未解决或者不满意，请重新办理并再次答复（{citation}）", []);

    internal static readonly OutgoingMessage UnansweredCalledBack = new(
        nameof(UnansweredCalledBack), "UnansweredCalledBack", Unit, LegalDuty.Callback, "届满未答复的，已回访诉求人", "The petitioner was called back without a reply", "工单 {number} 时限届满未答复，已回访诉求人，按未解决计；请立即办理并答复（{citation}）", []);

    // For bodies outside the organisation.
    internal static readonly OutgoingMessage OutsideAsked = new(
        nameof(OutsideAsked), "HandOver", OutsideBody, LegalDuty.OutsideParty, "商请外部单位办理", "An outside party is asked", "工单 {number}：商请办理并答复（{citation}）", []);

    internal static readonly OutgoingMessage OutsidePushed = new(
        nameof(OutsidePushed), "Push", OutsideBody, LegalDuty.OutsideParty, "再次商请外部单位", "An outside party is asked again", "工单 {number}：再次商请办理并答复（{citation}）", []);

    internal static readonly OutgoingMessage FlagReferred = new(
        nameof(FlagReferred), "FlagReferred", OutsideBody, LegalDuty.PunishableAct, "违规线索移送", "A flag is referred", "违规线索 {number} 移送{unit}（{citation}）", [UnitName]);

    /// <summary>All of them, in the order of a ticket's way within each reader.</summary>
    public static ImmutableArray<OutgoingMessage> All { get; } =
    [
        AnsweredDirectly, AnsweredFromKnowledge, ReplyForPetitioner, ExtensionForPetitioner, Questionnaire, QuestionnaireUnanswered, LimitOverrun, ResultExplained,
        KnowledgeStale, GuidanceAsked, EmergencyReport, TicketDispatched, TicketCopied, DistrictCoordinates, ObjectionUpheld, ObjectionDesignated, ObjectionEscalated, ObjectionRejected, ObjectionRejectedOnce,
        CoHandlingRequested, CoUnitReported, CoUnitStageReported, CoHandlingLate, CoHandlingLateForLead, DeadlineWarning, TicketOverdue, ClockWarning, ClockOverdue, OverdueAct, ClockPaused,
        DeadlineRecomputed, ExtensionLapsed, ExtensionReviewOverdue, ExtensionRefused, ExtensionForHotline, ExtensionApproved, ReplyForHotline, TicketUrged, TicketSupplemented, TicketSupervised, CarryOverReviewDue, CarryOverReviewMissed, CoordinationBegun, CoordinationDecided,
        OutsideAnswered, WhistleBlown, DepartmentAssigned, WhistleJoined, DepartmentLate, DepartmentReportedIn, DepartmentReportedInLate, DepartmentRefused, WhistleRefusalEscalated,
        WhistleDelayEscalated, DepartmentOrdered, DisputeUpheld, DisputeRejected, RehandlingOrdered, UnansweredCalledBack, OutsideAsked, OutsidePushed, FlagReferred,
    ];

    private static readonly FrozenDictionary<string, OutgoingMessage> ByKey = All.ToFrozenDictionary(message => message.Key, StringComparer.Ordinal);

    /// <summary>The message of that key, or null.</summary>
    /// <param name="key">Its name in <c>messages.json</c>.</param>
    public static OutgoingMessage? Find(string key) => ByKey.GetValueOrDefault(key);

    private static OutgoingMessage Objection(string decision, string chinese, string english, string words) => new(
        "Objection" + decision, "ObjectionDecided", Unit, LegalDuty.Objection, chinese, english, $"工单 {{number}} 的派单异议{words}（{{citation}}）", []);
}
