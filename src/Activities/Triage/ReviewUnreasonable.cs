using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Triage;

/// <summary>
/// Somebody other than the proposer decides whether a request is unreasonable. Upheld, the petitioner is told and the ticket
/// leaves assessment, with everything on record; rejected, it is sorted again and the proposal cannot be repeated.
/// </summary>
public sealed class ReviewUnreasonable : Activity
{
    private const string Upheld = UnreasonableUpheld.Decision;
    private const string Rejected = UnreasonableRejected.Decision;

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.ReviewUnreasonable",
        Category = "接诉即办",
        DisplayName = "不合理诉求认定",
        Description = "由提请人以外的人员认定诉求是否不合理：成立的告知诉求人、不纳入考评并留痕备查，不成立的重新分类处置。",
        Sources = [LegalDuty.Unreasonable],
        Ports = [new(Upheld, "认定成立"), new(Rejected, "认定不成立")],
        Task = new(
            "ReviewUnreasonable",
            "认定不合理诉求",
            "Decide whether the request is unreasonable",
            "核实提请的事实和理由，作出认定；认定人不得是提请人，认定全程留痕。",
            [new(Upheld, "成立", "Uphold"), new(Rejected, "不成立，重新分类", "Reject: triage again")],
            [new("opinion", FieldType.LongText, "认定意见", "Opinion", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: 4000)])
        { Subject = Subjects.Of("ReviewUnreasonable") },
    };

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        var rule = context.City().Triage.Unreasonable;
        var ground = context.Ticket().Unreasonable.Ground;
        context.OpenTask(
            rule.ReviewRole,
            null,
            context.DueAt(rule.Step),
            context.Summary(("ground", Value.Of(rule.Grounds.FirstOrDefault(known => known.Code == ground)?.Name))),
            notBy: context.NotBy(ActorFacts.Triage));
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        if (!resumption.Payload["opinion"].HasWords()) return Refusal.Content("unreasonable.opinion.missing", "result.opinion", "请填写认定意见", "Expected the reviewer's opinion, but there is none, so write it", LegalDuty.Unreasonable);
        var isUpheld = resumption.Outcome == Upheld;
        var opinion = resumption.Payload["opinion"];
        if (isUpheld) context.Record(new UnreasonableUpheld(context.Now, context.Actor.Id, opinion));
        else context.Record(new UnreasonableRejected(context.Now, context.Actor.Id, opinion));
        if (isUpheld && context.City().Triage.Unreasonable.Notice is { } text) Notices.Tell(context, "Unreasonable", text);
        context.Complete(resumption.Outcome!);
        return null;
    }
}
