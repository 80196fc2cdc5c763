using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Handling;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Dispatch;

/// <summary>
/// Sends the ticket to the unit that the dispatch catalogue names for its class and area, and says why (Arts. 11, 12).
/// Where the catalogue names none, a dispatcher chooses with a reason. The limit is printed on the ticket (Art. 13); a
/// ticket that goes straight to a street is copied to its district (Art. 12).
/// </summary>
public sealed class DispatchTicket : Activity
{
    private const string Dispatched = "Dispatched";

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.DispatchTicket",
        Category = "接诉即办",
        DisplayName = "派单",
        Description = "按派单目录（分类×地区）直派承办单位，派街道（乡镇）的同时抄送区政府，工单载明办理时限；目录未覆盖的由派单员会商后指定（第十一条至第十三条）。",
        Inputs =
        [
            new("UnitCode", "String", "指定承办单位", "留空则按派单目录；填写单位代码则一律派往该单位"),
            Limits.Input("LimitStep", "办理时限步骤", "工单载明的办理时限取自时限表的哪一步骤（第十三条）", LimitStep.Feedback),
        ],
        Outputs = [new("LeadUnit", "String", "承办单位", "首接负责的单位（第十四条）"), new("RowId", "String", "派单目录行", "人工指定时为空")],
        Ports = [new(Dispatched, "已派单")],
        Task = new(
            "ChooseUnit",
            "人工指定承办单位",
            "Choose the handling unit",
            "派单目录没有对应的承办单位：经派单前会商，指定一个承办单位并说明理由；社区（村）不得作为承办单位（第十二条、第十七条）。",
            [new(Dispatched, "派单", "Dispatch")],
            [
                new("unitCode", FieldType.Unit, "承办单位", "Handling unit", IsRequired: true, MaxLength: 32),
                new("reason", FieldType.LongText, "指定理由", "Reason", IsRequired: true, MaxLength: 1000),
            ]),
    };

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        var city = context.City();
        if (!Limits.TryRead(context, "LimitStep", out var step)) return;
        if (context.Input("UnitCode").AsString() is { } unitCode && !string.IsNullOrWhiteSpace(unitCode))
        {
            if (city.Organisation.Find(unitCode) is not { MayLead: true } named)
            {
                context.Fault("dispatch.unit", $"流程指定的承办单位“{unitCode}”不存在或者不得作为主办单位：请修改“{context.DisplayText}”的“指定承办单位” / The definition names unit '{unitCode}', which does not exist or may not lead: change the input UnitCode");
                return;
            }

            Send(context, step, named, null, "流程指定", $"流程“{context.DisplayText}”指定派{named.Name}", $"The workflow names {named.Code}");
            return;
        }

        var ticket = context.Ticket();
        var answer = city.Dispatch.Lookup(ticket.ClassCode ?? "", ticket.DistrictCode, ticket.StreetCode);
        if (answer.IsProposal)
        {
            var proposal = answer.Proposal;
            Send(context, step, city.Organisation.Find(proposal.UnitCode)!, proposal.RowId, proposal.Mode.ToString(), proposal.Chinese, proposal.English);
            return;
        }

        var deadline = TicketDeadlines.Of(city, ticket, LimitStep.Dispatch, context.Now);
        context.Record("DispatchByHandRequested", Value.Object(
            ("dispatch", Value.Object(("obstacle", Value.Of(answer.Rejection.Chinese)), ("obstacleInEnglish", Value.Of(answer.Rejection.English)))),
            ("status", Value.Of(TicketStatus.AwaitingDispatch))));
        context.OpenTask(TicketRoles.Dispatcher, null, deadline?.DueAt, context.Summary(("obstacle", Value.Of(answer.Rejection.Chinese))));
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        var city = context.City();
        var code = resumption.Payload["unitCode"].AsString() ?? "";
        var reason = resumption.Payload["reason"].AsString();
        if (city.Organisation.Find(code) is not { } unit)
        {
            return Refusal.Content("dispatch.unit.unknown", "result.unitCode", $"没有承办单位“{code}”，请从组织机构中选择", $"Expected a unit of the organisation, but '{code}' is none, so choose one of it", Articles.DispatchWays);
        }

        if (!unit.MayLead)
        {
            return Refusal.Content("dispatch.unit.mayNotLead", "result.unitCode", $"{unit.Name}是社区（村），不得作为承办单位，请派街道（乡镇）或者部门", $"Expected a unit that may lead, but {unit.Code} is a community, so choose its street or a department", Articles.Community);
        }

        if (string.IsNullOrWhiteSpace(reason))
        {
            return Refusal.Content("dispatch.reason.missing", "result.reason", "人工指定承办单位应当说明理由", "Expected the reason for this unit, but there is none, so state it", Articles.DispatchWays);
        }

        if (!Limits.TryRead(context, "LimitStep", out var step)) return null;
        Send(context, step, unit, null, "ByHand", $"派单员指定派{unit.Name}：{reason}", $"Chosen by a dispatcher: {unit.Code}");
        return null;
    }

    private static void Send(ActivityContext context, LimitStep step, HandlingUnit unit, string? rowId, string mode, string reason, string reasonInEnglish)
    {
        var city = context.City();
        var copyTo = unit.IsStreet ? unit.DistrictCode : null;
        context.Record("TicketDispatched", Value.Object(
            ("dispatch", Value.Object(
                ("copyTo", Value.Of(copyTo)),
                ("mode", Value.Of(mode)),
                ("obstacle", Value.Null),
                ("obstacleInEnglish", Value.Null),
                ("reason", Value.Of(reason)),
                ("reasonInEnglish", Value.Of(reasonInEnglish)),
                ("rowId", Value.Of(rowId)))),
            ("dispatchedAt", Value.Of(context.Now)),
            ("leadUnit", Value.Of(unit.Code)),
            ("status", Value.Of(TicketStatus.AwaitingSignIn))));
        FeedbackClock.Print(context, step);
        var number = context.Ticket().Number;
        Notices.Send(context, "TicketDispatched", unit.Code, $"工单 {number} 已派至{unit.Name}，请按时签收办理。{reason}");
        if (copyTo is not null)
        {
            Notices.Send(context, "TicketCopied", copyTo, $"工单 {number} 已直派{unit.Name}，抄送{city.Organisation.Find(copyTo)?.Name}（{Articles.DispatchWays}）");
        }

        context.SetOutput("LeadUnit", Value.Of(unit.Code));
        context.SetOutput("RowId", Value.Of(rowId));
        context.Complete(Dispatched);
    }
}
