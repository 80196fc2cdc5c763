using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Merging;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Handling;

/// <summary>The petitioner urges (催办): on record, told to the unit, shown on its task.</summary>
internal static class Urging
{
    /// <summary>The signal by which it comes from the door; its payload may hold <c>text</c>, sealed.</summary>
    public const string Signal = CaseSignals.Urged;

    /// <summary>Records it, or says why it has no effect any more.</summary>
    public static Rejection? Take(ActivityContext context, Value payload)
    {
        var most = context.City().Handling.MaxUrges;
        if (context.Ticket().Urges.Count >= most)
        {
            return Refusal.State("urge.tooOften", $"本工单已催办 {most} 次，承办单位均已知悉，请等待答复", $"Expected at most {most} urges, but there were as many, so wait for the reply", LegalDuty.Supervision);
        }

        context.Record(new TicketUrged(context.Ticket().Urges.Next, context.Now, context.Actor.Id, payload["text"], About(payload)));
        if (context.Ticket().LeadUnit is { } unit) Notices.Send(context, OutgoingMessages.TicketUrged, unit, ("count", context.Ticket().Urges.LatestOrdinal));
        return null;
    }

    /// <summary>The merged ticket that it is about, where it is about one.</summary>
    internal static MergedSource About(Value payload) => new(payload[MergedWords.About] is { IsNull: false } about ? about : null, null);

    /// <summary>Why it is too late to urge.</summary>
    public static Rejection TooLate() => Refusal.State(
        "urge.replied", "承办单位已经答复，将按规定回访；对结果不满意的请在回访时说明", "Expected a ticket in handling, but the unit has replied, so say in the callback what is still wrong", LegalDuty.Callback);
}
