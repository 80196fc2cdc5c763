using NodaTime;

namespace JieSuJiBan.Runtime.Outbox;

/// <summary>
/// A queue of effects that go the same way: one for each channel and, where a flow says itself where its request goes, one for each
/// server. What waits in one queue never waits for another.
/// </summary>
/// <param name="Name">The channel, or <c>http:server:port</c>.</param>
/// <param name="Channel">Which adapter delivers it.</param>
public sealed record DeliveryQueue(string Name, string Channel);

/// <summary>How a queue does.</summary>
/// <param name="Name">The queue.</param>
/// <param name="Channel">Its channel; null where nothing of it is left to tell.</param>
/// <param name="Waiting">Effects that are to be delivered; at most <see cref="DeliveryQueues.MostCounted"/> are counted.</param>
/// <param name="WaitingSince">When the oldest that is due became due (UTC); null where none is due.</param>
/// <param name="Dead">Dead letters, counted likewise.</param>
/// <param name="FailingSince">Since when its connection fails (UTC) and its effects are held; null where it does not.</param>
/// <param name="NextProbeAt">When one effect is tried again (UTC).</param>
/// <param name="LastError">The last error of its connection.</param>
public sealed record QueueState(string Name, string? Channel, int Waiting, Instant? WaitingSince, int Dead, Instant? FailingSince, Instant? NextProbeAt, string? LastError);
