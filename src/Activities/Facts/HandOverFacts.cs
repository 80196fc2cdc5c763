using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Facts;

/// <summary>The hand-over to another service: fact <c>handOver</c>. Read-only.</summary>
/// <param name="Entries">The object; null where there was none.</param>
public readonly record struct HandOverFacts(Value Entries)
{
    internal const string Name = "handOver";

    /// <summary>When (UTC).</summary>
    public Instant? At => Entries["at"].AsInstant();

    /// <summary>Code of the service.</summary>
    public string? Receiver => Entries["receiver"].AsString();

    /// <summary>Its name, zh-CN.</summary>
    public string? ReceiverName => Entries["receiverName"].AsString();

    /// <summary>True where it was handed over and nobody is on record as having taken over.</summary>
    public bool IsUnconfirmed => !Entries.IsNull && Entries["takenOverBy"].IsNull;
}
