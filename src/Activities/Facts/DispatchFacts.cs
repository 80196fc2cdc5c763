using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Facts;

/// <summary>Why the ticket went to its unit, or what keeps it from one: fact <c>dispatch</c>. Read-only.</summary>
/// <param name="Entries">The object; null before dispatch.</param>
public readonly record struct DispatchFacts(Value Entries)
{
    internal const string Name = "dispatch";

    /// <summary>How the unit was found: a <see cref="DispatchMode"/>, <c>ByHand</c>, <c>ByDefinition</c>, <c>Conference</c>, <c>Objection</c> or <c>Designated</c>.</summary>
    public string? Mode => Entries["mode"].AsString();

    /// <summary>Why that unit, zh-CN; in old entries with the words of a person.</summary>
    public string? Reason => Entries["reason"].AsString();

    /// <summary>The reason that a person wrote, sealed, or null.</summary>
    public Value Because => Entries["because"];

    /// <summary>Row of the dispatch catalogue that was used; null: none.</summary>
    public string? RowId => Entries["rowId"].AsString();

    /// <summary>The district that has a copy; null: none.</summary>
    public string? CopyTo => Entries["copyTo"].AsString();

    /// <summary>Why the catalogue names no unit, zh-CN; null: it does.</summary>
    public string? Obstacle => Entries["obstacle"].AsString();
}

/// <summary>The unit that a conference or a review chose for the next dispatch: fact <c>chosenUnit</c>. Read-only.</summary>
/// <param name="Entries">The object; null: none was chosen.</param>
public readonly record struct ChosenUnitFacts(Value Entries)
{
    internal const string Name = "chosenUnit";

    /// <summary>Chosen by a conference.</summary>
    public const string ByConference = "Conference";

    /// <summary>Chosen where an objection was upheld.</summary>
    public const string ByObjection = "Objection";

    /// <summary>Designated for good.</summary>
    public const string ByDesignation = "Designated";

    /// <summary>Code of the unit; null: none was chosen.</summary>
    public string? Unit => Entries["unit"].AsString();

    /// <summary>One of the constants above; an entry that says nothing comes from a conference.</summary>
    public string By => Entries["by"].AsString() ?? ByConference;

    internal static Value Write(string? unit, string by) => unit is null ? Value.Null : Value.Object(("by", Value.Of(by)), ("unit", Value.Of(unit)));
}

/// <summary>The unit that received the ticket first (Art. 14): fact <c>firstReceiver</c>. Read-only.</summary>
/// <param name="Entries">The object; null: nobody has, or an old entry does not say.</param>
public readonly record struct FirstReceiverFacts(Value Entries)
{
    internal const string Name = "firstReceiver";

    /// <summary>Code of the unit.</summary>
    public string? Unit => Entries["unit"].AsString();

    /// <summary>When (UTC).</summary>
    public Instant? At => Entries["at"].AsInstant();

    internal static Value Write(string unit, Instant at) => Value.Object(("at", Value.Of(at)), ("unit", Value.Of(unit)));
}
