using JieSuJiBan.Engine.Descriptors;

namespace JieSuJiBan.Activities;

/// <summary>What the built-in kinds of task are about, as facts with their labels. What every task of a ticket is about, the matter, comes first.</summary>
internal static class Subjects
{
    /// <summary>What the petitioner asks.</summary>
    public static IReadOnlyList<SubjectFact> Matter { get; } =
    [
        new("title", "诉求标题", "Title", FieldType.Text),
        new("body", "诉求内容", "Request"),
        new("address", "地点", "Where it happens", FieldType.Text, IsOptional: true),
        new("accused", "被反映对象", "Accused", FieldType.Text, IsOptional: true),
        new("supplements.*.text", "诉求人补充", "Added by the petitioner", IsOptional: true),
        new("urges.*.text", "诉求人催办", "Said when urging", IsOptional: true),
        new("attachments", "诉求人的附件", "Files of the petitioner", FieldType.Attachments, IsOptional: true),
    ];

    /// <summary>What the unit answered.</summary>
    public static IReadOnlyList<SubjectFact> Reply { get; } =
    [
        new("result", "办理结果", "Result", FieldType.Choice, IsOptional: true, Codes: "results"),
        new("reply", "答复诉求人的内容", "Reply to the petitioner", IsOptional: true),
        new("publicReply", "公开答复内容", "Answer fit for publication", IsOptional: true),
        new("unsolvedReason", "不能解决的理由", "Why it cannot be solved", IsOptional: true),
        new("evidence.*.attachmentId", "办理证据", "Evidence of handling", FieldType.Attachments, IsOptional: true),
        new("contacts.*.note", "联系诉求人的情况", "Contacts with the petitioner", IsOptional: true),
    ];

    private static IReadOnlyList<SubjectFact> Callback { get; } =
    [
        new("callback.contactedByStaff", "回访：是否联系", "Callback: contacted", FieldType.Choice, IsOptional: true, Codes: "answers:contactedByStaff"),
        new("callback.solved", "回访：是否解决", "Callback: solved", FieldType.Choice, IsOptional: true, Codes: "answers:solved"),
        new("callback.satisfied", "回访：是否满意", "Callback: satisfied", FieldType.Choice, IsOptional: true, Codes: "answers:satisfied"),
        new("callback.opinion", "诉求人意见", "The petitioner's opinion", IsOptional: true),
    ];

    private static IReadOnlyList<SubjectFact> EarlierObjection { get; } =
    [
        new("objections.#.text", "此前的派单异议", "Objection before", IsOptional: true),
        new("objections.#.decisionText", "异议审核意见", "Decision on the objection", IsOptional: true),
    ];

    private static IReadOnlyList<SubjectFact> Whistle { get; } =
    [
        new("whistles.{whistle}.matter", "吹哨事项", "What the whistle is for"),
        new("whistles.{whistle}.street", "吹哨的街道（乡镇）", "Street that whistled", FieldType.Unit),
    ];

    private static IReadOnlyList<SubjectFact> Reports { get; } =
    [
        new("whistles.{whistle}.departments.{department}.reports.*.record", "部门处置情况", "What the department did", IsOptional: true),
        new("whistles.{whistle}.departments.{department}.reports.*.sentBackBecause", "退回理由", "Why it was sent back", IsOptional: true),
    ];

    private static IReadOnlyList<SubjectFact> Direction { get; } =
        [new("whistles.{whistle}.record.*.text", "街道调度记录", "Directions of the street", IsOptional: true)];

    private static IReadOnlyList<SubjectFact> Escalations { get; } =
        [new("whistles.{whistle}.departments.{department}.escalations.*.text", "上级处理意见", "Decisions of the levels above", IsOptional: true)];

    private static IReadOnlyList<SubjectFact> Request { get; } =
    [
        new("coordination.{request}.matter", "需要协调的事项", "What is to be coordinated"),
        new("coordination.{request}.unit", "提请单位", "Unit that asks", FieldType.Unit),
        new("coordination.{request}.levels.*.text", "各级协调意见", "Decisions so far", IsOptional: true),
    ];

    /// <summary>What whoever handles it must know beside the matter.</summary>
    private static IReadOnlyList<SubjectFact> Course { get; } =
    [
        .. Callback,
        new("supervision.*.text", "督办要求", "Orders of supervision", IsOptional: true),
        .. EarlierObjection,
        new("extensions.#.reason", "延期审核意见", "Decision on more time", IsOptional: true),
        new("disputes.#.decisionText", "申诉审核意见", "Decision on the dispute", IsOptional: true),
        new("coordination.*.levels.*.text", "协调意见", "Decisions of coordination", IsOptional: true),
        new("outside.*.answer", "外部单位答复", "Answers of outside parties", IsOptional: true),
        new("coUnits.*.reports.*.text", "协办单位反馈", "Reports of co-handling units", IsOptional: true),
        new("coUnits.*.reports.*.attachments", "协办单位附件", "Files of co-handling units", FieldType.Attachments, IsOptional: true),
        new("whistles.*.departments.*.reports.*.record", "部门处置情况", "What departments did", IsOptional: true),
        new("returnedReplies.*.reply", "被退回的答复", "Replies that were sent back", IsOptional: true),
    ];

    private static Dictionary<string, IReadOnlyList<SubjectFact>> ByKind { get; } = new(StringComparer.Ordinal)
    {
        ["TriageTicket"] = [.. Matter, .. EarlierObjection, new("unreasonable.opinion", "不合理诉求认定意见", "Opinion on the proposal as unreasonable", IsOptional: true), new("conferences.#.minutes", "会商纪要", "Minutes", IsOptional: true)],
        ["ReviewUnreasonable"] = [.. Matter, new("unreasonable.ground", "提请认定的理由", "Ground", FieldType.Choice, Codes: "unreasonable"), new("unreasonable.text", "提请的事实和说明", "Facts and explanation")],
        ["HoldConference"] = [.. Matter, new("conferenceReason", "会商理由", "Why a conference", FieldType.Text, IsOptional: true), new("dispatch.obstacle", "不能派单的原因", "Why it could not be dispatched", FieldType.Text, IsOptional: true), .. EarlierObjection],
        ["ChooseUnit"] = [.. Matter, new("dispatch.obstacle", "不能自动派单的原因", "Why a person must choose", FieldType.Text, IsOptional: true), .. EarlierObjection, new("conferences.#.minutes", "会商纪要", "Minutes", IsOptional: true)],
        ["SignInTicket"] = [.. Matter, new("dispatch.reason", "派单依据", "Why this unit", FieldType.Text, IsOptional: true), .. EarlierObjection, new("supervision.*.text", "督办要求", "Orders of supervision", IsOptional: true)],
        ["HandleTicket"] = [.. Matter, .. Course],
        ["ReviewExtension"] =
        [
            .. Matter,
            new("extensions.#.unit", "申请单位", "Unit that asks", FieldType.Unit),
            new("extensions.#.ground", "延期理由", "Ground", FieldType.Choice, Codes: "extension"),
            new("extensions.#.basis", "法律、法规、政策依据", "Legal basis", FieldType.Text, IsOptional: true),
            new("extensions.#.explanation", "向诉求人说明的延期理由", "Explanation to the petitioner"),
            new("extensions.#.requestedDueAt", "申请延至", "Asked until", FieldType.Instant),
            new("feedbackDueAt", "现办理期限", "Present limit", FieldType.Instant, IsOptional: true),
            new("contacts.*.note", "联系诉求人的情况", "Contacts with the petitioner", IsOptional: true),
        ],
        ["CoHandle"] = [.. Matter, new("coUnits.{unit}.reports.*.text", "已反馈的情况", "Reported so far", IsOptional: true)],
        ["ReviewObjection"] =
        [
            .. Matter,
            new("objections.#.unit", "提出异议的单位", "Objecting unit", FieldType.Unit),
            new("objections.#.ground", "异议理由", "Ground", FieldType.Choice, Codes: "objection"),
            new("objections.#.citation", "依据的法律法规、职责文件条款", "Legal source", FieldType.Text, IsOptional: true),
            new("objections.#.text", "异议说明", "Explanation"),
            new("objections.#.proposedUnit", "建议承办单位", "Unit proposed", FieldType.Unit, IsOptional: true),
            new("dispatch.reason", "派单依据", "Why it was dispatched there", FieldType.Text, IsOptional: true),
            new("objections.#.decisionText", "下一级审核意见", "Opinion of the level below", IsOptional: true),
        ],
        ["Coordinate"] = [.. Matter, .. Request],
        ["AskCoordination"] = [.. Matter, new("coordination.*.levels.*.text", "此前的协调意见", "Decisions before", IsOptional: true)],
        ["OutsideParty"] = [.. Matter, .. Request],
        ["BlowWhistle"] = [.. Matter],
        ["ReportIn"] = [.. Matter, .. Whistle, .. Escalations],
        ["EscalateWhistle"] =
        [
            .. Matter,
            .. Whistle,
            new("whistles.{whistle}.departments.{department}.dueAt", "部门报到期限", "To report in by", FieldType.Instant),
            new("whistles.{whistle}.departments.{department}.escalations.*.why", "报送上级的原因", "Why it came up", FieldType.Choice, Codes: "escalations"),
            new("whistles.{whistle}.departments.{department}.refusalReason", "部门不能报到的理由和依据", "Why the department does not come", IsOptional: true),
            .. Escalations,
        ],
        ["DirectWhistle"] = [.. Matter, .. Whistle, .. Direction, new("whistles.{whistle}.departments.*.dueAt", "部门报到期限", "To report in by", FieldType.Instant, IsOptional: true), new("whistles.{whistle}.departments.*.reportedInAt", "报到时间", "Reported in at", FieldType.Instant, IsOptional: true), new("whistles.{whistle}.departments.*.refusalReason", "部门不能报到的理由和依据", "Why a department does not come", IsOptional: true), new("whistles.{whistle}.departments.*.reports.*.record", "部门处置情况", "What departments did", IsOptional: true)],
        ["JointHandling"] = [.. Matter, .. Whistle, .. Direction, .. Reports],
        ["ConfirmPart"] = [.. Matter, .. Whistle, new("whistles.{whistle}.departments.{department}.reports.#.record", "部门处置情况", "What the department did"), new("whistles.{whistle}.departments.{department}.reports.*.sentBackBecause", "此前的退回理由", "Why it was sent back before", IsOptional: true)],
        ["RateDepartment"] = [.. Whistle, new("whistles.{whistle}.departments.{department}.reportedInAt", "报到时间", "Reported in at", FieldType.Instant, IsOptional: true), .. Reports],
        ["RateStreet"] = [.. Whistle, .. Direction],
        ["ReviewCarryOver"] = [.. Matter, new("carryOver.reason", "暂时不能解决的理由", "Why it cannot be solved for now"), new("carryOver.plan", "解决计划", "Plan"), new("carryOver.reviews.*.text", "历次进展", "Progress so far", IsOptional: true)],
        ["CallbackPetitioner"] = [.. Matter, .. Reply],
        ["DisputeResult"] = [.. Matter, .. Reply, .. Callback],
        ["ReviewDispute"] =
        [
            .. Matter,
            new("disputes.#.unit", "申诉单位", "Disputing unit", FieldType.Unit),
            new("disputes.#.ground", "申诉理由", "Ground", FieldType.Choice, Codes: "dispute"),
            new("disputes.#.text", "申诉的事实和证据说明", "Facts and evidence"),
            new("disputes.#.evidence", "申诉证据", "Evidence of the dispute", FieldType.Attachments, IsOptional: true),
            .. Callback,
            .. Reply,
        ],
        ["ExplainResult"] = [.. Matter, .. Reply, .. Callback],
        ["ReviewFlag"] =
        [
            new("links.1.number", "涉及的工单", "Ticket concerned", FieldType.Text),
            new("act", "涉嫌行为", "Act", FieldType.Choice, Codes: "acts"),
            new("unit", "涉及单位", "Unit concerned", FieldType.Unit, IsOptional: true),
            new("evidence", "线索证据", "Evidence"),
            new("attachments", "附件", "Files", FieldType.Attachments, IsOptional: true),
            new("decisions.*.reason", "此前的核查结论", "Decisions so far", IsOptional: true),
        ],
    };

    /// <summary>What a kind of the product's is about.</summary>
    /// <param name="kind">The kind.</param>
    public static IReadOnlyList<SubjectFact> Of(string kind) => ByKind[kind];

    /// <summary>What a kind of the city's own is about that does not say it: the matter and what was answered.</summary>
    public static IReadOnlyList<SubjectFact> OfCity { get; } = [.. Matter, .. Reply, .. Callback];
}
