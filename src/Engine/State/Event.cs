using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.State;

/// <summary>
/// Something that happened: the only thing that changes a <see cref="CaseState"/>, and what the journal stores. Applying
/// one decides nothing. A released event keeps its meaning for ever; a change is a new version.
/// </summary>
public abstract record Event
{
    /// <summary>Stable name in the journal: the past-tense type name.</summary>
    public string Type => GetType().Name;

    /// <summary>Version of the meaning of this event.</summary>
    public virtual int Version => 1;

    /// <summary>As data: <c>{"type":…,"version":…}</c> and the members of the event.</summary>
    public Value ToValue() => MemberList.ToValue(this, WriteWhole);

    /// <summary>The event that <see cref="ToValue"/> wrote.</summary>
    /// <exception cref="FormatException">The name or version is unknown, or a member is missing.</exception>
    public static Event FromValue(Value value) => EventReader.Read(value);

    /// <summary>Whether both are written as the same bytes.</summary>
    internal bool WritesSameAs(Event other) => MemberList.ToBytes(this, WriteWhole).AsSpan().SequenceEqual(MemberList.ToBytes(other, WriteWhole));

    internal static void WriteWhole(MemberList members, Event happened)
    {
        members.Add("type", happened.Type);
        members.Add("version", happened.Version);
        happened.Write(members);
    }

    internal abstract void Write(MemberList members);

    internal abstract void ApplyTo(CaseBuilder state);
}
