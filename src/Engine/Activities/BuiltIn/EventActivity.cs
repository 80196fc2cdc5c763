using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;

namespace JieSuJiBan.Engine.Activities.BuiltIn;

/// <summary>Elsa.Event: waits for an event of that name; its payload is the result.</summary>
internal sealed class EventActivity : Activity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("Event", Describe.Events, "等待事件", "等待指定名称的事件。") with
    {
        Inputs = [Describe.Input("EventName", "String", "事件名称", isRequired: true)],
        Outputs = [new("Result", "Object", "事件内容")],
        Kind = "Trigger",
    };

    public override void Execute(ActivityContext context)
    {
        var run = (RunContext)context;
        if (run.Burst.TriggerOf(run.WorkflowInstanceId) is { } trigger && trigger.ActivityId == run.ActivityId && !run.Workflow.ActivityOutputs.Has(run.ActivityId))
        {
            // It is what started the workflow; a loop that comes here again waits for the next.
            context.SetOutput("Result", trigger.Payload);
            context.Complete();
            return;
        }

        if (context.Input("EventName").AsString() is { Length: > 0 } name) context.WaitForSignal(name, "event");
        else context.Fault("event.noName", $"{context.DisplayText} ({context.ActivityId}): 请填写事件名称。 / Give the name of the event.");
    }

    public override Rejection? Resume(ActivityContext context, Resumption resumption)
    {
        context.SetOutput("Result", resumption.Payload);
        context.Complete();
        return null;
    }
}
