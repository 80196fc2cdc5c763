using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.State;

/// <summary>What a <see cref="Bookmark"/> waits for.</summary>
public enum BookmarkKind
{
    /// <summary>A person completes a task.</summary>
    Task,
    /// <summary>An instant comes.</summary>
    Timer,
    /// <summary>An event of that name is received.</summary>
    Signal,
    /// <summary>The outside answers an effect.</summary>
    Result,
    /// <summary>A child workflow ends.</summary>
    Child,
}

/// <summary>A place where an activity waits, and how to resume it (Elsa's bookmark).</summary>
/// <param name="Id"><c>{sequence}-{ordinal}</c>, unique in the case. For a task, equal to the last two parts of its id.</param>
/// <param name="Kind">What it waits for.</param>
/// <param name="Name">Elsa's bookmark name: the activity type unless overridden; for signals the event name.</param>
/// <param name="Hash">Digest over name and payload, Elsa's matching key.</param>
/// <param name="Payload">Data for matching and for the resumed activity.</param>
/// <param name="ActivityInstanceId">The waiting activity instance.</param>
/// <param name="Tag">What the activity calls it, to tell several waits apart when resumed (e.g. <c>warning</c>, <c>overdue</c>).</param>
/// <param name="AutoBurn">True: gone once resumed. False: stays until cleared or its activity ends.</param>
/// <param name="CreatedAt">Since when (UTC).</param>
/// <param name="DueAt">For timers, when (UTC).</param>
/// <param name="Task">For tasks, the task.</param>
public sealed record Bookmark(
    string Id,
    BookmarkKind Kind,
    string Name,
    string Hash,
    Value Payload,
    string ActivityInstanceId,
    string Tag,
    bool AutoBurn,
    Instant CreatedAt,
    Instant? DueAt = null,
    HumanTask? Task = null)
{
    /// <summary>
    /// For a timer that asks for no time: how many such timers followed on one another, this one included; 0 for one that lets time pass.
    /// </summary>
    public int Round { get; init; }
}
