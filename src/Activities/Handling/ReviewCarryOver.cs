using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Handling;

/// <summary>
/// What was carried over (挂账) is looked at again at regular instants until it is cleared (销账) or, after as many looks as
/// the city allows, ended with an explanation. Its unit may clear it at any time; a look that is missed is told.
/// </summary>
public sealed class ReviewCarryOver : Activity
{
    private const string Cleared = "Cleared";
    private const string StillOpen = "StillOpen";
    private const string Ended = "Ended";
    private const string DueTag = "due";
    private const string Timer = "timer";

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.ReviewCarryOver",
        Category = "接诉即办",
        DisplayName = "挂账与销账",
        Description = "客观上暂时不能解决的登记挂账，定期复查；解决的销账并再次答复，逾期未复查的提醒承办单位和热线。",
        Sources = [LegalDuty.CarryOver],
        Inputs = [new("Role", "String", "复查人角色", "由什么角色复查挂账事项", Value.Of(TicketRoles.Handler), Pickers.Role)],
        Ports = [new(Cleared, "已销账"), new(Ended, "说明后结束")],
        Task = new(
            "ReviewCarryOver",
            "复查挂账事项",
            "Look at the matter carried over",
            "定期复查挂账事项：已具备解决条件的及时解决、销账并答复诉求人；仍不能解决的说明进展。",
            [new(Cleared, "已解决，销账", "Solved: clear it"), new(StillOpen, "仍不能解决，继续挂账", "Not yet: keep it"), new(Ended, "不能解决，说明后结束", "Cannot be solved: explain and end")],
            [
                new("progress", FieldType.LongText, "进展情况", "Progress", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: 4000, OnlyFor: [StillOpen]),
                new("reply", FieldType.LongText, "答复诉求人的内容", "Reply to the petitioner", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: TextLimits.Reply, OnlyFor: [Cleared, Ended]) { IsForPetitioner = true },
                new("publicReply", FieldType.LongText, "公开答复内容", "Answer fit for publication", IsRequired: true, Text: TextKind.OfficialWords, MaxLength: TextLimits.Reply, OnlyFor: [Cleared, Ended]),
            ])
        { Subject = Subjects.Of("ReviewCarryOver") },
    };

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        Ask(context);
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        if (resumption.Bookmark.Tag != DueTag) return Decide(context, resumption);
        RecordMissed(context);
        return null;
    }

    private static Rejection? Decide(ActivityContext context, Resumption resumption)
    {
        var result = resumption.Payload;
        if (resumption.Outcome == StillOpen)
        {
            var most = context.City().Handling.CarryOver.MaxReviews;
            if (context.Ticket().CarryOver.Reviews.Count + 1 >= most)
            {
                return Refusal.State("carryOver.tooOften", $"挂账已复查 {most} 次，不得继续挂账：请解决后销账，或者向诉求人说明后结束", $"Expected at most {most} looks, but this is the last, so clear the matter or explain and end it", LegalDuty.CarryOver);
            }

            if (!result["progress"].HasWords()) return Refusal.Content("carryOver.progress.missing", "result.progress", "请填写进展情况", "Expected the progress, but there is none, so write it", LegalDuty.CarryOver);
            Keep(context, resumption.Outcome, result["progress"]);
            if (context.GetProperty(Timer).AsString() is { } timer) context.Clear(timer);
            Ask(context);
            return null;
        }

        if (!result["reply"].HasWords() || !result["publicReply"].HasWords())
        {
            return Refusal.Content("handle.reply.missing", "result.reply", "应当同时填写答复诉求人的内容和公开答复内容", "Expected the reply and the answer fit for publication, but one is empty, so write both", LegalDuty.CarryOver);
        }

        var isCleared = resumption.Outcome == Cleared;
        Keep(context, resumption.Outcome!, Value.Null);
        if (isCleared) context.Record(new CarryOverCleared(context.Now));
        else context.Record(new CarryOverEnded(context.Now));
        var results = context.City().Handling.Results;
        var reported = results.FirstOrDefault(known => known.Solved == isCleared) ?? results[0];
        Replies.Record(context, reported, result["reply"], result["publicReply"], isCleared ? Value.Null : context.Ticket().UnsolvedReason);
        context.Complete(resumption.Outcome!);
        return null;
    }

    private static void Ask(ActivityContext context)
    {
        var rule = context.City().Handling.CarryOver;
        var due = context.DueAt(rule.ReviewStep);
        context.Record(new CarryOverReviewPlanned(due));
        context.OpenTask(
            context.Input("Role").TextOf() ?? TicketRoles.Handler,
            context.Ticket().LeadUnit,
            due,
            context.Summary(("registeredAt", Value.Of(context.Ticket().CarryOver.RegisteredAt)), ("reviews", Value.Of(context.Ticket().CarryOver.Reviews.Count))));
        context.SetProperty(Timer, due is { } at ? Value.Of(context.SetTimer(at, DueTag)) : Value.Null);
    }

    private static void Keep(ActivityContext context, string outcome, Value progress) =>
        context.Record(new CarryOverReviewed(context.Ticket().CarryOver.Reviews.Next, context.Now, context.Actor.Id, outcome, progress));

    private static void RecordMissed(ActivityContext context)
    {
        context.Record(new CarryOverReviewMissed(context.Ticket().CarryOver.Missed + 1));
        if (context.Ticket().LeadUnit is { } unit) Notices.Send(context, OutgoingMessages.CarryOverReviewDue, unit);
        Notices.Send(context, OutgoingMessages.CarryOverReviewMissed, context.City().Organisation.HotlineCenter.Code);
    }
}
