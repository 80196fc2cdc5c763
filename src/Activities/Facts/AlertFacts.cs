using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Facts;

/// <summary>What marks a request as a possible emergency: fact <c>alert</c>. Read-only.</summary>
/// <param name="Entries">The object; null where nothing does.</param>
public readonly record struct AlertFacts(Value Entries)
{
    internal const string Name = "alert";

    /// <summary>True where something marks it.</summary>
    public bool IsRaised => !Entries.IsNull;

    /// <summary>The urgency that the policy names for it; null: none.</summary>
    public string? SuggestedUrgency => Entries["suggestedUrgency"].AsString();

    /// <summary>The tags of the policy that it carries.</summary>
    public IReadOnlyList<Value> Tags => Entries["tags"].Items;

    /// <summary>The words of the policy that were found, never the petitioner's own.</summary>
    public IReadOnlyList<Value> Words => Entries["words"].Items;

    /// <summary>The mark of a request in which these were found.</summary>
    internal static Value Write(string? suggestedUrgency, Value[] tags, Value[] words) => Value.Object(
        ("suggestedUrgency", Value.Of(suggestedUrgency)),
        ("tags", tags.Length == 0 ? Value.Null : Value.Of(tags)),
        ("words", words.Length == 0 ? Value.Null : Value.Of(words)));
}
