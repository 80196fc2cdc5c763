using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;

namespace JieSuJiBan.Engine.Execution;

/// <summary>How activities, waits and workflows end.</summary>
internal sealed partial class Burst
{
    /// <summary>Ends everything below an activity: its children, what is scheduled for it, the workflows it waits for.</summary>
    public void EndChildren(string activityInstanceId)
    {
        RemoveScheduled(activityInstanceId);
        while (LastChildOf(activityInstanceId) is { } child) CancelActivity(child, reports: false);
        for (var i = State.Instances.Slots - 1; i >= 0 && State.Instances.CountOf(activityInstanceId) > 0; i--)
        {
            if (State.Instances.At(i) is { } instance && instance.ParentActivityId == activityInstanceId) CancelWorkflow(instance);
        }
    }

    /// <summary>Ends an activity and all below it before its time.</summary>
    /// <param name="activity">The activity.</param>
    /// <param name="reports">Whether its container shall hear of it.</param>
    public void CancelActivity(ActivityInstance activity, bool reports)
    {
        EndChildren(activity.Id);
        ClearWaits(activity.Id);
        for (var i = State.Incidents.Count - 1; i >= 0; i--)
        {
            if (State.Incidents[i].ActivityInstanceId == activity.Id) Emit(new IncidentResolved(State.Incidents[i].Id, "cancelled"));
        }

        var context = reports ? ContextOf(activity) : null;
        Emit(new ActivityCancelled(activity.Id, activity.ActivityId));
        if (context is not null) notices.Enqueue(new(context, null));
    }

    /// <summary>Ends a workflow instance and all in it before its time.</summary>
    public void CancelWorkflow(WorkflowInstance instance)
    {
        EndActivitiesOf(instance.Id);
        CancelChildrenOf(instance.Id);
        Emit(new WorkflowStatusChanged(instance.Id, WorkflowStatus.Finished, WorkflowSubStatus.Cancelled));
    }

    /// <summary>Finish: ends the workflow at once, and with a composite the workflow it is a part of.</summary>
    public void FinishWorkflow(string workflowInstanceId)
    {
        var instance = OwnerOfParts(workflowInstanceId);
        CompleteWorkflow(instance.Id, ["Done"]);
    }

    /// <summary>Complete: ends the nearest workflow, which may be a composite, with these outcomes.</summary>
    public void CompleteWorkflow(string workflowInstanceId, string[] outcomes)
    {
        EndActivitiesOf(workflowInstanceId);
        EndWorkflow(State.FindInstance(workflowInstanceId)!, outcomes);
    }

    public void ClearWaits(string activityInstanceId)
    {
        for (int i = State.Bookmarks.Slots - 1, left = State.Bookmarks.CountOf(activityInstanceId); left > 0 && i >= 0; i--)
        {
            if (State.Bookmarks.At(i) is not { } bookmark || bookmark.ActivityInstanceId != activityInstanceId) continue;
            Withdraw(bookmark);
            left--;
        }
    }

    public void Withdraw(Bookmark bookmark)
    {
        switch (bookmark.Kind)
        {
            case BookmarkKind.Task:
                Emit(new TaskWithdrawn(bookmark.Id));
                if (!Forget(effect => effect is OpenTask open && open.Task.Id == bookmark.Task!.Id)) Emit(new CloseTask(bookmark.Task!.Id, null, null));
                break;
            case BookmarkKind.Timer:
                Emit(new TimerCleared(bookmark.Id));
                if (!Forget(effect => effect is SetTimer set && set.BookmarkId == bookmark.Id)) Emit(new ClearTimer(bookmark.Id));
                break;
            default:
                Emit(new WaitEnded(bookmark.Id));
                break;
        }
    }

    /// <summary>An activity of a workflow failed: it halts as its incident strategy says, a composite with its owner.</summary>
    public void HaltFor(string workflowInstanceId)
    {
        var instance = OwnerOfParts(workflowInstanceId);
        if (PlanOf(instance.Id).Definition.Options.ContinuesWithIncidents) return;
        if (instance.SubStatus == WorkflowSubStatus.Faulted) return;
        Emit(new WorkflowStatusChanged(instance.Id, WorkflowStatus.Finished, WorkflowSubStatus.Faulted));
        if (instance.ParentActivityId is { } ownerId) Defer(() => ReportFault(instance.Id, ownerId));
    }

    /// <summary>The instance, or where it is a composite the workflow that it is a part of.</summary>
    public WorkflowInstance OwnerOfParts(string workflowInstanceId)
    {
        var instance = State.FindInstance(workflowInstanceId)!;
        while (instance.IsComposite && instance.ParentId is not null) instance = State.FindInstance(instance.ParentId)!;
        return instance;
    }

    /// <summary>To Elsa a faulted child has finished: who waited for it goes on, and the child waits for its person alone.</summary>
    private void ReportFault(string childId, string ownerId)
    {
        if (State.FindInstance(childId) is not { SubStatus: WorkflowSubStatus.Faulted } child || State.FindActivity(ownerId) is not { Status: ActivityStatus.Running } owner) return;
        var context = ContextOf(owner);
        if (IsHalted(context.WorkflowInstanceId) || context.Node.Activity is not IWorkflowOwner) return;
        Emit(new WorkflowDetached(childId));
        foreach (var bookmark in State.Bookmarks.ToArray())
        {
            if (bookmark.Kind == BookmarkKind.Child && bookmark.ActivityInstanceId == ownerId && bookmark.Payload["workflowInstanceId"].AsString() == childId) Withdraw(bookmark);
        }

        Guard(context, static (context, child) => ((IWorkflowOwner)context.Node.Activity!).WorkflowFaulted(context, child), child);
    }

    /// <summary>Ends what runs or is scheduled of one child of a container; the container is not told.</summary>
    public void CancelChildrenAt(RunContext container, ActivityNode child)
    {
        for (var i = State.Activities.Slots - 1; i >= 0; i--)
        {
            if (State.Activities.At(i) is { } activity && activity.ParentId == container.InstanceId && activity.ActivityId == child.Id) CancelActivity(activity, reports: false);
        }

        Requeue(item => item.ParentId != container.InstanceId || item.Node.Node != child);
        var heard = notices.ToArray();
        notices.Clear();
        foreach (var notice in heard)
        {
            if (notice.Child.ParentId != container.InstanceId || notice.Child.Node.Node != child) notices.Enqueue(notice);
        }
    }

    /// <summary>A person dealt with an incident: what it halted goes on. Timers are set again, because due ones may have been refused meanwhile.</summary>
    private void GoOn(string workflowInstanceId)
    {
        var instance = OwnerOfParts(workflowInstanceId);
        if (instance.SubStatus != WorkflowSubStatus.Faulted) return;
        Emit(new WorkflowStatusChanged(instance.Id, WorkflowStatus.Running, WorkflowSubStatus.Executing));
        foreach (var bookmark in State.Bookmarks)
        {
            if (bookmark is { Kind: BookmarkKind.Timer, DueAt: { } dueAt } && !IsHalted(State.FindActivity(bookmark.ActivityInstanceId)!.WorkflowInstanceId))
            {
                Emit(new SetTimer(bookmark.Id, dueAt));
            }
        }
    }

    /// <summary>A workflow has run to its end: its owner hears of it.</summary>
    private void EndWorkflow(WorkflowInstance instance, string[]? outcomes)
    {
        Emit(new WorkflowStatusChanged(instance.Id, WorkflowStatus.Finished, outcomes is null ? WorkflowSubStatus.Cancelled : WorkflowSubStatus.Finished));
        CancelComposites(instance.Id);
        if (instance.ParentActivityId is null || State.FindActivity(instance.ParentActivityId) is not { Status: ActivityStatus.Running } owner) return;
        var context = ContextOf(owner);
        Guard(context, static (context, ended) =>
        {
            if (context.Node.Activity is IWorkflowOwner owner) owner.WorkflowEnded(context, ended.instance, ended.outcomes ?? []);
            else Composite.End(context, ended.instance, ended.outcomes ?? []);
        }, (instance, outcomes));
    }

    private void EndActivitiesOf(string workflowInstanceId)
    {
        while (LastRootOf(workflowInstanceId) is { } root) CancelActivity(root, reports: false);
        if (queue.Count > 0) Requeue(item => item.WorkflowInstanceId != workflowInstanceId);
    }

    private void CancelChildrenOf(string workflowInstanceId)
    {
        for (var i = State.Instances.Slots - 1; i > 0 && State.Instances.CountOfSecond(workflowInstanceId) > 0; i--)
        {
            if (State.Instances.At(i) is { } instance && instance.ParentId == workflowInstanceId) CancelWorkflow(instance);
        }
    }

    private void CancelComposites(string workflowInstanceId)
    {
        for (var i = State.Instances.Slots - 1; i > 0 && State.Instances.CountOfSecond(workflowInstanceId) > 0; i--)
        {
            if (State.Instances.At(i) is { IsComposite: true } part && part.ParentId == workflowInstanceId) CancelWorkflow(part);
        }
    }

    private ActivityInstance? LastChildOf(string activityInstanceId)
    {
        if (State.Activities.CountOf(activityInstanceId) == 0) return null;
        for (var i = State.Activities.Slots - 1; i >= 0; i--)
        {
            if (State.Activities.At(i) is { } activity && activity.ParentId == activityInstanceId) return activity;
        }

        return null;
    }

    private ActivityInstance? LastRootOf(string workflowInstanceId)
    {
        if (State.Activities.CountOf(workflowInstanceId) == 0) return null;
        for (var i = State.Activities.Slots - 1; i >= 0; i--)
        {
            if (State.Activities.At(i) is { ParentId: null } root && root.WorkflowInstanceId == workflowInstanceId) return root;
        }

        return null;
    }

    /// <summary>Drops what is scheduled for a container and has not begun.</summary>
    public void RemoveScheduled(string containerId)
    {
        if (ScheduledFor(containerId) > 0) Requeue(item => item.ParentId != containerId);
    }

    private void Requeue(Func<WorkItem, bool> keep)
    {
        for (var i = queue.Count; i > 0; i--)
        {
            var item = queue.Dequeue();
            if (keep(item)) queue.Enqueue(item);
            else Unscheduled(item);
        }
    }

    /// <summary>Drops an effect of this very step that has become pointless.</summary>
    private bool Forget(Predicate<Effect> pointless)
    {
        if (effects.Count == 0) return false;
        var at = effects.FindLastIndex(pointless);
        if (at < 0) return false;
        effects.RemoveAt(at);
        return true;
    }
}
