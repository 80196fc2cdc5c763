using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Migration;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.Execution;

/// <summary>What each input does first, or why it is refused.</summary>
internal sealed partial class Burst
{
    private Rejection? Accept(Input input)
    {
        if (input is StartCase start) return before is null ? Start(start) : Refusals.CaseExists();
        if (before is null) return Refusals.CaseUnknown();
        if (before.CaseId != Stimulus.CaseId) throw new ArgumentException("The stimulus is for another case than the state given with it.");
        if (before.IsClosed) return Refusals.CaseFinished(before);
        Emit(new StepBegun(before.Sequence + 1, Stimulus.At));
        return input switch
        {
            ClaimTask claim => Claim(claim),
            ReleaseTask release => Release(release),
            CompleteTask complete => Complete(complete),
            FireTimer fire => Fire(fire),
            ReceiveSignal signal => Receive(signal),
            ReceiveResult result => Receive(result),
            CancelCase => Cancel(),
            RetryIncident retry => Retry(retry),
            SkipIncident skip => Skip(skip),
            MigrateCase migrate => Migrate(migrate),
            _ => Refusals.InputUnknown(input),
        };
    }

    private Rejection? Start(StartCase start)
    {
        if (definitions.ByHash(start.DefinitionHash) is not { } definition) return Refusals.DefinitionUnknown(start.DefinitionHash);
        if (start.Arguments.Kind is not (ValueKind.Object or ValueKind.Null)) return Refusals.ArgumentsNoObject();
        var arguments = start.Arguments.IsNull ? Value.EmptyObject : start.Arguments;
        foreach (var declared in definition.Inputs)
        {
            var given = arguments[declared.Name];
            // A sealed reference stands for words: its type is the vault's affair.
            if (given.IsNull || Sealed.From(given) is not null) continue;
            var converted = ValueConverter.ConvertDeclared(given, declared.IsArray ? declared.TypeName + "[]" : declared.TypeName, new(Stimulus.Semantics, Policy.Zone));
            if (converted.Error is { } error) return Refusals.ArgumentWrong(declared.Name, error);
            if (!ReferenceEquals(converted.Value, given)) arguments = arguments.With(declared.Name, converted.Value);
        }

        Emit(new CaseStarted(Stimulus.CaseId, Stimulus.At, start.CorrelationId));
        StartWorkflow(definition, arguments, null, null, isComposite: false);
        return null;
    }

    private Rejection? Claim(ClaimTask claim)
    {
        if (FindTask(claim.TaskId, out var bookmark) is { } unknown) return unknown;
        var task = bookmark.Task!;
        if (Admission.Forbids(task, Stimulus.Actor) is { } forbidden) return forbidden;
        if (task.Assignee is not null && task.Assignee != Stimulus.Actor.Id) return Refusals.TaskClaimed(task.Assignee);
        return Assign(bookmark, Stimulus.Actor.Id);
    }

    private Rejection? Release(ReleaseTask release)
    {
        if (FindTask(release.TaskId, out var bookmark) is { } unknown) return unknown;
        var task = bookmark.Task!;
        if (task.Assignee is null) return Refusals.TaskNotClaimed();
        if (task.Assignee != Stimulus.Actor.Id && !Stimulus.Actor.IsSystem) return Refusals.TaskClaimedByOther(task.Assignee);
        return Assign(bookmark, null);
    }

    private Rejection? Assign(Bookmark bookmark, string? assignee)
    {
        if (bookmark.Task!.Assignee == assignee) return null;
        Emit(new TaskAssigned(bookmark.Id, assignee));
        Emit(new AssignTask(bookmark.Task.Id, assignee));
        return null;
    }

    private Rejection? Complete(CompleteTask complete)
    {
        if (FindTask(complete.TaskId, out var bookmark) is { } unknown) return unknown;
        var task = bookmark.Task!;
        if (Admission.Forbids(task, Stimulus.Actor) is { } forbidden) return forbidden;
        if (task.Assignee is not null && task.Assignee != Stimulus.Actor.Id && !Stimulus.Actor.IsSystem) return Refusals.TaskClaimedByOther(task.Assignee);
        if (Resumable(bookmark, out var context) is { } halted) return halted;
        var declaration = Admission.DeclarationOf(task.Kind, Policy, context.Node.Activity?.Descriptor);
        if (Admission.Checks(declaration, task, complete, Stimulus.Semantics, out var outcome) is { } wrong) return wrong;
        Answered = declaration;
        Emit(new TaskCompleted(bookmark.Id, task.Kind, outcome, Stimulus.Actor.Id));
        Emit(new CloseTask(task.Id, outcome, Stimulus.Actor.Id));
        return Resume(context, new(bookmark, complete, outcome, complete.Result));
    }

    private Rejection? Fire(FireTimer fire)
    {
        var at = State.IndexOfBookmark(fire.BookmarkId);
        if (at < 0 || State.Bookmarks[at] is not { Kind: BookmarkKind.Timer } bookmark) return Refusals.TimerGone();
        if (Stimulus.At < bookmark.DueAt) return Refusals.TimerNotDue(bookmark.DueAt.Value);
        if (Resumable(bookmark, out var context) is { } halted) return halted;
        fired = bookmark;
        Emit(new TimerFired(bookmark.Id));
        return Resume(context, new(bookmark, fire, null, Value.Null));
    }

    /// <summary>
    /// How many timers that ask for no time have followed on one another when one is set for that instant. Ten thousand that come due together
    /// are one round, and a timer that catches up with what was missed, each for a later instant than the last, stays in its round.
    /// </summary>
    public int RoundOf(Instant dueAt)
    {
        if (Stimulus.Semantics < Semantics.TimeMustPass || dueAt >= Stimulus.At + LeastWait) return 0;
        var round = fired?.Round ?? 0;
        return round > 0 && dueAt < Stimulus.At && dueAt > fired!.DueAt ? round : round + 1;
    }

    private Rejection? Receive(ReceiveSignal signal)
    {
        Rejection? halted = null;
        var isTaken = false;
        foreach (var bookmark in State.Bookmarks.ToArray())
        {
            if (bookmark.Kind != BookmarkKind.Signal || bookmark.Name != signal.Name) continue;
            // One that was resumed before it may have ended this one's wait.
            if (State.IndexOfBookmark(bookmark.Id) < 0) continue;
            if (Resumable(bookmark, out var context) is { } held)
            {
                halted ??= held;
                continue;
            }

            isTaken = true;
            Emit(new WaitResumed(bookmark.Id, bookmark.AutoBurn));
            if (Resume(context, new(bookmark, signal, null, signal.Payload)) is { } rejection) return rejection;
        }

        return isTaken ? null : halted ?? Refusals.SignalNotAwaited(signal.Name);
    }

    private Rejection? Receive(ReceiveResult result)
    {
        foreach (var bookmark in State.Bookmarks)
        {
            if (bookmark.Kind != BookmarkKind.Result || bookmark.Payload["effectId"].AsString() != result.EffectId) continue;
            if (Resumable(bookmark, out var context) is { } halted) return halted;
            Emit(new WaitResumed(bookmark.Id, bookmark.AutoBurn));
            return Resume(context, new(bookmark, result, null, result.Result));
        }

        return Refusals.ResultNotAwaited();
    }

    private Rejection? Cancel()
    {
        for (var i = State.Instances.Slots - 1; i >= 0; i--)
        {
            if (State.Instances.At(i) is { } instance
                && (instance.Status == WorkflowStatus.Running || instance.SubStatus == WorkflowSubStatus.Faulted))
            {
                CancelWorkflow(instance);
            }
        }

        return null;
    }

    private Rejection? Retry(RetryIncident retry)
    {
        if (State.Incidents.Find(incident => incident.Id == retry.IncidentId) is not { } incident) return Refusals.IncidentUnknown();
        var activity = State.FindActivity(incident.ActivityInstanceId)!;
        var plan = PlanOf(activity.WorkflowInstanceId);
        if (plan.ById(activity.ActivityId) is not { } node) return Refusals.IncidentUnknown();
        Emit(new IncidentResolved(incident.Id, "retried"));
        GoOn(activity.WorkflowInstanceId);
        Enqueue(new(activity.Id, activity.WorkflowInstanceId, plan, node, activity.ParentId, activity.IsBackward, activity.Variables));
        return null;
    }

    private Rejection? Skip(SkipIncident skip)
    {
        if (State.Incidents.Find(incident => incident.Id == skip.IncidentId) is not { } incident) return Refusals.IncidentUnknown();
        var activity = State.FindActivity(incident.ActivityInstanceId)!;
        var context = ContextOf(activity);
        var known = Admission.OutcomesOf(context.Node);
        if (!known.Contains(skip.Outcome)) return Refusals.OutcomeUnknown(skip.Outcome, known);
        Emit(new IncidentResolved(incident.Id, "skipped"));
        GoOn(activity.WorkflowInstanceId);
        context.CompleteSkipped(skip.Outcome, activity.IsBackward);
        return null;
    }

    /// <summary>The plan is the check: what it would do is done as it stands, or nothing.</summary>
    private Rejection? Migrate(MigrateCase migrate)
    {
        var plan = MigrationPlan.For(engine.Plans, engine.Mode, definitions, before!, migrate, Stimulus.Semantics);
        if (plan.Refusal is not null) return plan.Refusal;
        foreach (var happened in plan.Instances.SelectMany(instance => instance.Events)) Emit(happened);
        return null;
    }

    private Rejection? FindTask(string taskId, out Bookmark bookmark)
    {
        foreach (var candidate in State.Bookmarks)
        {
            if (candidate.Task?.Id != taskId) continue;
            bookmark = candidate;
            return null;
        }

        bookmark = null!;
        return Refusals.TaskGone(taskId, before!);
    }

    /// <summary>The context of the activity that waits, or why it cannot go on.</summary>
    private Rejection? Resumable(Bookmark bookmark, out RunContext context)
    {
        var activity = State.FindActivity(bookmark.ActivityInstanceId)
            ?? throw new InvalidOperationException($"The bookmark {bookmark.Id} belongs to no living activity.");
        context = ContextOf(activity);
        return IsHalted(activity.WorkflowInstanceId) ? Refusals.Halted() : null;
    }

    private static Rejection? Resume(RunContext context, Resumption resumption)
    {
        Rejection? rejection = null;
        Guard(context, (context, resumption) => rejection = context.Node.Activity?.Resume(context, resumption), resumption);
        if (rejection is not null) return rejection;
        context.Settle(isResumed: true);
        return null;
    }
}
