using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Whistle;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Supervision;

/// <summary>
/// Somebody other than who raised the flag looks at it (Arts. 35, 36): refers it to inspection, finds the act as stated,
/// finds none, or exempts (容错) on one of the city's grounds. Which of these a node offers is drawn: the supervisor's node
/// refers, the inspector's decides. Every decision is a record of its own; none replaces another.
/// </summary>
public sealed class ReviewFlag : Activity, ICityTasks
{
    private const string Refer = "Refer";
    private const string Confirmed = "Confirmed";
    private const string Unfounded = "Unfounded";
    private const string Exempted = "Exempted";
    private const string Withdrawn = "Withdrawn";
    private const string Overdue = "Overdue";
    private const string LimitTag = "limit";

    private static readonly string[] Offered = [Refer, Confirmed, Unfounded, Exempted, Withdrawn];

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.ReviewFlag",
        Category = "接诉即办",
        DisplayName = "核查违规线索",
        Description = "由登记人以外的人核查线索：移送监察、认定、认定不成立，或者依法容错免责；结论逐次留痕，不得删除线索。",
        Sources = [LegalDuty.PunishableAct, LegalDuty.Tolerance],
        Inputs =
        [
            new("Role", "String", "由什么角色核查", "系统角色，或者城市自设的角色", Value.Of("supervisor"), Pickers.Role),
            Limits.Input("LimitStep", "核查时限步骤", "核查的期限取自时限表的哪一步骤", new("FlagReview")),
        ],
        Ports =
        [
            new(Refer, "移送监察", IsOptional: true),
            new(Confirmed, "认定成立", IsOptional: true),
            new(Unfounded, "认定不成立", IsOptional: true),
            new(Exempted, "容错免责", IsOptional: true),
            new(Withdrawn, "撤回线索", IsOptional: true),
            new(Overdue, "逾期未核查", IsOptional: true),
        ],
        Task = new(
            "ReviewFlag",
            "核查违规线索",
            "Review the flag",
            "核实证据，依法作出结论并说明理由；符合容错情形的，写明情形。",
            [new(Refer, "移送监察", "Refer to inspection"), new(Confirmed, "认定成立", "Confirm"), new(Unfounded, "认定不成立", "Unfounded"), new(Exempted, "容错免责", "Exempt"), new(Withdrawn, "撤回线索", "Withdraw")],
            [
                new("ground", FieldType.Choice, "容错情形", "Ground of exemption", IsRequired: true, OnlyFor: [Exempted]),
                new("reason", FieldType.LongText, "理由", "Reason", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: 4000),
            ])
        { Subject = Subjects.Of("ReviewFlag") },
    };

    /// <inheritdoc/>
    IEnumerable<TaskDeclaration> ICityTasks.TasksOf(CityPolicy city)
    {
        var grounds = CityTasks.Options(city.Supervision.ExemptionGrounds);
        yield return Descriptor.Task! with { Fields = [.. Descriptor.Task.Fields.Select(field => field.Name == "ground" ? field with { Options = grounds } : field)] };
    }

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        if (!Limits.TryRead(context, "LimitStep", out var step)) return;
        var due = WhistleContext.DueAt(context, step, null);
        string[] offered = [.. Offered.Where(context.IsDrawn)];
        context.Record(new FlagReviewBegun(due));
        var flag = new FlagFacts(context.Facts);
        var act = context.City().Supervision.FindAct(flag.Act);
        context.OpenTask(
            context.Input("Role").AsString() ?? "supervisor",
            null,
            due,
            context.Summary(("act", Value.Of(act?.Name)), ("ticket", Value.Of(context.Ticket().Links.Flagged?.Number))),
            outcomes: offered.Length == 0 ? null : offered,
            notBy: flag.RaisedBy is { } owner ? [owner] : null);
        if (due is { } limit) context.SetTimer(limit, LimitTag);
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        if (resumption.Bookmark.Tag == LimitTag)
        {
            context.Record(new FlagReviewOverdue(context.Now));
            context.Follow(Overdue);
            return null;
        }

        var (policy, result, outcome) = (context.City().Supervision, resumption.Payload, resumption.Outcome!);
        if (Sealed.From(result["reason"]) is null or { Length: 0 })
        {
            return Refusal.Content("flag.reason.missing", "result.reason", "作出结论应当说明理由", "Expected the reason of the decision, but there is none, so state it", LegalDuty.PunishableAct);
        }

        if (outcome == Exempted && policy.FindGround(result["ground"].AsString()) is null)
        {
            return Refusal.Content("flag.ground.unknown", "result.ground", $"没有这种容错情形，可选：{string.Join("、", policy.ExemptionGrounds.Select(ground => ground.Name))}",
                $"Expected a ground of exemption, one of {string.Join(", ", policy.ExemptionGrounds.Select(ground => ground.Code))}, so choose one", LegalDuty.Tolerance);
        }

        context.Record(new FlagDecided(
            new FlagFacts(context.Facts).Decisions.Next, context.Now, context.Actor.Id, outcome, result["ground"], result["reason"], outcome == Exempted, outcome == Refer ? policy.ReferredTo : null));
        if (outcome == Refer && context.Ticket().Number is { } number)
        {
            context.Send(Notices.Channel, Value.Object(
                ("caseId", Value.Of(context.CaseId.ToString())), ("kind", Value.Of("FlagReferred")), ("number", Value.Of(number)),
                ("text", Value.Of(Notices.Word(context, OutgoingMessages.FlagReferred, ("unit", policy.ReferredTo)))), ("unit", Value.Of(policy.ReferredTo))));
        }

        context.Complete(outcome);
        return null;
    }
}
