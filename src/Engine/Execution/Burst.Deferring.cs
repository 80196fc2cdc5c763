using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Execution;

/// <summary>What happens in the same step, but after everything that is under way.</summary>
internal sealed partial class Burst
{
    /// <summary>Starts a workflow once nothing else is left to do.</summary>
    public void Dispatch(WorkflowDefinition definition, Value input, string parentId, string? parentActivityId, string? correlationId) => Defer(() =>
    {
        // Its owner may have been cancelled meanwhile.
        if (parentActivityId is not null && State.FindActivity(parentActivityId) is null) return;
        var id = StartWorkflow(definition, input, parentId, parentActivityId, isComposite: false, correlationId);
        if (parentActivityId is not null) ContextOf(State.FindActivity(parentActivityId)!).WaitForChild(id);
    });

    /// <summary>Completes an activity that did not want to wait for its child, once the child has done what it can now.</summary>
    public void WhenIdle(RunContext context, string childId) => Defer(() =>
    {
        if (!context.IsAlive || State.FindInstance(childId) is not { } child) return;
        context.SetOutput("Result", BuiltInResult(child));
        // The child goes on by itself: it must not end with the activity that started it.
        Emit(new WorkflowDetached(childId));
        context.Complete();
    });

    /// <summary>Wakes the activities of this case that wait for an event, and starts in it the workflows that the event triggers.</summary>
    /// <param name="publisher">Who publishes it.</param>
    /// <param name="name">The event.</param>
    /// <param name="payload">Its data.</param>
    /// <param name="correlationId">Only instances of that correlation id hear of it; null: all. What it starts gets the id.</param>
    /// <param name="isLocal">Only the publisher's own workflow instance hears of it.</param>
    public void Publish(RunContext publisher, string name, Value payload, string? correlationId, bool isLocal)
    {
        var sender = OwnerOfParts(publisher.WorkflowInstanceId).Id;
        Defer(() =>
        {
            Wake(name, payload, owner => isLocal ? owner.Id == sender : correlationId is null || correlationId == (owner.ParentId is null ? State.CorrelationId : owner.CorrelationId));
            if (isLocal) return;
            foreach (var (definition, trigger) in definitions.TriggeredBy(name, Stimulus.At))
            {
                var id = StartWorkflow(definition, Value.EmptyObject, State.Instances[0].Id, null, isComposite: false, correlationId);
                (triggers ??= []).Add(id, (trigger, payload));
            }
        });
    }

    /// <summary>Wakes the activities of this case that wait for a signal.</summary>
    public void Signal(string name, Value payload) => Defer(() => Wake(name, payload, static _ => true));

    /// <summary>The trigger that started the instance in this very step, and what it brought.</summary>
    public (string ActivityId, Value Payload)? TriggerOf(string workflowInstanceId) =>
        triggers is not null && triggers.TryGetValue(workflowInstanceId, out var trigger) ? trigger : null;

    private void Wake(string name, Value payload, Func<WorkflowInstance, bool> hears)
    {
        foreach (var bookmark in State.Bookmarks.ToArray())
        {
            if (bookmark.Kind != BookmarkKind.Signal || bookmark.Name != name || State.IndexOfBookmark(bookmark.Id) < 0) continue;
            var context = ContextOf(State.FindActivity(bookmark.ActivityInstanceId)!);
            if (IsHalted(context.WorkflowInstanceId) || !hears(OwnerOfParts(context.WorkflowInstanceId))) continue;
            Emit(new WaitResumed(bookmark.Id, bookmark.AutoBurn));
            // Nobody outside sent this one, so nobody can be told: a refusal is a fault of the definition.
            if (Resume(context, new(bookmark, new ReceiveSignal(name, payload), null, payload)) is { } rejection) context.Fault(rejection.Code, $"{rejection.Chinese} / {rejection.English}");
        }
    }

    private static Value BuiltInResult(WorkflowInstance child) => Composite.ResultOf(child, child.Status, WorkflowSubStatus.Suspended);

    private void Defer(Action act) => (deferred ??= new()).Enqueue(act);
}
