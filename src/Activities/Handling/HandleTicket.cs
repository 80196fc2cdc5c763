using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Handling;

/// <summary>
/// The unit contacts the petitioner, handles the matter and replies to both petitioner and hotline within the limit on
/// the ticket (Arts. 13, 15). A warning comes before the deadline and an overdue mark at it; the task survives both.
/// </summary>
public sealed class HandleTicket : Activity
{
    private const string Replied = "Replied";
    private const string Solved = "Solved";
    private const string Explained = "Explained";
    private const string Unsolved = "Unsolved";

    /// <inheritdoc/>
    public override ActivityDescriptor Descriptor { get; } = new()
    {
        TypeName = "Jsjb.HandleTicket",
        Category = "接诉即办",
        DisplayName = "办理答复",
        Description = "承办单位及时联系诉求人，依法办理，在工单载明的时限内同时向诉求人和热线答复；到期前预警，超期留痕（第十三条、第十五条）。",
        Inputs =
        [
            Limits.Input("LimitStep", "办理时限步骤", "工单尚未载明办理时限时，取自时限表的哪一步骤（第十三条）", LimitStep.Feedback),
            new("RequireContact", "Boolean", "须有联系记录", "答复时是否必须填写与诉求人的联系记录（第十五条）", Value.True, "checkbox"),
        ],
        Outputs = [new("Result", "String", "办理结果", "Solved、Explained 或 Unsolved")],
        Ports = [new(Replied, "已答复")],
        Task = new(
            "HandleTicket",
            "办理并答复",
            "Handle and reply",
            "及时联系诉求人，依法办理，向诉求人和热线双反馈；客观上暂时不能解决的，应当说明理由（第十五条）。",
            [new(Replied, "答复", "Reply")],
            [
                new("contactedAt", FieldType.Instant, "联系诉求人的时间", "Petitioner contacted at"),
                new("contactMethod", FieldType.Choice, "联系方式", "How", Options:
                    [("Phone", "电话"), ("Visit", "上门或者现场"), ("Message", "短信"), ("Online", "网络留言")]),
                new("contactNote", FieldType.LongText, "联系情况", "What was said", IsPersonal: true, MaxLength: 2000),
                new("result", FieldType.Choice, "办理结果", "Result", IsRequired: true, Options:
                    [(Solved, "已解决"), (Explained, "已解释说明"), (Unsolved, "客观上暂时不能解决")]),
                new("unsolvedReason", FieldType.LongText, "不能解决的理由", "Why it cannot be solved", IsPersonal: true, MaxLength: 2000),
                new("reply", FieldType.LongText, "答复诉求人的内容", "Reply to the petitioner", IsRequired: true, IsPersonal: true, MaxLength: TextLimits.Reply),
                new("publicReply", FieldType.LongText, "公开答复内容", "Answer fit for publication", IsRequired: true, IsPersonal: true, MaxLength: TextLimits.Reply),
            ]),
    };

    /// <inheritdoc/>
    public override void Execute(ActivityContext context)
    {
        if (!Limits.TryRead(context, "LimitStep", out var step)) return;
        var contact = TicketDeadlines.Of(context.City(), context.Ticket(), LimitStep.FirstContact, context.Now);
        context.Record("HandlingBegun", Value.Object(
            ("firstContactDueAt", Value.Of(contact?.DueAt)),
            ("status", Value.Of(TicketStatus.InHandling))));
        FeedbackClock.Print(context, step);
        var ticket = context.Ticket();
        context.OpenTask(TicketRoles.Handler, ticket.LeadUnit, ticket.FeedbackDueAt, context.Summary(("limit", ticket.Feedback["explanation"])));
    }

    /// <inheritdoc/>
    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        var result = resumption.Payload;
        var outcome = result["result"].AsString();
        if (CheckContact(context, result) is { } noContact) return noContact;
        if (outcome == Unsolved && Sealed.From(result["unsolvedReason"]) is null or { Length: 0 })
        {
            return Refusal.Content("handle.unsolvedReason.missing", "result.unsolvedReason",
                "客观上暂时不能解决的，应当向诉求人说明理由，请填写",
                "Expected the reason why it cannot be solved for now, but there is none, so state it", Articles.Handle);
        }

        if (Sealed.From(result["reply"]) is null or { Length: 0 } || Sealed.From(result["publicReply"]) is null or { Length: 0 })
        {
            return Refusal.Content("handle.reply.missing", "result.reply",
                "应当同时填写答复诉求人的内容和公开答复内容",
                "Expected the reply and the answer fit for publication, but one is empty, so write both", Articles.Handle);
        }

        FeedbackClock.Settle(context);
        context.Record("TicketReplied", Value.Object(
            ("contact", Value.Object(
                ("at", result["contactedAt"]),
                ("method", result["contactMethod"]),
                ("note", result["contactNote"]))),
            ("publicReply", result["publicReply"]),
            ("repliedAt", Value.Of(context.Now)),
            ("reply", result["reply"]),
            ("result", Value.Of(outcome)),
            ("solved", outcome switch { Solved => Value.True, Unsolved => Value.False, _ => Value.Null }),
            ("unsolvedReason", result["unsolvedReason"])));
        if (!result["contactedAt"].IsNull) context.Publish(CaseSignals.Contacted, Value.Object(("at", result["contactedAt"])));
        context.Publish(CaseSignals.Replied, Value.EmptyObject);
        context.SetOutput("Result", Value.Of(outcome));
        context.Complete(Replied);
        return null;
    }

    /// <summary>Contact must have taken place, between acceptance and now (Art. 15).</summary>
    private static Rejection? CheckContact(ActivityContext context, Value result)
    {
        var at = result["contactedAt"].AsInstant();
        if (at is null || string.IsNullOrEmpty(result["contactMethod"].AsString()))
        {
            return context.Input("RequireContact").AsBoolean() == false ? null : Refusal.Content("handle.contact.missing", "result.contactedAt",
                "答复前应当联系诉求人，请填写联系时间和方式",
                "Expected when and how the petitioner was contacted, but it is missing, so contact them and state it", Articles.Handle);
        }

        if (at <= context.Now && !(at < context.Ticket().AcceptedAt)) return null;
        return Refusal.Content("handle.contact.impossible", "result.contactedAt",
            "联系时间应当在受理之后、答复之前，请核实",
            "Expected the contact between acceptance and now, but it is not, so check the time", Articles.Handle);
    }
}
