using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Outbox;
using JieSuJiBan.Runtime.Vault;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace JieSuJiBan.Host.Jobs;

/// <summary>
/// Takes messages that nothing outside is configured for and keeps them where people see them. It sends nothing, and the
/// result says so.
/// </summary>
internal sealed class DeskAdapter(string channel, IDbContextFactory<DeskStore> stores, IClock clock) : IOutboxAdapter
{
    public string Channel => channel;

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

/// <summary>
/// Sends to an HTTP gateway with the effect id as idempotency key. Sealed words are opened here, at the last moment, and
/// each opening is logged.
/// </summary>
internal sealed class GatewayAdapter(string channel, Uri? gateway, IHttpClientFactory clients, Vault vault) : IOutboxAdapter
{
    private const int LongestAnswer = 64 * 1024;

    public string Channel => channel;

    public async Task<OutboxAnswer> DeliverAsync(OutboxItem item, CancellationToken ct)
    {
        var address = gateway ?? (Uri.TryCreate(item.Payload["url"].AsString(), UriKind.Absolute, out var given) && given.Scheme is "http" or "https" ? given : null);
        if (address is null) return OutboxAnswer.Failed("The payload names no http address.", isPermanent: true);
        var client = clients.CreateClient(nameof(GatewayAdapter));
        // A gateway takes the payload whole; a flow says itself how its request looks.
        var bad = gateway is null
            ? HttpRequests.Build(address, item.Payload, await OpenAsync(item.Payload["content"], ct), out var request)
            : HttpRequests.Build(address, Value.Object(("method", Value.Of("POST"))), await OpenAsync(item.Payload, ct), out request);
        using (request)
        {
            if (bad is not null) return OutboxAnswer.Failed(bad, isPermanent: true);
            if (!request.Headers.Contains("Idempotency-Key")) request.Headers.Add("Idempotency-Key", item.EffectId);
            try
            {
                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
                var status = (int)response.StatusCode;
                if (gateway is not null && (status >= 500 || status is 408 or 425 or 429)) return OutboxAnswer.Failed($"HTTP {status}");
                if (gateway is not null && status >= 400) return OutboxAnswer.Failed($"HTTP {status}", isPermanent: true);
                return OutboxAnswer.Delivered(Value.Object(("content", await ReadAsync(response, ct)), ("headers", HttpRequests.HeadersOf(response)), ("statusCode", Value.Of(status))));
            }
            catch (TaskCanceledException) when (!ct.IsCancellationRequested)
            {
                return Unanswered(item, "timeout");
            }
            catch (HttpRequestException)
            {
                return Unanswered(item, "connect");
            }
        }
    }

    /// <summary>A flow that draws where it goes then goes there at once; for others it is tried again, and given up by a person.</summary>
    private OutboxAnswer Unanswered(OutboxItem item, string error) =>
        gateway is null && item.Payload["takes"].Items.Any(taken => taken.AsString() == error)
            ? OutboxAnswer.Delivered(Value.Object(("error", Value.Of(error))))
            : OutboxAnswer.Failed(error);

    private static async Task<Value> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        var buffer = new byte[LongestAnswer];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        var text = HttpRequests.EncodingOf(response).GetString(buffer, 0, length);
        if (response.Content.Headers.ContentType?.MediaType?.Contains("json", StringComparison.Ordinal) != true) return Value.Of(text);
        try
        {
            return CanonicalJson.Parse(text);
        }
        catch (System.Text.Json.JsonException)
        {
            return Value.Of(text);
        }
    }

    private async Task<Value> OpenAsync(Value value, CancellationToken ct)
    {
        var references = new HashSet<string>(StringComparer.Ordinal);
        Collect(value);
        if (references.Count == 0) return value;
        var texts = await vault.OpenAsync(references, Actor.System, $"deliver {channel}", ct);
        return Fill(value);

        void Collect(Value part)
        {
            if (Sealed.From(part) is { } reference) references.Add(reference.Id);
            else if (part.Kind == ValueKind.Array) foreach (var item in part.Items) Collect(item);
            else foreach (var (_, member) in part.MembersByName) Collect(member);
        }

        Value Fill(Value part) => Sealed.From(part) is { } reference ? Value.Of(texts.GetValueOrDefault(reference.Id))
            : part.Kind == ValueKind.Array ? Value.Of(part.Items.Select(Fill))
            : part.Kind == ValueKind.Object ? Value.Object(part.MembersByName.Select(member => KeyValuePair.Create(member.Key, Fill(member.Value))))
            : part;
    }
}
