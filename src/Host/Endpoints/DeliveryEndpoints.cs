using JieSuJiBan.Host.Jobs;
using JieSuJiBan.Host.Security;
using JieSuJiBan.Runtime.Outbox;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace JieSuJiBan.Host.Endpoints;

/// <summary>Something that could not be delivered after all its tries.</summary>
/// <param name="EffectId">Its idempotency key.</param>
/// <param name="CaseId">The case that asked for it.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="AwaitsResult">True where the ticket waits for the answer.</param>
/// <param name="Error">The last error.</param>
/// <param name="CreatedAt">Asked for when.</param>
public sealed record DeadDelivery(string EffectId, Guid CaseId, string Channel, int Attempts, bool AwaitsResult, string? Error, Instant CreatedAt);

/// <summary>A message on the demo desk: kept, not sent.</summary>
/// <param name="EffectId">Its idempotency key.</param>
/// <param name="CaseId">The case that asked for it.</param>
/// <param name="Channel">The channel that would have taken it.</param>
/// <param name="TicketNumber">The ticket.</param>
/// <param name="UnitCode">The unit it is for.</param>
/// <param name="Text">What it says.</param>
/// <param name="ReceivedAt">When it came to the desk.</param>
public sealed record DeskNotice(string EffectId, Guid CaseId, string Channel, string? TicketNumber, string? UnitCode, string? Text, Instant ReceivedAt);

/// <summary>What became of a retry.</summary>
/// <param name="EffectId">The delivery.</param>
/// <param name="Queued">True where it will be tried again; false where it is no dead letter any more, so a repeat of the command changes nothing.</param>
public sealed record DeliveryRetried(string EffectId, bool Queued);

/// <summary>Deliveries to the outside: what failed for good, and what the demo desk holds.</summary>
internal static class DeliveryEndpoints
{
    private const int Longest = 200;

    public static void MapDeliveries(this IEndpointRouteBuilder app)
    {
        var deliveries = app.MapGroup("/api/deliveries").WithTags("投递");
        deliveries.MapGet("/dead", async (OutboxRelay relay, CancellationToken ct) =>
                (await relay.DeadLettersAsync(Longest, ct)).Select(letter => new DeadDelivery(
                    letter.Item.EffectId, letter.Item.CaseId.Value, letter.Item.Channel, letter.Item.Attempts, letter.Item.AwaitsResult, letter.Error, letter.CreatedAt)).ToArray())
            .Allow(Permissions.ReadDeliveries).WithSummary("死信：投递失败的消息").WithDescription("What could not be delivered after all its tries, oldest first, at most 200.")
            .Produces<DeadDelivery[]>();
        deliveries.MapPost("/{effectId}/retry", async (string effectId, OutboxRelay relay, CancellationToken ct) => new DeliveryRetried(effectId, await relay.RetryAsync(effectId, ct)))
            .Allow(Permissions.RetryDeliveries).RequiresIdempotencyKey().WithSummary("重新投递").WithDescription("Try a dead delivery again, from the first attempt on, under the same idempotency key.")
            .Produces<DeliveryRetried>();
        deliveries.MapGet("/desk", DeskAsync).Allow(Permissions.ReadTickets)
            .WithSummary("演示前台：未实际外发的消息").WithDescription("Messages that the demo desk keeps because no gateway is configured: nobody outside has got them. A unit sees its own, latest first, at most 200.")
            .Produces<DeskNotice[]>();
    }

    private static async Task<DeskNotice[]> DeskAsync(HttpContext http, IDbContextFactory<DeskStore> stores, CancellationToken ct)
    {
        var unit = http.User.ToViewer().UnitCode;
        await using var store = await stores.CreateDbContextAsync(ct);
        var messages = await store.Messages.AsNoTracking()
            .Where(message => unit == null || message.UnitCode == unit)
            .OrderByDescending(message => message.ReceivedAt).ThenByDescending(message => message.EffectId)
            .Take(Longest)
            .ToListAsync(ct);
        return [.. messages.Select(message => new DeskNotice(
            message.EffectId, message.CaseId, message.Channel, message.TicketNumber, message.UnitCode, message.Text, Instant.FromDateTimeOffset(message.ReceivedAt)))];
    }
}
