using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Activities;

namespace JieSuJiBan.Activities.Callback;

/// <summary>
/// The callback that begins when the limit expires without a reply. There is one per ticket at most.
/// </summary>
internal static class AtLimit
{
    /// <summary>True while it is under way.</summary>
    public static bool IsOpen(ActivityContext context) => context.Ticket().LimitCallback.State == LimitCallbackFacts.Open;

    /// <summary>True while it is under way and there is still no reply.</summary>
    public static bool IsUnanswered(ActivityContext context) => IsOpen(context) && context.Ticket().RepliedAt is null;

    /// <summary>True where it was made: the petitioner was asked, or tried so often as the city demands.</summary>
    public static bool IsMade(ActivityContext context) => context.Ticket().LimitCallback.State is CallbackRound.Reached or CallbackRound.Unreachable;

    /// <summary>True where the first reply, which came late, needs no callback of its own.</summary>
    public static bool Suffices(ActivityContext context) =>
        IsMade(context) && !context.City().Callback.AgainAfterLateReply && context.Ticket().Rehandling.Count == 0;

    /// <summary>Marks a callback about a ticket without a reply, and takes back the mark of an earlier one; null where none began at the limit.</summary>
    public static bool? Mark(ActivityContext context, bool isUnanswered) => context.Ticket().LimitCallback.IsBegun ? isUnanswered : null;
}
