using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Runtime.Outbox;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace JieSuJiBan.Web.Api;

/// <summary>Something that could not be delivered after all its tries.</summary>
/// <param name="EffectId">Its idempotency key.</param>
/// <param name="CaseId">The case that asked for it.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Queue">The queue, i.e. the connection that it was to take.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="AwaitsResult">True where the ticket waits for the answer.</param>
/// <param name="Error">The last error.</param>
/// <param name="CreatedAt">Asked for when.</param>
public sealed record DeadDelivery(string EffectId, Guid CaseId, string Channel, string Queue, int Attempts, bool AwaitsResult, string? Error, Instant CreatedAt);

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

/// <summary>Which dead letters to try again; at least one member narrows it, and <c>all</c> says so where none does.</summary>
/// <param name="Channel">Those of this channel.</param>
/// <param name="Queue">Those of this queue.</param>
/// <param name="Error">Those with exactly this last error.</param>
/// <param name="From">Those asked for at this instant or later.</param>
/// <param name="To">Those asked for before this instant.</param>
/// <param name="All">True: all there are.</param>
/// <param name="Limit">How many at most, the oldest first; 1,000 where not said.</param>
public sealed record RetryDeliveries(string? Channel = null, string? Queue = null, string? Error = null, Instant? From = null, Instant? To = null, bool All = false, int? Limit = null);

/// <summary>What became of a retry of many.</summary>
/// <param name="Queued">How many will be tried again.</param>
/// <param name="More">True where more match than the limit: send another command for those.</param>
public sealed record DeliveriesRetried(int Queued, bool More);

/// <summary>Deliveries to the outside: how each connection does, what failed for good, and what the demo desk holds.</summary>
internal static class DeliveryEndpoints
{
    private const int Longest = 200;
    private const int MostRetried = 1_000;

    public static void MapDeliveries(this IEndpointRouteBuilder app)
    {
        var deliveries = app.MapGroup("/api/deliveries").WithTags("投递");
        deliveries.MapGet("/queues", async (DeliveryQueues queues, CancellationToken ct) => await queues.StatesAsync(ct))
            .Allow(Permissions.ReadDeliveries).WithSummary("各对外连接的投递队列")
            .WithDescription("One queue for each connection: how many wait, since when, how many lie dead, and whether the connection fails. While it fails its messages are held, one is tried now and then, and all go on when one gets through. Queues with nothing to tell are not listed; counts end at 10,000.");
        deliveries.MapGet("/dead", DeadAsync)
            .Allow(Permissions.ReadDeliveries).WithSummary("死信：投递失败的消息").WithDescription("What could not be delivered after all its tries or was refused for itself, oldest first, page by page.")
            .Refuses(422);
        deliveries.MapPost("/retry", RetryManyAsync)
            .Allow(Permissions.RetryDeliveries).RequiresIdempotencyKey().WithSummary("批量重新投递").WithDescription("Try all dead deliveries again that match, the oldest first, at most 1,000 with one command, each under its own idempotency key. The answer says how many, and whether more match. Sent again it finds those that are left.")
            .Refuses(422);
        deliveries.MapPost("/{effectId}/retry", RetryAsync)
            .Allow(Permissions.RetryDeliveries).RequiresIdempotencyKey().WithSummary("重新投递").WithDescription("Try a dead delivery again, from the first attempt on, under the same idempotency key.")
            .Refuses(404);
        deliveries.MapGet("/desk", DeskAsync).Allow(Permissions.ReadTickets)
            .WithSummary("演示前台：未实际外发的消息").WithDescription("Messages that the demo desk keeps because no gateway is configured: nobody outside has got them. A unit sees its own, latest first, at most 200.");
    }

    private static async Task<Results<Ok<ListOf<DeadDelivery>>, ProblemResult>> DeadAsync(
        [FromQuery(Name = "channel")] string? channel,
        [FromQuery(Name = "queue")] string? queue,
        [FromQuery(Name = "error")] string? error,
        [FromQuery(Name = "from")] string? from,
        [FromQuery(Name = "to")] string? to,
        [FromQuery(Name = "cursor")] string? cursor,
        [FromQuery(Name = "size")] string? size,
        DeadLetters letters,
        CancellationToken ct)
    {
        var fields = new QueryFields();
        var filter = new DeadLetterFilter { Channel = Given(channel), Queue = Given(queue), Error = Given(error), From = fields.Instant("from", from), To = fields.Instant("to", to) };
        var (after, rows) = (fields.Cursor(cursor), fields.Size(size));
        foreach (var (name, text) in new[] { ("channel", channel), ("queue", queue), ("error", error) }) fields.Text(name, text);
        if (fields.Problems.Count > 0) return Problems.Invalid(fields.Problems);
        var page = await letters.PageAsync(filter, rows, after, ct);
        return TypedResults.Ok(new ListOf<DeadDelivery>([.. page.Items.Select(Of)], page.NextCursor));
    }

    private static async Task<Results<Ok<DeliveriesRetried>, ProblemResult>> RetryManyAsync(RetryDeliveries wanted, DeadLetters letters, CancellationToken ct)
    {
        var filter = new DeadLetterFilter { Channel = Given(wanted.Channel), Queue = Given(wanted.Queue), Error = Given(wanted.Error), From = wanted.From, To = wanted.To };
        if (filter == new DeadLetterFilter() != wanted.All)
        {
            return Problems.Invalid("all", "请给出 channel、queue、error、from、to 中的至少一项；确要全部重投时只给 all: true。", "Give at least one of channel, queue, error, from and to; or, where all are meant, all: true and none of them.");
        }

        if (wanted.Limit is < 1 or > MostRetried) return Problems.Invalid("limit", $"须为 1 至 {MostRetried} 的整数。", $"Must be a whole number from 1 to {MostRetried}.");
        var (queued, more) = await letters.RetryManyAsync(filter, wanted.Limit ?? MostRetried, ct);
        return TypedResults.Ok(new DeliveriesRetried(queued, more));
    }

    private static async Task<Results<Ok<DeliveryRetried>, ProblemResult>> RetryAsync(string effectId, DeadLetters letters, CancellationToken ct) => await letters.RetryAsync(effectId, ct) switch
    {
        RetryOutcome.Unknown => Problems.NotFound("该投递", "delivery"),
        var outcome => TypedResults.Ok(new DeliveryRetried(effectId, outcome == RetryOutcome.Queued)),
    };

    private static DeadDelivery Of(DeadLetter letter) => new(
        letter.Item.EffectId, letter.Item.CaseId.Value, letter.Item.Channel, letter.Item.Queue, letter.Item.Attempts, letter.Item.AwaitsResult, letter.Error, letter.CreatedAt);

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static async Task<DeskNotice[]> DeskAsync(HttpContext http, IDbContextFactory<JsjbDbContext> stores, CancellationToken ct)
    {
        var unit = http.User.ToViewer().UnitCode;
        await using var store = await stores.CreateDbContextAsync(ct);
        var messages = await store.HeldMessages.AsNoTracking()
            .Where(message => unit == null || message.UnitCode == unit)
            .OrderByDescending(message => message.ReceivedAt).ThenByDescending(message => message.EffectId)
            .Take(Longest)
            .ToListAsync(ct);
        return [.. messages.Select(message => new DeskNotice(
            message.EffectId, message.CaseId, message.Channel, message.TicketNumber, message.UnitCode, message.Text, Instant.FromDateTimeOffset(message.ReceivedAt)))];
    }
}
