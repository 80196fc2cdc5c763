using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Callback;

/// <summary>
/// The callback that begins when the limit expires without a reply, as the fact <c>limitCallback</c>: <c>begunAt</c>, <c>dueAt</c> (the limit
/// that expired), <c>state</c>, <c>endedAt</c>. There is one per ticket at most.
/// </summary>
internal static class AtLimit
{
    /// <summary>The fact.</summary>
    public const string Fact = "limitCallback";

    /// <summary>Nobody has answered yet.</summary>
    public const string Open = nameof(Open);

    /// <summary>The limit moved before anybody was reached, so it will begin anew.</summary>
    public const string Withdrawn = nameof(Withdrawn);

    /// <summary>True while it is under way.</summary>
    public static bool IsOpen(ActivityContext context) => StateOf(context) == Open;

    /// <summary>True while it is under way and there is still no reply.</summary>
    public static bool IsUnanswered(ActivityContext context) => IsOpen(context) && context.Ticket().RepliedAt is null;

    /// <summary>True where it was made: the petitioner was asked, or tried so often as the city demands.</summary>
    public static bool IsMade(ActivityContext context) => StateOf(context) is CallbackRound.Reached or CallbackRound.Unreachable;

    /// <summary>True where the first reply, which came late, needs no callback of its own.</summary>
    public static bool Suffices(ActivityContext context) =>
        IsMade(context) && !context.City().Callback.AgainAfterLateReply && context.Facts["rehandle"].Count == 0;

    /// <summary>The change that ends it; nothing where it is not under way.</summary>
    public static (string Name, Value Value)[] End(ActivityContext context, string state) => !IsOpen(context) ? [] :
        [(Fact, Value.Object(("endedAt", Value.Of(context.Now)), ("state", Value.Of(state))))];

    /// <summary>Marks a callback about a ticket without a reply, and takes back the mark of an earlier one.</summary>
    public static (string Name, Value Value)[] Mark(ActivityContext context, bool isUnanswered) =>
        context.Facts[Fact].IsNull ? [] : [("unanswered", isUnanswered ? Value.True : Value.Null)];

    private static string? StateOf(ActivityContext context) => context.Facts[Fact]["state"].AsString();
}
