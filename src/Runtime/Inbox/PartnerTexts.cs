using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Runtime.Inbox;

/// <summary>What happens where several units share a ticket, and what is watched, in words, zh-CN.</summary>
internal static class PartnerTexts
{
    /// <summary>The words, or null where the event is none of these.</summary>
    public static string? Of(string kind, Value set, CityPolicy? policy) => kind switch
    {
        "WhistleBlown" => $"街道（乡镇）吹哨，点名{Departments(set, policy)}",
        "WhistleLimitSet" => "载明吹哨办结时限",
        "WhistleDirected" => "街道（乡镇）调度、记录处置过程",
        "WhistleJoined" => "吹哨汇合，继续办理",
        "WhistleConcluded" => "吹哨提前结束",
        "WhistleEscalated" => $"{Departments(set, policy)}未报到，报上级处理",
        "WhistleEscalationDecided" => $"上级对{Departments(set, policy)}未报到作出处理",
        "WhistleUnrated" => $"{Departments(set, policy)}：双向评价逾期未评",
        "DepartmentReportedIn" => $"{Departments(set, policy)}报到",
        "DepartmentLate" => $"{Departments(set, policy)}逾期未报到",
        "DepartmentRefused" => $"{Departments(set, policy)}拒绝报到",
        "DepartmentCalledAgain" => $"{Departments(set, policy)}被责令报到，时限重新起算",
        "DepartmentExcused" => $"{Departments(set, policy)}经同意免于报到",
        "DepartmentAssigned" => $"向{Departments(set, policy)}布置任务",
        "DepartmentPartBegun" => $"{Departments(set, policy)}开始处置",
        "DepartmentPartTold" => $"{Departments(set, policy)}报告处置完成",
        "DepartmentProgressed" => $"{Departments(set, policy)}报告阶段性进展",
        "DepartmentPartSentBack" => $"街道（乡镇）退回{Departments(set, policy)}的处置",
        "DepartmentPartDone" => $"街道（乡镇）确认{Departments(set, policy)}处置完成",
        "DepartmentPartOverdue" => $"{Departments(set, policy)}逾期未完成处置",
        "DepartmentRated" => $"街道（乡镇）评价{Departments(set, policy)}",
        "StreetRated" => $"{Departments(set, policy)}评价街道（乡镇）",
        "CoordinationAsked" => "提请协调",
        "CoordinationBegun" => $"{Level(set, policy)}开始协调",
        "CoordinationDecided" => "协调有了结果",
        "OutsidePartyProposed" => "提出商请外部单位办理",
        "OutsideHandedOver" => $"转送{Party(set, policy)}办理",
        "OutsidePushed" => "再次推动外部单位",
        "OutsideAnswered" => "记录外部单位答复",
        "OutsideGivenUp" => "外部单位无答复，不再推动",
        "TicketUrged" => "诉求人催办",
        "TicketSupplemented" => "诉求人补充情况",
        "TicketSupervised" => "人工催办督办",
        "FlagRaised" => $"登记违规线索：{policy?.Supervision.FindAct(set["act"].AsString())?.Name}",
        "FlagReviewBegun" => "等待核查",
        "FlagReviewOverdue" => "逾期未核查",
        "FlagDecided" => $"线索结论：{Decision(set["status"].AsString())}",
        _ => null,
    };

    private static string Departments(Value set, CityPolicy? policy)
    {
        var names = set["whistles"].MembersByName.SelectMany(whistle => whistle.Value["departments"].MembersByName).Select(member => Unit(member.Key, policy)).ToArray();
        return names.Length == 0 ? "部门" : string.Join("、", names);
    }

    private static string Level(Value set, CityPolicy? policy) => set["coordination"].MembersByName
        .SelectMany(request => request.Value["levels"].MembersByName)
        .Select(level => Unit(level.Value["unit"].AsString() ?? "", policy))
        .FirstOrDefault() ?? "上级";

    private static string Party(Value set, CityPolicy? policy) => set["outside"].MembersByName
        .Select(request => policy?.Coordination.FindParty(request.Value["party"].AsString())?.Name)
        .FirstOrDefault() ?? "外部单位";

    private static string Unit(string code, CityPolicy? policy) => policy?.Organisation.Find(code)?.Name ?? code;

    private static string? Decision(string? status) => status switch
    {
        "FlagRefer" => "移送监察",
        "FlagConfirmed" => "认定成立",
        "FlagUnfounded" => "认定不成立",
        "FlagExempted" => "容错免责",
        "FlagWithdrawn" => "撤回",
        _ => status,
    };
}
