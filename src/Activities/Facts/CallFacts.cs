using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Facts;

/// <summary>A call out, as the telephone system has it on record.</summary>
/// <param name="Ordinal">Its name among the <c>calls</c> of the ticket.</param>
/// <param name="Reference">The telephone system's own name for it, as it gave it.</param>
/// <param name="Number">The number dialled, sealed.</param>
/// <param name="StartedAt">Begun when (UTC).</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="IsReached">True where somebody answered.</param>
/// <param name="IsToPetitioner">False where it went to somebody else; null: nobody said so.</param>
public sealed record Call(string Ordinal, Value Reference, Value Number, Instant? StartedAt, long Seconds, bool IsReached, bool? IsToPetitioner);

/// <summary>The calls out: fact <c>calls</c>, an object by ordinal. Read-only.</summary>
/// <param name="Entries">The object.</param>
public readonly record struct CallFacts(Value Entries)
{
    internal const string Name = "calls";

    /// <summary>How many.</summary>
    public int Count => Entries.Count;

    /// <summary>All calls, in the order of their ordinals as text.</summary>
    public IEnumerable<Call> All => Entries.MembersByName.Select(member => Read(member.Key, member.Value));

    /// <summary>The ordinal that a further call gets.</summary>
    internal string Next => new FactList(Entries).Next;

    /// <summary>One call, as a fact or as the telephone system sends it: the members are the same.</summary>
    internal static Call Read(string ordinal, Value entry) => new(
        ordinal, entry["reference"], entry["number"], entry["startedAt"].AsInstant(), entry["seconds"].AsInt64() ?? 0, entry["reached"].AsBoolean() == true, entry["toPetitioner"].AsBoolean());
}
