using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Facts;

/// <summary>The limit that came with a ticket: fact <c>givenLimit</c>. Read-only.</summary>
/// <param name="Entries">The object; null where none came.</param>
public readonly record struct GivenLimitFacts(Value Entries)
{
    /// <summary>In natural days; null: none came.</summary>
    public long? NaturalDays => Entries["naturalDays"].AsInt64();

    /// <summary>By which notice.</summary>
    public string? Citation => Entries["citation"].AsString();
}
