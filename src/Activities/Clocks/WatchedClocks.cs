using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Handling;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Clocks;

/// <summary>Whether a clock is watched by a <see cref="DeadlineClock"/>, so that its warnings, its overdue mark and its rungs come.</summary>
internal static class WatchedClocks
{
    /// <summary>Runs the clock that is drawn for a step beside this activity, where the step's clock is running and nobody watches it.</summary>
    public static void Ensure(ActivityContext context, LimitStep step)
    {
        if (context.Semantics < CaseSemantics.ReturnedTicketsHaveAClock || context.Ticket().IsHistoric) return;
        if (TicketClocks.Facts(context, step.ClockName).Runner is { } runner && context.IsThere(runner)) return;
        if (context.FindBeside("Jsjb.DeadlineClock", "Step", Value.Of(step.Code)) is { } drawn) context.Begin(drawn);
    }
}
