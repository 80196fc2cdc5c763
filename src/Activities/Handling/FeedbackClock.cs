using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Engine.Activities;

namespace JieSuJiBan.Activities.Handling;

/// <summary>The clock of the feedback limit as the stages see it; <see cref="DeadlineClock"/> watches it.</summary>
internal static class FeedbackClock
{
    /// <summary>Prints the limit on the ticket, unless it is there already or the fact that starts it is still to come.</summary>
    public static void Print(ActivityContext context, LimitStep step) => TicketClocks.Start(context, step, TicketClocks.Feedback);

    /// <summary>Prints the limit anew from the latest dispatch: another unit has the whole time.</summary>
    public static void Restart(ActivityContext context, LimitStep step) => TicketClocks.Restart(context, step, keepsElapsed: false, TicketClocks.Feedback);

    /// <summary>Stops the clock with the reply given now.</summary>
    public static void Settle(ActivityContext context) => TicketClocks.Stop(context, TicketClocks.Feedback);
}
