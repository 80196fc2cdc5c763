using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Engine.Descriptors;

namespace JieSuJiBan.Activities.Policies;

/// <summary>A fact that a ticket can hold: what <c>ticket.NAME</c> means in an expression.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Chinese">What it is, zh-CN.</param>
/// <param name="English">The same in English.</param>
/// <param name="Members">Its members where they are all known; null: what lies below is not looked at.</param>
public sealed record FactName(string Name, string Chinese, string English, IReadOnlyDictionary<string, FactName>? Members = null)
{
    /// <summary>Of what is kept by ordinal, <c>["1"]</c>, <c>["2"]</c>: the members of each; null: it is not kept so.</summary>
    public IReadOnlyDictionary<string, FactName>? Each { get; init; }

    /// <summary>The codes that it can hold, where they are all known.</summary>
    public IReadOnlyCollection<string>? Codes { get; init; }

    /// <summary>What its codes are called, zh-CN, where a field of the city's offers them.</summary>
    public IReadOnlyDictionary<string, string>? OptionNames { get; init; }

    /// <summary>The policy file that declares them; null: the product does.</summary>
    public string? CodesFile { get; init; }
}

/// <summary>The names of the facts of a ticket, of the product and of a city: expressions, outcomes and checks resolve them here.</summary>
public static class FactNames
{
    /// <summary>The facts that every city has, beside what the intake records.</summary>
    public static IReadOnlyList<FactName> Own { get; } =
    [
        Fact("number", "工单编号", "Number of the ticket"),
        Fact("status", "状态", "Where it stands"),
        Fact("serial", "序号", "Running number"),
        Fact("historic", "历史导入", "True for an imported ticket"),
        Fact("subjectId", "诉求人代号", "Pseudonym of the petitioner"),
        Fact("account", "网络账号（密封）", "Account, sealed"),
        Fact("earlierNumber", "原工单编号", "Number of an earlier ticket"),
        Fact("givenLimit", "随单时限", "Limit given with the ticket"),
        Fact("statute", "适用的法定期限", "Statute that sets the limit"),
        Fact("acceptedAt", "受理时间", "Accepted at"),
        Fact("identity", "身份核验记录", "What was verified of the petitioner: level, means, at, by, sentBy, creditCode"),
        Fact("alert", "突发事件提示", "Signs of an emergency"),
        Fact("emergency", "突发事件报告", "Emergency that was reported"),
        Fact("links", "并单、拆单", "Merged and split tickets"),
        Fact("attachments", "附件", "Files"),
        Fact("mergedClosedAt", "主单办结时间", "Closed with the ticket it was merged into at"),
        Fact("triagedAt", "分类时间", "Sorted at"),
        Fact("dispatchDueAt", "派单期限", "To be dispatched by"),
        Fact("answeredDirectly", "直接答复", "Answered at once"),
        Fact("handOver", "移交", "Hand-over"),
        Fact("closeReason", "特殊情形", "Reason of closing"),
        Fact("closeScript", "说明用语", "Words of the special route"),
        Fact("guidanceUnit", "监督指导单位", "Unit that supervises what was guided elsewhere"),
        Fact("closeExplanation", "说明（密封）", "Explanation, sealed"),
        Fact("unreasonable", "不合理诉求认定", "Review of an unreasonable request"),
        Fact("conference", "会商", "Conference"),
        Fact("conferenceReason", "会商理由", "Why a conference was called"),
        Fact("conferences", "会商记录", "Conferences"),
        Fact("chosenUnit", "确定的单位", "Unit chosen"),
        Fact("coUnitsProposed", "拟协办单位", "Co-handling units proposed"),
        Fact("coUnits", "协办单位", "Co-handling units by code"),
        Fact("districtUnit", "协调的区", "District that chose the unit"),
        Fact("dispatch", "派单依据", "Why that unit: rowId, mode, reason, copyTo"),
        Fact("dispatchedAt", "派单时间", "Dispatched at"),
        Fact("firstDispatchedAt", "首次派单时间", "First dispatched at"),
        Fact("firstReceiver", "首接单位", "First receiver: unit, at"),
        Fact("urgencyStated", "登记时的紧急程度", "Urgency as registered"),
        Fact("limitCallback", "届满未答复回访", "Callback at the limit: state, begunAt, dueAt, endedAt"),
        Fact("calls", "通话记录", "Calls: reference, startedAt, seconds, reached, masked"),
        Fact("mergedAnswers", "被并入工单诉求人的答复", "Answers of merged petitioners: about, answers, at"),
        Fact("mergedTold", "主单办理情况的转告", "What was passed on from the handled ticket: at, kind, number"),
        Fact("parentReply", "主单答复", "Reply of the handled ticket: at, number, publicReply"),
        Fact("leadUnit", "主办单位代码", "Code of the lead unit"),
        Fact("signInDueAt", "签收期限", "To be signed in by"),
        Fact("signedInAt", "签收时间", "Signed in at"),
        Fact("objectionCount", "派单异议次数", "How often the dispatch was objected to"),
        Fact("objections", "派单异议", "Objections by ordinal"),
        Fact("returnForbidden", "不得再次退单", "True where the unit may not object any more"),
        Fact("firstContactDueAt", "首次联系期限", "Petitioner to be contacted by"),
        Fact("firstContactAt", "首次联系时间", "First contacted at"),
        Fact("firstContactLate", "首次联系超期", "First contact was late"),
        Fact("contact", "最近一次联系", "Latest contact: at, method, result"),
        Fact("contacts", "联系记录", "Contacts by ordinal"),
        Fact("evidence", "证据", "Evidence by ordinal"),
        Fact("urges", "催办", "Urges of the petitioner by ordinal"),
        Fact("supplements", "补充情况", "What the petitioner added to the request, by ordinal"),
        Fact("supervision", "督办", "Rungs reached and supervision by hand, by ordinal"),
        Fact("clocks", "计时", "Clocks by name: dueAt, state, warnedAt, overdueAt, rung"),
        Fact("feedback", "办理时限的说明", "How the limit came about"),
        Fact("feedbackDueAt", "办理期限", "To be answered by"),
        Fact("warnedAt", "预警时间", "Warned at"),
        Fact("warnings", "预警次数", "How often it was warned of"),
        Fact("overdueAt", "超期时间", "Overdue since"),
        Fact("extensions", "延期申请", "Requests for more time by ordinal"),
        Fact("pauses", "暂停计时", "Pauses by ordinal"),
        Fact("overdueTasks", "超期的人工环节", "Steps of the city's own that passed their limit, by fact name"),
        Fact("knowledge", "引用的知识条目", "Item of the knowledge base that answered at once: id, stale"),
        Fact("repliedAt", "答复时间", "Replied at"),
        Fact("result", "办理结果", "Result reported"),
        Fact("solved", "承办单位认为已解决", "Solved, as the unit says"),
        Fact("unsolvedReason", "不能解决的理由（密封）", "Why it cannot be solved, sealed"),
        Fact("reply", "答复（密封）", "Reply, sealed"),
        Fact("publicReply", "公开答复（密封）", "Public answer, sealed"),
        Fact("replyHeld", "答复待审核后发送", "The reply waits for a review"),
        Fact("replyReleasedAt", "答复发送时间", "Reply sent at"),
        Fact("returnedReplies", "被退回的答复", "Replies that were sent back, by ordinal"),
        Fact("carryOver", "挂账", "Carried over: registeredAt, reviews, clearedAt, endedAt"),
        Fact("rehandling", "正在重新办理", "True while it is handled again"),
        Fact("rehandle", "重新办理", "Rounds of handling again, by ordinal"),
        Fact("explained", "解释说明", "Explanation to the petitioner"),
        Fact("disputes", "回访结果申诉", "Disputes of the callback by ordinal"),
        Fact("disputeDueAt", "申诉期限", "To be disputed by"),
        Fact("excluded", "不纳入考评", "Left out of the assessment"),
        Fact("helpCalledFor", "请求支援", "What help was called for"),
        Fact("outside", "外部单位", "Bodies outside the organisation"),
        Fact("whistles", "吹哨", "Whistles by ordinal"),
        Fact("coordination", "协调", "Requests for coordination by ordinal"),
        Fact("actors", "经办人", "Who did which act"),
        Fact("archivedAt", "归档时间", "Filed at"),
        Fact("cancelled", "终止", "Ended before its time"),
        Fact("repaired", "故障处理", "Incidents that were dealt with"),
    ];

    /// <summary>The facts of every city: those above and what the intake records.</summary>
    public static IReadOnlyList<FactName> Common { get; } =
    [
        .. Own.Concat(IntakeFields.All.Select(field => new FactName(field.Name, field.Chinese, field.English)))
            .Append(Fact("callback", "回访", "Callback: required, reason, reached, attempts, good, and the answers by question"))
            .Append(Fact("more", "对既有任务增加的内容", "Fields added to built-in tasks: more.{task}.{field}"))
            .DistinctBy(fact => fact.Name),
    ];

    /// <summary>The facts that a ticket of this city can hold.</summary>
    public static IReadOnlyDictionary<string, FactName> Of(CityPolicy city)
    {
        var all = Common.ToDictionary(fact => fact.Name, StringComparer.Ordinal);
        string[] answers = ["required", "reason", "reached", "attempts", "at", "good", "merged", "opinion", "attemptsLog", "channel", "sentAt", "excluded", "limit", "dueAt"];
        var asked = Members(answers.Concat(city.Callback.Questions.Select(question => question.Code)));
        foreach (var question in city.Callback.Questions.Where(question => !answers.Contains(question.Code))) asked[question.Code] = asked[question.Code] with { Codes = [.. question.Answers.Select(answer => answer.Code)], CodesFile = CallbackPolicy.File };
        all["callback"] = new("callback", "回访", "Callback", asked);
        all["clocks"] = all["clocks"] with { Members = city.TimeLimits.Steps.Select(step => new LimitStep(step.Code).ClockName).Distinct(StringComparer.Ordinal).ToDictionary(name => name, Clock, StringComparer.Ordinal) };
        foreach (var (name, file, codes) in CodesOf(city)) all[name] = all[name] with { Codes = [.. codes], CodesFile = file };
        var more = new Dictionary<string, FactName>(StringComparer.Ordinal);
        foreach (var (kind, change) in city.Tasks.Changes)
        {
            var name = TaskKinds.FactOf(kind);
            if (!change.Fields.All.IsEmpty) more[name] = new(name, change.DisplayName ?? kind, change.EnglishName ?? kind, FieldsOf(change.Fields.All));
            if (!change.Outcomes.IsEmpty) all.TryAdd(name, new FactName(name, change.DisplayName ?? kind, change.EnglishName ?? kind) { Each = Ended(change.Outcomes, []) });
        }

        all["more"] = new("more", "对既有任务增加的内容", "Fields added to built-in tasks: more.{task}.{field}", more);
        foreach (var (kind, task) in city.Tasks.Kinds)
        {
            var name = TaskKinds.FactOf(kind);
            all.TryAdd(name, new FactName(name, task.Declaration.DisplayName, task.Declaration.EnglishName) { Each = Ended(task.Declaration.Outcomes, task.Declaration.Fields) });
        }

        foreach (var (task, outcome, rule) in RulesOf(city))
        {
            foreach (var (name, value) in rule.Set.MembersByName) all.TryAdd(name, SetBy(name, value.AsString(), task, outcome));
        }

        return all;
    }

    /// <summary>The first part of a path that names no fact, or null where all of it is known.</summary>
    /// <param name="facts">The facts.</param>
    /// <param name="path">The path, e.g. <c>more</c>, <c>handleTicket</c>, <c>terminate</c>.</param>
    /// <returns>The place, and the names that there are there.</returns>
    public static (string Unknown, IEnumerable<string> Known)? Unknown(IReadOnlyDictionary<string, FactName> facts, IReadOnlyList<string> path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var (level, each) = (facts, (IReadOnlyDictionary<string, FactName>?)null);
        for (var i = 0; i < path.Count && (level ?? each) is not null; i++)
        {
            // What every object and text of the languages has is no name of ours.
            if (path[i] is "size" or "first" or "last" or "length" or "hasOwnProperty" or "toString") return null;
            if (each is not null)
            {
                if (!path[i].All(char.IsAsciiDigit)) return (string.Join('.', path.Take(i + 1)), [FirstOrdinal]);
                (level, each) = (each, null);
                continue;
            }

            if (!level!.TryGetValue(path[i], out var found)) return (string.Join('.', path.Take(i + 1)), level.Keys);
            (level, each) = (found.Members, found.Each);
        }

        return null;
    }

    /// <summary>The fact that a path names, or null where it is unknown or lies below what is known.</summary>
    /// <param name="facts">The facts.</param>
    /// <param name="path">The path.</param>
    public static FactName? Find(IReadOnlyDictionary<string, FactName> facts, IReadOnlyList<string> path)
    {
        ArgumentNullException.ThrowIfNull(path);
        IReadOnlyDictionary<string, FactName>? level = facts;
        for (var i = 0; i < path.Count && level is not null; i++)
        {
            if (!level.TryGetValue(path[i], out var found)) return null;
            if (i == path.Count - 1) return found;
            if (found.Each is not null && path[++i].All(char.IsAsciiDigit) is false) return null;
            level = found.Each ?? found.Members;
        }

        return null;
    }

    private static IEnumerable<(TaskDeclaration Task, TaskOutcome Outcome, OutcomeRule Rule)> RulesOf(CityPolicy city)
    {
        foreach (var task in city.Tasks.Kinds.Values)
        {
            foreach (var outcome in task.Declaration.Outcomes.Where(outcome => task.Outcomes.ContainsKey(outcome.Name))) yield return (task.Declaration, outcome, task.Outcomes[outcome.Name]);
        }

        foreach (var change in city.Tasks.Changes.Values)
        {
            if (city.FindTask(change.Kind) is not { } task) continue;
            foreach (var outcome in change.Outcomes.Where(outcome => change.Rules.ContainsKey(outcome.Name))) yield return (task, outcome, change.Rules[outcome.Name]);
        }
    }

    /// <summary>A fact that an outcome sets is called by the outcome and by what it takes from it.</summary>
    private static FactName SetBy(string name, string? lookup, TaskDeclaration task, TaskOutcome outcome)
    {
        var field = lookup?.StartsWith("=result.", StringComparison.Ordinal) == true ? task.Fields.FirstOrDefault(field => field.Name == lookup["=result.".Length..]) : null;
        var (chinese, english) = lookup switch
        {
            "=now" => ("时间", "at"),
            "=actor" => ("经办人", "by"),
            "=unit" => ("单位", "unit"),
            _ => (field?.DisplayName, field?.EnglishName),
        };
        return new(name, chinese is null ? $"{task.DisplayName}：{outcome.DisplayName}" : $"{outcome.DisplayName}：{chinese}", english is null ? $"{task.EnglishName}: {outcome.EnglishName}" : $"{outcome.EnglishName}: {english}")
        {
            Codes = field?.Options?.Select(option => option.Value).ToArray(),
            CodesFile = TaskKinds.FileName,
            OptionNames = field?.Options?.ToDictionary(option => option.Value, option => option.DisplayName, StringComparer.Ordinal),
        };
    }

    /// <summary>What a clock keeps.</summary>
    /// <param name="name">Its name.</param>
    public static FactName Clock(string name) => new(name, name, name, Members(ClockMembers));

    private const string FirstOrdinal = "1";

    private static readonly string[] ClockMembers = ["acts", "dueAt", "limit", "limitId", "overdueAt", "pausedAt", "recomputed", "rung", "runner", "startedAt", "state", "stoppedAt", "warnedAt", "warnings"];

    /// <summary>The facts that hold a code of the city's, with the file that declares it.</summary>
    private static IEnumerable<(string Fact, string? File, IEnumerable<string> Codes)> CodesOf(CityPolicy city)
    {
        var units = city.Organisation.Units.Select(unit => unit.Code).ToArray();
        yield return ("status", CityFacts.File, Vocabulary.Statuses.Select(status => status.Code).Concat(city.City.Statuses.Select(status => status.Code)));
        yield return ("urgency", CityFacts.File, city.City.Urgencies.Select(urgency => urgency.Code));
        yield return ("channel", Channels.File, city.Channels.All.Select(channel => channel.Code));
        yield return ("requestType", RequestTypes.File, city.RequestTypes.All.Select(type => type.Code));
        yield return ("classCode", ProblemClasses.File, city.Classes.All.Select(one => one.Code));
        foreach (var fact in (string[])["districtCode", "streetCode", "communityCode", "leadUnit", "districtUnit", "chosenUnit", "guidanceUnit"]) yield return (fact, Organisation.File, units);
        yield return ("result", "handling.json", city.Handling.Results.Select(result => result.Code));
        yield return ("closeReason", "triage.json", city.Triage.Exits.Select(exit => exit.Code));
    }

    private static Dictionary<string, FactName> FieldsOf(IEnumerable<TaskField> fields) => fields.DistinctBy(field => field.Name).ToDictionary(
        field => field.Name,
        field => new FactName(field.Name, field.DisplayName, field.EnglishName) { Codes = field.Options?.Select(option => option.Value).ToArray(), CodesFile = TaskKinds.FileName },
        StringComparer.Ordinal);

    /// <summary>What is kept of each time that a task of the city's ended.</summary>
    private static Dictionary<string, FactName> Ended(IEnumerable<TaskOutcome> outcomes, IEnumerable<TaskField> fields)
    {
        var members = FieldsOf(fields);
        foreach (var name in (string[])["at", "by", "outcome"]) members.TryAdd(name, new(name, name, name));
        members["outcome"] = members["outcome"] with { Codes = [.. outcomes.Select(outcome => outcome.Name)], CodesFile = TaskKinds.FileName };
        return members;
    }

    private static FactName Fact(string name, string chinese, string english) => new(name, chinese, english);

    private static Dictionary<string, FactName> Members(IEnumerable<string> names) =>
        names.Distinct(StringComparer.Ordinal).ToDictionary(name => name, name => new FactName(name, name, name), StringComparer.Ordinal);
}
