using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.State;

/// <summary>Elsa's workflow status.</summary>
public enum WorkflowStatus
{
    /// <summary>Still to be continued.</summary>
    Running,
    /// <summary>Over, for better or worse; see <see cref="WorkflowSubStatus"/>.</summary>
    Finished,
}

/// <summary>Elsa's workflow sub-status: the first three belong to Running, the others to Finished.</summary>
public enum WorkflowSubStatus
{
    /// <summary>Not begun.</summary>
    Pending,
    /// <summary>Inside a step.</summary>
    Executing,
    /// <summary>Waiting for an input.</summary>
    Suspended,
    /// <summary>Ran to its end.</summary>
    Finished,
    /// <summary>Ended by a person before its time.</summary>
    Cancelled,
    /// <summary>Stopped by an incident. Retrying or skipping the incident brings it back to Running.</summary>
    Faulted,
}

/// <summary>What an activity instance that is still alive is doing. Completed and cancelled ones are not kept.</summary>
public enum ActivityStatus
{
    /// <summary>Scheduled, not begun: the step stopped before it.</summary>
    Pending,
    /// <summary>Begun, and waiting for an input or its children.</summary>
    Running,
    /// <summary>Ended by an incident that nobody has resolved yet.</summary>
    Faulted,
}

/// <summary>
/// Everything a case is at one moment: the ticket's facts, its workflow instances and what they wait for. Immutable;
/// the fold of the case's events and nothing else. Its size follows what is alive, not how long the case has lived.
/// </summary>
public sealed record CaseState
{
    /// <summary>The state before the first event.</summary>
    public static CaseState Empty { get; } = new();

    /// <summary>The case.</summary>
    public CaseId CaseId { get; init; }

    /// <summary>How many steps were taken: 1 after <see cref="StartCase"/>.</summary>
    public long Sequence { get; init; }

    /// <summary>Instant of the first step (UTC).</summary>
    public Instant StartedAt { get; init; }

    /// <summary>Instant of the latest step (UTC).</summary>
    public Instant UpdatedAt { get; init; }

    /// <summary>The ticket's facts, folded from <see cref="FactsChanged"/>.</summary>
    public Value Facts { get; init; } = Value.EmptyObject;

    /// <summary>Status of the case: Running while any of its workflow instances is.</summary>
    public WorkflowStatus Status { get; init; }

    /// <summary>Sub-status of the case.</summary>
    public WorkflowSubStatus SubStatus { get; init; }

    /// <summary>The workflow instances, root first. Children leave the list when they finish.</summary>
    public IReadOnlyList<WorkflowInstance> Instances { get; init; } = [];

    /// <summary>The activity instances that are alive, in the order they began.</summary>
    public IReadOnlyList<ActivityInstance> Activities { get; init; } = [];

    /// <summary>What the case waits for, in the order the waits began.</summary>
    public IReadOnlyList<Bookmark> Bookmarks { get; init; } = [];

    /// <summary>Incidents that nobody has resolved yet.</summary>
    public IReadOnlyList<Incident> Incidents { get; init; } = [];

    /// <summary>Elsa's correlation id, or null.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Name of the case (Elsa's instance name), or null.</summary>
    public string? Name { get; init; }

    /// <summary>The open human tasks, oldest first.</summary>
    public IEnumerable<HumanTask> Tasks => Bookmarks.Where(bookmark => bookmark.Task is not null).Select(bookmark => bookmark.Task!);

    /// <summary>The bookmarks that wait for an instant.</summary>
    public IEnumerable<Bookmark> Timers => Bookmarks.Where(bookmark => bookmark.Kind == BookmarkKind.Timer);

    /// <summary>The root workflow instance, or null before the start.</summary>
    public WorkflowInstance? Root => Instances.Count > 0 ? Instances[0] : null;

    /// <summary>True where no input can change the case any more: finished or cancelled, not faulted.</summary>
    public bool IsClosed => Status == WorkflowStatus.Finished && SubStatus != WorkflowSubStatus.Faulted;

    /// <summary>
    /// The state as a program of that numbered meaning reads it. While a release is rolled out, one of the release before may step a case
    /// after a newer one: what it did not know it neither decided by nor kept.
    /// </summary>
    internal CaseState AsReadUnder(int semantics)
    {
        if (semantics > Semantics.First) return this;
        var isNewer = Bookmarks.Any(bookmark => bookmark.Round > 0) || Activities.Any(activity => activity.Tokens.Any(token => token.Of is not null));
        return !isNewer ? this : this with
        {
            Activities = [.. Activities.Select(activity => activity.WithoutOwnersOfTokens())],
            Bookmarks = [.. Bookmarks.Select(bookmark => bookmark with { Round = 0 })],
        };
    }
}

/// <summary>A run of a workflow definition inside a case.</summary>
/// <param name="Id"><c>{sequence}-{ordinal}</c>, unique in the case.</param>
/// <param name="DefinitionHash">The definition version that it runs.</param>
/// <param name="DefinitionId">The definition's stable id.</param>
/// <param name="Version">The version number at the start.</param>
/// <param name="ParentId">The instance that started it, or null for the root.</param>
/// <param name="ParentActivityId">The activity instance that started it, or null for the root.</param>
/// <param name="IsComposite">True for a workflow used as an activity: Finish in it ends its owner too.</param>
/// <param name="Input">The input object it was started with.</param>
public sealed record WorkflowInstance(
    string Id,
    string DefinitionHash,
    string DefinitionId,
    int Version,
    string? ParentId,
    string? ParentActivityId,
    bool IsComposite,
    Value Input)
{
    /// <summary>Elsa's correlation id of a child, or null. The root's is <see cref="CaseState.CorrelationId"/>; a composite has its owner's.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Elsa's instance name of a child, or null. The root's is <see cref="CaseState.Name"/>; a composite has its owner's.</summary>
    public string? Name { get; init; }

    /// <summary>The output object so far.</summary>
    public Value Output { get; init; } = Value.EmptyObject;

    /// <summary>The workflow's variables that were set, by variable id; an unset one has its default.</summary>
    public Value Variables { get; init; } = Value.EmptyObject;

    /// <summary>What activities put out in their latest run: activity id, then output name.</summary>
    public Value ActivityOutputs { get; init; } = Value.EmptyObject;

    /// <summary>The latest output called Result, whichever activity gave it.</summary>
    public Value LastResult { get; init; } = Value.Null;

    /// <summary>Status.</summary>
    public WorkflowStatus Status { get; init; }

    /// <summary>Sub-status.</summary>
    public WorkflowSubStatus SubStatus { get; init; }
}

/// <summary>An activity that failed, until a person retries, skips or cancels it.</summary>
/// <param name="Id"><c>{sequence}-{ordinal}</c>, unique in the case.</param>
/// <param name="WorkflowInstanceId">Where.</param>
/// <param name="ActivityInstanceId">The failed activity instance.</param>
/// <param name="ActivityId">Its id in the definition.</param>
/// <param name="ActivityType">Its type.</param>
/// <param name="Code">Stable code, e.g. <c>expression.failed</c> or <c>step.budgetExceeded</c>.</param>
/// <param name="Message">What is wrong and how to correct it.</param>
/// <param name="At">When (UTC).</param>
public sealed record Incident(
    string Id,
    string WorkflowInstanceId,
    string ActivityInstanceId,
    string ActivityId,
    string ActivityType,
    string Code,
    string Message,
    Instant At);
