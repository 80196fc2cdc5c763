using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Outbox;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Runtime.Sql;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using NpgsqlTypes;

namespace JieSuJiBan.Application.Deliveries;

/// <summary>
/// Takes messages that nothing outside is configured for and keeps them where people see them. It sends nothing, and the
/// result says so.
/// </summary>
public sealed class HeldMessages(string channel, IDbContextFactory<JsjbDbContext> stores, IClock clock) : IOutboxAdapter
{
    public string Channel => channel;

    public bool LeavesTheService => false;

    public async Task<OutboxAnswer> DeliverAsync(OutboxItem item, CancellationToken ct)
    {
        await using var store = await stores.CreateDbContextAsync(ct);
        var (number, unit, text) = (item.Payload["number"].AsString(), item.Payload["unit"].AsString(), item.Payload["text"].AsString());
        await using var command = (await store.CommandAsync(DeliverySql.KeepMessage, ct))
            .With(item.EffectId).With(item.CaseId.Value).With(item.Channel).With(number).With(unit).With(text).With(item.Payload.ToString(), NpgsqlDbType.Jsonb).With(clock.GetCurrentInstant());
        await command.ExecuteNonQueryAsync(ct);
        return OutboxAnswer.Delivered(Value.Object(("deliveredTo", Value.Of("desk"))));
    }
}
