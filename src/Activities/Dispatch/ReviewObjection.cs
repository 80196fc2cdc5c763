using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Dispatch;

/// <summary>
/// Somebody outside the unit decides on its objection (Art. 12): upheld, and the ticket is dispatched again; rejected, or
/// a unit designated for good, and it may not be returned again. A ladder of reviews is several of these, each a level.
/// </summary>
public sealed class ReviewObjection : Activity
{
    private const string Upheld = "Upheld";
    private const string Rejected = "Rejected";
    private const string Designated = "Designated";
    private const string Escalate = "Escalate";
    private static readonly string[] Always = [Upheld, Rejected];

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.ReviewObjection",
        Category = "接诉即办",
        DisplayName = "派单异议审核",
        Description = "由异议单位以外的人员审核派单异议：成立的重新派单，不成立或者最终指定的不得再次退单；可逐级上报。",
        Sources = [LegalDuty.Objection],
        Inputs =
        [
            new("ReviewerRole", "String", "审核人角色", "由什么角色审核派单异议", Value.Of(TicketRoles.Supervisor), Pickers.Role),
            new("ReviewerUnit", "String", "审核单位", "留空则该角色均可审核", UiHint: Pickers.UnitReference),
            new("Level", "Int32", "审核层级", "记入工单，用于逐级审核", Value.Of(1)),
            Limits.Input("LimitStep", "审核时限步骤", "审核期限取自时限表的哪一步骤", LimitStep.ObjectionReview),
        ],
        Outputs = [new("UnitCode", "String", "确定的承办单位", "审核人未指定时为空")],
        Ports = [new(Upheld, "异议成立"), new(Rejected, "异议不成立"), new(Designated, "最终指定", IsOptional: true), new(Escalate, "上报上一级", IsOptional: true)],
        Task = new(
            "ReviewObjection",
            "审核派单异议",
            "Review the objection",
            "审核异议的事实和依据：成立的重新派单；不成立的由首接单位继续办理，不得再次退单。审核人不得是提出异议的单位或者个人。",
            [
                new(Upheld, "异议成立，重新派单", "Uphold: dispatch again"),
                new(Rejected, "异议不成立", "Reject"),
                new(Designated, "最终指定承办单位", "Designate a unit for good"),
                new(Escalate, "上报上一级审核", "Send up to the next level"),
            ],
            [
                new("unitCode", FieldType.Unit, "承办单位", "Handling unit", MaxLength: 32, OnlyFor: [Upheld, Designated]),
                new("opinion", FieldType.LongText, "审核意见", "Opinion", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: 4000),
            ])
        { Subject = Subjects.Of("ReviewObjection") },
    };

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        if (!Limits.TryRead(context, "LimitStep", out var step)) return;
        var (city, ticket) = (context.City(), context.Ticket());
        var choice = context.Input("ReviewerUnit").AsString();
        if (!UnitReference.TryResolve(city, ticket, choice, out var unit))
        {
            context.Fault("objection.reviewer", $"没有异议审核单位“{choice}”：请修改“{context.DisplayText}”的“审核单位” / The ticket has no unit '{choice}' to review the objection: change the input ReviewerUnit");
            return;
        }

        var objection = context.LatestOf("objections");
        var ground = city.Objections.Grounds.FirstOrDefault(known => known.Code == objection["ground"].AsString());
        context.Record("ObjectionReviewRequested", Value.Object(
            context.Latest("objections", ("level", context.Input("Level"))),
            ("status", Value.Of(TicketStatus.ObjectionUnderReview))));
        context.OpenTask(
            context.Input("ReviewerRole").TextOf() ?? TicketRoles.Supervisor,
            unit,
            context.DueAt(step),
            context.Summary(
                ("citation", objection["citation"]),
                ("dispatchReason", ticket.Dispatch["reason"]),
                ("ground", Value.Of(ground?.Name)),
                ("level", context.Input("Level")),
                ("proposedUnit", objection["proposedUnit"]),
                ("proposedUnitName", Value.Of(objection["proposedUnit"].AsString() is { } proposed ? city.Organisation.Find(proposed)?.Name : null))),
            outcomes: context.Drawn([Upheld, Rejected, Designated, Escalate], Always),
            notBy: context.Input("Level").AsInt64() > 1 ? context.NotBy("objection", "objectionReview") : context.NotBy("objection"));
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        var result = resumption.Payload;
        var objection = context.LatestOf("objections");
        if (context.Actor.UnitCode is { } own && own == objection["unit"].AsString())
        {
            return Refusal.Permission("objection.ownUnit", "异议应当由提出单位以外的人员审核，请交由他人审核", "Expected a reviewer outside the objecting unit, but you belong to it, so leave the review to others", LegalDuty.Objection);
        }

        if (!result["opinion"].HasWords()) return Refusal.Content("objection.opinion.missing", "result.opinion", "请填写审核意见", "Expected the reviewer's opinion, but there is none, so write it", LegalDuty.Objection);
        var unit = result["unitCode"].TextOf();
        if (unit is not null && LeadUnits.Check(context, unit, "result.unitCode") is { } wrong) return wrong;
        switch (resumption.Outcome)
        {
            case Upheld:
                if (unit is not null && unit == objection["unit"].AsString())
                {
                    return Refusal.Content("objection.unit.same", "result.unitCode", "异议成立的，应当改派其他单位；仍由该单位办理的，请选“异议不成立”", "Expected another unit, but it is the objecting one, so choose another or reject the objection", LegalDuty.Objection);
                }

                Uphold(context, result, unit ?? objection["proposedUnit"].AsString());
                break;
            case Designated when unit is null:
                return Refusal.Content("objection.unit.missing", "result.unitCode", "最终指定应当写明承办单位", "Expected the unit that is designated, but none is named, so choose it", LegalDuty.Objection);
            case Designated:
                Decide(context, result, Designated, ("returnForbidden", Value.True), ("chosenUnit", Chosen(unit, "Designated")));
                break;
            case Escalate:
                Decide(context, result, "Escalated");
                break;
            default:
                if (context.City().Objections.RejectionIsFinal) Decide(context, result, Rejected, ("returnForbidden", Value.True));
                else Decide(context, result, Rejected);
                break;
        }

        context.SetOutput("UnitCode", Value.Of(unit));
        context.Complete(resumption.Outcome!);
        return null;
    }

    private static void Uphold(ActivityContext context, Value result, string? unit)
    {
        var ticket = context.Ticket();
        var objection = context.LatestOf("objections");
        Decide(
            context,
            result,
            Upheld,
            ("chosenUnit", unit is null ? Value.Null : Chosen(unit, "Objection")),
            ("signedInAt", Value.Null));

        // Kept for the catalogue: the next edition must not send this class and place to that unit again.
        context.Record("RegressionCaseKept", Value.Object(context.Latest("objections", ("regression", Value.Object(
            ("classCode", Value.Of(ticket.ClassCode)),
            ("districtCode", Value.Of(ticket.DistrictCode)),
            ("notUnit", objection["unit"]),
            ("rowId", objection["rowId"]),
            ("streetCode", Value.Of(ticket.StreetCode)),
            ("unit", Value.Of(unit)))))));
    }

    private static void Decide(ActivityContext context, Value result, string decision, params ReadOnlySpan<(string Name, Value Value)> more)
    {
        var unit = context.LatestOf("objections")["unit"].AsString();
        context.Record("Objection" + decision, Value.Object(
        [
            context.ActorOf("objectionReview"),
            context.Latest(
                "objections",
                ("decidedAt", Value.Of(context.Now)),
                ("decidedBy", Value.Of(context.Actor.Id)),
                ("decision", Value.Of(decision)),
                ("decisionText", result["opinion"])),
            .. more,
        ]));
        if (decision != "Escalated") TicketClocks.Resume(context, TicketClocks.Feedback);
        if (unit is not null)
        {
            var message = decision switch
            {
                Upheld => OutgoingMessages.ObjectionUpheld,
                Designated => OutgoingMessages.ObjectionDesignated,
                "Escalated" => OutgoingMessages.ObjectionEscalated,
                _ => context.City().Objections.RejectionIsFinal ? OutgoingMessages.ObjectionRejected : OutgoingMessages.ObjectionRejectedOnce,
            };
            Notices.Send(context, message, unit);
        }
    }

    private static Value Chosen(string? unit, string by) => Value.Object(("by", Value.Of(by)), ("unit", Value.Of(unit)));
}
