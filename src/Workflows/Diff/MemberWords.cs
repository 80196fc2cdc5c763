using System.Collections.Frozen;

namespace JieSuJiBan.Workflows.Diff;

/// <summary>What the members and choices of policy files are called among policy staff. What is not listed keeps its name.</summary>
internal static class MemberWords
{
    private static readonly FrozenDictionary<string, (string Chinese, string English)> Members = new Dictionary<string, (string, string)>(StringComparer.Ordinal)
    {
        ["amount"] = ("数额", "amount"),
        ["answers"] = ("选项", "answers"),
        ["area"] = ("地区", "area"),
        ["coUnits"] = ("协办单位", "co-handling units"),
        ["id"] = ("编号", "id"),
        ["priority"] = ("优先级", "priority"),
        ["article"] = ("条款", "article"),
        ["attempts"] = ("回访次数", "attempts"),
        ["basis"] = ("依据", "basis"),
        ["before"] = ("提前", "before"),
        ["channel"] = ("渠道", "channel"),
        ["channels"] = ("渠道", "channels"),
        ["children"] = ("下级", "children"),
        ["class"] = ("分类", "class"),
        ["classes"] = ("分类", "classes"),
        ["code"] = ("代码", "code"),
        ["confidential"] = ("保密", "confidential"),
        ["countFrom"] = ("起算", "counted from"),
        ["date"] = ("日期", "date"),
        ["district"] = ("所属区", "district"),
        ["duties"] = ("职责", "duties"),
        ["duty"] = ("按职责", "by duty"),
        ["elapsedPercent"] = ("经过百分比", "elapsed percent"),
        ["end"] = ("截止方式", "end"),
        ["english"] = ("英文名", "English name"),
        ["for"] = ("所属节日", "for"),
        ["from"] = ("起", "from"),
        ["holidays"] = ("节假日", "holidays"),
        ["kind"] = ("类别", "kind"),
        ["limits"] = ("时限", "limits"),
        ["makeUpWorkdays"] = ("调休上班日", "make-up workdays"),
        ["match"] = ("适用条件", "conditions"),
        ["movesOffRestDays"] = ("遇休息日顺延", "moves off rest days"),
        ["name"] = ("名称", "name"),
        ["note"] = ("备注", "note"),
        ["officeHours"] = ("办公时间", "office hours"),
        ["onDifferentDays"] = ("另日再访", "on different days"),
        ["parent"] = ("上级单位", "parent unit"),
        ["place"] = ("按地点", "by place"),
        ["questions"] = ("问题", "questions"),
        ["requestType"] = ("诉求类型", "request type"),
        ["requestTypes"] = ("诉求类型", "request types"),
        ["restDays"] = ("休息日", "rest days"),
        ["rows"] = ("行", "rows"),
        ["sharePercent"] = ("回访比例", "share in percent"),
        ["source"] = ("出处", "source"),
        ["start"] = ("自何时起", "start"),
        ["step"] = ("环节", "step"),
        ["steps"] = ("环节", "steps"),
        ["street"] = ("街道", "street"),
        ["text"] = ("问法", "wording"),
        ["to"] = ("止", "to"),
        ["trigger"] = ("何时回访", "trigger"),
        ["unit"] = ("单位", "unit"),
        ["unitKind"] = ("单位类别", "kind of unit"),
        ["units"] = ("单位", "units"),
        ["urgencies"] = ("紧急程度", "urgencies"),
        ["urgency"] = ("紧急程度", "urgency"),
        ["verified"] = ("已核对原文", "verified"),
        ["warnings"] = ("预警", "warnings"),
        ["year"] = ("年份", "year"),
        ["years"] = ("年份", "years"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Choices = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Acceptance"] = "受理",
        ["Community"] = "社区",
        ["Default"] = "默认值",
        ["Dispatch"] = "派单",
        ["District"] = "区",
        ["EndOfOfficeDay"] = "至下班",
        ["Event"] = "事项发生",
        ["ExactTime"] = "至确切时刻",
        ["Hour"] = "小时",
        ["Law"] = "法规",
        ["LimitExpiry"] = "时限届满",
        ["Minute"] = "分钟",
        ["Moment"] = "即时",
        ["NaturalDay"] = "个自然日",
        ["NextDay"] = "次日",
        ["Notice"] = "通知",
        ["OnLimitExpiry"] = "时限届满后",
        ["Reply"] = "答复",
        ["SameDay"] = "当日",
        ["Saturday"] = "星期六",
        ["SignIn"] = "签收",
        ["Standard"] = "标准",
        ["Street"] = "街道",
        ["Sunday"] = "星期日",
        ["WorkingDay"] = "个工作日",
        ["WorkingHour"] = "个工作小时",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, (string Chinese, string English)> Files = new Dictionary<string, (string, string)>(StringComparer.Ordinal)
    {
        ["calendar.json"] = ("工作日历", "Calendar"),
        ["callback.json"] = ("回访规则", "Callback"),
        ["channels.json"] = ("受理渠道", "Channels"),
        ["city.json"] = ("城市", "City"),
        ["classes.json"] = ("问题分类", "Classes"),
        ["coordination.json"] = ("分级协调", "Coordination"),
        ["dispatch-catalog.json"] = ("派单目录", "Dispatch catalogue"),
        ["escalation.json"] = ("催办督办", "Escalation"),
        ["extension.json"] = ("延期规则", "Extension"),
        ["handling.json"] = ("办理要求", "Handling"),
        ["intake.json"] = ("受理规则", "Intake"),
        ["knowledge.json"] = ("知识库", "Knowledge base"),
        ["objection.json"] = ("异议规则", "Objections"),
        ["organisation.json"] = ("组织机构", "Organisation"),
        ["pause.json"] = ("暂停计时", "Pauses"),
        ["request-types.json"] = ("诉求类型", "Request types"),
        ["supervision.json"] = ("监督检查", "Supervision"),
        ["tasks.json"] = ("任务种类", "Kinds of task"),
        ["time-limits.json"] = ("办理时限", "Time limits"),
        ["triage.json"] = ("分流规则", "Triage"),
        ["whistle.json"] = ("吹哨报到", "Whistle"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>A member's name in words.</summary>
    public static string Of(string member, bool isEnglish) => Members.TryGetValue(member, out var words) ? isEnglish ? words.English : words.Chinese : member;

    /// <summary>A choice in Chinese, or null.</summary>
    public static string? Choice(string text) => Choices.GetValueOrDefault(text);

    /// <summary>What a policy file is called.</summary>
    public static (string Chinese, string English) File(string file) => Files.TryGetValue(file, out var words) ? words : (file, file);
}
