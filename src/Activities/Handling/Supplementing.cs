using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Handling;

/// <summary>The petitioner adds something to the request (补充): on record, told to the unit, shown on its task.</summary>
internal static class Supplementing
{
    // A bound of the record, not of anybody's right: nobody who has something to say comes near it.
    private const int Most = 100;

    /// <summary>Records it, or says why it cannot be.</summary>
    public static Rejection? Take(ActivityContext context, Value given)
    {
        if (given["text"].IsNull) return Refusal.Content("supplement.text.missing", "text", "请填写补充的内容", "Expected what is added, but there is nothing, so write it", LegalDuty.Record);
        if (context.Ticket().Supplements.Count >= Most)
        {
            return Refusal.State("supplement.tooMany", $"本工单已补充 {Most} 次，请拨打热线说明", $"Expected at most {Most} additions, but there were as many, so tell the hotline", LegalDuty.Record);
        }

        context.Record(new TicketSupplemented(context.Ticket().Supplements.Next, context.Now, context.Actor.Id, given["text"], Urging.About(given)));
        if (context.Ticket().LeadUnit is { } unit) Notices.Send(context, OutgoingMessages.TicketSupplemented, unit);
        return null;
    }
}
