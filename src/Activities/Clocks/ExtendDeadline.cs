using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Clocks;

/// <summary>
/// Decides on the extension that the unit asked for (Art. 15): at once, where the city only demands that petitioner and
/// hotline are told, else by somebody who is not the one who asked. The deadline moves, what has elapsed stays elapsed.
/// </summary>
public sealed class ExtendDeadline : Activity
{
    private const string Extended = "Extended";
    private const string Refused = "Refused";
    private const string Approve = "Approve";
    private const string Refuse = "Refuse";
    private const string EndTag = "end";

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.ExtendDeadline",
        Category = "接诉即办",
        DisplayName = "延期",
        Description = "承办单位有法定理由不能按时办结的，向诉求人说明理由并告知热线后延期；城市规定须审批的，由申请人以外的人员审核。",
        Sources = [LegalDuty.Extension],
        Ports = [new(Extended, "已延期"), new(Refused, "未延期")],
        Task = new(
            "ReviewExtension",
            "审核延期申请",
            "Review the request for more time",
            "审核延期的法定理由、依据和期限；审核人不得是申请人。",
            [new(Approve, "同意延期", "Approve"), new(Refuse, "不同意", "Refuse")],
            [
                new("approvedDueAt", FieldType.Instant, "同意延至（留空则按申请）", "Approved end, if not as asked", OnlyFor: [Approve]),
                new("opinion", FieldType.LongText, "审核意见", "Opinion", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: 2000),
            ])
        { Subject = Subjects.Of("ReviewExtension") },
    };

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        var request = context.Ticket().LatestExtension;
        if (request.Decision != ExtensionFacts.Requested || request.RequestedDueAt is not { } until)
        {
            context.Fault("extension.none", $"没有待处理的延期申请：“{context.DisplayText}”应当画在“办理答复”的“申请延期”之后 / No request for more time is open: draw this activity behind the port RequestExtension of HandleTicket");
            return;
        }

        var (city, ticket) = (context.City(), context.Ticket());
        var policy = city.Topic<ExtensionPolicy>();
        if (policy.Mode == ExtensionMode.NotifyOnly)
        {
            Grant(context, until, NameOf(city, ticket.LeadUnit));
            return;
        }

        if (!UnitReference.TryResolve(city, ticket, policy.ApproverUnit, out var unit))
        {
            context.Fault("extension.approver", $"工单没有 extension.json 所定的审批单位“{policy.ApproverUnit}”：请修改 approver / The ticket has no unit '{policy.ApproverUnit}' to approve extensions: change approver in extension.json");
            return;
        }

        var due = TicketDeadlines.Of(city, ticket, policy.ReviewStep, context.Now)?.DueAt;
        var task = ExtensionReview.Open(context, policy.ApproverRole, unit, due);
        context.WaitForSignal(CaseSignals.Replied, EndTag);
        ExtensionReview.Watch(context, task, due);
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        switch (resumption.Bookmark.Tag)
        {
            case EndTag:
                Lapse(context);
                return null;
            case ExtensionReview.ChangedTag:
                ExtensionReview.Arm(context);
                return null;
            case ExtensionReview.ExpiryTag:
                TellOfLapse(context);
                Lapse(context);
                return null;
            case ExtensionReview.DueTag:
                Pass(context);
                return null;
            default:
                return Decide(context, resumption);
        }
    }

    private static Rejection? Decide(ActivityContext context, Resumption resumption)
    {
        var (city, request, result) = (context.City(), context.Ticket().LatestExtension, resumption.Payload);
        if (context.Actor.UnitCode is { } own && own == request.Unit)
        {
            return Refusal.Permission("extension.ownUnit", "延期申请应当由申请单位以外的人员审核，请交由他人审核", "Expected a reviewer outside the unit that asks, but you belong to it, so leave the review to others", LegalDuty.Extension);
        }

        if (Sealed.From(result["opinion"]) is null or { Length: 0 })
        {
            return Refusal.Content("extension.opinion.missing", "result.opinion", "请填写审核意见", "Expected the reviewer's opinion, but there is none, so write it", LegalDuty.Extension);
        }

        if (resumption.Outcome == Refuse)
        {
            Deny(context, result["opinion"]);
            return null;
        }

        if (ExtensionReview.IsTooLate(context))
        {
            return Refusal.State("extension.approve.expired", "办理时限已经届满，届满后不得同意延期，只能选择“不同意”", "Expected the decision before the limit expired, but it comes later, when more time cannot be given any more, so refuse it", LegalDuty.Extension);
        }

        var until = result["approvedDueAt"].AsInstant() ?? request.RequestedDueAt ?? context.Now;
        if (Extensions.CheckDate(context, until, "approvedDueAt") is { } wrong) return wrong;
        Grant(context, until, NameOf(city, context.Actor.UnitCode), result["opinion"]);
        return null;
    }

    /// <summary>Nobody has decided in time.</summary>
    private static void Pass(ActivityContext context)
    {
        switch (ExtensionReview.Pass(context))
        {
            case ExtensionReviewOverdue.CountAsRefused:
                Deny(context);
                break;
            case ExtensionReviewOverdue.CountAsApproved:
                var until = context.Ticket().LatestExtension.RequestedDueAt ?? context.Now;
                if (ExtensionReview.IsTooLate(context) || Extensions.CheckDate(context, until, "approvedDueAt") is not null) Deny(context);
                else Grant(context, until, "逾期未审核，视为同意");
                break;
            default:
                break;
        }
    }

    private static void Lapse(ActivityContext context)
    {
        context.Record(new ExtensionLapsed(context.Ticket().Extensions.LatestOrdinal, context.Now));
        context.Complete(Refused);
    }

    private static void TellOfLapse(ActivityContext context)
    {
        if (context.Ticket().LatestExtension.Unit is { } unit)
        {
            Notices.Send(context, OutgoingMessages.ExtensionLapsed, unit);
        }
    }

    private static void Deny(ActivityContext context, Value? reason = null)
    {
        context.Record(new ExtensionRefused(context.Ticket().Extensions.LatestOrdinal, context.Now, context.Actor.Id, reason));
        if (context.Ticket().LatestExtension.Unit is { } unit)
        {
            Notices.Send(context, OutgoingMessages.ExtensionRefused, unit);
        }

        context.Complete(Refused);
    }

    private static void Grant(ActivityContext context, Instant until, string by, Value? reason = null)
    {
        var (city, request) = (context.City(), context.Ticket().LatestExtension);
        var policy = city.Topic<ExtensionPolicy>();
        var citation = policy.BasisIn(city).Citation;
        var rule = request.Basis.AsString() is { Length: > 0 } basis ? $"{citation}、{basis}" : citation;
        var due = TicketClocks.ExtendTo(context, TicketClocks.Feedback, until, by, rule) ?? until;
        context.Record(new ExtensionTold(context.Ticket().Extensions.LatestOrdinal, context.Now, context.Actor.Id, due, reason));
        var end = ClockSigns.Local(context, due);
        Notices.Tell(context, OutgoingMessages.ExtensionForPetitioner, request.Explanation, ("due", end));
        Notices.Send(context, OutgoingMessages.ExtensionForHotline, city.Organisation.HotlineCenter.Code, ("due", end), ("rule", rule));
        if (request.Unit is { } unit && policy.Mode == ExtensionMode.RequiresApproval)
        {
            Notices.Send(context, OutgoingMessages.ExtensionApproved, unit, ("due", end));
        }

        context.Complete(Extended);
    }

    private static string NameOf(CityPolicy city, string? unit) =>
        unit is not null && city.Organisation.Find(unit) is { } known ? known.Name : city.Organisation.HotlineCenter.Name;
}
