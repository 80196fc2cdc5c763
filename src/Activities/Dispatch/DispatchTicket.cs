using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Clocks;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Dispatch;

/// <summary>
/// Sends the ticket to the unit that a conference or a review has chosen, else to the one the dispatch catalogue names for
/// its class and area, and says why (Arts. 11, 12). Where only the district is known, the district government chooses
/// among its units; where the catalogue names none, a dispatcher chooses with a reason or calls a conference. The limit is
/// printed on the ticket (Art. 13); a ticket that goes straight to a street is copied to its district (Art. 12).
/// </summary>
public sealed class DispatchTicket : Activity
{
    private const string Dispatched = "Dispatched";
    private const string CoHandling = "CoHandling";
    private const string Conference = "Conference";
    private const string DistrictTag = "district";
    private const string ByHandTag = "task";

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.DispatchTicket",
        Category = "接诉即办",
        DisplayName = "派单",
        Description = "按派单目录（分类×地区）直派承办单位，派街道（乡镇）的同时抄送区政府，工单载明办理时限；只明确到区的由区政府协调确定单位；目录未覆盖的由派单员会商后指定。",
        Sources = [LegalDuty.Dispatch, LegalDuty.Community],
        Inputs =
        [
            new("UnitCode", "String", "指定承办单位", "留空则按派单目录；填写单位代码则一律派往该单位", UiHint: Pickers.Unit),
            Limits.Input("LimitStep", "办理时限步骤", "工单载明的办理时限取自时限表的哪一步骤", LimitStep.Feedback),
            new("DistrictChooses", "Boolean", "区政府协调", "派到区政府的，由区政府在本区确定承办单位；否则由区政府自行办理", Value.True, "checkbox"),
            Limits.Input("DistrictStep", "区协调时限步骤", "区政府确定承办单位的期限取自时限表的哪一步骤", new("ChooseUnit")),
        ],
        Outputs = [new("LeadUnit", "String", "承办单位", "首接负责的单位"), new("RowId", "String", "派单目录行", "人工指定时为空")],
        Ports = [new(Dispatched, "已派单"), new(CoHandling, "请协办单位配合", IsOptional: true), new(Conference, "派单前会商", IsOptional: true)],
        Task = new(
            "ChooseUnit",
            "确定承办单位",
            "Choose the handling unit",
            "派单目录没有对应的承办单位，或者只明确到区的：确定一个承办单位并说明理由，疑难的召开派单前会商；社区（村）不得作为承办单位。",
            [new(Dispatched, "派单", "Dispatch"), new(Conference, "提请派单前会商", "Call a conference")],
            [
                new("unitCode", FieldType.Unit, "承办单位", "Handling unit", IsRequired: true, MaxLength: 32, OnlyFor: [Dispatched]),
                new("coUnits", FieldType.Units, "协办单位", "Co-handling units", OnlyFor: [Dispatched]),
                new("reason", FieldType.LongText, "理由", "Reason", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: 1000),
            ])
        { Subject = Subjects.Of("ChooseUnit") },
    };

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        var city = context.City();
        if (!Limits.TryRead(context, "LimitStep", out var step)) return;
        if (context.Input("UnitCode").TextOf() is { } unitCode)
        {
            if (city.Organisation.Find(unitCode) is not { MayLead: true } named)
            {
                context.Fault("dispatch.unit", $"流程指定的承办单位“{unitCode}”不存在或者不得作为主办单位：请修改“{context.DisplayText}”的“指定承办单位” / The definition names unit '{unitCode}', which does not exist or may not lead: change the input UnitCode");
                return;
            }

            Send(context, step, new(named, "ByDefinition", $"流程“{context.DisplayText}”指定派{named.Name}", $"The workflow names {named.Code}"));
            return;
        }

        var ticket = context.Ticket();
        var chosen = ticket.ChosenUnit;
        if (chosen.Unit is { } code && city.Organisation.Find(code) is { MayLead: true } unit)
        {
            Send(context, step, new(unit, chosen.By, $"{DispatchLabels.ChosenBy(chosen.By)}，派{unit.Name}", $"Chosen by {chosen.By}: {unit.Code}"));
            return;
        }

        var answer = city.Dispatch.Lookup(ticket.ClassCode ?? "", ticket.DistrictCode, ticket.StreetCode);
        if (!answer.IsProposal)
        {
            ByHand(context, LegacyCitations.OfDispatch(context.Semantics, answer.Rejection.Chinese), LegacyCitations.OfDispatch(context.Semantics, answer.Rejection.English));
        }
        else if (city.Organisation.Find(answer.Proposal.UnitCode) is { } closed && LeadUnits.IsClosed(context, closed))
        {
            ByHand(context, $"派单目录行 {answer.Proposal.RowId} 指向{closed.Name}，而该单位已经撤销，请另行确定承办单位", $"Row {answer.Proposal.RowId} names {closed.Code}, which has closed: choose another unit");
        }
        else if (NotAgain(context, answer.Proposal.UnitCode) is { } objected)
        {
            ByHand(context, $"派单目录行 {answer.Proposal.RowId} 仍指向{objected.Name}，而该单位的派单异议已经成立，请另行确定承办单位", $"Row {answer.Proposal.RowId} still names {objected.Code}, whose objection was upheld: choose another unit");
        }
        else if (answer.Proposal.Mode == DispatchMode.District && context.Input("DistrictChooses").AsBoolean() != false)
        {
            ToDistrict(context, step, answer.Proposal);
        }
        else
        {
            var proposal = answer.Proposal;
            Send(context, step, new(city.Organisation.Find(proposal.UnitCode)!, proposal.Mode.ToString(), proposal.Chinese, proposal.English, proposal));
        }
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        var city = context.City();
        var result = resumption.Payload;
        var reason = result["reason"].Written();
        if (reason.IsNull)
        {
            return Refusal.Content("dispatch.reason.missing", "result.reason", "人工指定承办单位应当说明理由", "Expected the reason for this unit, but there is none, so state it", LegalDuty.Dispatch);
        }

        if (resumption.Outcome == Conference)
        {
            context.Record(new ConferenceCalled(context.Actor.Id, reason));
            context.Complete(Conference);
            return null;
        }

        var code = result["unitCode"].AsString() ?? "";
        if (LeadUnits.Check(context, code, "result.unitCode") is { } wrong) return wrong;
        var unit = city.Organisation.Find(code)!;
        var byDistrict = resumption.Bookmark.Tag == DistrictTag;
        if (byDistrict && unit.DistrictCode != context.Ticket().LeadUnit)
        {
            return Refusal.Content("dispatch.unit.elsewhere", "result.unitCode", $"{unit.Name}不属于本区，请在本区确定承办单位；不属于本区办理的，请说明理由自行办理或者提出派单异议",
                $"Expected a unit of the district, but {unit.Code} is none, so choose one of it", LegalDuty.Dispatch);
        }

        string[] helpers = [.. result["coUnits"].Items.Select(item => item.AsString() ?? "")];
        if (LeadUnits.CheckHelpers(context, helpers, code, "result.coUnits") is { } wrongHelper) return wrongHelper;
        if (!Limits.TryRead(context, "LimitStep", out var step)) return null;
        context.Record(new HandlingUnitChosen(context.Actor.Id, helpers.Length == 0 ? context.Ticket().CoUnitsProposed : helpers, byDistrict ? context.Ticket().LeadUnit : null));
        Send(context, step, byDistrict
            ? new(unit, "District", $"{city.Organisation.Find(context.Ticket().LeadUnit!)?.Name}协调确定派{unit.Name}{Said(reason)}", $"Chosen by the district: {unit.Code}") { Because = reason }
            : new(unit, "ByHand", $"派单员指定派{unit.Name}{Said(reason)}", $"Chosen by a dispatcher: {unit.Code}") { Because = reason });
        return null;
    }

    /// <summary>The unit itself, where the last upheld objection was its own and nobody was named instead.</summary>
    private static HandlingUnit? NotAgain(ActivityContext context, string unit)
    {
        var objection = context.Ticket().LatestObjection;
        return objection.Decision == ObjectionFacts.Upheld && objection.Unit == unit ? context.City().Organisation.Find(unit) : null;
    }

    private static void ByHand(ActivityContext context, string obstacle, string obstacleInEnglish)
    {
        context.Record(new DispatchByHandRequested(obstacle, obstacleInEnglish));
        var due = context.DueAt(LimitStep.Dispatch);
        context.OpenTask(
            TicketRoles.Dispatcher,
            null,
            due > context.Now ? due : context.DueAt(new("ChooseUnit")) ?? due,
            context.Summary(("obstacle", Value.Of(obstacle))),
            tag: ByHandTag,
            outcomes: context.Drawn([Dispatched, Conference], Dispatched));
    }

    /// <summary>To the district government, which names one of its units or handles the matter itself (Art. 12). The clock runs from here.</summary>
    private static void ToDistrict(ActivityContext context, LimitStep step, DispatchProposal proposal)
    {
        if (!Limits.TryRead(context, "DistrictStep", out var districtStep)) return;
        var district = context.City().Organisation.Find(proposal.UnitCode)!;
        Record(context, new(district, proposal.Mode.ToString(), proposal.Chinese, proposal.English, proposal), null);
        TicketClocks.Start(context, step, TicketClocks.Feedback);
        Notices.Send(context, OutgoingMessages.DistrictCoordinates, district.Code, ("unit", district.Name), ("reason", proposal.Chinese));
        context.OpenTask(
            TicketRoles.Handler,
            district.Code,
            context.DueAt(districtStep) ?? context.Ticket().FeedbackDueAt,
            context.Summary(("dispatchReason", Value.Of(proposal.Chinese))),
            tag: DistrictTag,
            outcomes: [Dispatched]);
    }

    private static void Send(ActivityContext context, LimitStep step, Choice choice)
    {
        var city = context.City();
        var unit = choice.Unit;
        var copyTo = unit.IsStreet ? unit.DistrictCode : null;
        var before = context.Ticket();
        var helpers = (choice.Proposal?.CoUnits ?? []).Concat(before.CoUnitsProposed ?? []);
        var isAgain = before.DispatchedAt is not null && before.LeadUnit != unit.Code && before.LatestObjection.Decision is ObjectionFacts.Upheld or ObjectionFacts.Designated;
        Record(context, choice, CoUnits.ToAsk(before, helpers, unit.Code));
        if (isAgain && city.Objections.OnUpheld == TimeAfterObjection.Fresh) TicketClocks.Restart(context, step, keepsElapsed: false, TicketClocks.Feedback);
        else if (isAgain) TicketClocks.Recompute(context, step, TicketClocks.Feedback);
        else TicketClocks.Start(context, step, TicketClocks.Feedback);
        Notices.Send(context, OutgoingMessages.TicketDispatched, unit.Code, ("unit", unit.Name), ("reason", choice.Chinese));
        if (copyTo is not null)
        {
            Notices.Send(context, OutgoingMessages.TicketCopied, copyTo, ("unit", unit.Name), ("district", city.Organisation.Find(copyTo)?.Name));
        }

        context.SetOutput("LeadUnit", Value.Of(unit.Code));
        context.SetOutput("RowId", Value.Of(choice.Proposal?.RowId));
        if (CoUnits.In(context, CoUnits.Asked).Length > 0 && context.IsDrawn(CoHandling)) context.Complete(Dispatched, CoHandling);
        else context.Complete(Dispatched);
    }

    /// <summary>Records the dispatch.</summary>
    /// <param name="context">The activity.</param>
    /// <param name="choice">Where to, and why.</param>
    /// <param name="coUnits">Units asked to help; null where the district is to choose the unit first.</param>
    private static void Record(ActivityContext context, Choice choice, string[]? coUnits)
    {
        var (ticket, unit) = (context.Ticket(), choice.Unit);
        RowNotUsed[]? notUsed = choice.Proposal is { RejectedRows: { Length: > 0 } rejected }
            ? [.. rejected.Select(row => new RowNotUsed(row.Row.Id, LegacyCitations.OfDispatch(context.Semantics, row.Chinese), LegacyCitations.OfDispatch(context.Semantics, row.English)))]
            : null;
        var reason = new DispatchReason(
            choice.Mode,
            choice.Chinese,
            choice.English,
            choice.Because.HasWords() ? choice.Because : ticket.Dispatch.Because.IsNull ? null : Value.Null,
            unit.IsStreet ? unit.DistrictCode : null,
            context.City().Hash,
            choice.Proposal?.RowId,
            notUsed);
        // The unit that received it first (Art. 14) is on record once and for all, also where an objection sends the ticket on. A district that only chooses is none.
        var isFirst = context.Semantics >= CaseSemantics.FirstReceiverKept && coUnits is not null && ticket.FirstReceiver.Entries.IsNull;
        context.Record(new TicketDispatched(
            context.Now, ticket.FirstDispatchedAt ?? context.Now, unit.Code, reason, coUnits, coUnits is null ? ticket.CoUnitsProposed : null, isFirst));
    }

    /// <summary>Before reasons were sealed, the sentence ended with the reason itself.</summary>
    private static string Said(Value reason) => reason.TextOf() is { } text ? $"：{text}" : "";

    /// <summary>Where to, and why.</summary>
    private sealed record Choice(HandlingUnit Unit, string Mode, string Chinese, string English, DispatchProposal? Proposal = null)
    {
        /// <summary>The reason that a person wrote, sealed.</summary>
        public Value Because { get; init; } = Value.Null;
    }
}
