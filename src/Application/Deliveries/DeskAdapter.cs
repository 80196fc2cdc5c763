using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Outbox;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace JieSuJiBan.Application.Deliveries;

/// <summary>
/// Takes messages that nothing outside is configured for and keeps them where people see them. It sends nothing, and the
/// result says so.
/// </summary>
public sealed class DeskAdapter(string channel, IDbContextFactory<DeskStore> stores, IClock clock) : IOutboxAdapter
{
    public string Channel => channel;

    public bool LeavesTheService => false;

    public async Task<OutboxAnswer> DeliverAsync(OutboxItem item, CancellationToken ct)
    {
        await using var store = await stores.CreateDbContextAsync(ct);
        var (number, unit, text) = (item.Payload["number"].AsString(), item.Payload["unit"].AsString(), item.Payload["text"].AsString());
        var (caseId, payload, at) = (item.CaseId.Value, item.Payload.ToString(), clock.GetCurrentInstant().ToDateTimeOffset());
        await store.Database.ExecuteSqlAsync(
            $"""
            insert into desk.message (effect_id, case_id, channel, ticket_number, unit_code, text, payload, received_at)
            values ({item.EffectId}, {caseId}, {item.Channel}, {number}, {unit}, {text}, {payload}::jsonb, {at})
            on conflict (effect_id) do nothing
            """,
            ct);
        return OutboxAnswer.Delivered(Value.Object(("deliveredTo", Value.Of("desk"))));
    }
}
