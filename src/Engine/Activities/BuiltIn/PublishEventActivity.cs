using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Activities.BuiltIn;

/// <summary>
/// Elsa.PublishEvent: wakes who waits in this case and starts the workflows that it triggers, and tells other cases
/// through the outbox. A local event stays in its workflow instance.
/// </summary>
internal sealed class PublishEventActivity : LeafActivity
{
    public override ActivityDescriptor Descriptor { get; } = Describe.Activity("PublishEvent", Describe.Events, "发布事件", "通知等待该事件的环节。") with
    {
        Inputs =
        [
            Describe.Input("EventName", "String", "事件名称", isRequired: true),
            Describe.Input("CorrelationId", "String", "关联号"),
            Describe.Input("IsLocalEvent", "Boolean", "仅本流程", "checkbox", Value.False),
            Describe.Input("Payload", "Object", "内容", "multiline"),
        ],
    };

    internal override void Run(RunContext context)
    {
        var name = ValueConverter.ToText(context.Input("EventName"));
        var payload = context.Input("Payload");
        var correlationId = context.Input("CorrelationId").AsString() is { Length: > 0 } stated ? stated : null;
        var isLocal = context.Input("IsLocalEvent").AsBoolean() ?? false;
        context.Burst.Publish(context, name, payload, correlationId, isLocal);
        if (!isLocal)
        {
            context.Send("event", Value.Object(("correlationId", Value.Of(correlationId)), ("name", Value.Of(name)), ("payload", payload)));
        }

        context.Complete();
    }
}
