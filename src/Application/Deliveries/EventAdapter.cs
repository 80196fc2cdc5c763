using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Outbox;

namespace JieSuJiBan.Application.Deliveries;

/// <summary>
/// Brings what Elsa's PublishEvent tells other cases: <c>{name, correlationId, payload}</c>. The correlation id names who
/// hears it, by ticket number or case id; an event without one has been heard in its own case already.
/// </summary>
public sealed class EventAdapter(CaseSignalAdapter signals) : IOutboxAdapter
{
    public string Channel => "event";

    public bool LeavesTheService => false;

    public Task<OutboxAnswer> DeliverAsync(OutboxItem item, CancellationToken ct) =>
        item.Payload["correlationId"].AsString() is { Length: > 0 } to
            ? signals.DeliverAsync(
                item with { Payload = Value.Object(("payload", item.Payload["payload"]), ("signal", item.Payload["name"]), ("to", Value.Of(to))) }, ct)
            : Task.FromResult(OutboxAnswer.Delivered(Value.Object(("taken", Value.False))));
}
