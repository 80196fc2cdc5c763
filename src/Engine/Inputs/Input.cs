using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Inputs;

/// <summary>What happens to a case. Imperative; the events that follow are past tense.</summary>
public abstract record Input;

/// <summary>Starts a case with its root workflow.</summary>
/// <param name="DefinitionHash">The published definition version, resolved at the door.</param>
/// <param name="Arguments">The workflow's input object. Personal data only as sealed references (see <see cref="Sealed"/>).</param>
/// <param name="CorrelationId">Elsa's correlation id, or null.</param>
public sealed record StartCase(string DefinitionHash, Value Arguments, string? CorrelationId = null) : Input;

/// <summary>Takes a task: others see who works on it, and only that person completes it.</summary>
/// <param name="TaskId">The task.</param>
public sealed record ClaimTask(string TaskId) : Input;

/// <summary>Gives a claimed task back.</summary>
/// <param name="TaskId">The task.</param>
public sealed record ReleaseTask(string TaskId) : Input;

/// <summary>Completes a human task.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Outcome">One of the outcomes that the task declares; null where it declares one only.</param>
/// <param name="Result">The fields that the task declares. Personal data only as sealed references.</param>
public sealed record CompleteTask(string TaskId, string? Outcome, Value Result) : Input;

/// <summary>A timer that is due.</summary>
/// <param name="BookmarkId">The bookmark that waits for it.</param>
public sealed record FireTimer(string BookmarkId) : Input;

/// <summary>An event that waiting activities may be interested in (Elsa's Event).</summary>
/// <param name="Name">The event's name.</param>
/// <param name="Payload">Its data.</param>
public sealed record ReceiveSignal(string Name, Value Payload) : Input;

/// <summary>What the outside answered to an effect.</summary>
/// <param name="EffectId">The effect.</param>
/// <param name="Succeeded">Whether it was delivered.</param>
/// <param name="Result">The answer, or the last error.</param>
public sealed record ReceiveResult(string EffectId, bool Succeeded, Value Result) : Input;

/// <summary>Ends a case before its time.</summary>
/// <param name="Reason">Why, for the history.</param>
public sealed record CancelCase(string Reason) : Input;

/// <summary>Runs a faulted activity again.</summary>
/// <param name="IncidentId">The incident.</param>
public sealed record RetryIncident(string IncidentId) : Input;

/// <summary>Leaves a faulted activity behind as if it had completed with that outcome.</summary>
/// <param name="IncidentId">The incident.</param>
/// <param name="Outcome">The outcome to follow.</param>
public sealed record SkipIncident(string IncidentId, string Outcome) : Input;

/// <summary>
/// Moves the running workflow instances of a case from one version of a definition to another. What was done stays done,
/// what waits goes on waiting until the same instant (see <see cref="Migration.MigrationPlan"/>).
/// </summary>
/// <param name="FromHash">The definition version that they run now; instances of other versions stay as they are.</param>
/// <param name="ToHash">The version to go on with: of the same definition, resolved at the door.</param>
/// <param name="Activities">Id in the target (text) by activity id now, for those that are called otherwise there. Null or empty: by equal ids.</param>
/// <param name="Variables">Id in the target (text) by variable id now, likewise.</param>
public sealed record MigrateCase(string FromHash, string ToHash, Value Activities, Value Variables) : Input;
