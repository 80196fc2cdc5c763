using JieSuJiBan.Application.Deliveries;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Connections;
using JieSuJiBan.Runtime.Outbox;

namespace JieSuJiBan.Application.Connections;

/// <summary>
/// Brings the messages of a channel to the gateway of its connection, with the effect id as idempotency key; where none is configured the
/// demo desk keeps them. A connection that was switched off holds them: a pause loses nothing.
/// </summary>
public sealed class ChannelAdapter(string channel, ConnectionStore connections, ConnectionSender sender, OutgoingWords words, IOutboxAdapter desk) : IOutboxAdapter
{
    public string Channel => channel;

    public bool LeavesTheService => connections.All.Any(known => known.Channel == channel);

    public async Task<OutboxAnswer> DeliverAsync(OutboxItem item, CancellationToken ct)
    {
        await connections.EnsureReadAsync(ct);
        if (connections.ForChannel(channel) is not { } connection)
        {
            var paused = connections.All.FirstOrDefault(known => known.Channel == channel);
            return paused is null ? await desk.DeliverAsync(item, ct) : OutboxAnswer.Failed($"The connection '{paused.Name}' is switched off.", OutboxFault.Connection);
        }

        var (payload, kept) = await words.OpenAsync(item.Payload, connection, item.CaseId, ct);
        // Half a message would be worse than a late one.
        if (kept.Count > 0) return OutboxAnswer.Failed($"The connection '{connection.Name}' does not let out: {string.Join(", ", kept)}.");
        var bad = HttpRequests.Build(new(connection.BaseAddress), Value.Object(("method", Value.Of("POST"))), payload, out var request);
        using (request)
        {
            if (bad is not null) return OutboxAnswer.Failed(bad, isPermanent: true);
            request.Headers.TryAddWithoutValidation("Idempotency-Key", item.EffectId);
            var sent = await sender.SendAsync(connection, request, ct);
            if (sent.Refusal is { } refusal) return OutboxAnswer.Failed(refusal.English, OutboxFault.Connection);
            if (sent.Error is { } error) return OutboxAnswer.Failed(sent.Why ?? error, sent.Fault);
            // A gateway that points elsewhere has not taken the message either.
            if (GatewayFaults.Of(sent.Status) is var fault and not OutboxFault.None) return OutboxAnswer.Failed($"HTTP {sent.Status}", fault);
            return OutboxAnswer.Delivered(Value.Object(("content", sent.Answer!.Content), ("headers", sent.Answer.Headers), ("statusCode", Value.Of(sent.Status))));
        }
    }
}
