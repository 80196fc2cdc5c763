using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Clocks;

/// <summary>
/// The clock of the review of an extension: at its due it does what the city says, and where more time must be given before the limit
/// expires, a request that nobody has decided by then lapses, for nobody could grant it any more.
/// </summary>
internal static class ExtensionReview
{
    /// <summary>The timer at the due of the review.</summary>
    public const string DueTag = "reviewDue";

    /// <summary>The timer at the end of the limit that more time is asked for.</summary>
    public const string ExpiryTag = "expiry";

    /// <summary>The signal that the end of that limit may have moved.</summary>
    public const string ChangedTag = "changed";

    private const string TaskProperty = "task";
    private const string HandedUpProperty = "handedUp";

    /// <summary>True where more time cannot be given any more: the limit has expired and the city forbids it after that.</summary>
    public static bool IsTooLate(ActivityContext context) =>
        context.Semantics >= CaseSemantics.ExtensionReviewClock
        && !context.City().Topic<ExtensionPolicy>().AfterExpiry
        && TicketClocks.Find(context, TicketClocks.Feedback) is { } clock
        && (context.Now > TicketClocks.DueOf(clock) || TicketClocks.Facts(context, TicketClocks.Feedback).IsOverdue);

    /// <summary>Begins to watch the review whose task was opened.</summary>
    public static void Watch(ActivityContext context, string task, Instant? dueAt)
    {
        if (context.Semantics < CaseSemantics.ExtensionReviewClock) return;
        context.SetProperty(TaskProperty, Value.Of(task));
        if (dueAt is { } due) context.SetTimer(due, DueTag);
        if (context.City().Topic<ExtensionPolicy>().AfterExpiry) return;
        context.WaitForSignal(TicketClocks.Changed, ChangedTag, autoBurn: false);
        Arm(context);
    }

    /// <summary>Waits for the end of the limit, as it is now; a clock that stands still does not end.</summary>
    public static void Arm(ActivityContext context)
    {
        var next = TicketClocks.Find(context, TicketClocks.Feedback) is { State: not ClockState.Stopped } clock ? TicketClocks.DueOf(clock) : null;
        var timer = context.GetProperty(ExpiryTag);
        if (timer["at"].AsInstant() == next) return;
        if (timer["id"].AsString() is { } armed) context.Clear(armed);
        context.SetProperty(ExpiryTag, next is { } at ? Value.Object(("at", Value.Of(at)), ("id", Value.Of(context.SetTimer(at, ExpiryTag)))) : Value.Null);
    }

    /// <summary>Nobody has decided by the due of the review. Returns what the city does then.</summary>
    public static ExtensionReviewOverdue Pass(ActivityContext context)
    {
        var policy = context.City().Topic<ExtensionPolicy>();
        context.Record(new ExtensionEvents.ExtensionReviewOverdue(context.Ticket().Extensions.LatestOrdinal, context.Now));
        var act = policy.OnReviewOverdue;
        if (act is ExtensionReviewOverdue.CountAsRefused or ExtensionReviewOverdue.CountAsApproved) return act;
        var isFirst = context.GetProperty(HandedUpProperty).IsNull;
        if (act == ExtensionReviewOverdue.HandUp && isFirst) HandUp(context, policy);
        else Remind(context, policy.ApproverUnit);
        return ExtensionReviewOverdue.Remind;
    }

    private static void Remind(ActivityContext context, string? choice)
    {
        var city = context.City();
        var told = UnitReference.TryResolve(city, context.Ticket(), choice, out var unit) && unit is not null ? unit : city.Organisation.HotlineCenter.Code;
        Notices.Send(context, OutgoingMessages.ExtensionReviewOverdue, told);
    }

    private static void HandUp(ActivityContext context, ExtensionPolicy policy)
    {
        var (city, ticket) = (context.City(), context.Ticket());
        if (!UnitReference.TryResolve(city, ticket, policy.EscalationUnit, out var unit))
        {
            Remind(context, policy.ApproverUnit);
            return;
        }

        if (context.GetProperty(TaskProperty).AsString() is { } task) context.Clear(task);
        context.SetProperty(HandedUpProperty, Value.True);
        var due = TicketDeadlines.Of(city, ticket, policy.ReviewStep, context.Now)?.DueAt;
        context.SetProperty(TaskProperty, Value.Of(Open(context, policy.EscalationRole, unit, due)));
        if (due is { } at) context.SetTimer(at, DueTag);
        Remind(context, policy.EscalationUnit);
    }

    /// <summary>Opens the task of reviewing the latest request.</summary>
    public static string Open(ActivityContext context, string role, string? unit, Instant? dueAt)
    {
        var request = context.Ticket().LatestExtension;
        var ground = context.City().Topic<ExtensionPolicy>().Grounds.FirstOrDefault(known => known.Code == request.Ground);
        return context.OpenTask(
            role,
            unit,
            dueAt,
            context.Summary(
                ("basis", request.Basis),
                ("ground", Value.Of(ground?.Name)),
                ("limit", Value.Of(context.Ticket().PrintedLimit.Explanation)),
                ("requestedDueAt", Value.Of(request.RequestedDueAt))),
            notBy: request.By is { } owner ? [owner] : null);
    }
}
