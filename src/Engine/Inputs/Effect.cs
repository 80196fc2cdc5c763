using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.Inputs;

/// <summary>What a step asks the shell to do. Data: the shell applies it in the step's own commit, tests compare it.</summary>
public abstract record Effect;

/// <summary>Puts a task into the inboxes.</summary>
/// <param name="Task">The task.</param>
public sealed record OpenTask(HumanTask Task) : Effect;

/// <summary>Writes down who works on a task, or that nobody does any more.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Assignee">Account id, or null.</param>
public sealed record AssignTask(string TaskId, string? Assignee) : Effect;

/// <summary>Shows an open task with another limit or content.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="DueAt">By when now (UTC), or null where no limit applies any more.</param>
/// <param name="Payload">What the person is shown now.</param>
public sealed record ChangeTask(string TaskId, Instant? DueAt, Value Payload) : Effect;

/// <summary>Takes a task out of the inboxes.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Outcome">The outcome chosen, or null where the task was cancelled.</param>
/// <param name="ClosedBy">Account id of who completed it, or null where the flow cancelled it.</param>
public sealed record CloseTask(string TaskId, string? Outcome, string? ClosedBy) : Effect;

/// <summary>Wakes the case at an instant.</summary>
/// <param name="BookmarkId">The bookmark to resume, unique in the case.</param>
/// <param name="DueAt">When (UTC). It never fires earlier.</param>
public sealed record SetTimer(string BookmarkId, Instant DueAt) : Effect;

/// <summary>Withdraws a timer.</summary>
/// <param name="BookmarkId">The bookmark.</param>
public sealed record ClearTimer(string BookmarkId) : Effect;

/// <summary>Asks the outside for something; delivered at least once, always with the same id.</summary>
/// <param name="EffectId">Idempotency key, unique in the world (case, sequence, ordinal).</param>
/// <param name="Channel">Which adapter: <c>sms</c>, <c>notice</c>, <c>http</c> …</param>
/// <param name="Payload">What to send. Personal data only as sealed references, opened by the adapter.</param>
/// <param name="AwaitsResult">True where the answer shall return as a <see cref="ReceiveResult"/>.</param>
public sealed record SendOut(string EffectId, string Channel, Value Payload, bool AwaitsResult) : Effect;

/// <summary>A line that Elsa's WriteLine wrote.</summary>
/// <param name="Text">The line.</param>
public sealed record WriteText(string Text) : Effect;
