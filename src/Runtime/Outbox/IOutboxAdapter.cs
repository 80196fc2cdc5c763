using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Vault;

namespace JieSuJiBan.Runtime.Outbox;

/// <summary>Delivers the effects of one channel to the outside.</summary>
public interface IOutboxAdapter
{
    /// <summary>The channel, as effects name it: <c>sms</c>, <c>notice</c>, <c>http</c> …</summary>
    string Channel { get; }

    /// <summary>False where nothing leaves the service: there is no connection that could fail as a whole. The default value is true.</summary>
    bool LeavesTheService => true;

    /// <summary>Deliveries of one queue under way at once in one node. The default value is 4.</summary>
    int Concurrency => 4;

    /// <summary>
    /// Delivers once more, with <see cref="OutboxItem.EffectId"/> as idempotency key: the same item may come again after a crash.
    /// It is cancelled after <see cref="OutboxRelay.TimeLimit"/>; an exception counts as a failure that may pass.
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
public sealed record OutboxItem(string EffectId, CaseId CaseId, string Channel, Value Payload, bool AwaitsResult, int Attempts)
{
    /// <summary>The queue it waits in: one for each connection.</summary>
    public string Queue { get; init; } = Channel;

    /// <summary>True where it is tried to learn whether a failing connection works again.</summary>
    public bool IsProbe { get; init; }
}

/// <summary>Whose fault it is that an effect was not delivered.</summary>
public enum OutboxFault
{
    /// <summary>Nobody's: it was delivered.</summary>
    None,

    /// <summary>Something that may pass: busy, slow, no answer. Tried again later; several in a row are the connection's fault.</summary>
    Passing,

    /// <summary>The message's own: trying it again is pointless.</summary>
    Message,

    /// <summary>The connection's: refused for what it is, not for what it was sent. All its messages are held until it works again.</summary>
    Connection,
}

/// <summary>What the outside said.</summary>
/// <param name="Result">The answer for the case.</param>
/// <param name="Error">Why not, without personal data.</param>
/// <param name="Fault">Whose fault it is.</param>
public sealed record OutboxAnswer(Value Result, string? Error = null, OutboxFault Fault = OutboxFault.None)
{
    /// <summary>True where it was delivered.</summary>
    public bool Succeeded => Fault == OutboxFault.None;

    /// <summary>What of the answer is sealed: written with the step that takes the answer, so that it never stands in clear.</summary>
    public SealedWords? Words { get; init; }

    /// <summary>Delivered.</summary>
    public static OutboxAnswer Delivered(Value? result = null) => new(result ?? Value.Null);

    /// <summary>Not delivered; tried again later, unless it is the message itself that is refused.</summary>
    public static OutboxAnswer Failed(string error, bool isPermanent = false) => Failed(error, isPermanent ? OutboxFault.Message : OutboxFault.Passing);

    /// <summary>Not delivered, and whose fault it is.</summary>
    public static OutboxAnswer Failed(string error, OutboxFault fault) => new(Value.Null, error, fault);
}
