using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Runtime.Inbox;

/// <summary>Domain events in words, zh-CN.</summary>
public static class HistoryTexts
{
    /// <summary>The words; the kind itself where it has none, which the architecture tests forbid.</summary>
    /// <param name="kind">Kind of the event.</param>
    /// <param name="set">The facts that it set.</param>
    /// <param name="policy">The policy that names units, classes and steps; null: their codes are told.</param>
    public static string Of(string kind, Value set, CityPolicy? policy) => kind switch
    {
        "TicketAccepted" => $"受理诉求，生成工单 {set["number"].AsString()}",
        "TriageRequested" => "等待预审分类",
        "TicketTriaged" => $"完成预审分类：{Class(set["classCode"], policy)}",
        "TicketAnsweredDirectly" => "直接答复诉求人",
        "TicketClosedWithReason" => "按特殊情形向诉求人说明后办结",
        "DispatchByHandRequested" => "派单目录未能确定承办单位，等待人工派单",
        "TicketDispatched" => $"派单至{Unit(set["leadUnit"], policy)}{Because(set["dispatch"]["reason"])}",
        "SignInRequested" => "等待承办单位签收",
        "TicketSignedIn" => "承办单位签收",
        "HandlingBegun" => "开始办理",
        "ReplyHeld" => "答复暂不发送诉求人，等待审核",
        "ReplyReleased" => "答复发送诉求人",
        "ReplySentBack" => "退回重新办理，原答复不作为答复",
        "RehandlingGoesOn" => "重新办理继续计时",
        "TicketReplied" => $"答复诉求人和热线{Result(set["result"].AsString())}",
        "CallbackPlanned" => "等待回访",
        "CallbackNotRequired" => "无需回访",
        "CallbackFailed" => "回访未接通",
        "PetitionerCalledBack" => "完成回访",
        "TicketArchived" => "归档",
        "ChildMerged" => $"接收并入的工单{Numbers(set)}",
        "ChildReleased" => "并单未成，解除关联",
        "TicketMerged" => $"并入工单{Numbers(set)}",
        "ParentFollowed" => "随主单办理，撤回本单其余任务",
        "MergedTicketClosed" => "主单已办结，本单一并归档",
        "TicketSplit" => $"拆出工单{Numbers(set)}",
        "TicketHandedOver" when set["handOver"]["receiverName"].AsString() is { } receiver => $"移送{receiver}" + TakenOver(set["handOver"]["takenOverBy"]),
        "PetitionerContacted" => HasNoCall(set) ? "联系诉求人（无通话记录）" : "联系诉求人",
        "PetitionerNotReached" when HasNoCall(set) => "联系诉求人，未联系上（无通话记录）",
        "EmergencyReported" => "可能涉及突发事件，已立即报告",
        _ => ClockTexts.Of(kind, set, policy)?.Chinese ?? PartnerTexts.Of(kind, set, policy) ?? HistoryWords.ByKind.GetValueOrDefault(kind) ?? CityTask(kind, policy) ?? kind,
    };

    /// <summary>The words in English, where they say more than the kind does; null: the kind's own name says it all.</summary>
    /// <param name="kind">Kind of the event.</param>
    /// <param name="set">The facts that it set.</param>
    /// <param name="policy">The policy that names units, classes and steps; null: their usual names are told.</param>
    public static string? InEnglish(string kind, Value set, CityPolicy? policy) => kind switch
    {
        "TicketHandedOver" when set["handOver"]["receiver"].AsString() is { } receiver => $"Handed over to {receiver}" + TakenOverInEnglish(set["handOver"]["takenOverBy"]),
        "PetitionerContacted" when HasNoCall(set) => "Petitioner contacted (no call record)",
        "PetitionerNotReached" when HasNoCall(set) => "Petitioner not reached (no call record)",
        _ => ClockTexts.Of(kind, set, policy)?.English ?? (OutcomeOf(kind, policy) is var (task, outcome) ? $"{task.EnglishName}: {outcome.EnglishName}" : null),
    };

    private static string TakenOver(Value by) => by.IsNull ? "，接收人未登记" : by.AsString() is { } clear ? $"，接收人 {clear} 已确认" : "，接收人已确认";

    private static string TakenOverInEnglish(Value by) => by.IsNull ? ", nobody is on record as having taken over" : by.AsString() is { } clear ? $", confirmed by {clear}" : ", confirmed by name";

    private static bool HasNoCall(Value set) => set["contact"]["callMissing"].AsBoolean() == true;

    private static string Numbers(Value set) => " " + string.Join("、", set["links"].MembersByName.Select(link => link.Value["number"].AsString()).OfType<string>());

    /// <summary>A step or an outcome of the city's own is told by the names that its declaration gives it.</summary>
    private static string? CityTask(string kind, CityPolicy? policy) =>
        OutcomeOf(kind, policy) is var (task, outcome) ? $"{task.DisplayName}：{outcome.DisplayName}" : null;

    private static (TaskDeclaration Task, TaskOutcome Outcome)? OutcomeOf(string kind, CityPolicy? policy)
    {
        if (policy is null) return null;
        foreach (var name in policy.Tasks.Kinds.Keys.Concat(policy.Tasks.Changes.Keys))
        {
            if (!kind.StartsWith(name, StringComparison.Ordinal) || policy.FindTask(name) is not { } task) continue;
            foreach (var outcome in task.Outcomes)
            {
                if (kind.Length == name.Length + outcome.Name.Length && kind.EndsWith(outcome.Name, StringComparison.Ordinal)) return (task, outcome);
            }
        }

        return null;
    }

    private static string Unit(Value code, CityPolicy? policy) => code.AsString() is { } text ? policy?.Organisation.Find(text)?.Name ?? text : "承办单位";

    private static string Class(Value code, CityPolicy? policy) => code.AsString() is { } text ? policy?.Classes.FullName(text) ?? text : "已确认";

    private static string Because(Value reason) => reason.AsString() is { Length: > 0 } text ? $"（{text}）" : "";

    private static string Result(string? result) => result switch
    {
        "Solved" => "：已解决",
        "Explained" => "：已解释说明",
        "Unsolved" => "：客观上暂时不能解决",
        _ => "",
    };
}
