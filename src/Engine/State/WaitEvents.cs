using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.State;

/// <summary>A human task was opened.</summary>
/// <param name="Bookmark">Its bookmark, task included.</param>
public sealed record TaskOpened(Bookmark Bookmark) : Event
{
    internal override void Write(MemberList members) => BookmarkFormat.Write(members, Bookmark);

    internal static TaskOpened Read(Value value) => new(BookmarkFormat.Read(value));

    internal override void ApplyTo(CaseBuilder state) => state.Bookmarks.Add(Bookmark);
}

/// <summary>A person took a task, or gave it back.</summary>
/// <param name="BookmarkId">The task's bookmark.</param>
/// <param name="Assignee">Account id, or null.</param>
public sealed record TaskAssigned(string BookmarkId, string? Assignee) : Event
{
    internal override void Write(MemberList members)
    {
        members.Add("bookmarkId", BookmarkId);
        members.Add("assignee", Assignee);
    }

    internal static TaskAssigned Read(Value value) => new(value.Text("bookmarkId"), value.OptionalText("assignee"));

    internal override void ApplyTo(CaseBuilder state)
    {
        var at = state.IndexOfBookmark(BookmarkId);
        var bookmark = state.Bookmarks[at];
        state.Bookmarks[at] = bookmark with { Task = bookmark.Task! with { Assignee = Assignee } };
    }
}

/// <summary>What a task demands changed while it is open: its limit, or what the person is shown.</summary>
/// <param name="BookmarkId">The task's bookmark.</param>
/// <param name="DueAt">By when now (UTC), or null where no limit applies any more.</param>
/// <param name="Payload">What the person is shown now.</param>
public sealed record TaskChanged(string BookmarkId, Instant? DueAt, Value Payload) : Event
{
    internal override void Write(MemberList members)
    {
        members.Add("bookmarkId", BookmarkId);
        members.Add("dueAt", DueAt);
        members.Add("payload", Payload);
    }

    internal static TaskChanged Read(Value value) => new(value.Text("bookmarkId"), value["dueAt"].AsInstant(), value["payload"]);

    internal override void ApplyTo(CaseBuilder state)
    {
        var at = state.IndexOfBookmark(BookmarkId);
        var bookmark = state.Bookmarks[at];
        state.Bookmarks[at] = bookmark with { Task = bookmark.Task! with { DueAt = DueAt, Payload = Payload } };
    }
}

/// <summary>A person completed a task.</summary>
/// <param name="BookmarkId">The task's bookmark.</param>
/// <param name="Kind">Kind of the task.</param>
/// <param name="Outcome">The outcome chosen.</param>
/// <param name="By">Account id of who did it.</param>
public sealed record TaskCompleted(string BookmarkId, string Kind, string Outcome, string By) : Event
{
    internal override void Write(MemberList members)
    {
        members.Add("bookmarkId", BookmarkId);
        members.Add("kind", Kind);
        members.Add("outcome", Outcome);
        members.Add("by", By);
    }

    internal static TaskCompleted Read(Value value) => new(value.Text("bookmarkId"), value.Text("kind"), value.Text("outcome"), value.Text("by"));

    internal override void ApplyTo(CaseBuilder state) => state.RemoveBookmark(BookmarkId);
}

/// <summary>A task was withdrawn by its flow.</summary>
/// <param name="BookmarkId">The task's bookmark.</param>
public sealed record TaskWithdrawn(string BookmarkId) : Event
{
    internal override void Write(MemberList members) => members.Add("bookmarkId", BookmarkId);

    internal static TaskWithdrawn Read(Value value) => new(value.Text("bookmarkId"));

    internal override void ApplyTo(CaseBuilder state) => state.RemoveBookmark(BookmarkId);
}

/// <summary>A timer was set.</summary>
/// <param name="Bookmark">Its bookmark, due instant included.</param>
public sealed record TimerSet(Bookmark Bookmark) : Event
{
    internal override void Write(MemberList members) => BookmarkFormat.Write(members, Bookmark);

    internal static TimerSet Read(Value value) => new(BookmarkFormat.Read(value));

    internal override void ApplyTo(CaseBuilder state) => state.Bookmarks.Add(Bookmark);
}

/// <summary>A timer fired.</summary>
/// <param name="BookmarkId">Its bookmark.</param>
public sealed record TimerFired(string BookmarkId) : Event
{
    internal override void Write(MemberList members) => members.Add("bookmarkId", BookmarkId);

    internal static TimerFired Read(Value value) => new(value.Text("bookmarkId"));

    internal override void ApplyTo(CaseBuilder state) => state.RemoveBookmark(BookmarkId);
}

/// <summary>A timer was withdrawn.</summary>
/// <param name="BookmarkId">Its bookmark.</param>
public sealed record TimerCleared(string BookmarkId) : Event
{
    internal override void Write(MemberList members) => members.Add("bookmarkId", BookmarkId);

    internal static TimerCleared Read(Value value) => new(value.Text("bookmarkId"));

    internal override void ApplyTo(CaseBuilder state) => state.RemoveBookmark(BookmarkId);
}

/// <summary>A wait for a signal, an answer or a child workflow began.</summary>
/// <param name="Bookmark">Its bookmark.</param>
public sealed record WaitBegun(Bookmark Bookmark) : Event
{
    internal override void Write(MemberList members) => BookmarkFormat.Write(members, Bookmark);

    internal static WaitBegun Read(Value value) => new(BookmarkFormat.Read(value));

    internal override void ApplyTo(CaseBuilder state) => state.Bookmarks.Add(Bookmark);
}

/// <summary>What an activity waited for came. A bookmark that burns is gone.</summary>
/// <param name="BookmarkId">Its bookmark.</param>
/// <param name="Burns">Whether the wait is over with it.</param>
public sealed record WaitResumed(string BookmarkId, bool Burns) : Event
{
    internal override void Write(MemberList members)
    {
        members.Add("bookmarkId", BookmarkId);
        members.Add("burns", Burns);
    }

    internal static WaitResumed Read(Value value) => new(value.Text("bookmarkId"), value.Flag("burns"));

    internal override void ApplyTo(CaseBuilder state)
    {
        if (Burns) state.RemoveBookmark(BookmarkId);
    }
}

/// <summary>A wait for a signal, an answer or a child workflow was given up.</summary>
/// <param name="BookmarkId">Its bookmark.</param>
public sealed record WaitEnded(string BookmarkId) : Event
{
    internal override void Write(MemberList members) => members.Add("bookmarkId", BookmarkId);

    internal static WaitEnded Read(Value value) => new(value.Text("bookmarkId"));

    internal override void ApplyTo(CaseBuilder state) => state.RemoveBookmark(BookmarkId);
}

/// <summary>The outside was asked for something.</summary>
/// <param name="EffectId">The effect's idempotency key.</param>
/// <param name="Channel">Which adapter.</param>
public sealed record EffectRequested(string EffectId, string Channel) : Event
{
    internal override void Write(MemberList members)
    {
        members.Add("effectId", EffectId);
        members.Add("channel", Channel);
    }

    internal static EffectRequested Read(Value value) => new(value.Text("effectId"), value.Text("channel"));

    /// <summary>Recorded for readers; no state follows from it.</summary>
    internal override void ApplyTo(CaseBuilder state)
    {
    }
}
