using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Callback;

/// <summary>
/// The unit may dispute what the callback said, within its window and with evidence; somebody who is neither of the unit nor
/// made the callback decides. Upheld, the answers leave assessment with a trace of what they were and why; nothing is
/// removed.
/// </summary>
public sealed class ReviewDispute : Activity, ICityTasks
{
    private const string Dispute = "Dispute";
    private const string Accept = "Accept";
    private const string Upheld = DisputeUpheld.Decision;
    private const string Rejected = DisputeRejected.Decision;
    private const string NotDisputed = "NotDisputed";
    private const string WindowTag = "window";
    private const string ReviewTag = "review";
    private const string Timer = "timer";
    private const string ReviewKind = "ReviewDispute";

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.ReviewDispute",
        Category = "接诉即办",
        DisplayName = "回访结果申诉",
        Description = "承办单位对回访结果有异议的，在规定期限内举证申诉，由无利害关系的人员审核；成立的不纳入考评并留痕，不成立或者不申诉的按回访结果处理。",
        Sources = [LegalDuty.Dispute],
        Inputs = [Limits.Input("LimitStep", "审核时限步骤", "审核期限取自时限表的哪一步骤", new("DisputeReview"))],
        Ports = [new(NotDisputed, "未申诉"), new(Upheld, "申诉成立"), new(Rejected, "申诉不成立")],
        Task = DeclareDispute(null),
        MoreTasks = [Review],
    };

    /// <inheritdoc/>
    IEnumerable<TaskDeclaration> ICityTasks.TasksOf(CityPolicy city) => [DeclareDispute(city), Review];

    private static TaskDeclaration Review { get; } = new(
        ReviewKind,
        "审核回访结果申诉",
        "Decide on the dispute",
        "核实证据，判断回访结果是否应当纳入考评；审核人不得是承办单位人员或者原回访人。",
        [new(Upheld, "申诉成立", "Uphold"), new(Rejected, "申诉不成立", "Reject")],
        [new("opinion", FieldType.LongText, "审核意见", "Opinion", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: 4000)])
    { Subject = Subjects.Of(ReviewKind) };

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        var rule = context.City().Callback.Disputes;
        var due = context.DueAt(rule.WindowStep);
        if (rule.Grounds.IsEmpty || due is null || due <= context.Now || context.Ticket().LeadUnit is not { } unit)
        {
            context.Complete(NotDisputed);
            return;
        }

        context.Record(new DisputeOffered(due));
        var callback = context.Ticket().Callback;
        context.OpenTask(TicketRoles.Handler, unit, due, context.Summary(
            ("contactedByStaff", callback.Answer(CallbackFacts.ContactedByStaff)), ("satisfied", callback.Answer(CallbackFacts.Satisfied)), ("solved", callback.Answer(CallbackFacts.Solved))));
        context.SetProperty(Timer, Value.Of(context.SetTimer(due.Value, WindowTag)));
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        switch (resumption.Bookmark.Tag)
        {
            case WindowTag:
                context.Record(new DisputeWindowClosed());
                context.Complete(NotDisputed);
                return null;
            case ReviewTag:
                return Decide(context, resumption);
            default:
                if (resumption.Outcome == Dispute) return Open(context, resumption.Payload);
                context.Record(new ResultAccepted(context.Actor.Id));
                context.Complete(NotDisputed);
                return null;
        }
    }

    private static Rejection? Open(ActivityContext context, Value result)
    {
        if (!Limits.TryRead(context, "LimitStep", out var step)) return null;
        var rule = context.City().Callback.Disputes;
        var ground = result["disputeGround"].AsString();
        if (rule.Grounds.FirstOrDefault(known => known.Code == ground) is not { } named)
        {
            var known = string.Join("、", rule.Grounds.Select(one => $"{one.Code}（{one.Name}）"));
            return Refusal.Content("dispute.ground.unknown", "result.disputeGround", $"没有申诉理由“{ground}”，可选：{known}", $"Expected a ground of the city, but '{ground}' is none, so choose one of the list", LegalDuty.Dispute);
        }

        if (!result["disputeText"].HasWords()) return Refusal.Content("dispute.text.missing", "result.disputeText", "请说明申诉的事实和证据", "Expected facts and evidence, but there are none, so write them", LegalDuty.Dispute);
        if (context.GetProperty(Timer).AsString() is { } timer) context.Clear(timer);
        context.Record(new ResultDisputed(
            context.Ticket().Disputes.Next, context.Now, context.Actor.Id, result["disputeEvidence"], ground, result["disputeText"], context.Ticket().LeadUnit));
        context.OpenTask(
            rule.ReviewRole,
            null,
            context.DueAt(step),
            context.Summary(("evidence", result["disputeEvidence"]), ("ground", Value.Of(named.Name))),
            tag: ReviewTag,
            kind: ReviewKind,
            title: Review.DisplayName,
            notBy: context.NotBy(ActorFacts.Callback, ActorFacts.Dispute, ActorFacts.Reply));
        return null;
    }

    private static Rejection? Decide(ActivityContext context, Resumption resumption)
    {
        if (context.Actor.UnitCode is { } own && own == context.Ticket().LatestDispute.Unit)
        {
            return Refusal.Permission("dispute.ownUnit", "申诉应当由承办单位以外的人员审核，请交由他人审核", "Expected a reviewer outside the disputing unit, but you belong to it, so leave the review to others", LegalDuty.Dispute);
        }

        if (!resumption.Payload["opinion"].HasWords()) return Refusal.Content("dispute.opinion.missing", "result.opinion", "请填写审核意见", "Expected the reviewer's opinion, but there is none, so write it", LegalDuty.Dispute);
        var isUpheld = resumption.Outcome == Upheld;
        var (ticket, opinion) = (context.Ticket(), resumption.Payload["opinion"]);
        if (isUpheld)
        {
            context.Record(new DisputeUpheld(
                ticket.Disputes.LatestOrdinal, context.Now, context.Actor.Id, opinion, ticket.LatestDispute.Ground, ticket.Callback.Answer(CallbackFacts.Satisfied), ticket.Callback.Answer(CallbackFacts.Solved)));
        }
        else
        {
            context.Record(new DisputeRejected(ticket.Disputes.LatestOrdinal, context.Now, context.Actor.Id, opinion));
        }

        if (ticket.LeadUnit is { } unit)
        {
            Notices.Send(context, isUpheld ? OutgoingMessages.DisputeUpheld : OutgoingMessages.DisputeRejected, unit);
        }

        context.Complete(resumption.Outcome!);
        return null;
    }

    private static TaskDeclaration DeclareDispute(CityPolicy? city) => new(
        "DisputeResult",
        "核对回访结果",
        "Accept or dispute the callback",
        "核对回访结果：无异议的确认；有异议的在期限内写明事实并举证，提出申诉。",
        [new(Accept, "无异议", "Accept"), new(Dispute, "提出申诉", "Dispute")],
        [
            new("disputeGround", FieldType.Choice, "申诉理由", "Ground", IsRequired: true, OnlyFor: [Dispute], Options: CityTasks.Options(city?.Callback.Disputes.Grounds ?? [])),
            new("disputeText", FieldType.LongText, "事实和证据说明", "Facts and evidence", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: 4000, OnlyFor: [Dispute]),
            new("disputeEvidence", FieldType.Attachments, "证据", "Evidence", OnlyFor: [Dispute]),
        ])
    { Subject = Subjects.Of("DisputeResult") };
}
