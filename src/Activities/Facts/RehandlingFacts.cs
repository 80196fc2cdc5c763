using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Facts;

/// <summary>One round of handling again. Read-only.</summary>
/// <param name="Entries">The object; null where there was none.</param>
public readonly record struct RoundFacts(Value Entries)
{
    /// <summary>Ordered when (UTC).</summary>
    public Instant? At => Entries["at"].AsInstant();

    /// <summary>To be replied to by (UTC).</summary>
    public Instant? DueAt => Entries["dueAt"].AsInstant();

    /// <summary>Replied to when (UTC).</summary>
    public Instant? RepliedAt => Entries["repliedAt"].AsInstant();

    /// <summary>The step whose limit it has.</summary>
    public LimitStep Step => Entries["step"].AsString() is { Length: > 0 } step ? new(step) : LimitStep.Rehandle;
}

/// <summary>The rounds in which the ticket is handled again after a callback that went badly: fact <c>rehandle</c>, an object by ordinal. Read-only.</summary>
/// <param name="Entries">The object.</param>
public readonly record struct RehandlingFacts(Value Entries)
{
    internal const string Name = "rehandle";

    /// <summary>The fact that a round is under way.</summary>
    internal const string OpenName = "rehandling";

    /// <summary>How many rounds.</summary>
    public int Count => Entries.Count;

    /// <summary>The latest round.</summary>
    public RoundFacts Latest => new(new FactList(Entries).Latest);

    /// <summary>The ordinal that a further round gets.</summary>
    internal string Next => new FactList(Entries).Next;

    /// <summary>The ordinal of the latest round.</summary>
    internal string LatestOrdinal => new FactList(Entries).LatestOrdinal;
}
