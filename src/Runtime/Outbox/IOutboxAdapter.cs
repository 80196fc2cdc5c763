using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Vault;

namespace JieSuJiBan.Runtime.Outbox;

/// <summary>Delivers the effects of one channel to the outside.</summary>
public interface IOutboxAdapter
{
    /// <summary>The channel, as effects name it: <c>sms</c>, <c>notice</c>, <c>http</c> …</summary>
    string Channel { get; }

    /// <summary>
    /// Delivers once more, with <see cref="OutboxItem.EffectId"/> as idempotency key: the same item may come again after a crash.
    /// An exception counts as a failure that may pass.
    /// </summary>
    Task<OutboxAnswer> DeliverAsync(OutboxItem item, CancellationToken ct);
}

/// <summary>An effect to be delivered.</summary>
/// <param name="EffectId">Idempotency key.</param>
/// <param name="CaseId">The case it came from.</param>
/// <param name="Channel">Which adapter.</param>
/// <param name="Payload">What to send; personal data as sealed references.</param>
/// <param name="AwaitsResult">True where the case waits for the answer.</param>
/// <param name="Attempts">How often it was tried, this attempt included.</param>
public sealed record OutboxItem(string EffectId, CaseId CaseId, string Channel, Value Payload, bool AwaitsResult, int Attempts);

/// <summary>What the outside said.</summary>
/// <param name="Succeeded">Delivered.</param>
/// <param name="Result">The answer for the case.</param>
/// <param name="Error">Why not, without personal data.</param>
/// <param name="IsPermanent">Trying again is pointless: straight to the dead letters.</param>
public sealed record OutboxAnswer(bool Succeeded, Value Result, string? Error = null, bool IsPermanent = false)
{
    /// <summary>What of the answer is sealed: written with the step that takes the answer, so that it never stands in clear.</summary>
    public SealedWords? Words { get; init; }

    /// <summary>Delivered.</summary>
    public static OutboxAnswer Delivered(Value? result = null) => new(true, result ?? Value.Null);

    /// <summary>Not delivered.</summary>
    public static OutboxAnswer Failed(string error, bool isPermanent = false) => new(false, Value.Null, error, isPermanent);
}

/// <summary>An effect that gave up, for a person to look at.</summary>
/// <param name="Item">The effect.</param>
/// <param name="Error">The last error.</param>
/// <param name="CreatedAt">When the step asked for it (UTC).</param>
public sealed record DeadLetter(OutboxItem Item, string? Error, NodaTime.Instant CreatedAt);
