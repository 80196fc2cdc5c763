using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Handling;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;

namespace JieSuJiBan.Activities.Callback;

/// <summary>
/// After a callback that went badly the unit handles the matter again, on a clock of its own and so often at most; after
/// that it explains the result to the petitioner (Art. 23).
/// </summary>
public sealed class RehandleTicket : Activity
{
    private const string Rehandle = "Rehandle";
    private const string Explained = "Explained";

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.Rehandle",
        Category = "接诉即办",
        DisplayName = "重新办理",
        Description = "回访未解决或者不满意的，由承办单位在规定期限内重新办理；次数用尽的，向诉求人解释说明。",
        Sources = [LegalDuty.Rehandling],
        Inputs =
        [
            Limits.Input("LimitStep", "重办时限步骤", "重新办理的期限取自时限表的哪一步骤", LimitStep.Rehandle),
            Limits.Input("ExplainStep", "说明时限步骤", "向诉求人说明的期限取自时限表的哪一步骤", new("ExplainResult")),
        ],
        Ports = [new(Rehandle, "重新办理"), new(Explained, "已解释说明")],
        Task = new(
            "ExplainResult",
            "向诉求人解释说明",
            "Explain the result",
            "重新办理次数已用尽：向诉求人解释办理情况和理由，如实记录。",
            [new(Explained, "已解释说明", "Explained")],
            [new("explanation", FieldType.LongText, "解释说明内容", "Explanation", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: TextLimits.Reply) { IsForPetitioner = true }])
        { Subject = Subjects.Of("ExplainResult") },
    };

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        if (!Limits.TryRead(context, "LimitStep", out var step)) return;
        var rule = context.City().Callback.Unsatisfied;
        var ticket = context.Ticket();
        var count = ticket.Rehandling.Count;
        if (rule.Rehandles && count < rule.MaxRehandles)
        {
            Rehandlings.Order(context, step);
            context.Complete(Rehandle);
            return;
        }

        if (!Limits.TryRead(context, "ExplainStep", out var explain)) return;
        context.Record(new ExplanationRequested());
        context.OpenTask(TicketRoles.Handler, ticket.LeadUnit, context.DueAt(explain), context.Summary(("satisfied", ticket.Callback.Answer(CallbackFacts.Satisfied)), ("solved", ticket.Callback.Answer(CallbackFacts.Solved))));
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        var words = resumption.Payload["explanation"];
        if (!words.HasWords()) return Refusal.Content("rehandle.explanation.missing", "result.explanation", "请填写向诉求人解释说明的内容", "Expected what the petitioner was told, but there is nothing, so write it", LegalDuty.Rehandling);
        context.Record(new ResultExplained(context.Now, context.Actor.Id, words));
        Notices.Tell(context, OutgoingMessages.ResultExplained, words);
        context.Complete(Explained);
        return null;
    }
}
