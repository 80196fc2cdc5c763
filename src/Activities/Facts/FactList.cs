using System.Globalization;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Facts;

/// <summary>A list that grows, kept as an object by ordinal (<c>"1"</c>, <c>"2"</c>, …), because a merge patch replaces arrays as a whole. Read-only.</summary>
/// <param name="Entries">The object.</param>
public readonly record struct FactList(Value Entries)
{
    /// <summary>How many entries.</summary>
    public int Count => Entries.Count;

    /// <summary>The ordinal that a further entry gets.</summary>
    public string Next => Ordinal(Count + 1);

    /// <summary>The ordinal of the latest entry.</summary>
    public string LatestOrdinal => Ordinal(Count);

    /// <summary>The latest entry, or null.</summary>
    public Value Latest => Entries[LatestOrdinal];

    /// <summary>When each entry came about (UTC), in ordinal order of their names.</summary>
    public IEnumerable<Instant?> Times => Entries.MembersByName.Select(entry => entry.Value["at"].AsInstant());

    /// <summary>What was said in each entry, sealed, in ordinal order of their names.</summary>
    public IEnumerable<Value> Texts => Entries.MembersByName.Select(entry => entry.Value["text"]);

    /// <summary>The entry of that ordinal, or null.</summary>
    /// <param name="ordinal">The ordinal.</param>
    public Value this[string ordinal] => Entries[ordinal];

    /// <summary>A number as ordinal.</summary>
    /// <param name="number">From 1.</param>
    public static string Ordinal(int number) => number.ToString(CultureInfo.InvariantCulture);
}
