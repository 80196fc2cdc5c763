using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Facts;

/// <summary>Rungs reached and supervision by hand: fact <c>supervision</c>, an object by ordinal. Read-only.</summary>
/// <param name="Entries">The object.</param>
public readonly record struct SupervisionFacts(Value Entries)
{
    internal const string Name = "supervision";

    /// <summary>All acts, in ordinal order of their names.</summary>
    public IEnumerable<SupervisionActFacts> All => Entries.MembersByName.Select(member => new SupervisionActFacts(member.Value));

    /// <summary>The latest act; empty facts where there is none.</summary>
    public SupervisionActFacts Latest => new(new FactList(Entries).Latest);

    /// <summary>The ordinal that a further act gets.</summary>
    internal string Next => new FactList(Entries).Next;
}

/// <summary>One act of supervision.</summary>
/// <param name="Facts">Its facts.</param>
public readonly record struct SupervisionActFacts(Value Facts)
{
    /// <summary>When (UTC).</summary>
    public Instant? At => Facts["at"].AsInstant();

    /// <summary><c>Urge</c>, <c>Supervise</c> or <c>Escalate</c>.</summary>
    public string? Level => Facts["level"].AsString();

    /// <summary>Code of the reason, of an act by hand.</summary>
    public string? Reason => Facts["reason"].AsString();

    /// <summary>What the city calls the rung, zh-CN, where it names it.</summary>
    public string? Name => Facts["name"].AsString();

    /// <summary>The same in English.</summary>
    public string? NameInEnglish => Facts["nameInEnglish"].AsString();
}
