using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Facts;

/// <summary>A contact with the petitioner, or an attempt at one (Art. 15).</summary>
/// <param name="Ordinal">Its name among the <c>contacts</c> of the ticket.</param>
/// <param name="At">When, as the unit says (UTC).</param>
/// <param name="Method">Code of the way.</param>
/// <param name="Number">The number called, sealed.</param>
/// <param name="Result">Code of what came of it; null: the petitioner was reached.</param>
/// <param name="Call">Ordinal of the call on record that shows it; null: none does.</param>
public sealed record Contact(string Ordinal, Instant? At, string? Method, Sealed? Number, string? Result, string? Call);

/// <summary>The contacts with the petitioner: fact <c>contacts</c>, an object by ordinal. Read-only.</summary>
/// <param name="Entries">The object.</param>
public readonly record struct ContactFacts(Value Entries)
{
    internal const string Name = "contacts";
    internal const string LatestName = "contact";
    internal const string FirstAtName = "firstContactAt";
    internal const string FirstLateName = "firstContactLate";
    internal const string FirstDueAtName = "firstContactDueAt";

    /// <summary>Member of a contact that no call on record shows.</summary>
    internal const string CallMissing = "callMissing";

    /// <summary>All contacts, in the order of their ordinals as text.</summary>
    public IEnumerable<Contact> All => Entries.MembersByName.Select(member => Read(member.Key, member.Value));

    /// <summary>The ordinal that a further contact gets.</summary>
    internal string Next => new FactList(Entries).Next;

    /// <summary>The ordinal of the latest contact.</summary>
    internal string LatestOrdinal => new FactList(Entries).LatestOrdinal;

    private static Contact Read(string ordinal, Value entry) => new(
        ordinal, entry["at"].AsInstant(), entry["method"].AsString(), Sealed.From(entry["number"]), entry["result"].AsString(), entry["call"].AsString());
}
