using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Facts;

/// <summary>A matter that cannot be solved for now (挂账): fact <c>carryOver</c>. Read-only.</summary>
/// <param name="Entries">The object; null where nothing was carried over.</param>
public readonly record struct CarryOverFacts(Value Entries)
{
    internal const string Name = "carryOver";

    /// <summary>Registered when (UTC).</summary>
    public Instant? RegisteredAt => Entries["registeredAt"].AsInstant();

    /// <summary>Cleared when (UTC); null: not yet.</summary>
    public Instant? ClearedAt => Entries["clearedAt"].AsInstant();

    /// <summary>How often a look at it was missed.</summary>
    public long Missed => Entries["missed"].AsInt64() ?? 0;

    /// <summary>The looks at it.</summary>
    public FactList Reviews => new(Entries["reviews"]);
}
