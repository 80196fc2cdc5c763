using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Clocks;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
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
    private const string Upheld = ObjectionFacts.Upheld;
    private const string Rejected = ObjectionFacts.Rejected;
    private const string Designated = ObjectionFacts.Designated;
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

        var objection = ticket.LatestObjection;
        var ground = city.Objections.Grounds.FirstOrDefault(known => known.Code == objection.Ground);
        context.Record(new ObjectionReviewRequested(ticket.Objections.LatestOrdinal, context.Input("Level")));
        context.OpenTask(
            context.Input("ReviewerRole").TextOf() ?? TicketRoles.Supervisor,
            unit,
            context.DueAt(step),
            context.Summary(
                ("citation", objection.Citation),
                ("dispatchReason", Value.Of(ticket.Dispatch.Reason)),
                ("ground", Value.Of(ground?.Name)),
                ("level", context.Input("Level")),
                ("proposedUnit", Value.Of(objection.ProposedUnit)),
                ("proposedUnitName", Value.Of(objection.ProposedUnit is { } proposed ? city.Organisation.Find(proposed)?.Name : null))),
            outcomes: context.Drawn([Upheld, Rejected, Designated, Escalate], Always),
            notBy: context.Input("Level").AsInt64() > 1 ? context.NotBy(ActorFacts.Objection, ActorFacts.ObjectionReview) : context.NotBy(ActorFacts.Objection));
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        var result = resumption.Payload;
        var objection = context.Ticket().LatestObjection;
        if (context.Actor.UnitCode is { } own && own == objection.Unit)
        {
            return Refusal.Permission("objection.ownUnit", "异议应当由提出单位以外的人员审核，请交由他人审核", "Expected a reviewer outside the objecting unit, but you belong to it, so leave the review to others", LegalDuty.Objection);
        }

        if (!result["opinion"].HasWords()) return Refusal.Content("objection.opinion.missing", "result.opinion", "请填写审核意见", "Expected the reviewer's opinion, but there is none, so write it", LegalDuty.Objection);
        var unit = result["unitCode"].TextOf();
        if (unit is not null && LeadUnits.Check(context, unit, "result.unitCode") is { } wrong) return wrong;
        var made = new ObjectionDecision(context.Ticket().Objections.LatestOrdinal, context.Now, context.Actor.Id, result["opinion"]);
        switch (resumption.Outcome)
        {
            case Upheld:
                if (unit is not null && unit == objection.Unit)
                {
                    return Refusal.Content("objection.unit.same", "result.unitCode", "异议成立的，应当改派其他单位；仍由该单位办理的，请选“异议不成立”", "Expected another unit, but it is the objecting one, so choose another or reject the objection", LegalDuty.Objection);
                }

                Uphold(context, made, unit ?? objection.ProposedUnit);
                break;
            case Designated when unit is null:
                return Refusal.Content("objection.unit.missing", "result.unitCode", "最终指定应当写明承办单位", "Expected the unit that is designated, but none is named, so choose it", LegalDuty.Objection);
            case Designated:
                context.Record(new ObjectionDesignated(made, unit));
                After(context, Designated);
                break;
            case Escalate:
                context.Record(new ObjectionEscalated(made));
                After(context, ObjectionFacts.Escalated);
                break;
            default:
                context.Record(new ObjectionRejected(made, context.City().Objections.RejectionIsFinal));
                After(context, Rejected);
                break;
        }

        context.SetOutput("UnitCode", Value.Of(unit));
        context.Complete(resumption.Outcome!);
        return null;
    }

    private static void Uphold(ActivityContext context, in ObjectionDecision made, string? unit)
    {
        context.Record(new ObjectionUpheld(made, unit));
        After(context, Upheld);
        var ticket = context.Ticket();
        var objection = ticket.LatestObjection;
        context.Record(new RegressionCaseKept(made.Ordinal, ticket.ClassCode, ticket.DistrictCode, ticket.StreetCode, objection.Unit, unit, objection.RowId));
    }

    /// <summary>The clock goes on, and the unit that objected gets the decision.</summary>
    private static void After(ActivityContext context, string decision)
    {
        if (decision != ObjectionFacts.Escalated) TicketClocks.Resume(context, TicketClocks.Feedback);
        if (context.Ticket().LatestObjection.Unit is not { } unit) return;
        var message = decision switch
        {
            Upheld => OutgoingMessages.ObjectionUpheld,
            Designated => OutgoingMessages.ObjectionDesignated,
            ObjectionFacts.Escalated => OutgoingMessages.ObjectionEscalated,
            _ => context.City().Objections.RejectionIsFinal ? OutgoingMessages.ObjectionRejected : OutgoingMessages.ObjectionRejectedOnce,
        };
        Notices.Send(context, message, unit);
    }
}
